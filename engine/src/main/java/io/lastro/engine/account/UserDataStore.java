package io.lastro.engine.account;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AccountEvent;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * User data of the accounts that have some: 32 bytes each, and a quarter of a byte for every account.
 *
 * <p>Rows are in order of the account slots, so that the row of a slot is the first row of its block of 64 slots plus
 * the number of bits set below its own.
 *
 * <pre>
 *  block, 16 bytes:  0  8 one bit per slot that has a row
 *                    8  4 row of the first of them
 *  row, 32 bytes:    0 16 userData128 (low, high)
 *                   16  8 userData64
 *                   24  4 userData32
 * </pre>
 *
 * <p>Ledger thread only.
 */
final class UserDataStore {
    private static final int BLOCK_BYTES = 16;
    private static final int ROW_BYTES = 32;
    private static final int SLOTS_SHIFT = 6;
    private static final int SLOTS = 1 << SLOTS_SHIFT;
    private static final int FIRST_ROW_OFFSET = 8;

    private final Slab blocks;
    private final Slab rows;
    private int rowCount;

    UserDataStore(final SlabAllocator allocator, final int initialAccounts) {
        blocks = new Slab(allocator, BLOCK_BYTES, 1 + (initialAccounts >>> SLOTS_SHIFT));
        rows = new Slab(allocator, ROW_BYTES, initialAccounts);
    }

    static boolean isIn(final AccountEvent event) {
        return (event.userData128Low() | event.userData128High() | event.userData64() | event.userData32()) != 0;
    }

    /** Adds the row of a slot above all slots that have one. */
    void add(final int slot, final AccountEvent event) {
        final int block = slot >>> SLOTS_SHIFT;
        blocks.require(block);
        final UnsafeBuffer blockChunk = blocks.chunk(block);
        final int blockOffset = blocks.offset(block);
        final long bits = blockChunk.getLong(blockOffset, LITTLE_ENDIAN);
        if (bits == 0) {
            blockChunk.putInt(blockOffset + FIRST_ROW_OFFSET, rowCount, LITTLE_ENDIAN);
        }
        blockChunk.putLong(blockOffset, bits | 1L << slot, LITTLE_ENDIAN);
        rows.require(rowCount);
        final UnsafeBuffer chunk = rows.chunk(rowCount);
        final int offset = rows.offset(rowCount);
        chunk.putLong(offset, event.userData128Low(), LITTLE_ENDIAN);
        chunk.putLong(offset + 8, event.userData128High(), LITTLE_ENDIAN);
        chunk.putLong(offset + 16, event.userData64(), LITTLE_ENDIAN);
        chunk.putInt(offset + 24, event.userData32(), LITTLE_ENDIAN);
        rowCount++;
    }

    /** Takes the newest row back. */
    void removeLast(final int slot) {
        final int block = slot >>> SLOTS_SHIFT;
        final UnsafeBuffer chunk = blocks.chunk(block);
        final int offset = blocks.offset(block);
        chunk.putLong(offset, chunk.getLong(offset, LITTLE_ENDIAN) & ~(1L << slot), LITTLE_ENDIAN);
        rowCount--;
    }

    long userData128Low(final int slot) {
        final int row = row(slot);
        return rows.chunk(row).getLong(rows.offset(row), LITTLE_ENDIAN);
    }

    long userData128High(final int slot) {
        final int row = row(slot);
        return rows.chunk(row).getLong(rows.offset(row) + 8, LITTLE_ENDIAN);
    }

    long userData64(final int slot) {
        final int row = row(slot);
        return rows.chunk(row).getLong(rows.offset(row) + 16, LITTLE_ENDIAN);
    }

    int userData32(final int slot) {
        final int row = row(slot);
        return rows.chunk(row).getInt(rows.offset(row) + 24, LITTLE_ENDIAN);
    }

    /** Passes the rows of that many accounts. */
    void image(final StateImage image, final int accounts) {
        rowCount = image.count(rowCount);
        blocks.image(image, 0, accounts + SLOTS - 1 >>> SLOTS_SHIFT);
        rows.image(image, 0, rowCount);
    }

    long memoryBytes() {
        return blocks.memoryBytes() + rows.memoryBytes();
    }

    private int row(final int slot) {
        final int block = slot >>> SLOTS_SHIFT;
        final UnsafeBuffer chunk = blocks.chunk(block);
        final int offset = blocks.offset(block);
        final long below = chunk.getLong(offset, LITTLE_ENDIAN) & ((1L << slot) - 1);
        return chunk.getInt(offset + FIRST_ROW_OFFSET, LITTLE_ENDIAN) + Long.bitCount(below);
    }
}
