package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.HistorySlice;
import io.lastro.engine.history.TransferHistory;
import io.lastro.engine.image.StateImage;
import io.lastro.protocol.TransferFlags;
import org.agrona.collections.IntArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands the oldest transfers and burned ids to the history, in order of sequence, and lets go of them once they are
 * stored. Works a little before each batch, in proportion to it, so that no batch pays for many.
 *
 * <pre>
 *   freed          handed                    committed      count
 *     |  on their way |   to stay: recent        |            |
 *  ---+---------------+--------------------------+------------+--->  sequence
 * </pre>
 *
 * <p>A hold that is open at its turn leaves the ring for a far record and is handed over when it has ended. Nothing above
 * the committed sequence is handed over, its end included. When the ring is full the ledger thread waits: memory is
 * bounded, at the price of the slower side's speed. Ledger thread only.
 */
final class HistoryFeed {
    private static final int LEAST_STEPS = 16;
    private static final int STEPS_PER_EVENT = 2;
    private static final int WINDOW = 32;
    private static final int GAP = 0;
    private static final int TRANSFER = 1;
    private static final int BURNED = 2;
    private static final int NOTHING = -1;

    private final TransferHistory history;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final OlderTransfers older;
    private final EndedHolds ended;
    private final int recent;
    private final long storedEarlier;
    private final IntArrayQueue onTheirWay; // GAP, TRANSFER, BURNED or a far record
    private final long[] hashes = new long[WINDOW];
    private long handedTransfers;
    private long handedBurned;
    private long freedRows;
    private long endsThrough;
    private HistorySlice slice;
    private long touched; // kept, so that no load can be dropped as useless

    HistoryFeed(
            final HistorySettings settings,
            final TransferStore transfers,
            final HoldStore holds,
            final OlderTransfers older,
            final EndedHolds ended) {
        history = settings.history();
        recent = settings.recentTransfers();
        storedEarlier = history.storedEarlierThrough();
        onTheirWay = new IntArrayQueue(settings.ringRows(), NOTHING); // it need not grow while transfers are executed
        this.transfers = transfers;
        this.holds = holds;
        this.older = older;
        this.ended = ended;
    }

    /**
     * Makes room in the ring for a batch.
     *
     * @param executed last sequence that was executed.
     */
    void makeRoom(final int events, final long executed) {
        final int steps = Math.max(LEAST_STEPS, STEPS_PER_EVENT * events);
        free(steps);
        hand(steps, recent, executed);
        while (transfers.room() < events) {
            submit();
            history.awaitProgress();
            free(Integer.MAX_VALUE);
            hand(Integer.MAX_VALUE, recent, executed);
        }
    }

    /**
     * Lets go of what it can until at most so many ids are in memory; waits only for what the history is about to store.
     *
     * @param executed last sequence that was executed.
     * @return whether that few are left.
     */
    boolean shrink(final long most, final long executed) {
        while (true) {
            free(Integer.MAX_VALUE);
            hand(Integer.MAX_VALUE, recent, executed);
            submit();
            if (transfers.idsInMemory() <= most) {
                return true;
            }
            if (onTheirWay.size() < history.runRows() && hasSlice()) {
                return false; // what was handed over stays until its run is full
            }
            history.awaitProgress();
        }
    }

    /** Hands over everything up to a sequence, however recent; waits as long as it takes. */
    void handThrough(final long sequence, final long executed) {
        submit(); // the slice at hand may have all of it already
        while (nextSequence() <= sequence) {
            hand(Integer.MAX_VALUE, 0, executed);
            submit();
            if (nextSequence() <= sequence) {
                history.awaitProgress();
            }
        }
    }

    /** Hands over and lets go of all that the history takes now, so that nothing is on its way. */
    void settle(final long executed) {
        while (true) {
            hand(Integer.MAX_VALUE, recent, executed);
            submit();
            if (onTheirWay.isEmpty()) {
                return;
            }
            while (!onTheirWay.isEmpty()) {
                free(Integer.MAX_VALUE);
                if (!onTheirWay.isEmpty()) {
                    history.awaitProgress();
                }
            }
        }
    }

    /** Passes how far it is; nothing may be on its way. */
    void image(final StateImage image) {
        if (!onTheirWay.isEmpty()) {
            throw new IllegalStateException("transfers are on their way to the history");
        }
        image.section("feed");
        endsThrough = image.int64(endsThrough);
        handedTransfers = transfers.freed();
        handedBurned = transfers.burnedFreed();
        freedRows = history.storedRows();
    }

    private void free(final int steps) {
        final long stored = history.storedRows();
        for (int i = 0; i < steps && freedRows < stored; i++) {
            if (i % WINDOW == 0) {
                touchOldest();
            }
            final int what = onTheirWay.pollInt();
            switch (what) {
                case GAP -> freeTransfer(true);
                case TRANSFER -> freeTransfer(false);
                case BURNED -> {
                    older.letGo(transfers.burnedHash(transfers.burnedFreed()));
                    older.reached(transfers.burnedSequence(transfers.burnedFreed()));
                    transfers.freeOldestBurned();
                }
                default -> {
                    older.letGo(transfers.idHash(what));
                    holds.remove(transfers.holdRow(what));
                    transfers.freeFar(what);
                }
            }
            freedRows++;
        }
    }

