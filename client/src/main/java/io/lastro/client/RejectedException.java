package io.lastro.client;

import io.lastro.protocol.ErrorCode;

/** The node refused the request before it became an event, or a read was not answered in time: it certainly had no effect. */
public final class RejectedException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode errorCode;

    /** With the code and its detail. */
    public RejectedException(final ErrorCode errorCode, final String detail) {
        super("rejected, no effect: " + errorCode.wireName() + (detail.isEmpty() ? "" : ": " + detail));
        this.errorCode = errorCode;
    }

    /** Why. */
    public ErrorCode errorCode() {
        return errorCode;
    }
}
