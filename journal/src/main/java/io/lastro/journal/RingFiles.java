package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Makes ring files and begins new generations. Only called when everything of value is synced in the queue, so a crash
 * at any moment leaves either the old generation or an empty new one.
 */
final class RingFiles {
    private static final int UNUSED_FILES = 2;

    private final DirectoryLayout layout;
    private final JournalConfig config;
    private final JournalIdentity identity;
    private final JournalStorage storage;

    RingFiles(final DirectoryLayout layout, final JournalConfig config, final JournalIdentity identity) {
        this.layout = layout;
        this.config = config;
        this.identity = identity;
        storage = config.storage();
    }

    /** Whether this configuration writes a ring. */
    static boolean used(final JournalConfig config) {
        return config.syncMode() == SyncMode.WAL && config.durability() != DurabilityLevel.D0;
    }

    /** First start: retired files of the configured shape; returns their generation. */
    long create(final long generation, final long base, final ChainValue chain) throws IOException {
        storage.createDirectory(layout.wal());
        final int count = count();
        for (int i = 0; i < count; i++) {
            final Path file = layout.wal().resolve(RingLayout.fileName(i));
            final Path unfinished = file.resolveSibling(file.getFileName() + DirectoryLayout.UNFINISHED_SUFFIX);
            storage.delete(unfinished);
            storage.createPrefilled(unfinished, bytes());
            writeHeader(unfinished, i, count, bytes(), RingLayout.STATE_RETIRED, generation, base, chain);
            storage.rename(unfinished, file);
        }
        storage.forceDirectory(layout.wal());
        return generation;
    }

    /** Begins a new generation in the configured shape; returns its number. */
    long reset(final RingScan ring, final long base, final ChainValue chain) throws IOException {
        long generation = ring.generation + 1;
        final boolean sameShape = ring.state != RingScan.State.MISSING
                && ring.complete
                && (!used(config) || ring.fileCount == count() && ring.fileBytes == bytes());
        if (!sameShape) {
            retireAndDelete(ring, generation, base, chain);
            generation = create(generation + 1, base, chain) + 1;
        }
        final int count = sameShape ? ring.fileCount : count();
        final long bytes = sameShape ? ring.fileBytes : bytes();
        final int state = used(config) ? RingLayout.STATE_ACTIVE : RingLayout.STATE_RETIRED;
        for (int i = 0; i < count; i++) {
            writeHeader(layout.wal().resolve(RingLayout.fileName(i)), i, count, bytes, state, generation, base, chain);
            if (i == 0) {
                config.steps().at(JournalStep.DURING_RING_RESET);
            }
        }
        config.steps().at(JournalStep.AFTER_RING_RESET);
        return generation;
    }

    private void retireAndDelete(final RingScan ring, final long generation, final long base, final ChainValue chain)
            throws IOException {
        storage.createDirectory(layout.wal());
        for (int i = 0; i < RingLayout.MAX_FILES; i++) {
            final Path file = layout.wal().resolve(RingLayout.fileName(i));
            if (Files.exists(file) && ring.state != RingScan.State.MISSING && Files.size(file) == ring.fileBytes) {
                writeHeader(file, i, ring.fileCount, ring.fileBytes, RingLayout.STATE_RETIRED, generation, base, chain);
            }
        }
        for (int i = 0; i < RingLayout.MAX_FILES; i++) {
            storage.delete(layout.wal().resolve(RingLayout.fileName(i)));
        }
        storage.forceDirectory(layout.wal());
    }

    private int count() {
        return used(config) ? config.ringFileCount() : UNUSED_FILES;
    }

    private long bytes() {
        return used(config) ? config.ringFileBytes() : JournalConfig.MIN_RING_FILE_BYTES;
    }

    private void writeHeader(
            final Path file,
            final int index,
            final int count,
            final long bytes,
            final int state,
            final long generation,
            final long base,
            final ChainValue chain)
            throws IOException {
        final ByteBuffer block =
                ByteBuffer.allocateDirect(RingLayout.ALIGNMENT_BYTES).order(LITTLE_ENDIAN);
        block.putInt(RingLayout.MAGIC_OFFSET, RingLayout.FILE_MAGIC);
        block.putShort(RingLayout.VERSION_OFFSET, (short) RingLayout.VERSION);
        block.putShort(RingLayout.FILE_STATE_OFFSET, (short) state);
        block.putInt(RingLayout.FILE_INDEX_OFFSET, index);
        block.putInt(RingLayout.FILE_COUNT_OFFSET, count);
        block.putInt(RingLayout.FILE_MAX_GROUP_OFFSET, config.maxGroupBytes());
        block.putLong(RingLayout.FILE_BYTES_OFFSET, bytes);
        block.putLong(RingLayout.FILE_GENERATION_OFFSET, generation);
        block.putLong(RingLayout.FILE_BASE_SEQUENCE_OFFSET, base);
        block.putLong(RingLayout.FILE_BASE_CHAIN_LOW_OFFSET, chain.low);
        block.putLong(RingLayout.FILE_BASE_CHAIN_HIGH_OFFSET, chain.high);
        block.putLong(RingLayout.FILE_CLUSTER_LOW_OFFSET, identity.clusterIdLow());
        block.putLong(RingLayout.FILE_CLUSTER_HIGH_OFFSET, identity.clusterIdHigh());
        final CRC32C crc = new CRC32C();
        crc.update(block.duplicate().limit(RingLayout.HEADER_BYTES));
        block.putInt(RingLayout.FILE_CRC_OFFSET, (int) crc.getValue());
        try (JournalStorage.Handle handle = storage.open(file)) {
            handle.write(block, 0);
            handle.force();
        }
    }
}