    /** Loads the lines that letting go of the next transfers will change, so that their cache misses overlap. */
    private void touchOldest() {
        final int count = (int) Math.min(WINDOW, handedTransfers - transfers.freed());
        for (int i = 0; i < count; i++) {
            hashes[i] = transfers.idHash(transfers.recordOf(transfers.freed() + i));
        }
        touched += transfers.touch(hashes, count);
    }

    private void freeTransfer(final boolean moved) {
        final int record = transfers.recordOf(transfers.freed());
        older.reached(transfers.sequence(record));
        if (!moved) {
            older.letGo(transfers.idHash(record));
            if (isHold(record)) {
                holds.remove(transfers.holdRow(record));
            }
        }
        transfers.freeOldest(moved);
    }

    private void hand(final int steps, final int keep, final long executed) {
        // What is not executed yet may end a hold later: not even a port that commits everything is ahead of it.
        final long committed = Math.min(history.committedSequence(), executed);
        int step = handEnded(steps, committed);
        while (step < steps && isTurnOfNext(keep) && nextSequence() <= committed && hasSlice()) {
            final long nextTransfer = nextTransferSequence();
            if (nextTransfer < nextBurnedSequence()) {
                if (!handTransfer(committed)) {
                    return;
                }
            } else {
                handBurned();
            }
            submitFull();
            step++;
        }
    }

    private int handEnded(final int steps, final long committed) {
        int step = 0;
        int row = ended.next(committed);
        while (row >= 0 && step < steps && hasSlice()) {
            ended.remove();
            final int record = holds.record(row);
            endsThrough = holds.endSequence(row);
            write(record, holds.state(row));
            onTheirWay.addInt(record);
            submitFull();
            row = ended.next(committed);
            step++;
        }
        if (row < 0) {
            endsThrough = committed;
        }
        return step;
    }

    private boolean isTurnOfNext(final int keep) {
        return transfers.count() - handedTransfers > keep
                || transfers.burnedCount() - handedBurned > keep
                || nextSequence() <= storedEarlier;
    }

    private long nextSequence() {
        return Math.min(nextTransferSequence(), nextBurnedSequence());
    }

    private long nextTransferSequence() {
        return handedTransfers < transfers.count()
                ? transfers.sequence(transfers.recordOf(handedTransfers))
                : Long.MAX_VALUE;
    }

    private long nextBurnedSequence() {
        return handedBurned < transfers.burnedCount() ? transfers.burnedSequence(handedBurned) : Long.MAX_VALUE;
    }

    /** False when the transfer is a hold whose end is not committed yet. */
    private boolean handTransfer(final long committed) {
        final int record = transfers.recordOf(handedTransfers);
        if (!isHold(record)) {
            write(record, HistoryRow.SINGLE);
            onTheirWay.addInt(TRANSFER);
        } else {
            final int row = transfers.holdRow(record);
            if (holds.isOpen(row)) {
                write(record, HistoryRow.OPEN_HOLD);
                holds.record(row, transfers.moveFar(record));
                onTheirWay.addInt(GAP);
            } else if (holds.endSequence(row) <= committed) {
                write(record, holds.state(row));
                onTheirWay.addInt(TRANSFER);
            } else {
                return false;
            }
        }
        handedTransfers++;
        return true;
    }

    private void handBurned() {
        final UnsafeBuffer rows = slice.rows();
        final int at = slice.add();
        rows.setMemory(at, HistoryRow.BLOCK_BYTES, (byte) 0);
        transfers.copyBurned(handedBurned, rows, at);
        rows.putLong(at + HistoryRow.SEQUENCE_OFFSET, transfers.burnedSequence(handedBurned), LITTLE_ENDIAN);
        rows.putInt(at + HistoryRow.KIND_OFFSET, HistoryRow.BURNED, LITTLE_ENDIAN);
        onTheirWay.addInt(BURNED);
        handedBurned++;
    }

    private void write(final int record, final int kind) {
        final UnsafeBuffer rows = slice.rows();
        final int at = slice.add();
        transfers.copyRecord(record, rows, at);
        final boolean endedHold = HistoryRow.isEndedHold(kind);
        final int row = endedHold ? transfers.holdRow(record) : TransferDraft.NULL_ROW;
        rows.putLong(
                at + HistoryRow.AMOUNT_OFFSET,
                endedHold ? holds.captured(row) : transfers.metRemainder(record),
                LITTLE_ENDIAN);
        rows.putLong(at + HistoryRow.END_SEQUENCE_OFFSET, endedHold ? holds.endSequence(row) : 0, LITTLE_ENDIAN);
        rows.putInt(at + HistoryRow.KIND_OFFSET, kind, LITTLE_ENDIAN);
        transfers.copyReference(record, rows, at + HistoryRow.REFERENCE_OFFSET);
    }

    private boolean isHold(final int record) {
        return (transfers.flags(record) & TransferFlags.PENDING) != 0;
    }

    private boolean hasSlice() {
        if (slice == null) {
            slice = history.takeSlice();
        }
        return slice != null;
    }

    private void submitFull() {
        if (slice.isFull()) {
            submit();
        }
    }

    private void submit() {
        if (slice != null && slice.count() > 0) {
            slice.endsThrough(endsThrough);
            history.hand(slice);
            slice = null;
        }
    }
}
