package io.lastro.engine.transfer;

/**
 * Where a batch stands in time and order: its timestamp T, its first sequence, its number of events. Event i of n has
 * timestamp {@code T - n + i + 1} and sequence {@code first + i}. One object, moved on for each batch.
 */
public final class BatchPlace {
    private long batchTimestampNs;
    private long firstSequence;
    private int count;

    /** Moves to a batch. */
    public BatchPlace set(final long timestampNs, final long first, final int eventCount) {
        batchTimestampNs = timestampNs;
        firstSequence = first;
        count = eventCount;
        return this;
    }

    /** T, ns. */
    public long batchTimestampNs() {
        return batchTimestampNs;
    }

    /** Sequence of the first event. */
    public long firstSequence() {
        return firstSequence;
    }

    /** Events of the batch. */
    public int count() {
        return count;
    }

    /** Timestamp of an event, ns. */
    public long timestampNs(final int event) {
        return batchTimestampNs - count + event + 1;
    }

    /** Sequence of an event. */
    public long sequence(final int event) {
        return firstSequence + event;
    }
}
