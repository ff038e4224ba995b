package io.lastro.journal.tree;

/** The audit tree refuses; the message names file or sequence and what to do. */
public final class TreeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final TreeErrorCode code;

    /** A refusal with its reason. */
    public TreeException(final TreeErrorCode code, final String message) {
        this(code, message, null);
    }

    /** A refusal with its reason and first cause. */
    public TreeException(final TreeErrorCode code, final String message, final Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /** Why. */
    public TreeErrorCode code() {
        return code;
    }
}
