package io.lastro.replication;

/**
 * A frame of the logical chain as replication sees it. The bytes are the journal's and are never looked into here.
 *
 * @param epochStart     whether it is an EPOCH_START.
 * @param epoch          in which it was made.
 * @param firstSequence  of its first event.
 * @param count          its events.
 * @param chainLow       chain value, low 64 bits.
 * @param chainHigh      chain value, high 64 bits.
 * @param commitSequence what was committed when it was made.
 * @param bytes          header and payload; not changed by anybody.
 */
public record LogFrame(
        boolean epochStart,
        long epoch,
        long firstSequence,
        int count,
        long chainLow,
        long chainHigh,
        long commitSequence,
        byte[] bytes) {
    /** Sequence of its last event. */
    public long lastSequence() {
        return firstSequence + count - 1;
    }
}
