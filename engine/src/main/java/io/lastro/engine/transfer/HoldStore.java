package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.Invariant;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.RowPool;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.TransferEvent;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What every pending transfer has beyond its record: how much is still reserved, until when, and how it ended. One cache
 * line each.
 *
 * <pre>
 *  offset size field
 *       0    4 record of the pending transfer
 *       4    4 place in the expiry heap + 1; 0 = not in it
 *       8    8 expiresAtNs; 0 = never
 *      16    8 timestampNs of the pending transfer
 *      24    8 amount reserved at first, minor units
 *      32    8 open: remaining, still reserved; ended: sequence of its end
 *      40    8 captured: posted out of it
 *      48    4 debit account slot
 *      52    4 credit account slot
 *      56    4 state, see {@link HoldState}
 *      60    4 windows of limits that counted it
 * </pre>
 *
 * <p>Ledger thread only.
 */
final class HoldStore {
    static final int ROW_BYTES = 64;

    private static final int HEAP_PLACE_OFFSET = 4;
    private static final int EXPIRES_AT_OFFSET = 8;
    private static final int TIMESTAMP_OFFSET = 16;
    private static final int AMOUNT_OFFSET = 24;
    private static final int REMAINING_OFFSET = 32;
    private static final int CAPTURED_OFFSET = 40;
    private static final int DEBIT_SLOT_OFFSET = 48;
    private static final int CREDIT_SLOT_OFFSET = 52;
    private static final int STATE_OFFSET = 56;
    private static final int COUNTED_OFFSET = 60;

    private final Slab rows;
    private final RowPool pool = new RowPool(0);
    private int openCount;

    HoldStore(final SlabAllocator allocator, final int typicalHolds) {
        rows = new Slab(allocator, ROW_BYTES, typicalHolds);
    }

    /** End of the rows, open or not, in use or not. */
    int end() {
        return pool.end();
    }

    /** Rows of open holds. */
    int openCount() {
        return openCount;
    }

    int add(final TransferDraft draft, final int record, final long expiresAtNs) {
        final int row = take();
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putInt(at, record, LITTLE_ENDIAN);
        chunk.putInt(at + HEAP_PLACE_OFFSET, 0, LITTLE_ENDIAN);
        chunk.putLong(at + EXPIRES_AT_OFFSET, expiresAtNs, LITTLE_ENDIAN);
        chunk.putLong(at + TIMESTAMP_OFFSET, draft.timestampNs(), LITTLE_ENDIAN);
        chunk.putLong(at + AMOUNT_OFFSET, draft.amount, LITTLE_ENDIAN);
        chunk.putLong(at + REMAINING_OFFSET, draft.amount, LITTLE_ENDIAN);
        chunk.putLong(at + CAPTURED_OFFSET, 0, LITTLE_ENDIAN);
        chunk.putInt(at + DEBIT_SLOT_OFFSET, draft.debit.slot(), LITTLE_ENDIAN);
        chunk.putInt(at + CREDIT_SLOT_OFFSET, draft.credit.slot(), LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, HoldState.PENDING, LITTLE_ENDIAN);
        chunk.putInt(at + COUNTED_OFFSET, draft.counted, LITTLE_ENDIAN);
        openCount++;
        return row;
    }

    /** A row of no hold yet, for {@link #load}. */
    int take() {
        final int row = pool.take();
        rows.require(row);
        return row;
    }

    /** Fills a row with a hold that has ended, as the history tells; slots and windows are not known any more. */
    void load(final int row, final TransferEvent hold, final int record, final long captured, final int state) {
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.setMemory(at, ROW_BYTES, (byte) 0);
        chunk.putInt(at, record, LITTLE_ENDIAN);
        final long expiresAtNs =
                hold.timeoutSeconds() == 0 ? 0 : hold.timestampNs() + TransferWriter.timeoutNs(hold.timeoutSeconds());
        chunk.putLong(at + EXPIRES_AT_OFFSET, expiresAtNs, LITTLE_ENDIAN);
        chunk.putLong(at + TIMESTAMP_OFFSET, hold.timestampNs(), LITTLE_ENDIAN);
        chunk.putLong(at + AMOUNT_OFFSET, hold.amount(), LITTLE_ENDIAN);
        chunk.putLong(at + CAPTURED_OFFSET, captured, LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, state, LITTLE_ENDIAN);
    }

