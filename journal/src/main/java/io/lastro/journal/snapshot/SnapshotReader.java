package io.lastro.journal.snapshot;

import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a snapshot. Every chunk is checked before one of its bytes is given away; that all of them belong together says
 * {@link #requireWhole}, which reads the file once more and may run on another thread. One thread else.
 *
 * <p>Failure: {@link JournalException} with DAMAGED_SNAPSHOT, naming file and position; memory is bounded by a chunk.
 */
public final class SnapshotReader implements AutoCloseable {
    private static final int SHA_STEP_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SnapshotHeader header;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(SnapshotFile.CHUNK_BYTES);
    private final UnsafeBuffer chunkBytes = new UnsafeBuffer(chunk);
    private final ByteBuffer chunkHeader =
            ByteBuffer.allocate(SnapshotFile.CHUNK_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long position = SnapshotHeader.BYTES;
    private int used;
    private int length;

    /** Opens a file and reads its header. */
    public SnapshotReader(final Path file) {
        this.file = file;
        FileChannel opened = null;
        boolean ready = false;
        try {
            opened = FileChannel.open(file, StandardOpenOption.READ);
            channel = opened;
            final ByteBuffer first = ByteBuffer.allocate(SnapshotHeader.BYTES);
            fill(first, 0);
            header = SnapshotHeader.decode(first.array());
            ready = true;
        } catch (final IllegalArgumentException e) {
            throw damaged(0, e.getMessage());
        } catch (final IOException e) {
            throw unreadable(e);
        } finally {
            if (!ready && opened != null) {
                closeQuietly(opened);
            }
        }
    }

    /** What the file says of itself. */
    public SnapshotHeader header() {
        return header;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Takes the next bytes. */
    public void read(final MutableDirectBuffer target, final int offset, final int count) {
        int done = 0;
        while (done < count) {
            if (used == length) {
                nextChunk();
            }
            final int part = Math.min(count - done, length - used);
            target.putBytes(offset + done, chunkBytes, used, part);
            used += part;
            done += part;
        }
    }

    /** Checks that nothing is left. */
    public void requireEnd() {
        if (used != length) {
            throw damaged(position, "it holds more than the state");
        }
        chunkHeader.clear().limit(Integer.BYTES);
        readFully(chunkHeader, position);
        if (chunkHeader.getInt(0) != 0) {
            throw damaged(position, "it holds more than the state");
        }
    }

    private void nextChunk() {
        chunkHeader.clear();
        readFully(chunkHeader, position);
        final int bytes = chunkHeader.getInt(0);
        if (bytes < 1 || bytes > SnapshotFile.CHUNK_BYTES) {
            throw damaged(
                    position, bytes == 0 ? "it ends before the state does" : "a chunk says it has " + bytes + " bytes");
        }
        chunk.clear().limit(bytes);
        readFully(chunk, position + SnapshotFile.CHUNK_HEADER_BYTES);
        crc.reset();
        crc.update(chunk.flip());
        if ((int) crc.getValue() != chunkHeader.getInt(Integer.BYTES)) {
            throw damaged(position, "the checksum of a chunk does not match");
        }
        position += SnapshotFile.CHUNK_HEADER_BYTES + bytes;
        length = bytes;
        used = 0;
    }

    /** Checks the sum over the whole file. Any thread. */
    public static void requireWhole(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long end = channel.size() - SnapshotFile.SHA_BYTES;
            if (end < SnapshotHeader.BYTES + Integer.BYTES) {
                throw damaged(file, channel.size(), "it ends too early");
            }
            final MessageDigest sha = Shas.newSha256();
            final ByteBuffer step = ByteBuffer.allocateDirect(SHA_STEP_BYTES);
            long at = 0;
            while (at < end) {
                step.clear().limit((int) Math.min(step.capacity(), end - at));
                if (channel.read(step, at) < 0) {
                    throw damaged(file, at, "it became shorter while it was read");
                }
                at += step.position();
                sha.update(step.flip());
            }
            final ByteBuffer stored = ByteBuffer.allocate(SnapshotFile.SHA_BYTES);
            while (stored.hasRemaining() && channel.read(stored, end + stored.position()) >= 0) {
                // until it is full
            }
            if (!Arrays.equals(stored.array(), sha.digest())) {
                throw damaged(file, end, "the SHA-256 of the file does not match");
            }
        } catch (final IOException e) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_SNAPSHOT, "snapshot " + file + " cannot be read, or was removed: " + e, e);
        }
    }

    private void readFully(final ByteBuffer target, final long from) {
        try {
            fill(target, from);
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    private void fill(final ByteBuffer target, final long from) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            final int read = channel.read(target, at);
            if (read < 0) {
                throw damaged(at, "it ends too early");
            }
            at += read;
        }
    }

    private JournalException damaged(final long at, final String what) {
        return damaged(file, at, what);
    }

    private static JournalException damaged(final Path file, final long at, final String what) {
        return new JournalException(
                JournalErrorCode.DAMAGED_SNAPSHOT, "snapshot " + file + ", position " + at + ": " + what);
    }

    private JournalException unreadable(final IOException cause) {
        return new JournalException(JournalErrorCode.IO_ERROR, "file " + file + " cannot be read: " + cause, cause);
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            channel.close();
        } catch (final IOException e) {
            // what was wrong with the file is told already
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
