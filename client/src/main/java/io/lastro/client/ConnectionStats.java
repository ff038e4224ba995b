package io.lastro.client;

/**
 * Counters of a connection since it was opened.
 *
 * @param logons sessions that were opened.
 * @param lost sessions that ended without being asked to.
 * @param resentRequests requests that were sent again after a lost session.
 * @param busyReplies BUSY answers, each followed by another try.
 * @param violations sessions closed because of what was received.
 * @param lateReplies answers that came after their deadline.
 * @param lastCause why the last session ended or could not be opened; empty = none did.
 */
public record ConnectionStats(
        long logons,
        long lost,
        long resentRequests,
        long busyReplies,
        long violations,
        long lateReplies,
        String lastCause) {
    /** Nothing happened. */
    public static final ConnectionStats NONE = new ConnectionStats(0, 0, 0, 0, 0, 0, "");

    /** The sums of both. */
    public ConnectionStats plus(final ConnectionStats other) {
        return new ConnectionStats(
                logons + other.logons,
                lost + other.lost,
                resentRequests + other.resentRequests,
                busyReplies + other.busyReplies,
                violations + other.violations,
                lateReplies + other.lateReplies,
                other.lastCause.isEmpty() ? lastCause : other.lastCause);
    }
}