    /**
     * Books a post, capture, void or expiry.
     *
     * @param released what is no longer reserved.
     * @param posted   what of it was posted.
     * @param sequence of the event.
     * @throws io.lastro.engine.InvariantViolation when more is captured than was reserved.
     */
    void resolve(final int row, final long released, final long posted, final int state, final long sequence) {
        final boolean open = HoldState.isOpen(state);
        final long remains = remaining(row) - released;
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putLong(at + REMAINING_OFFSET, open ? remains : sequence, LITTLE_ENDIAN);
        chunk.putLong(at + CAPTURED_OFFSET, captured(row) + posted, LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, state, LITTLE_ENDIAN);
        if (!open) {
            openCount--;
        }
        Invariant.check(
                captured(row) >= 0 && captured(row) <= amount(row),
                "captures are at most the hold",
                captured(row),
                amount(row));
        Invariant.equal(remains, open ? amount(row) - captured(row) : 0, "what is not captured stays reserved or ends");
    }

    /** Gives back the state of before a resolution: a chain that failed. The place in the heap is not touched. */
    void restore(final int row, final long remaining, final long captured, final int state) {
        if (HoldState.isOpen(state) && !HoldState.isOpen(state(row))) {
            openCount++;
        }
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putLong(at + REMAINING_OFFSET, remaining, LITTLE_ENDIAN);
        chunk.putLong(at + CAPTURED_OFFSET, captured, LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, state, LITTLE_ENDIAN);
    }

    /** Takes a hold out: a chain that failed, or one that has ended and is in the history. */
    void remove(final int row) {
        if (isOpen(row)) {
            openCount--;
        }
        rows.chunk(row).putInt(rows.offset(row) + STATE_OFFSET, HoldState.MISSING, LITTLE_ENDIAN);
        pool.giveBack(row);
    }

    int record(final int row) {
        return rows.chunk(row).getInt(rows.offset(row), LITTLE_ENDIAN);
    }

    /** The pending transfer has another record now. */
    void record(final int row, final int record) {
        rows.chunk(row).putInt(rows.offset(row), record, LITTLE_ENDIAN);
    }

    int heapPlace(final int row) {
        return rows.chunk(row).getInt(rows.offset(row) + HEAP_PLACE_OFFSET, LITTLE_ENDIAN) - 1;
    }

    void heapPlace(final int row, final int place) {
        rows.chunk(row).putInt(rows.offset(row) + HEAP_PLACE_OFFSET, place + 1, LITTLE_ENDIAN);
    }

    long expiresAtNs(final int row) {
        return rows.chunk(row).getLong(rows.offset(row) + EXPIRES_AT_OFFSET, LITTLE_ENDIAN);
    }

    long timestampNs(final int row) {
        return rows.chunk(row).getLong(rows.offset(row) + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    long amount(final int row) {
        return rows.chunk(row).getLong(rows.offset(row) + AMOUNT_OFFSET, LITTLE_ENDIAN);
    }

    /** Still reserved; 0 when it has ended. */
    long remaining(final int row) {
        return isOpen(row) ? rows.chunk(row).getLong(rows.offset(row) + REMAINING_OFFSET, LITTLE_ENDIAN) : 0;
    }

    /** Sequence of its end; only when it has ended. */
    long endSequence(final int row) {
        return rows.chunk(row).getLong(rows.offset(row) + REMAINING_OFFSET, LITTLE_ENDIAN);
    }

    long captured(final int row) {
        return rows.chunk(row).getLong(rows.offset(row) + CAPTURED_OFFSET, LITTLE_ENDIAN);
    }

    int debitSlot(final int row) {
        return rows.chunk(row).getInt(rows.offset(row) + DEBIT_SLOT_OFFSET, LITTLE_ENDIAN);
    }

    int creditSlot(final int row) {
        return rows.chunk(row).getInt(rows.offset(row) + CREDIT_SLOT_OFFSET, LITTLE_ENDIAN);
    }

    int state(final int row) {
        return rows.chunk(row).getInt(rows.offset(row) + STATE_OFFSET, LITTLE_ENDIAN);
    }

    int counted(final int row) {
        return rows.chunk(row).getInt(rows.offset(row) + COUNTED_OFFSET, LITTLE_ENDIAN);
    }

    boolean isOpen(final int row) {
        return HoldState.isOpen(state(row));
    }

    void image(final StateImage image) {
        image.section("holds");
        pool.image(image);
        openCount = image.count(openCount);
        rows.image(image, 0, pool.end());
    }

    long memoryBytes() {
        return rows.memoryBytes();
    }
}
