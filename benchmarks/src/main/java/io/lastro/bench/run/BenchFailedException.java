package io.lastro.bench.run;

/** A run that is no result: a transfer was refused, an answer failed, or a node did not do what it should. */
public final class BenchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailedException(final String message) {
        super(message);
    }
}
