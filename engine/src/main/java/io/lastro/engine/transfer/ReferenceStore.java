package io.lastro.engine.transfer;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.RowPool;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * References of transfers, for those that have one: rows of {@value #BLOCK_BYTES} bytes of text, zero padded. Ledger
 * thread only.
 */
final class ReferenceStore {
    /** Bytes of a text. */
    static final int BLOCK_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;

    private static final int ROW_BYTES = 40;

    private final Slab rows;
    private final RowPool pool = new RowPool(0);

    ReferenceStore(final SlabAllocator allocator, final int typicalReferences) {
        rows = new Slab(allocator, ROW_BYTES, typicalReferences);
    }

    /** Adds a text; returns its row. */
    int add(final DirectBuffer text, final int offset) {
        final int row = pool.take();
        rows.require(row);
        rows.chunk(row).putBytes(rows.offset(row), text, offset, BLOCK_BYTES);
        return row;
    }

    /** Takes a text out. */
    void remove(final int row) {
        pool.giveBack(row);
    }

    /** Texts. */
    int count() {
        return pool.taken();
    }

    /** Whether the text at that place is the one of the row. */
    boolean isAt(final int row, final DirectBuffer text, final int offset) {
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            if (chunk.getByte(at + i) != text.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    UnsafeBuffer chunk(final int row) {
        return rows.chunk(row);
    }

    int offset(final int row) {
        return rows.offset(row);
    }

    void image(final StateImage image) {
        pool.image(image);
        rows.image(image, 0, pool.end());
    }

    long memoryBytes() {
        return rows.memoryBytes();
    }
}
