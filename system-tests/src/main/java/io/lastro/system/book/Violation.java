package io.lastro.system.book;

/** The node broke a promise; the message says which and what was seen. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A broken promise. */
    public Violation(final String message) {
        super(message);
    }

    /** A broken promise that showed as another failure. */
    public Violation(final String message, final Throwable cause) {
        super(message, cause);
    }

    /**
     * Checks a promise.
     *
     * @throws Violation with the formatted message when it is broken.
     */
    public static void check(final boolean kept, final String format, final Object... arguments) {
        if (!kept) {
            throw new Violation(String.format(format, arguments));
        }
    }
}
