package io.lastro.node.audit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.RowPool;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What remains of each open hold, outside the Java heap: about 50 bytes a hold. Rows, little-endian:
 *
 * <pre>
 *  offset size field
 *       0   16 id of the hold (low, high)
 *      16    8 remaining, minor units
 * </pre>
 *
 * <p>One thread.
 */
final class OpenHolds {
    static final long NONE = -1;

    private static final int ROW_BYTES = 24;
    private static final int REMAINING_OFFSET = 16;
    private static final int FEW = 1024;

    private final Slab rows = new Slab(SlabAllocator.DIRECT, ROW_BYTES, FEW);
    private final IdIndex index = new IdIndex(SlabAllocator.DIRECT, rows, rows, FEW);
    private final RowPool pool = new RowPool(0);

    /** A new hold. */
    void open(final long idLow, final long idHigh, final long remaining) {
        if (index.find(idLow, idHigh) != IdIndex.NULL_REFERENCE) {
            throw new AuditFailedException("a hold was made twice");
        }
        final int row = pool.take();
        rows.require(row);
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putLong(at, idLow, LITTLE_ENDIAN);
        chunk.putLong(at + Long.BYTES, idHigh, LITTLE_ENDIAN);
        chunk.putLong(at + REMAINING_OFFSET, remaining, LITTLE_ENDIAN);
        index.add(idLow, idHigh, IdIndex.reference(row));
    }

    /** What remains of a hold; {@link #NONE} when it is not open. */
    long remaining(final long idLow, final long idHigh) {
        final int reference = index.find(idLow, idHigh);
        if (reference == IdIndex.NULL_REFERENCE) {
            return NONE;
        }
        final int row = IdIndex.record(reference);
        return rows.chunk(row).getLong(rows.offset(row) + REMAINING_OFFSET, LITTLE_ENDIAN);
    }

    /** Part of an open hold was captured. */
    void remaining(final long idLow, final long idHigh, final long remaining) {
        final int row = IdIndex.record(index.find(idLow, idHigh));
        rows.chunk(row).putLong(rows.offset(row) + REMAINING_OFFSET, remaining, LITTLE_ENDIAN);
    }

    /** An open hold has ended. */
    void close(final long idLow, final long idHigh) {
        final int reference = index.find(idLow, idHigh);
        index.remove(idLow, idHigh, reference);
        pool.giveBack(IdIndex.record(reference));
    }

    /** Open holds. */
    int count() {
        return pool.taken();
    }
}
