package io.lastro.node.load;

/** A load that stopped before its end. What was acknowledged is loaded; the same command goes on from there. */
public final class LoadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what happened and, where that is known, what to do. */
    public LoadFailedException(final String message) {
        super(message);
    }

    /** With what happened and why. */
    public LoadFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
