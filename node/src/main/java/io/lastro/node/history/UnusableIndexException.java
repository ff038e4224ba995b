package io.lastro.node.history;

/** The transfer index cannot be used: damaged, of another version, or of another history. */
public final class UnusableIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableIndexException(final String message) {
        super(message);
    }

    UnusableIndexException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
