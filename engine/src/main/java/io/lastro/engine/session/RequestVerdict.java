package io.lastro.engine.session;

import io.lastro.protocol.ErrorCode;

/** What is to be done with a request that may be executed once only. */
public enum RequestVerdict {
    /** It was not executed yet: execute it. */
    NEW(null),
    /** It was executed: give the reply that it got. */
    REPEAT(null),
    /** Another request with its number was executed. */
    DIFFERS(ErrorCode.REQUEST_DIFFERS),
    /** It may have been executed, which is no longer known. */
    TOO_OLD(ErrorCode.REQUEST_TOO_OLD),
    /** Its session does not exist. */
    NO_SESSION(ErrorCode.SESSION_NOT_FOUND);

    private final ErrorCode error;

    RequestVerdict(final ErrorCode error) {
        this.error = error;
    }

    /** What to tell the client; null for NEW and REPEAT. */
    public ErrorCode error() {
        return error;
    }
}
