package io.lastro.engine.transfer;

import io.lastro.engine.Invariant;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Releases holds whose time is over, in (expiresAt, timestamp) order. Each release is an event: a {@link TransferEvent}
 * with nothing but the hold's id as pendingId, and its {@link TransferOutcome} behind it.
 *
 * <p>Ledger thread only; allocates nothing.
 */
final class ExpiryRelease {
    static final int PAIR_BYTES = TransferEvent.BLOCK_BYTES + TransferOutcome.BLOCK_BYTES;
    static final int MAX_EXPIRIES = ProtocolLimits.MAX_BATCH_EVENTS;

    private final TransferStore transfers;
    private final HoldStore holds;
    private final ExpiryHeap expiries;
    private final TransferWriter writer;
    private final OutcomeWriter outcomeWriter;
    private final TransferDraft draft = new TransferDraft();
    private final TransferEvent event = new TransferEvent();
    private final TransferEvent hold = new TransferEvent();
    private final OutcomeComparison comparison = new OutcomeComparison();
    private final UnsafeBuffer applied = comparison.applied();
    private final int[] due = new int[MAX_EXPIRIES];

    ExpiryRelease(
            final TransferStore transfers,
            final HoldStore holds,
            final ExpiryHeap expiries,
            final TransferWriter writer,
            final OutcomeWriter outcomeWriter) {
        this.transfers = transfers;
        this.holds = holds;
        this.expiries = expiries;
        this.writer = writer;
        this.outcomeWriter = outcomeWriter;
    }

    /**
     * Takes out what is due before a request: each released hold takes a nanosecond, which may make the next one due.
     *
     * @param requestNs     ledger time less the events of the request.
     * @param lastNs        last timestamp given so far.
     * @return how many; {@link #release} must follow.
     */
    int collect(final long requestNs, final long lastNs) {
        int count = 0;
        while (count < MAX_EXPIRIES
                && expiries.size() > 0
                && expiries.firstExpiresAtNs() <= Math.max(requestNs, lastNs + count)) {
            final int row = expiries.first();
            due[count] = row;
            expiries.remove(row);
            count++;
        }
        return count;
    }

    /** Releases what was collected. */
    void release(final BatchPlace place, final MutableDirectBuffer out, final int offset) {
        for (int i = 0; i < place.count(); i++) {
            final int at = offset + i * PAIR_BYTES;
            expire(due[i], place, i);
            transfers.wrap(hold, draft.holdRecord);
            event.wrapWritable(out, at).clear().pendingIdLow(hold.idLow()).pendingIdHigh(hold.idHigh());
            outcomeWriter.created(draft, draft.eventTimestampNs, out, at + TransferEvent.BLOCK_BYTES);
        }
    }

    /**
     * Releases what was released before.
     *
     * @throws io.lastro.engine.InvariantViolation when it is not what is due first, or had another effect.
     */
    void applyRecorded(final BatchPlace place, final DirectBuffer pairs, final int offset) {
        for (int i = 0; i < place.count(); i++) {
            final int at = offset + i * PAIR_BYTES;
            Invariant.check(expiries.size() > 0, "a recorded expiry has its hold", 0, place.count());
            final int row = expiries.first();
            transfers.wrap(hold, holds.record(row));
            event.wrap(pairs, at);
            Invariant.equal(event.pendingIdLow(), hold.idLow(), "recorded expiries are in order");
            Invariant.equal(event.pendingIdHigh(), hold.idHigh(), "recorded expiries are in order");
            Invariant.check(
                    holds.expiresAtNs(row) <= place.batchTimestampNs(),
                    "nothing expires early",
                    place.batchTimestampNs(),
                    holds.expiresAtNs(row));
            expiries.remove(row);
            expire(row, place, i);
            outcomeWriter.created(draft, draft.eventTimestampNs, applied, 0);
            comparison.check(pairs, at + TransferEvent.BLOCK_BYTES);
        }
    }

    private void expire(final int row, final BatchPlace place, final int i) {
        Invariant.check(holds.isOpen(row), "only an open hold expires", holds.state(row), HoldState.PENDING);
        draft.flags = TransferFlags.VOID_PENDING;
        draft.eventTimestampNs = place.timestampNs(i);
        draft.sequence = place.sequence(i);
        writer.expire(draft, row);
    }
}
