package io.lastro.system.book;

/** One request of transfers: its number, which fixes its events, and what is known of its outcome. */
public final class Request {
    /** What kind of events a request has. */
    public enum Shape {
        /** Single transfers between accounts without limit; some are refused on purpose. */
        PLAIN,
        /** Linked chains; some fail on purpose and leave nothing. */
        CHAINS,
        /** Transfers out of accounts that may not go below zero: the ledger decides. */
        LIMITED,
        /** Holds without timeout. */
        PENDING,
        /** Posts, captures and voids of the holds of an earlier request. */
        RESOLVE,
        /** Holds that expire after a second. */
        EXPIRING
    }

    /** What the client knows. */
    public enum State {
        /** Made, not sent. */
        NEW,
        /** Sent; no answer: may have happened or not, but as a whole. */
        UNKNOWN,
        /** Refused before it became an event: nothing of it may exist. */
        REFUSED,
        /** Was unknown and a lookup shows nothing of it, but it has no event that a lookup would have to show. */
        INVISIBLE,
        /** Was unknown, and a lookup shows that it was not executed. */
        ABSENT,
        /** Answered with results, or seen by a lookup: it exists for ever. */
        SETTLED
    }

    private static final short CREATED = 0;

    private final int number;
    private final Shape shape;
    private final int count;
    private final Request target;
    private volatile State state = State.NEW;
    private long timestampNs;
    private long firstSequence;
    private short[] results;
    private Request resolver;

    Request(final int number, final Shape shape, final int count, final Request target) {
        this.number = number;
        this.shape = shape;
        this.count = count;
        this.target = target;
    }

    /** Place in the book, from 0. */
    public int number() {
        return number;
    }

    /** Kind of its events. */
    public Shape shape() {
        return shape;
    }

    /** Number of its events. */
    public int count() {
        return count;
    }

    /** The request whose holds are resolved, or null. */
    Request target() {
        return target;
    }

    /** What the client knows. */
    public State state() {
        return state;
    }

    /** The bytes are about to be handed to a socket. */
    public void markSent() {
        state = State.UNKNOWN;
    }

    /** Forgets that it was sent: for a test that hides a movement from the book. */
    public void markNeverSent() {
        state = State.NEW;
    }

    /** Refused before it became an event. */
    public void markRefused() {
        state = State.REFUSED;
    }

    /** A lookup found nothing of it. */
    void markAbsent(final boolean wouldBeVisible) {
        state = wouldBeVisible ? State.ABSENT : State.INVISIBLE;
    }

    /** Events have timestamp T - n + i + 1 and sequence first + i. */
    void settle(final long batchTimestampNs, final long sequence, final short[] codes) {
        timestampNs = batchTimestampNs;
        firstSequence = sequence;
        results = allCreated(codes) ? null : codes;
        state = State.SETTLED;
    }

    private static boolean allCreated(final short[] codes) {
        for (final short code : codes) {
            if (code != CREATED) {
                return false;
            }
        }
        return true;
    }

    boolean created(final int index) {
        return results == null || results[index] == CREATED;
    }

    int result(final int index) {
        return results == null ? CREATED : results[index] & 0xFFFF;
    }

    long eventTimestampNs(final int index) {
        return timestampNs - count + index + 1;
    }

    long eventSequence(final int index) {
        return firstSequence + index;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** The request that was made to resolve these holds, or null. */
    Request resolver() {
        return resolver;
    }

    void resolver(final Request request) {
        resolver = request;
    }

    @Override
    public String toString() {
        return "request " + number + " (" + shape + ", " + count + " events, " + state + ")";
    }
}
