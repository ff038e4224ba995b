package io.lastro.engine;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.protocol.ProtocolLimits;

/** Where the ledger stands in time and order: batches follow each other without a gap. Ledger thread only. */
final class LedgerPosition {
    private final BatchPlace batch = new BatchPlace();
    private final BatchPlace expiries = new BatchPlace();
    private long lastSequence = ProtocolLimits.NULL_SEQUENCE;
    private long lastTimestampNs;

    /** The last batch of a request. */
    BatchPlace batch() {
        return batch;
    }

    /** The last batch of expiries. */
    BatchPlace expiries() {
        return expiries;
    }

    /** Sequence of the last event; {@link ProtocolLimits#NULL_SEQUENCE} when there was none. */
    long lastSequence() {
        return lastSequence;
    }

    /** Timestamp of the last batch, ns; 0 when there was none. */
    long lastTimestampNs() {
        return lastTimestampNs;
    }

    /** Gives a request its place. */
    BatchPlace place(final long ledgerTimeNs, final int count) {
        final long timestampNs = Math.max(ledgerTimeNs, lastTimestampNs + count);
        batch.set(timestampNs, lastSequence + 1, count);
        if (count > 0) {
            advance(batch);
        }
        return batch;
    }

    /** Gives a recorded request its place. */
    BatchPlace follow(final long batchTimestampNs, final long firstSequence, final int count) {
        return advance(batch.set(batchTimestampNs, firstSequence, count));
    }

    /** Gives expiries, recorded or not, their place. */
    BatchPlace followExpiries(final long batchTimestampNs, final long firstSequence, final int count) {
        return advance(expiries.set(batchTimestampNs, firstSequence, count));
    }

    void image(final StateImage image) {
        image.section("position");
        lastSequence = image.int64(lastSequence);
        lastTimestampNs = image.int64(lastTimestampNs);
    }

    private BatchPlace advance(final BatchPlace next) {
        Invariant.equal(next.firstSequence(), lastSequence + 1, "sequence is gapless");
        Invariant.check(
                next.timestampNs(0) > lastTimestampNs && (next.count() == 0 || next.batchTimestampNs() > 0),
                "batch timestamps increase",
                next.timestampNs(0),
                lastTimestampNs + 1);
        if (next.count() > 0) {
            lastSequence += next.count();
            lastTimestampNs = next.batchTimestampNs();
        }
        return next;
    }
}
