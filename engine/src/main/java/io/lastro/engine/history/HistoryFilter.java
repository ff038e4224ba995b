package io.lastro.engine.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says of an id that it is not in the history, or that it may be: a Bloom filter of fixed size whose bits for one id lie
 * in one cache line, one in each of its eight words.
 *
 * <p>With 16 bits of memory for each id about 1 of 1,000 new ids is taken for an old one, with 8 bits about 1 of 30; such
 * an id costs a look into the history, nothing else. Source: Putze, Sanders, Singler, Cache-, Hash- and Space-Efficient
 * Bloom Filters, 2007. Ledger thread only.
 */
public final class HistoryFilter {
    private static final int LINE_BYTES = 64;
    private static final int WORDS = LINE_BYTES / Long.BYTES;
    private static final int BIT_INDEX_BITS = 6;
    private static final int UNUSED_BITS = Long.SIZE - WORDS * BIT_INDEX_BITS;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Slab lines;
    private final int lineMask;

    /**
     * An empty filter.
     *
     * @param bytes its memory, rounded down to a power of two, at least 1 KiB, at most 64 GiB.
     */
    public HistoryFilter(final SlabAllocator allocator, final long bytes) {
        final long wanted = Math.max(16, Math.min(1L << 30, Long.highestOneBit(bytes) / LINE_BYTES));
        lines = Slab.withMemoryFor(allocator, LINE_BYTES, (int) wanted);
        lineMask = (int) wanted - 1;
    }

    /** Adds the id with that {@link io.lastro.engine.slab.IdIndex#hash64}. */
    public void add(final long hash) {
        final int line = line(hash);
        final UnsafeBuffer chunk = lines.chunk(line);
        final int at = lines.offset(line);
        long bits = hash * SPREAD >>> UNUSED_BITS;
        for (int word = 0; word < WORDS; word++) {
            final int place = at + word * Long.BYTES;
            chunk.putLong(place, chunk.getLong(place, LITTLE_ENDIAN) | 1L << bits, LITTLE_ENDIAN);
            bits >>>= BIT_INDEX_BITS;
        }
    }

    /** Whether the id with that hash may have been added; false is certain. */
    public boolean mayContain(final long hash) {
        final int line = line(hash);
        final UnsafeBuffer chunk = lines.chunk(line);
        final int at = lines.offset(line);
        long bits = hash * SPREAD >>> UNUSED_BITS;
        for (int word = 0; word < WORDS; word++) {
            if ((chunk.getLong(at + word * Long.BYTES, LITTLE_ENDIAN) >>> bits & 1) == 0) {
                return false;
            }
            bits >>>= BIT_INDEX_BITS;
        }
        return true;
    }

    /** Loads the line that {@link #mayContain} looks at; the result has no meaning. */
    public long touch(final long hash) {
        final int line = line(hash);
        return lines.chunk(line).getLong(lines.offset(line));
    }

    /** Passes the whole filter. */
    public void image(final StateImage image) {
        image.section("filter");
        image.expect(lineMask, "filter size (engine.history-filter-bytes)");
        lines.image(image, 0, lineMask + 1);
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return lines.memoryBytes();
    }

    private int line(final long hash) {
        return (int) (hash >>> Integer.SIZE) & lineMask;
    }
}
