package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;

/**
 * What a Logon asks of the ledger, and what became of it. Written by the event loop until it is offered, then by the
 * release thread.
 */
public final class LogonRequest {
    private final long sessionId;
    private final long candidateId;
    private final long identityLow;
    private final long identityHigh;
    private long openedSessionId;
    private long lastRequestNo;
    private ErrorCode refusal;
    private String detail = "";

    LogonRequest(final long sessionId, final long candidateId, final long identityLow, final long identityHigh) {
        this.sessionId = sessionId;
        this.candidateId = candidateId;
        this.identityLow = identityLow;
        this.identityHigh = identityHigh;
    }

    /** Session to be resumed; 0 = a new one. */
    public long sessionId() {
        return sessionId;
    }

    /** Id for a new session, random; 0 when one is to be resumed. */
    public long candidateId() {
        return candidateId;
    }

    /** Who asks, first half. */
    public long identityLow() {
        return identityLow;
    }

    /** Who asks, second half. */
    public long identityHigh() {
        return identityHigh;
    }

    void opened(final long session, final long requestNo) {
        openedSessionId = session;
        lastRequestNo = requestNo;
    }

    void refused(final ErrorCode code, final String why) {
        refusal = code;
        detail = why;
    }

    long openedSessionId() {
        return openedSessionId;
    }

    long lastRequestNo() {
        return lastRequestNo;
    }

    /** Null when the session is open. */
    ErrorCode refusal() {
        return refusal;
    }

    String detail() {
        return detail;
    }
}
