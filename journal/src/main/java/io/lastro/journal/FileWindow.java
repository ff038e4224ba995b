package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/** Reads a file through a movable window of memory; frames can be checked in place. One thread. */
final class FileWindow implements AutoCloseable {
    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final int DATA_OFFSET = FrameMemory.FIRST_OFFSET;

    private final int chunkBytes;
    private FrameMemory memory;
    private FileChannel channel;
    private Path file;
    private long size;
    private long start;
    private int length;

    /** A window for files that do not change meanwhile. */
    FileWindow() {
        this(CHUNK_BYTES);
    }

    /** A window that reads at least so many bytes at once. */
    FileWindow(final int chunkBytes) {
        this.chunkBytes = chunkBytes;
        memory = new FrameMemory(DATA_OFFSET + chunkBytes);
    }

    /** Moves to another file. */
    void open(final Path path) throws IOException {
        if (path.equals(file)) {
            return;
        }
        close();
        channel = FileChannel.open(path, StandardOpenOption.READ);
        file = path;
        size = channel.size();
        start = 0;
        length = 0;
    }

    /** Forgets what was read: the file may have grown, and zeros may have been written over. */
    void refresh() throws IOException {
        size = channel.size();
        length = 0;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    /** The memory that {@link #at} points into. */
    DirectBuffer buffer() {
        return memory.buffer;
    }

    FrameMemory memory() {
        return memory;
    }

    /** Offset in {@link #buffer()} of a range of the file, which must lie within it. Ask for the buffer afterwards. */
    int at(final long position, final int bytes) throws IOException {
        if (position < start || position + bytes > start + length) {
            load(position, bytes);
        }
        return DATA_OFFSET + (int) (position - start);
    }

    /** An int of the file. */
    int intAt(final long position) throws IOException {
        final int offset = at(position, Integer.BYTES); // may replace the memory
        return memory.buffer.getInt(offset, LITTLE_ENDIAN);
    }

    /** Checks for a good frame at a position: its length, or a negative code of {@link FrameMemory}. */
    int frameAt(final long position) throws IOException {
        final long available = size - position;
        if (available < FrameLayout.HEADER_BYTES) {
            return FrameMemory.NO_FRAME;
        }
        final int headerOffset = at(position, FrameLayout.HEADER_BYTES);
        final FrameHeader header = memory.header.wrap(memory.buffer, headerOffset);
        if (header.magic() != FrameLayout.MAGIC) {
            return FrameMemory.NO_FRAME;
        }
        final int frameLength = header.length();
        if (header.headerVersion() == FrameLayout.HEADER_VERSION
                && (frameLength < FrameLayout.HEADER_BYTES
                        || frameLength > FrameLayout.MAX_FRAME_BYTES
                        || frameLength > available)) {
            return FrameMemory.BAD_LENGTH;
        }
        final int wanted =
                header.headerVersion() == FrameLayout.HEADER_VERSION ? frameLength : FrameLayout.HEADER_BYTES;
        final int frameOffset = at(position, wanted); // may replace the memory
        return memory.check(frameOffset, wanted);
    }

    /** CRC32C of a range of the file. */
    int crc32c(final long from, final long bytes) throws IOException {
        final var crc = new java.util.zip.CRC32C();
        final ByteBuffer view = memory.bytes.duplicate();
        long position = from;
        while (position < from + bytes) {
            final int part = (int) Math.min(chunkBytes, from + bytes - position);
            final int offset = at(position, part);
            view.clear().limit(offset + part).position(offset);
            crc.update(view);
            position += part;
        }
        return (int) crc.getValue();
    }

    /** Offset behind the last byte that is not zero, looking down to a position; that position when all are zero. */
    long contentEnd(final long from) throws IOException {
        long end = size;
        while (end > from) {
            final long position = Math.max(from, end - chunkBytes);
            final int offset = at(position, (int) (end - position));
            for (int i = (int) (end - position) - 1; i >= 0; i--) {
                if (memory.buffer.getByte(offset + i) != 0) {
                    return position + i + 1;
                }
            }
            end = position;
        }
        return from;
    }

    private void load(final long position, final int bytes) throws IOException {
        final int wanted = (int) Math.min(Math.max(bytes, chunkBytes), size - position);
        if (wanted < bytes) {
            throw new IOException("file " + file + " ends before position " + (position + bytes));
        }
        if (DATA_OFFSET + wanted > memory.bytes.capacity()) {
            memory = new FrameMemory(DATA_OFFSET + wanted);
        }
        final ByteBuffer target = memory.bytes.duplicate();
        target.limit(DATA_OFFSET + wanted).position(DATA_OFFSET);
        start = position;
        length = 0;
        long from = position;
        while (target.hasRemaining()) {
            final int read = channel.read(target, from);
            if (read < 0) {
                throw new IOException("file " + file + " became shorter while it was read");
            }
            from += read;
        }
        length = wanted;
    }

    @Override
    public void close() throws IOException {
        file = null;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
