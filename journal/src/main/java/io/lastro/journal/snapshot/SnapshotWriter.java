package io.lastro.journal.snapshot;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a snapshot: {@link #write} as often as wanted, then {@link #finish}; without that nothing gets the snapshot's
 * name. One thread.
 */
public final class SnapshotWriter implements AutoCloseable {
    private final JournalStorage storage;
    private final Path folder;
    private final Path finished;
    private final Path unfinished;
    private final FileChannel channel;
    private final MessageDigest sha = Shas.newSha256();
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(
                    SnapshotFile.CHUNK_HEADER_BYTES + SnapshotFile.CHUNK_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer chunkBytes = new UnsafeBuffer(chunk);
    private final Consumer<SnapshotStep> steps;
    private int used;
    private long bytes;

    /**
     * Begins a snapshot in a folder that exists.
     *
     * @param steps told of each step.
     * @throws IOException when the file cannot be made.
     */
    public SnapshotWriter(
            final Path folder,
            final SnapshotHeader header,
            final JournalStorage storage,
            final Consumer<SnapshotStep> steps)
            throws IOException {
        this.storage = storage;
        this.steps = steps;
        this.folder = folder;
        finished = SnapshotFile.path(folder, header.place().sequence());
        unfinished = folder.resolve(finished.getFileName() + SnapshotFile.UNFINISHED_SUFFIX);
        channel = FileChannel.open(
                unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        put(ByteBuffer.wrap(header.encode()));
    }

    /** Appends bytes. */
    public void write(final DirectBuffer source, final int offset, final int length) throws IOException {
        int done = 0;
        while (done < length) {
            final int part = Math.min(length - done, SnapshotFile.CHUNK_BYTES - used);
            chunkBytes.putBytes(SnapshotFile.CHUNK_HEADER_BYTES + used, source, offset + done, part);
            used += part;
            done += part;
            if (used == SnapshotFile.CHUNK_BYTES) {
                writeChunk();
            }
        }
    }

    /** Ends the file, syncs it and gives it its name; returns its path. */
    public Path finish() throws IOException {
        if (used > 0) {
            writeChunk();
        }
        steps.accept(SnapshotStep.DURING_SNAPSHOT_WRITE);
        put(ByteBuffer.allocate(Integer.BYTES));
        final ByteBuffer sum = ByteBuffer.wrap(sha.digest());
        while (sum.hasRemaining()) {
            bytes += channel.write(sum);
        }
        channel.force(true);
        channel.close();
        steps.accept(SnapshotStep.BEFORE_SNAPSHOT_RENAME);
        storage.rename(unfinished, finished);
        steps.accept(SnapshotStep.AFTER_SNAPSHOT_RENAME);
        storage.forceDirectory(folder);
        steps.accept(SnapshotStep.AFTER_SNAPSHOT_SYNC);
        return finished;
    }

    /** Bytes written so far. */
    public long bytes() {
        return bytes;
    }

    private void writeChunk() throws IOException {
        chunk.clear().position(SnapshotFile.CHUNK_HEADER_BYTES).limit(SnapshotFile.CHUNK_HEADER_BYTES + used);
        crc.reset();
        crc.update(chunk);
        chunk.putInt(0, used).putInt(Integer.BYTES, (int) crc.getValue());
        put(chunk.position(0));
        used = 0;
        // Piece by piece: one sync of all at the end would let the syncs of the journal wait behind it.
        channel.force(false);
    }

    private void put(final ByteBuffer source) throws IOException {
        sha.update(source.duplicate());
        while (source.hasRemaining()) {
            bytes += channel.write(source);
        }
    }

    /** Gives the file back; an unfinished one stays, to be removed by {@link SnapshotFolder#clean}. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
