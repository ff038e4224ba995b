package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The accounts of recent movements as of the applied sequence: rows of equal size outside the heap behind an
 * open-addressing index, so that a movement allocates nothing. Bounded: {@link #makeRoom} forgets rows that are written.
 *
 * <p>A row is an {@link AccountHead}'s bytes, padded. Row numbers are valid until {@link #makeRoom}. One thread at a time.
 */
final class HeadTable {
    /** Rows that are kept at most; about 10 MiB. */
    static final int MAX_ROWS = 65_536;

    private static final int ROW_BYTES = BitUtil.align(AccountHead.BYTES, BitUtil.CACHE_LINE_LENGTH);
    private static final int FIRST_ROWS = 1_024;
    private static final int NONE = -1;

    private UnsafeBuffer rows = new UnsafeBuffer(ByteBuffer.allocateDirect(FIRST_ROWS * ROW_BYTES));
    private int[] slots = emptySlots(FIRST_ROWS);
    private boolean[] changed = new boolean[FIRST_ROWS];
    private boolean[] used = new boolean[FIRST_ROWS];
    private int[] changedRows = new int[FIRST_ROWS];
    private int count;
    private int changedCount;

    private static int[] emptySlots(final int capacity) {
        final int[] slots = new int[2 * capacity];
        Arrays.fill(slots, NONE);
        return slots;
    }

    /** Row of an account, or -1. */
    int find(final long idLow, final long idHigh) {
        final int mask = slots.length - 1;
        int slot = hash(idLow, idHigh) & mask;
        while (true) {
            final int row = slots[slot];
            if (row == NONE || low(row) == idLow && high(row) == idHigh) {
                return row;
            }
            slot = slot + 1 & mask;
        }
    }

    /** A row for an account that has none; all zero except for the id. There must be room. */
    int add(final long idLow, final long idHigh) {
        if (count == changed.length) {
            grow();
        }
        final int row = count++;
        final int at = row * ROW_BYTES;
        rows.setMemory(at, ROW_BYTES, (byte) 0);
        rows.putLong(at + AccountEvent.ID_LOW_OFFSET, idLow, LITTLE_ENDIAN);
        rows.putLong(at + AccountEvent.ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
        changed[row] = false;
        used[row] = true;
        insert(row);
        return row;
    }

    private void insert(final int row) {
        final int mask = slots.length - 1;
        int slot = hash(low(row), high(row)) & mask;
        while (slots[slot] != NONE) {
            slot = slot + 1 & mask;
        }
        slots[slot] = row;
    }

    private void grow() {
        final int capacity = 2 * count;
        final UnsafeBuffer larger = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * ROW_BYTES));
        larger.putBytes(0, rows, 0, count * ROW_BYTES);
        rows = larger;
        changed = Arrays.copyOf(changed, capacity);
        used = Arrays.copyOf(used, capacity);
        changedRows = Arrays.copyOf(changedRows, capacity);
        index(capacity);
    }

    private void index(final int capacity) {
        slots = emptySlots(capacity);
        for (int row = 0; row < count; row++) {
            insert(row);
        }
    }

    private static int hash(final long low, final long high) {
        final long mixed = (low ^ Long.rotateLeft(high, 32)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32);
    }

    /** Whether {@link #makeRoom} must come before the next {@link #add}. */
    boolean isFull() {
        return count == MAX_ROWS;
    }

    /** Forgets rows, all of which are written: those that nothing asked for since the last time, or else all. */
    void makeRoom() {
        if (changedCount != 0) {
            throw new IllegalStateException(changedCount + " rows are not written");
        }
        int kept = 0;
        for (int row = 0; row < count; row++) {
            if (used[row]) {
                rows.putBytes(kept * ROW_BYTES, rows, row * ROW_BYTES, ROW_BYTES);
                kept++;
            }
        }
        count = kept > count / 2 ? 0 : kept;
        Arrays.fill(used, false);
        index(changed.length);
    }

    /** Takes over the stored bytes of an account. */
    void put(final int row, final byte[] value) {
        rows.putBytes(row * ROW_BYTES, value);
    }

    /** Takes over what a movement did to the account. */
    void moved(final int row, final TransferOutcome outcome, final boolean debit) {
        AccountHead.moved(rows, row * ROW_BYTES, outcome, debit);
        markChanged(row);
    }

    /** Notes that a row has to be written. */
    void markChanged(final int row) {
        used[row] = true;
        if (!changed[row]) {
            changed[row] = true;
            changedRows[changedCount++] = row;
        }
    }

    /** Number of rows that have to be written. */
    int changedCount() {
        return changedCount;
    }

    /** Puts the rows that have to be written into a batch; they count as written from now on. */
    void takeChanged(final EntryBatch batch) {
        for (int i = 0; i < changedCount; i++) {
            final int row = changedRows[i];
            changed[row] = false;
            batch.head(low(row), high(row), rows, row * ROW_BYTES, AccountHead.BYTES);
        }
        changedCount = 0;
    }

    /** The bytes of a row. */
    byte[] copy(final int row) {
        final byte[] value = new byte[AccountHead.BYTES];
        rows.getBytes(row * ROW_BYTES, value);
        return value;
    }

    /** Sequence of the account's last movement; 0 = none. */
    long lastSequence(final int row) {
        return rows.getLong(row * ROW_BYTES + AccountHead.LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Movements of the account so far. */
    long movementCount(final int row) {
        return rows.getLong(row * ROW_BYTES + AccountHead.MOVEMENT_COUNT_OFFSET, LITTLE_ENDIAN);
    }

    private long low(final int row) {
        return rows.getLong(row * ROW_BYTES + AccountEvent.ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    private long high(final int row) {
        return rows.getLong(row * ROW_BYTES + AccountEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }
}
