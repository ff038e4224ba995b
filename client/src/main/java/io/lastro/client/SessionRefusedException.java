package io.lastro.client;

import io.lastro.protocol.ErrorCode;

/** The node closed a connection, or refused its logon, with a code. */
public final class SessionRefusedException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode errorCode;

    /** With the node and its reason. */
    public SessionRefusedException(final String node, final ErrorCode errorCode, final String detail) {
        super(node + " closed the session: " + errorCode.wireName() + (detail.isEmpty() ? "" : ": " + detail));
        this.errorCode = errorCode;
    }

    /** Why. */
    public ErrorCode errorCode() {
        return errorCode;
    }
}
