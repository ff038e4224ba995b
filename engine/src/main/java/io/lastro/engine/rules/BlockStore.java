package io.lastro.engine.rules;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.Invariant;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All blocks that there ever were, those of an account in a list in order of adding. None is taken away: an account
 * never has two of one id.
 *
 * <pre>
 *  offset size field
 *       0   16 id (low, high)
 *      16    8 remaining: what it still catches, minor units
 *      24    8 expiresAtNs; 0 = never
 *      32    8 sequence of the command that added it
 *      40    4 next block of the account + 1; 0 = none
 *      44    4 kind, code of {@link io.lastro.protocol.BlockKind}
 * </pre>
 *
 * <p>The blocked amount of an account is counted when a command changes a block and when one of them has ended, not for
 * each transfer. Ledger thread only.
 */
public final class BlockStore {
    /** Block of nothing. */
    public static final int NULL_BLOCK = -1;

    /** More than any block: blocked amounts are unsigned and stop here. */
    private static final long UNSIGNED_MAX = -1L;

    private static final int ROW_BYTES = 48;
    private static final int TYPICAL_ROWS = 1 << 12;
    private static final int ID_HIGH_OFFSET = 8;
    private static final int REMAINING_OFFSET = 16;
    private static final int EXPIRES_AT_OFFSET = 24;
    private static final int SEQUENCE_OFFSET = 32;
    private static final int NEXT_OFFSET = 40;
    private static final int KIND_OFFSET = 44;

    private final RuleStore rules;
    private final Slab rows;
    private int count;

    BlockStore(final SlabAllocator allocator, final RuleStore rules) {
        this.rules = rules;
        rows = new Slab(allocator, ROW_BYTES, TYPICAL_ROWS);
    }

    /** Adds a block to an account that has none of the id; it catches nothing before {@link #count} is called. */
    void add(
            final int ruleRow,
            final long idLow,
            final long idHigh,
            final int kind,
            final long amount,
            final long expiresAtNs,
            final long sequence) {
        final int block = count;
        rows.require(block);
        final UnsafeBuffer chunk = rows.chunk(block);
        final int at = rows.offset(block);
        chunk.putLong(at, idLow, LITTLE_ENDIAN);
        chunk.putLong(at + ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
        chunk.putLong(at + REMAINING_OFFSET, amount, LITTLE_ENDIAN);
        chunk.putLong(at + EXPIRES_AT_OFFSET, expiresAtNs, LITTLE_ENDIAN);
        chunk.putLong(at + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        chunk.putInt(at + NEXT_OFFSET, 0, LITTLE_ENDIAN);
        chunk.putInt(at + KIND_OFFSET, kind, LITTLE_ENDIAN);
        final int last = rules.lastBlock(ruleRow);
        if (last == NULL_BLOCK) {
            rules.blocks(ruleRow, block, block);
        } else {
            rows.chunk(last).putInt(rows.offset(last) + NEXT_OFFSET, block + 1, LITTLE_ENDIAN);
            rules.blocks(ruleRow, rules.firstBlock(ruleRow), block);
        }
        count++;
    }

    /**
     * Lowers a block.
     *
     * @throws io.lastro.engine.InvariantViolation when it would catch less than nothing.
     */
    void lower(final int block, final long amount) {
        final UnsafeBuffer chunk = rows.chunk(block);
        chunk.putLong(rows.offset(block) + REMAINING_OFFSET, remaining(block) - amount, LITTLE_ENDIAN);
        Invariant.check(remaining(block) >= 0, "a block never catches less than nothing", remaining(block), 0);
    }

    /** The block of an account, ended or not; {@link #NULL_BLOCK} when it never had one of that id. */
    int find(final int ruleRow, final long idLow, final long idHigh) {
        int block = rules.firstBlock(ruleRow);
        while (block != NULL_BLOCK && (idLow(block) != idLow || idHigh(block) != idHigh)) {
            block = next(block);
        }
        return block;
    }

    /** Counts the blocked amount of an account anew, and until when it holds. */
    void count(final int ruleRow, final long nowNs) {
        long untilNs = Long.MAX_VALUE;
        for (int block = rules.firstBlock(ruleRow); block != NULL_BLOCK; block = next(block)) {
            if (isOpen(block, nowNs) && expiresAtNs(block) != 0) {
                untilNs = Math.min(untilNs, expiresAtNs(block));
            }
        }
        rules.blocked(ruleRow, sum(ruleRow, nowNs), untilNs);
    }

    /** What the open blocks of an account catch together, unsigned; at most 2^64-1. */
    long sum(final int ruleRow, final long nowNs) {
        long sum = 0;
        for (int block = rules.firstBlock(ruleRow); block != NULL_BLOCK; block = next(block)) {
            if (isOpen(block, nowNs)) {
                final long more = sum + remaining(block);
                sum = Long.compareUnsigned(more, sum) < 0 ? UNSIGNED_MAX : more;
            }
        }
        return sum;
    }

    /** Whether the block still catches something. */
    boolean isOpen(final int block, final long nowNs) {
        return remaining(block) > 0 && (expiresAtNs(block) == 0 || expiresAtNs(block) > nowNs);
    }

    /** Next block of the same account; {@link #NULL_BLOCK} behind the last. */
    public int next(final int block) {
        return rows.chunk(block).getInt(rows.offset(block) + NEXT_OFFSET, LITTLE_ENDIAN) - 1;
    }

    /** Id of a block, low 64 bits. */
    public long idLow(final int block) {
        return getLong(block, 0);
    }

    /** Id of a block, high 64 bits. */
    public long idHigh(final int block) {
        return getLong(block, ID_HIGH_OFFSET);
    }

    /** What a block would catch if it has not ended by its time, minor units. */
    public long remaining(final int block) {
        return getLong(block, REMAINING_OFFSET);
    }

    /** When a block ends by itself, ns; 0 = never. */
    public long expiresAtNs(final int block) {
        return getLong(block, EXPIRES_AT_OFFSET);
    }

    /** Sequence of the command that added a block. */
    public long sequence(final int block) {
        return getLong(block, SEQUENCE_OFFSET);
    }

    /** Who ordered a block: code of {@link io.lastro.protocol.BlockKind}. */
    public int kind(final int block) {
        return rows.chunk(block).getInt(rows.offset(block) + KIND_OFFSET, LITTLE_ENDIAN);
    }

    void image(final StateImage image) {
        count = image.count(count);
        rows.image(image, 0, count);
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return rows.memoryBytes();
    }

    private long getLong(final int block, final int field) {
        return rows.chunk(block).getLong(rows.offset(block) + field, LITTLE_ENDIAN);
    }
}
