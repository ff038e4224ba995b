package io.lastro.journal;

/**
 * The journal refuses, or has halted.
 *
 * <p>The message names file, position, sequence where they are known, and what to do.
 */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final JournalErrorCode code;

    /** A refusal with its reason. */
    public JournalException(final JournalErrorCode code, final String message) {
        this(code, message, null);
    }

    /** A refusal with its reason and first cause. */
    public JournalException(final JournalErrorCode code, final String message, final Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /** Why. */
    public JournalErrorCode code() {
        return code;
    }
}
