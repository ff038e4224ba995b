package io.lastro.client;

/** Counters of one connection: written by its loop, read by anybody. */
final class ConnectionCounters {
    private long logons;
    private long lost;
    private long resent;
    private long busy;
    private long violations;
    private long lateBefore;
    private long lateNow;
    private String lastCause = "";

    synchronized void logon() {
        logons++;
        lateBefore += lateNow;
        lateNow = 0;
    }

    synchronized void ended(final boolean wasOpen, final ClientException cause) {
        lost += wasOpen ? 1 : 0;
        violations += cause instanceof ProtocolViolationException ? 1 : 0;
        lastCause = cause.getMessage();
    }

    synchronized void resent() {
        resent++;
    }

    synchronized void busy() {
        busy++;
    }

    void lateReplies(final long ofSession) {
        if (ofSession != 0) {
            set(ofSession);
        }
    }

    private synchronized void set(final long ofSession) {
        lateNow = ofSession;
    }

    synchronized ConnectionStats snapshot() {
        return new ConnectionStats(logons, lost, resent, busy, violations, lateBefore + lateNow, lastCause);
    }
}
