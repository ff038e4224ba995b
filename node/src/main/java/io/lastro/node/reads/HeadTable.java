package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The accounts of recent movements as of the applied sequence: rows of equal size outside the heap behind an
 * open-addressing index, so that a movement allocates nothing. Bounded: {@link #makeRoom} forgets rows that are written.
 *
 * <pre>
 *  offset size field of a row: one cache line with all that a movement reads and writes
 *       0   16 id
 *      16   32 the four counters
 *      48    8 sequence of the last movement
 *      56    8 number of movements, and in the highest bit whether the account is closed
 * </pre>
 *
 * <p>What is left of an {@link AccountHead} stands beside. Row numbers are valid until {@link #makeRoom}. One thread at a
 * time.
 */
final class HeadTable {
    /** Rows that are kept at most; about 15 MiB with what stands beside them. */
    static final int MAX_ROWS = 65_536;

    private static final int ROW_BYTES = BitUtil.CACHE_LINE_LENGTH;
    private static final int HIGH_OFFSET = Long.BYTES;
    private static final int COUNTERS_OFFSET = 2 * Long.BYTES;
    private static final int LAST_SEQUENCE_OFFSET = COUNTERS_OFFSET + AccountHead.COUNTERS_BYTES;
    private static final int MOVEMENTS_OFFSET = LAST_SEQUENCE_OFFSET + Long.BYTES;
    private static final long CLOSED = Long.MIN_VALUE;
    private static final int FIRST_ROWS = 1_024;
    private static final int NONE = -1;

    private UnsafeBuffer rows = alignedRows(FIRST_ROWS);
    private int[] slots = emptySlots(FIRST_ROWS);
    private long[] lastTimes = new long[FIRST_ROWS];
    private byte[][] values = new byte[FIRST_ROWS][];
    private boolean[] changed = new boolean[FIRST_ROWS];
    private boolean[] used = new boolean[FIRST_ROWS];
    private int[] changedRows = new int[FIRST_ROWS];
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private int count;
    private int changedCount;
    private int generation;

    private static UnsafeBuffer alignedRows(final int capacity) {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity * ROW_BYTES, BitUtil.CACHE_LINE_LENGTH));
    }

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

    /** A row for an account that has none, with its bytes, which are the table's from now on. There must be room. */
    int add(final byte[] bytes) {
        if (count == changed.length) {
            grow();
        }
        final int row = count++;
        final int at = row * ROW_BYTES;
        value.wrap(bytes);
        rows.putBytes(at, value, AccountEvent.ID_LOW_OFFSET, 2 * Long.BYTES);
        rows.putBytes(at + COUNTERS_OFFSET, value, AccountHead.COUNTERS_OFFSET, AccountHead.COUNTERS_BYTES);
        rows.putBytes(at + LAST_SEQUENCE_OFFSET, value, AccountHead.LAST_SEQUENCE_OFFSET, Long.BYTES);
        final boolean closed = (value.getShort(AccountEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & AccountFlags.CLOSED) != 0;
        final long movements = value.getLong(AccountHead.MOVEMENT_COUNT_OFFSET, LITTLE_ENDIAN);
        rows.putLong(at + MOVEMENTS_OFFSET, closed ? movements | CLOSED : movements, LITTLE_ENDIAN);
        lastTimes[row] = value.getLong(AccountHead.LAST_TIME_NS_OFFSET, LITTLE_ENDIAN);
        values[row] = bytes;
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
        final UnsafeBuffer larger = alignedRows(capacity);
        larger.putBytes(0, rows, 0, count * ROW_BYTES);
        rows = larger;
        lastTimes = Arrays.copyOf(lastTimes, capacity);
        values = Arrays.copyOf(values, capacity);
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
                lastTimes[kept] = lastTimes[row];
                values[kept] = values[row];
                kept++;
            }
        }
        count = kept > count / 2 ? 0 : kept;
        Arrays.fill(values, count, values.length, null);
        generation++;
        Arrays.fill(used, false);
        index(changed.length);
    }

    /** Rises whenever row numbers become invalid. */
    int generation() {
        return generation;
    }

    /** Takes over what a movement did to the account. */
    void moved(final int row, final TransferOutcome outcome, final boolean debit) {
        final int at = row * ROW_BYTES;
        final int from =
                debit ? TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET : TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET;
        rows.putBytes(at + COUNTERS_OFFSET, outcome.buffer(), outcome.offset() + from, AccountHead.COUNTERS_BYTES);
        rows.putLong(at + LAST_SEQUENCE_OFFSET, outcome.sequence(), LITTLE_ENDIAN);
        final long movements = movementCount(row) + 1;
        final boolean closed = (outcome.closedAccounts() & (debit ? 1 : 2)) != 0;
        rows.putLong(at + MOVEMENTS_OFFSET, closed ? movements | CLOSED : movements, LITTLE_ENDIAN);
        lastTimes[row] = outcome.timestampNs();
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
            batch.head(low(row), high(row), value(row), 0, AccountHead.BYTES);
        }
        changedCount = 0;
    }

    /** The bytes of an account as of now; valid until the next call. */
    private UnsafeBuffer value(final int row) {
        final int at = row * ROW_BYTES;
        value.wrap(values[row]);
        value.putBytes(AccountHead.COUNTERS_OFFSET, rows, at + COUNTERS_OFFSET, AccountHead.COUNTERS_BYTES);
        value.putBytes(AccountHead.LAST_SEQUENCE_OFFSET, rows, at + LAST_SEQUENCE_OFFSET, Long.BYTES);
        value.putLong(AccountHead.MOVEMENT_COUNT_OFFSET, movementCount(row), LITTLE_ENDIAN);
        value.putLong(AccountHead.LAST_TIME_NS_OFFSET, lastTimes[row], LITTLE_ENDIAN);
        final int flags = value.getShort(AccountEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        final boolean closed = rows.getLong(at + MOVEMENTS_OFFSET, LITTLE_ENDIAN) < 0;
        final int now = closed ? flags | AccountFlags.CLOSED : flags & ~AccountFlags.CLOSED;
        value.putShort(AccountEvent.FLAGS_OFFSET, (short) now, LITTLE_ENDIAN);
        return value;
    }

    /** A copy of an account's bytes as of now. */
    byte[] copy(final int row) {
        return value(row).byteArray().clone();
    }

    /** Sequence of the account's last movement; 0 = none. */
    long lastSequence(final int row) {
        return rows.getLong(row * ROW_BYTES + LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Movements of the account so far. */
    long movementCount(final int row) {
        return rows.getLong(row * ROW_BYTES + MOVEMENTS_OFFSET, LITTLE_ENDIAN) & ~CLOSED;
    }

    private long low(final int row) {
        return rows.getLong(row * ROW_BYTES, LITTLE_ENDIAN);
    }

    private long high(final int row) {
        return rows.getLong(row * ROW_BYTES + HIGH_OFFSET, LITTLE_ENDIAN);
    }
}
