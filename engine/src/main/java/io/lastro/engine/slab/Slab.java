package io.lastro.engine.slab;

import io.lastro.engine.image.StateImage;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records of one size, numbered from 0, in equal chunks outside the heap. It grows by a chunk at a time, so that no
 * record ever moves and growing costs the zeroing of one chunk, whatever the slab's size.
 *
 * <pre>
 *  chunk 0                     chunk 1
 *  +------+------+-   -+------+------+------+-
 *  | 0    | 1    | ... | 2^k-1| 2^k  | ...
 *  +------+------+-   -+------+------+------+-
 * </pre>
 *
 * <p>Ledger thread only. Records of a new chunk are all zero.
 */
public final class Slab {
    /** Largest chunk, in bytes: what growing zeroes in one go, about 2 ms. */
    public static final int MAX_CHUNK_BYTES = 4 * 1024 * 1024;

    private static final int MIN_CHUNK_RECORDS = 16;
    private static final int INITIAL_CHUNKS = 16;

    private final SlabAllocator allocator;
    private final int recordBytes;
    private final int recordShift;
    private final int recordMask;
    private UnsafeBuffer[] chunks = new UnsafeBuffer[INITIAL_CHUNKS];
    private int chunkCount;

    /**
     * A slab without memory yet; the first record that is required brings the first chunk.
     *
     * @param recordBytes    bytes of a record, a multiple of 4.
     * @param typicalRecords how many there will be soon: decides how large chunks are.
     */
    public Slab(final SlabAllocator allocator, final int recordBytes, final int typicalRecords) {
        this.allocator = allocator;
        this.recordBytes = recordBytes;
        int shift = Integer.numberOfTrailingZeros(MIN_CHUNK_RECORDS);
        while ((1L << shift) < typicalRecords && ((long) recordBytes << (shift + 1)) <= MAX_CHUNK_BYTES) {
            shift++;
        }
        recordShift = shift;
        recordMask = (1 << shift) - 1;
    }

    /** A slab that has memory for the first records. */
    public static Slab withMemoryFor(final SlabAllocator allocator, final int recordBytes, final int records) {
        final Slab slab = new Slab(allocator, recordBytes, records);
        slab.require(records - 1);
        return slab;
    }

    /** Makes sure that the record has memory. */
    public void require(final int record) {
        while (record >>> recordShift >= chunkCount) {
            addChunk();
        }
    }

    /** The chunk that holds the record. */
    public UnsafeBuffer chunk(final int record) {
        return chunks[record >>> recordShift];
    }

    /** Where the record starts in its {@link #chunk}, in bytes. */
    public int offset(final int record) {
        return (record & recordMask) * recordBytes;
    }

    /** Passes records that lie one behind the other. */
    public void image(final StateImage image, final int first, final int count) {
        int record = first;
        int left = count;
        while (left > 0) {
            final int inChunk = Math.min(left, recordMask + 1 - (record & recordMask));
            require(record);
            image.memory(chunk(record), offset(record), inChunk * recordBytes);
            record += inChunk;
            left -= inChunk;
        }
    }

    /** Passes the records of a ring, of which the number counted from 0 is at {@code number & mask}. */
    public void imageRing(final StateImage image, final long from, final long end, final int mask) {
        long number = from;
        while (number < end) {
            final int first = (int) number & mask;
            final int length = (int) Math.min(end - number, mask + 1L - first);
            image(image, first, length);
            number += length;
        }
    }

    /** Memory taken, in bytes. */
    public long memoryBytes() {
        return (long) chunkCount * chunkBytes();
    }

    private int chunkBytes() {
        final int bytes = recordBytes << recordShift;
        return (bytes + SlabAllocator.ALIGNMENT_BYTES - 1) & -SlabAllocator.ALIGNMENT_BYTES;
    }

    private void addChunk() {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        chunks[chunkCount] = allocator.allocate(chunkBytes());
        chunkCount++;
    }
}
