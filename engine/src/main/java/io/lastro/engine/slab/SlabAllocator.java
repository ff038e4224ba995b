package io.lastro.engine.slab;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the engine's memory comes from. A node may pass one that hands out huge pages; a test one that loses a write.
 *
 * <p>Called when a slab grows, at most once per chunk. Memory is never given back.
 */
@FunctionalInterface
public interface SlabAllocator {
    /** Alignment of every chunk, in bytes: a cache line. */
    int ALIGNMENT_BYTES = 64;

    /** Direct buffers of the Java runtime, aligned to cache lines. */
    SlabAllocator DIRECT = chunkBytes -> {
        final ByteBuffer memory = BufferUtil.allocateDirectAligned(chunkBytes, ALIGNMENT_BYTES);
        return new UnsafeBuffer(memory, 0, chunkBytes);
    };

    /**
     * A chunk of zeroed memory, aligned to {@link #ALIGNMENT_BYTES}.
     *
     * @param chunkBytes size, a multiple of the alignment.
     * @throws OutOfMemoryError when there is none.
     */
    UnsafeBuffer allocate(int chunkBytes);
}
