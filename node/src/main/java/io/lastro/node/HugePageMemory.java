package io.lastro.node;

import io.lastro.engine.slab.SlabAllocator;
import net.openhft.posix.PosixAPI;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory of the ledger on transparent huge pages: anonymous mappings of {@value #ARENA_BYTES} bytes, advised before their
 * first touch, from which slabs are cut.
 *
 * <p>Random access to slabs costs a TLB miss per page, and a 2 MiB page has far fewer of them. Where the system allows no
 * huge pages the mapping works all the same; where mapping is not possible at all, buffers of the Java runtime are used.
 * Memory is zero, is backed only where it is touched, and is never given back. One thread.
 */
public final class HugePageMemory implements SlabAllocator {
    private static final Logger LOG = LoggerFactory.getLogger(HugePageMemory.class);
    private static final long ARENA_BYTES = 256L * 1024 * 1024;
    private static final long HUGE_PAGE_BYTES = 2L * 1024 * 1024;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;

    private long next;
    private long end;
    private boolean unavailable;

    @Override
    public UnsafeBuffer allocate(final int chunkBytes) {
        if (unavailable) {
            return DIRECT.allocate(chunkBytes);
        }
        if (end - next < chunkBytes && !newArena(Math.max(ARENA_BYTES, chunkBytes))) {
            return DIRECT.allocate(chunkBytes);
        }
        final UnsafeBuffer chunk = new UnsafeBuffer(next, chunkBytes);
        next = BitUtil.align(next + chunkBytes, ALIGNMENT_BYTES);
        return chunk;
    }

    private boolean newArena(final long bytes) {
        try {
            final PosixAPI posix = PosixAPI.posix();
            final long length = BitUtil.align(bytes, HUGE_PAGE_BYTES) + HUGE_PAGE_BYTES;
            final long address = posix.mmap(0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
            if (address <= 0) {
                throw new IllegalStateException("mmap answered " + address + ", error " + posix.lastError());
            }
            next = BitUtil.align(address, HUGE_PAGE_BYTES);
            end = address + length;
            if (posix.madvise(next, (end - next) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES, MADV_HUGEPAGE) != 0) {
                LOG.info(
                        "no transparent huge pages here (error {}): the ledger runs on small pages", posix.lastError());
            }
            return true;
        } catch (final RuntimeException | LinkageError e) {
            LOG.warn("memory for the ledger comes from the Java runtime, without huge pages: {}", e.toString());
            unavailable = true;
            return false;
        }
    }
}
