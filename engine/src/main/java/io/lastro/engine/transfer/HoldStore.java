package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.Invariant;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
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
 *      32    8 remaining: still reserved
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
    private int count;
    private int openCount;

    HoldStore(final SlabAllocator allocator, final int typicalHolds) {
        rows = new Slab(allocator, ROW_BYTES, typicalHolds);
    }

    /** Rows, open or not. */
    int count() {
        return count;
    }

    /** Rows of open holds. */
    int openCount() {
        return openCount;
    }

    int add(final TransferDraft draft, final int record, final long expiresAtNs) {
        final int row = count;
        rows.require(row);
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
        count++;
        openCount++;
        return row;
    }

    /**
     * Books a post, capture, void or expiry.
     *
     * @param released what is no longer reserved.
     * @param posted   what of it was posted.
     * @throws io.lastro.engine.InvariantViolation when more is captured than was reserved.
     */
    void resolve(final int row, final long released, final long posted, final int state) {
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putLong(at + REMAINING_OFFSET, remaining(row) - released, LITTLE_ENDIAN);
        chunk.putLong(at + CAPTURED_OFFSET, captured(row) + posted, LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, state, LITTLE_ENDIAN);
        final boolean open = HoldState.isOpen(state);
        if (!open) {
            openCount--;
        }
        Invariant.check(
                captured(row) >= 0 && captured(row) <= amount(row),
                "captures are at most the hold",
                captured(row),
                amount(row));
        Invariant.equal(
                remaining(row), open ? amount(row) - captured(row) : 0, "what is not captured stays reserved or ends");
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

    /** Takes the newest row back, which is open: a chain that failed. */
    void removeLast() {
        count--;
        openCount--;
    }

    int record(final int row) {
        return rows.chunk(row).getInt(rows.offset(row), LITTLE_ENDIAN);
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

    long remaining(final int row) {
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

    long memoryBytes() {
        return rows.memoryBytes();
    }
}
