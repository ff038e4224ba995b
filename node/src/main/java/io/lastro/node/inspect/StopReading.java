package io.lastro.node.inspect;

/** Enough was read; no failure. */
final class StopReading extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopReading() {
        super(null, null, false, false);
    }
}
