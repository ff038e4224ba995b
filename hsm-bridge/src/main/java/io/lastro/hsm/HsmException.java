package io.lastro.hsm;

/** A failed call of the bridge. The message has the code, what happened and what to do; never a PIN. */
public class HsmException extends RuntimeException {
    private final HsmErrorCode code;

    /** A failure with its code and what happened, as the beginning of a sentence. */
    public HsmException(final HsmErrorCode code, final String happened) {
        this(code, happened, null);
    }

    /** The same with its cause; null when there is none. */
    public HsmException(final HsmErrorCode code, final String happened, final Throwable cause) {
        super(code + ": " + happened + ". " + code.remedy(), cause);
        this.code = code;
    }

    /** Why. */
    public HsmErrorCode code() {
        return code;
    }
}
