package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes groups into the write-ahead ring: one write and one sync each. Journal thread; allocates nothing per group.
 *
 * <p>A file is used again only when the queue is synced past the file's last sequence, and only after that fact stands
 * in a durable group header, because the groups that said so before may be the ones that are overwritten.
 */
final class RingWriter implements AutoCloseable {
    private static final long NOTHING_RECORDED = -1;

    private final JournalStorage.Handle[] files;
    private final long[] lastSequenceOfFile;
    private final long fileBytes;
    private final long generation;
    private final JournalIdentity identity;
    private final JournalSteps steps;
    private final JournalCounters counters;
    private final QueueSyncer queueSyncer;
    private final FrameMemory lone = new FrameMemory(RingLayout.ALIGNMENT_BYTES);
    private int fileIndex;
    private long position = RingLayout.ALIGNMENT_BYTES;
    private long groupNumber;
    private long recordedQueueSynced = NOTHING_RECORDED;
    private long lastSequence;

    /** A ring whose files have a fresh generation; opens them. */
    RingWriter(
            final Path directory,
            final JournalConfig config,
            final JournalIdentity identity,
            final long generation,
            final long baseSequence,
            final JournalCounters counters,
            final QueueSyncer queueSyncer)
            throws IOException {
        this.identity = identity;
        this.generation = generation;
        this.counters = counters;
        this.queueSyncer = queueSyncer;
        steps = config.steps();
        fileBytes = config.ringFileBytes();
        files = new JournalStorage.Handle[config.ringFileCount()];
        lastSequenceOfFile = new long[files.length];
        lastSequence = baseSequence;
        for (int i = 0; i < files.length; i++) {
            files[i] = config.storage().open(directory.resolve(RingLayout.fileName(i)));
        }
    }

    /** Writes and syncs a sealed group; returns the nanoseconds of the sync. */
    long write(final GroupBuffer group, final long first, final long last, final long durable) throws IOException {
        final int blocks = group.padToBlocks();
        if (position + blocks > fileBytes - RingLayout.ALIGNMENT_BYTES) {
            switchFile(durable);
        }
        steps.at(JournalStep.BEFORE_RING_WRITE);
        final long queueSynced = queueSyncer.syncedSequence();
        header(group.memory, group.bodyBytes(), first, last, durable, queueSynced);
        final long syncNs = put(group.memory.bytes, blocks, true);
        recordedQueueSynced = queueSynced;
        lastSequence = last;
        lastSequenceOfFile[fileIndex] = last;
        return syncNs;
    }

    private void switchFile(final long durable) throws IOException {
        final int next = (fileIndex + 1) % files.length;
        if (queueSyncer.syncedSequence() < lastSequenceOfFile[next]) {
            counters.onRingWait();
            queueSyncer.await(lastSequenceOfFile[next]);
        }
        if (recordedQueueSynced < lastSequenceOfFile[next]) {
            final long queueSynced = queueSyncer.syncedSequence();
            header(lone, 0, lastSequence + 1, lastSequence, durable, queueSynced);
            lone.buffer.setMemory(
                    RingLayout.HEADER_BYTES, RingLayout.ALIGNMENT_BYTES - RingLayout.HEADER_BYTES, (byte) 0);
            put(lone.bytes, RingLayout.ALIGNMENT_BYTES, false);
            recordedQueueSynced = queueSynced;
        }
        fileIndex = next;
        position = RingLayout.ALIGNMENT_BYTES;
        steps.at(JournalStep.RING_FILE_SWITCH);
    }

    private long put(final ByteBuffer bytes, final int length, final boolean withSteps) throws IOException {
        bytes.limit(length).position(0);
        files[fileIndex].write(bytes, position);
        bytes.clear();
        if (withSteps) {
            steps.at(JournalStep.AFTER_RING_WRITE);
        }
        final long start = System.nanoTime();
        files[fileIndex].force();
        final long syncNs = System.nanoTime() - start;
        position += length;
        if (withSteps) {
            steps.at(JournalStep.AFTER_RING_SYNC);
        }
        return syncNs;
    }

    private void header(
            final FrameMemory memory,
            final int bodyBytes,
            final long first,
            final long last,
            final long durable,
            final long queueSynced) {
        final var buffer = memory.buffer;
        groupNumber++;
        buffer.setMemory(0, RingLayout.HEADER_BYTES, (byte) 0);
        buffer.putInt(RingLayout.MAGIC_OFFSET, RingLayout.GROUP_MAGIC, LITTLE_ENDIAN);
        buffer.putShort(RingLayout.VERSION_OFFSET, (short) RingLayout.VERSION, LITTLE_ENDIAN);
        buffer.putInt(
                RingLayout.GROUP_BODY_CRC_OFFSET, memory.crc32c(RingLayout.HEADER_BYTES, bodyBytes), LITTLE_ENDIAN);
        buffer.putInt(RingLayout.GROUP_BODY_BYTES_OFFSET, bodyBytes, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_GENERATION_OFFSET, generation, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_NUMBER_OFFSET, groupNumber, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_FIRST_SEQUENCE_OFFSET, first, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_LAST_SEQUENCE_OFFSET, last, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_DURABLE_SEQUENCE_OFFSET, durable, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_QUEUE_SYNCED_OFFSET, queueSynced, LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_CLUSTER_LOW_OFFSET, identity.clusterIdLow(), LITTLE_ENDIAN);
        buffer.putLong(RingLayout.GROUP_CLUSTER_HIGH_OFFSET, identity.clusterIdHigh(), LITTLE_ENDIAN);
        buffer.putInt(RingLayout.GROUP_HEADER_CRC_OFFSET, memory.crc32c(0, RingLayout.HEADER_BYTES), LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        for (final JournalStorage.Handle file : files) {
            file.close();
        }
    }
}
