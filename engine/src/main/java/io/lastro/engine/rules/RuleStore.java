package io.lastro.engine.rules;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.Invariant;
import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.LimitKind;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The rule records of the accounts that have rules, and the way to them: 4 bytes for each account slot up to the highest
 * that has some, 384 for each record. A record is never taken away.
 *
 * <pre>
 *  offset size field
 *       0    4 account slot
 *       4    4 frozen sides: bit 0 debits, bit 1 credits
 *       8    8 version: accepted commands that named the account
 *      16    8 credit limit, minor units
 *      24    8 blocked amount when last counted, unsigned, at most 2^64-1
 *      32    8 next block expiry: until then, exclusively, the blocked amount holds
 *      40    4 first block + 1; 0 = none
 *      44    4 last block + 1
 *      48 4x 4 per kind of limit: set (0, 1), number of codes, waiting ({@link #NOTHING_WAITS}...), its number of codes
 *      64 4x80 per kind of limit:
 *                0  8 value: minor units or a number of debits
 *                8  8 used: counted in the window
 *               16  8 window: the instant at which it begins, ns
 *               24  8 since: timestamp of the event at which counting began anew, ns
 *               32  8 value that waits
 *               40  8 effectiveAt of what waits, ns
 *               48 16 codes that count
 *               64 16 codes that wait
 * </pre>
 *
 * <p>Little-endian, all else zero. Kinds are numbered as {@link LimitKind}. Ledger thread only.
 */
public final class RuleStore {
    /** Row of no record. */
    public static final int NULL_ROW = -1;

    /** No change of the limit waits. */
    public static final int NOTHING_WAITS = 0;

    /** A higher value waits. */
    public static final int RAISE_WAITS = 1;

    /** The removal of the limit waits. */
    public static final int REMOVAL_WAITS = 2;

    /** Bytes of the codes of a limit. */
    public static final int CODES_BYTES = 16;

    private static final int ROW_BYTES = 384;
    private static final int ROW_NUMBER_BYTES = 4;
    private static final int TYPICAL_ROWS = 1 << 13;
    private static final int TYPICAL_SLOTS = 1 << 16;

    private static final int SLOT_OFFSET = 0;
    private static final int FROZEN_OFFSET = 4;
    private static final int VERSION_OFFSET = 8;
    private static final int CREDIT_LIMIT_OFFSET = 16;
    private static final int BLOCKED_OFFSET = 24;
    private static final int NEXT_BLOCK_EXPIRY_OFFSET = 32;
    private static final int FIRST_BLOCK_OFFSET = 40;
    private static final int LAST_BLOCK_OFFSET = 44;
    private static final int STATES_OFFSET = 48;
    private static final int STATE_BYTES = 4;
    private static final int LIMITS_OFFSET = 64;
    private static final int LIMIT_BYTES = 80;

    private static final int SET = 0;
    private static final int CODE_COUNT = 1;
    private static final int WAITING = 2;
    private static final int WAITING_CODE_COUNT = 3;

    private static final int VALUE = 0;
    private static final int USED = 8;
    private static final int WINDOW = 16;
    private static final int SINCE = 24;
    private static final int WAITING_VALUE = 32;
    private static final int EFFECTIVE_AT = 40;
    private static final int CODES = 48;
    private static final int WAITING_CODES = 64;

    private final Slab rowBySlot;
    private final Slab rows;
    private int count;

    /** A store without records and without memory. */
    public RuleStore(final SlabAllocator allocator) {
        rowBySlot = new Slab(allocator, ROW_NUMBER_BYTES, TYPICAL_SLOTS);
        rows = new Slab(allocator, ROW_BYTES, TYPICAL_ROWS);
    }

    /** Records, and the next row. */
    public int count() {
        return count;
    }

    /** The row of an account; {@link #NULL_ROW} when it has no rules. */
    public int row(final AccountFlyweight account) {
        if (!account.hasRules()) {
            return NULL_ROW;
        }
        final int slot = account.slot();
        return rowBySlot.chunk(slot).getInt(rowBySlot.offset(slot), LITTLE_ENDIAN) - 1;
    }

    /** The row of an account, which gets an empty record when it has none. */
    int require(final AccountFlyweight account) {
        if (account.hasRules()) {
            return row(account);
        }
        final int row = count;
        rows.require(row);
        rowBySlot.require(account.slot());
        rows.chunk(row).putInt(rows.offset(row) + SLOT_OFFSET, account.slot(), LITTLE_ENDIAN);
        putLong(row, NEXT_BLOCK_EXPIRY_OFFSET, Long.MAX_VALUE);
        rowBySlot.chunk(account.slot()).putInt(rowBySlot.offset(account.slot()), row + 1, LITTLE_ENDIAN);
        account.markRules();
        count++;
        return row;
    }

    /** Account slot of a record. */
    public int slot(final int row) {
        return getInt(row, SLOT_OFFSET);
    }

    /** Sides that are frozen: bit 0 debits, bit 1 credits. */
    public int frozenSides(final int row) {
        return getInt(row, FROZEN_OFFSET);
    }

    void frozenSides(final int row, final int sides) {
        putInt(row, FROZEN_OFFSET, sides);
    }

    /** Accepted commands that named the account. */
    public long version(final int row) {
        return getLong(row, VERSION_OFFSET);
    }

    void version(final int row, final long version) {
        putLong(row, VERSION_OFFSET, version);
    }

    /** How far debits may go above posted credits, minor units. */
    public long creditLimit(final int row) {
        return getLong(row, CREDIT_LIMIT_OFFSET);
    }

    void creditLimit(final int row, final long value) {
        putLong(row, CREDIT_LIMIT_OFFSET, value);
    }

    long blocked(final int row) {
        return getLong(row, BLOCKED_OFFSET);
    }

    long nextBlockExpiryNs(final int row) {
        return getLong(row, NEXT_BLOCK_EXPIRY_OFFSET);
    }

    void blocked(final int row, final long amount, final long untilNs) {
        putLong(row, BLOCKED_OFFSET, amount);
        putLong(row, NEXT_BLOCK_EXPIRY_OFFSET, untilNs);
    }

    /** First block of the account; -1 when it never had one. */
    public int firstBlock(final int row) {
        return getInt(row, FIRST_BLOCK_OFFSET) - 1;
    }

    int lastBlock(final int row) {
        return getInt(row, LAST_BLOCK_OFFSET) - 1;
    }

    void blocks(final int row, final int first, final int last) {
        putInt(row, FIRST_BLOCK_OFFSET, first + 1);
        putInt(row, LAST_BLOCK_OFFSET, last + 1);
    }

    /** Whether the account has or had a limit of the kind that no command found removed. */
    public boolean isSet(final int row, final int kind) {
        return state(row, kind, SET) != 0;
    }

    /** How many codes the limit names; 0 = all count. */
    public int codeCount(final int row, final int kind) {
        return state(row, kind, CODE_COUNT);
    }

    /** What waits: {@link #NOTHING_WAITS}, {@link #RAISE_WAITS} or {@link #REMOVAL_WAITS}. */
    public int waiting(final int row, final int kind) {
        return state(row, kind, WAITING);
    }

    /** How many codes the raise that waits names. */
    public int waitingCodeCount(final int row, final int kind) {
        return state(row, kind, WAITING_CODE_COUNT);
    }

    /** Bound of the limit. */
    public long value(final int row, final int kind) {
        return getLimit(row, kind, VALUE);
    }

    /** What was counted in the window. */
    public long used(final int row, final int kind) {
        return getLimit(row, kind, USED);
    }

    /** The instant at which the window begins, ns. */
    public long windowNs(final int row, final int kind) {
        return getLimit(row, kind, WINDOW);
    }

    /** Timestamp of the event at which counting began anew, ns: what was counted before it is in no counter. */
    public long sinceNs(final int row, final int kind) {
        return getLimit(row, kind, SINCE);
    }

    /** Bound of the raise that waits. */
    public long waitingValue(final int row, final int kind) {
        return getLimit(row, kind, WAITING_VALUE);
    }

    /** From when what waits is valid, ns. */
    public long effectiveAtNs(final int row, final int kind) {
        return getLimit(row, kind, EFFECTIVE_AT);
    }

    /** A code of the limit. */
    public int code(final int row, final int kind, final int index) {
        return getCode(row, kind, CODES, index);
    }

    /** A code of the raise that waits. */
    public int waitingCode(final int row, final int kind, final int index) {
        return getCode(row, kind, WAITING_CODES, index);
    }

    /**
     * Sets what is counted; at a roll-back too.
     *
     * @throws io.lastro.engine.InvariantViolation when less than nothing would be counted.
     */
    public void window(final int row, final int kind, final long used, final long windowNs, final long sinceNs) {
        putLimit(row, kind, USED, used);
        putLimit(row, kind, WINDOW, windowNs);
        putLimit(row, kind, SINCE, sinceNs);
        Invariant.check(used(row, kind) >= 0, "window counters are never negative", used(row, kind), 0);
    }

    /** Puts a limit in force; what is counted stays. */
    void limit(final int row, final int kind, final long value, final DirectBuffer codes, final int at, final int n) {
        putState(row, kind, SET, 1);
        putState(row, kind, CODE_COUNT, n);
        putLimit(row, kind, VALUE, value);
        putCodes(row, kind, CODES, codes, at, n);
    }

    /** Lets a change wait instead of the one that waited; {@link #NOTHING_WAITS} deletes it. */
    void waiting(final int row, final int kind, final int what, final long value, final long effectiveAtNs) {
        putState(row, kind, WAITING, what);
        putState(row, kind, WAITING_CODE_COUNT, 0);
        putLimit(row, kind, WAITING_VALUE, value);
        putLimit(row, kind, EFFECTIVE_AT, effectiveAtNs);
        putCodes(row, kind, WAITING_CODES, null, 0, 0);
    }

    /** The codes that go with a raise that waits. */
    void waitingCodes(final int row, final int kind, final DirectBuffer codes, final int at, final int n) {
        putState(row, kind, WAITING_CODE_COUNT, n);
        putCodes(row, kind, WAITING_CODES, codes, at, n);
    }

    /** The raise that waited is the limit now; what is counted stays. */
    void raise(final int row, final int kind) {
        final UnsafeBuffer chunk = rows.chunk(row);
        limit(
                row,
                kind,
                waitingValue(row, kind),
                chunk,
                limitAt(row, kind, WAITING_CODES),
                waitingCodeCount(row, kind));
        waiting(row, kind, NOTHING_WAITS, 0, 0);
    }

    /** Forgets a limit and all that was counted. */
    void remove(final int row, final int kind) {
        final UnsafeBuffer chunk = rows.chunk(row);
        chunk.putInt(rows.offset(row) + STATES_OFFSET + (kind - 1) * STATE_BYTES, 0, LITTLE_ENDIAN);
        chunk.setMemory(limitAt(row, kind, 0), LIMIT_BYTES, (byte) 0);
    }

    void image(final StateImage image, final int accounts) {
        count = image.count(count);
        rows.image(image, 0, count);
        for (int row = 0; image.isLoading() && row < count; row++) {
            final int slot = slot(row);
            if (slot < 0 || slot >= accounts) {
                throw new ImageException("the image holds rules of account " + slot + " of " + accounts);
            }
            rowBySlot.require(slot);
            rowBySlot.chunk(slot).putInt(rowBySlot.offset(slot), row + 1, LITTLE_ENDIAN);
        }
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return rowBySlot.memoryBytes() + rows.memoryBytes();
    }

    private int state(final int row, final int kind, final int field) {
        final int at = rows.offset(row) + STATES_OFFSET + (kind - 1) * STATE_BYTES + field;
        return rows.chunk(row).getByte(at) & 0xFF;
    }

    private void putState(final int row, final int kind, final int field, final int value) {
        final int at = rows.offset(row) + STATES_OFFSET + (kind - 1) * STATE_BYTES + field;
        rows.chunk(row).putByte(at, (byte) value);
    }

    private int limitAt(final int row, final int kind, final int field) {
        return rows.offset(row) + LIMITS_OFFSET + (kind - 1) * LIMIT_BYTES + field;
    }

    private long getLimit(final int row, final int kind, final int field) {
        return rows.chunk(row).getLong(limitAt(row, kind, field), LITTLE_ENDIAN);
    }

    private void putLimit(final int row, final int kind, final int field, final long value) {
        rows.chunk(row).putLong(limitAt(row, kind, field), value, LITTLE_ENDIAN);
    }

    private int getCode(final int row, final int kind, final int field, final int index) {
        final int at = limitAt(row, kind, field) + index * Short.BYTES;
        return rows.chunk(row).getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Codes beyond the number are kept as zeros, whatever stood there in the command. */
    private void putCodes(
            final int row, final int kind, final int field, final DirectBuffer codes, final int at, final int n) {
        final UnsafeBuffer chunk = rows.chunk(row);
        final int to = limitAt(row, kind, field);
        if (n > 0) {
            chunk.putBytes(to, codes, at, n * Short.BYTES);
        }
        chunk.setMemory(to + n * Short.BYTES, CODES_BYTES - n * Short.BYTES, (byte) 0);
    }

    private long getLong(final int row, final int field) {
        return rows.chunk(row).getLong(rows.offset(row) + field, LITTLE_ENDIAN);
    }

    private void putLong(final int row, final int field, final long value) {
        rows.chunk(row).putLong(rows.offset(row) + field, value, LITTLE_ENDIAN);
    }

    private int getInt(final int row, final int field) {
        return rows.chunk(row).getInt(rows.offset(row) + field, LITTLE_ENDIAN);
    }

    private void putInt(final int row, final int field, final int value) {
        rows.chunk(row).putInt(rows.offset(row) + field, value, LITTLE_ENDIAN);
    }
}
