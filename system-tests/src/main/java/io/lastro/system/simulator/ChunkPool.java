package io.lastro.system.simulator;

import io.lastro.engine.slab.SlabAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Memory of engines that come and go: given back as a whole, zeroed before it is used again. */
final class ChunkPool {
    private final TreeMap<Integer, Deque<UnsafeBuffer>> free = new TreeMap<>();

    /** The memory of one engine. */
    final class Lease implements SlabAllocator {
        private final List<UnsafeBuffer> taken = new ArrayList<>();

        @Override
        public UnsafeBuffer allocate(final int chunkBytes) {
            final Deque<UnsafeBuffer> stack = free.computeIfAbsent(chunkBytes, size -> new ArrayDeque<>());
            UnsafeBuffer chunk = stack.pollFirst();
            if (chunk == null) {
                chunk = SlabAllocator.DIRECT.allocate(chunkBytes);
            } else {
                chunk.setMemory(0, chunkBytes, (byte) 0);
            }
            taken.add(chunk);
            return chunk;
        }

        void giveBack() {
            for (final UnsafeBuffer chunk : taken) {
                free.get(chunk.capacity()).addFirst(chunk);
            }
            taken.clear();
        }
    }

    Lease lease() {
        return new Lease();
    }
}
