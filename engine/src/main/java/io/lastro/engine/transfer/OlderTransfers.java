package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryFilter;
import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.TransferHistory;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.TransferEvent;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds what memory has let go of. A row that is found is put into one of {@value #GUESTS} far records, so that the
 * rules read it as any other; it stays there until as many more were found.
 *
 * <p>What an earlier run of the node has stored may lie ahead of where this one is: such a row is passed over, since its
 * sequence is above the last one let go of. Ledger thread only.
 */
final class OlderTransfers {
    /** Rows that can be looked at together: a transfer, its hold, and as many to spare. */
    static final int GUESTS = 4;

    private static final int BURNED = IdIndex.markedReference(0);

    private final TransferHistory history;
    private final HistoryFilter filter;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final UnsafeBuffer row = new UnsafeBuffer(new byte[HistoryRow.BLOCK_BYTES]);
    private final TransferEvent stored = new TransferEvent();
    private final int[] records = new int[GUESTS];
    private final int[] holdRows = new int[GUESTS];
    private int nextGuest;
    private long lastSequence;

    OlderTransfers(
            final SlabAllocator allocator,
            final HistorySettings settings,
            final TransferStore transfers,
            final HoldStore holds) {
        history = settings.history();
        filter = new HistoryFilter(allocator, settings.filterBytes());
        this.transfers = transfers;
        this.holds = holds;
        for (int i = 0; i < GUESTS; i++) {
            records[i] = transfers.takeFar();
            holdRows[i] = holds.take();
        }
    }

    /** What an id that is not in memory is: as {@link IdIndex#find}. */
    int find(final long idLow, final long idHigh) {
        if (!filter.mayContain(IdIndex.hash64(idLow, idHigh)) || !history.find(idLow, idHigh, row, 0)) {
            return IdIndex.NULL_REFERENCE;
        }
        if (HistoryRow.sequence(row, 0) > lastSequence) {
            return IdIndex.NULL_REFERENCE;
        }
        final int kind = HistoryRow.kind(row, 0);
        return kind == HistoryRow.BURNED ? BURNED : IdIndex.reference(load(kind));
    }

    /** Loads the line of the filter where {@link #find} begins; the result has no meaning. */
    long touch(final long hash) {
        return filter.touch(hash);
    }

    /** Whether a transfer that memory has let go of has exactly this timestamp. */
    boolean hasTimestamp(final long timestampNs) {
        return history.hasTimestamp(timestampNs);
    }

    /** From now on the id with that hash is found here. */
    void letGo(final long hash) {
        filter.add(hash);
    }

    /** Everything up to that sequence is in the history, but for holds that are still open. */
    void reached(final long sequence) {
        lastSequence = sequence;
    }

    void image(final StateImage image) {
        lastSequence = image.int64(lastSequence);
        filter.image(image);
    }

    long memoryBytes() {
        return filter.memoryBytes();
    }

    private int load(final int kind) {
        final int guest = nextGuest;
        nextGuest = (guest + 1) % GUESTS;
        final int record = records[guest];
        final boolean hold = HistoryRow.isEndedHold(kind);
        transfers.load(record, row, 0, hold ? holdRows[guest] : TransferDraft.NULL_ROW);
        if (hold) {
            transfers.wrap(stored, record);
            holds.load(holdRows[guest], stored, record, row.getLong(HistoryRow.AMOUNT_OFFSET, LITTLE_ENDIAN), kind);
        }
        return record;
    }
}
