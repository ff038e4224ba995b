package io.lastro.node.audit;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Sums of pending and posted amounts of each ledger, derived from what the journal says was booked and from nothing else.
 *
 * <p>A single transfer posts its amount; a hold adds to pending; a post takes all that remains from pending and posts its
 * amount, a capture the captured part only; void and expiry take what remains. The beginning is the engine's: what it has
 * after the recovery. Minor units, 128 bit. One thread.
 */
final class LedgerSums {
    private static final int PENDING = 0;
    private static final int POSTED = 2;
    private static final int COLUMNS = 4;

    private final Int2ObjectHashMap<long[]> sums = new Int2ObjectHashMap<>();
    private final OpenHolds holds = new OpenHolds();
    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final AdminEvent command = new AdminEvent();
    private final AdminOutcome commandOutcome = new AdminOutcome();
    private final long beginning;
    private long sequence;
    private int lastLedger;
    private long[] lastRow;

    /** Sums of nothing, before the first sequence. */
    LedgerSums() {
        beginning = 0;
    }

    /** Sums as an engine has them that stands still. */
    LedgerSums(final LedgerEngine engine) {
        beginning = engine.lastSequence();
        sequence = beginning;
        engine.forEachLedger((ledger, pendingLow, pendingHigh, postedLow, postedHigh) ->
                sums.put(ledger, new long[] {pendingLow, pendingHigh, postedLow, postedHigh}));
        engine.checkpoints().forEachOpenHold((low, high, ledger, remaining) -> holds.open(low, high, remaining));
    }

    /** The sequence that the sums had at first: before it they are not known. */
    long beginning() {
        return beginning;
    }

    /** The sums are those after this sequence. */
    long sequence() {
        return sequence;
    }

    /** Books a batch; one that is in the sums already is passed over. */
    void apply(final JournaledBatch batch) {
        if (batch.firstSequence() <= sequence) {
            if (batch.lastSequence() > sequence) {
                throw new AuditFailedException("a batch is in the sums in part, from " + batch.firstSequence() + " to "
                        + batch.lastSequence() + " around " + sequence);
            }
            return;
        }
        switch (batch.kind()) {
            case TRANSFERS -> transfers(batch);
            case EXPIRIES -> expiries(batch);
            case ADMIN -> commands(batch);
            case ACCOUNTS, SESSIONS, CHECKPOINT -> {} // move nothing
        }
        sequence = batch.lastSequence();
    }

    private void transfers(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            if (outcome.result() != CreateTransferResult.CREATED.code()) {
                continue;
            }
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            final int flags = event.flags();
            final long[] row = row(outcome.ledger());
            if ((flags & TransferFlags.PENDING) != 0) {
                add(row, PENDING, outcome.amount());
                holds.open(event.idLow(), event.idHigh(), outcome.amount());
            } else if ((flags & TransferFlags.VOID_PENDING) != 0) {
                released(row, batch.firstSequence() + i);
            } else if ((flags & TransferFlags.POST_PENDING) != 0) {
                posted(row, (flags & TransferFlags.KEEP_REMAINDER) != 0, batch.firstSequence() + i);
            } else {
                add(row, POSTED, outcome.amount());
            }
        }
    }

    private void posted(final long[] row, final boolean keepsRemainder, final long at) {
        final long remaining = remaining(at);
        final long amount = outcome.amount();
        if (amount > remaining) {
            throw new AuditFailedException("sequence " + at + " posts " + amount + " of " + remaining);
        }
        add(row, POSTED, amount);
        if (keepsRemainder && amount < remaining) {
            add(row, PENDING, -amount);
            holds.remaining(event.pendingIdLow(), event.pendingIdHigh(), remaining - amount);
        } else {
            add(row, PENDING, -remaining);
            holds.close(event.pendingIdLow(), event.pendingIdHigh());
        }
    }

    private void expiries(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            released(row(outcome.ledger()), batch.firstSequence() + i);
        }
    }

    private void released(final long[] row, final long at) {
        final long remaining = remaining(at);
        if (outcome.amount() != remaining) {
            throw new AuditFailedException(
                    "sequence " + at + " releases " + outcome.amount() + " of a hold that has " + remaining);
        }
        add(row, PENDING, -remaining);
        holds.close(event.pendingIdLow(), event.pendingIdHigh());
    }

    private long remaining(final long at) {
        final long remaining = holds.remaining(event.pendingIdLow(), event.pendingIdHigh());
        if (remaining == OpenHolds.NONE) {
            throw new AuditFailedException("sequence " + at + " resolves a hold that is not open");
        }
        return remaining;
    }

    /** An executed block is a transfer that stands for itself. */
    private void commands(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            command.wrap(batch.events(), i * AdminEvent.BLOCK_BYTES);
            commandOutcome.wrap(batch.outcomes(), i * AdminOutcome.BLOCK_BYTES);
            if (command.kind() == AdminKind.EXECUTE_BLOCK.code() && commandOutcome.result() == AdminResult.OK.code()) {
                outcome.wrap(batch.outcomes(), i * AdminOutcome.BLOCK_BYTES + AdminOutcome.TRANSFER_OFFSET);
                add(row(outcome.ledger()), POSTED, outcome.amount());
            }
        }
    }

    /** Writes the ledgers with value on them into an event, and how many there are. */
    void writeTo(final CheckpointEvent target) {
        final int[] ledgers = new int[sums.size()];
        int count = 0;
        for (final var entry : sums.entrySet()) {
            final long[] row = entry.getValue();
            if ((row[PENDING] | row[PENDING + 1] | row[POSTED] | row[POSTED + 1]) != 0) {
                ledgers[count++] = entry.getKey() + Integer.MIN_VALUE; // numbers have no sign
            }
        }
        Arrays.sort(ledgers, 0, count);
        target.ledgerCount(count);
        for (int i = 0; i < target.ledgerRows(); i++) {
            final int ledger = ledgers[i] + Integer.MIN_VALUE;
            final long[] row = sums.get(ledger);
            target.row(i, ledger, row[PENDING], row[PENDING + 1], row[POSTED], row[POSTED + 1]);
        }
    }

    private long[] row(final int ledger) {
        if (lastRow == null || lastLedger != ledger) {
            lastRow = sums.computeIfAbsent(ledger, number -> new long[COLUMNS]);
            lastLedger = ledger;
        }
        return lastRow;
    }

    private static void add(final long[] row, final int at, final long change) {
        final long low = row[at] + change;
        final long carry = Long.compareUnsigned(low, change) < 0 ? 1 : 0;
        row[at] = low;
        row[at + 1] += (change >> 63) + carry;
    }
}
