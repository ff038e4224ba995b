package io.lastro.system.damage;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds frames and ring groups in the raw files of an undamaged journal, by the layouts drawn in FrameLayout and
 * RingLayout. It does not use the journal's reader, so that both cannot be wrong in the same way.
 */
public final class FrameFinder {
    private static final int FRAME_MAGIC = 0x4654534C;
    private static final int GROUP_MAGIC = 0x4754534C;
    private static final int FRAME_HEADER_BYTES = 112;
    private static final int GROUP_HEADER_BYTES = 128;
    private static final int BLOCK_BYTES = 4096;
    private static final int LARGEST_FRAME = 16 * 1024 * 1024;

    private FrameFinder() {}

    /**
     * One copy of a frame.
     *
     * @param file where it is.
     * @param position offset of its first byte.
     * @param length bytes of header and payload.
     * @param lastSequence last sequence that it takes; the one before it when it takes none.
     * @param count sequences that it takes.
     * @param commitSequence commit sequence that it names.
     * @param group offset of the group that the ring's copy is in; -1 in the queue.
     */
    public record Frame(
            Path file, long position, int length, long lastSequence, int count, long commitSequence, long group) {
        /** Whether it is the ring's copy. */
        public boolean inRing() {
            return group >= 0;
        }

        /** Whether a byte of a file belongs to it. */
        public boolean contains(final Path other, final long offset) {
            return file.equals(other) && offset >= position && offset < position + length;
        }
    }

    /** All frames of queue files, and those of the ring's current lap. */
    public static List<Frame> find(final Path dataDir) throws IOException {
        final List<Frame> frames = new ArrayList<>();
        for (final Path file : files(dataDir.resolve("queue"), ".cq4")) {
            findInQueue(file, frames);
        }
        for (final Path file : files(dataDir.resolve("wal"), ".wal")) {
            findInRing(file, frames);
        }
        return frames;
    }

    /** Files under a folder by the end of their name, sorted. */
    public static List<Path> files(final Path folder, final String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Frames whose every byte counts: in the queue all with events that are committed, and those without events in
     * front of a synced one; in the ring the committed ones, but for the free blocks at the beginning of the file that
     * the next group may be written to.
     */
    public static List<Frame> committed(final Path dataDir, final int largestGroupBytes) throws IOException {
        final List<Frame> all = find(dataDir);
        final long committed =
                all.stream().mapToLong(Frame::commitSequence).max().orElse(0);
        final RingHead head = RingHead.find(files(dataDir.resolve("wal"), ".wal"));
        final List<Frame> strict = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            final Frame frame = all.get(i);
            if (frame.lastSequence() > committed) {
                continue;
            }
            if (frame.inRing()) {
                if (frame.count() > 0 && !head.isFree(frame, largestGroupBytes)) {
                    strict.add(frame);
                }
            } else if (frame.count() > 0 || hasSyncedBehind(all, i, head.queueSynced())) {
                strict.add(frame);
            }
        }
        return strict;
    }

    private static boolean hasSyncedBehind(final List<Frame> frames, final int index, final long queueSynced) {
        for (int i = index + 1; i < frames.size() && !frames.get(i).inRing(); i++) {
            if (frames.get(i).count() > 0) {
                return frames.get(i).lastSequence() <= queueSynced;
            }
        }
        return false;
    }

    /** Where the ring was written last. */
    private record RingHead(
            int file, int files, long fileBytes, long number, long end, long queueSynced, List<Path> paths) {
        static RingHead find(final List<Path> paths) throws IOException {
            RingHead head = new RingHead(0, paths.size(), 0, 0, 0, 0, paths);
            for (int i = 0; i < paths.size(); i++) {
                final ByteBuffer bytes =
                        ByteBuffer.wrap(Files.readAllBytes(paths.get(i))).order(LITTLE_ENDIAN);
                for (int at = BLOCK_BYTES; at + GROUP_HEADER_BYTES <= bytes.capacity(); at += BLOCK_BYTES) {
                    if (bytes.getInt(at) == GROUP_MAGIC && bytes.getLong(at + 32) > head.number()) {
                        final long end = at + GROUP_HEADER_BYTES + bytes.getInt(at + 16);
                        final long synced = bytes.getLong(at + 64);
                        head = new RingHead(
                                i, paths.size(), bytes.capacity(), bytes.getLong(at + 32), blocks(end), synced, paths);
                    }
                }
            }
            return head;
        }

        /**
         * In the next file, where a group that no longer fits behind the newest one would be written; a group whose head
         * it would take is lost to the end.
         */
        boolean isFree(final Frame frame, final int largestGroupBytes) {
            final long zone = blocks(GROUP_HEADER_BYTES + largestGroupBytes);
            return frame.lastSequence() <= queueSynced
                    && frame.file().equals(paths.get((file + 1) % files))
                    && end + zone > fileBytes - BLOCK_BYTES
                    && frame.group() < BLOCK_BYTES + zone;
        }

        private static long blocks(final long bytes) {
            return bytes + BLOCK_BYTES - 1 & -BLOCK_BYTES;
        }
    }

    private static void findInQueue(final Path file, final List<Frame> frames) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(LITTLE_ENDIAN);
        int at = 0;
        while (at + FRAME_HEADER_BYTES <= bytes.capacity()) {
            final Frame frame = bytes.getInt(at) == FRAME_MAGIC ? frameAt(file, bytes, at, -1) : null;
            if (frame == null) {
                at++;
            } else {
                frames.add(frame);
                at += frame.length();
            }
        }
    }

    /** Groups follow each other from block 1 on; where the number falls, an earlier lap begins. */
    private static void findInRing(final Path file, final List<Frame> frames) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(LITTLE_ENDIAN);
        int at = BLOCK_BYTES;
        long lastNumber = 0;
        while (at + GROUP_HEADER_BYTES <= bytes.capacity() && bytes.getInt(at) == GROUP_MAGIC) {
            final int bodyBytes = bytes.getInt(at + 16);
            final long number = bytes.getLong(at + 32);
            if (number <= lastNumber || bodyBytes < 0 || at + GROUP_HEADER_BYTES + bodyBytes > bytes.capacity()) {
                return;
            }
            lastNumber = number;
            int frameAt = at + GROUP_HEADER_BYTES;
            while (frameAt < at + GROUP_HEADER_BYTES + bodyBytes) {
                final Frame frame = frameAt(file, bytes, frameAt, at);
                if (frame == null) {
                    break;
                }
                frames.add(frame);
                frameAt += frame.length() + 7 & -8;
            }
            at += GROUP_HEADER_BYTES + bodyBytes + BLOCK_BYTES - 1 & -BLOCK_BYTES;
        }
    }

    private static Frame frameAt(final Path file, final ByteBuffer bytes, final int at, final long group) {
        if (bytes.getInt(at) != FRAME_MAGIC) {
            return null;
        }
        final int length = bytes.getInt(at + 8);
        if (length < FRAME_HEADER_BYTES || length > LARGEST_FRAME || at + length > bytes.capacity()) {
            return null;
        }
        final int count = bytes.getInt(at + 24);
        final long last = bytes.getLong(at + 16) + count - 1;
        return new Frame(file, at, length, last, count, bytes.getLong(at + 48), group);
    }
}
