package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Reads the write-ahead ring: which groups are whole, which one is torn, and whether one is damaged that was durable.
 *
 * <p>A group is written only after the sync of the one before, so a group with a successor was durable: if it is not
 * whole, that is damage. Only the newest may be torn. Groups of an earlier lap that lie where the group after the newest
 * would have been written may be torn too; they are dead, because the queue is synced past them. So are groups that stand
 * behind one with a higher number in their file.
 */
final class RingScan {
    /** What the ring is. */
    enum State {
        /** There are no files. */
        MISSING,
        /** It holds nothing: the last process ran without it. */
        RETIRED,
        /** It holds the groups since the start of its generation. */
        ACTIVE
    }

    /**
     * A group whose header is good.
     *
     * @param fileIndex   which file.
     * @param position    offset of its header.
     * @param number      counted in the generation.
     * @param bodyBytes   frame bytes.
     * @param first       first sequence.
     * @param last        last sequence.
     * @param whole       whether the frame bytes are good as well.
     */
    record Group(int fileIndex, long position, long number, int bodyBytes, long first, long last, boolean whole) {
        long end() {
            return position + RingLayout.groupBlocksBytes(bodyBytes);
        }
    }

    State state = State.MISSING;
    long generation;
    long baseSequence;
    long baseChainLow;
    long baseChainHigh;
    int fileCount;
    long fileBytes;
    boolean complete;
    long durableMark;
    long queueSyncedMark;
    Group torn;
    final List<Group> groups = new ArrayList<>();

    private final DirectoryLayout layout;
    private final JournalIdentity identity;
    private final Faults faults;
    private final FileWindow window;
    private final List<Integer> activeFiles = new ArrayList<>();
    private int maxGroupBytes;

    private RingScan(
            final DirectoryLayout layout,
            final JournalIdentity identity,
            final Faults faults,
            final FileWindow window) {
        this.layout = layout;
        this.identity = identity;
        this.faults = faults;
        this.window = window;
    }

    /** Reads everything. */
    static RingScan read(
            final DirectoryLayout layout, final JournalIdentity identity, final Faults faults, final FileWindow window)
            throws IOException {
        final RingScan scan = new RingScan(layout, identity, faults, window);
        scan.fileHeaders();
        if (scan.state == State.ACTIVE) {
            for (final int index : scan.activeFiles) {
                scan.groupsOf(index);
            }
            scan.judge();
        }
        return scan;
    }

    Path file(final int index) {
        return layout.wal().resolve(RingLayout.fileName(index));
    }

    private void fileHeaders() throws IOException {
        if (!Files.exists(layout.wal())) {
            return;
        }
        int found = 0;
        for (final Path path : QueueFiles.sorted(layout.wal())) {
            final String name = path.getFileName().toString();
            if (name.endsWith(DirectoryLayout.UNFINISHED_SUFFIX)) {
                continue;
            }
            int index = 0;
            while (index < RingLayout.MAX_FILES && !name.equals(RingLayout.fileName(index))) {
                index++;
            }
            if (index == RingLayout.MAX_FILES) {
                faults.report(
                        JournalErrorCode.FOREIGN_FILE,
                        layout.relative(path),
                        -1,
                        0,
                        "does not belong to the write-ahead ring; move it out of the directory and start again");
            } else if (fileHeader(path, index)) {
                found++;
            }
        }
        complete = found == fileCount;
        if (state == State.ACTIVE && found < fileCount) {
            faults.report(
                    JournalErrorCode.DAMAGED_RING,
                    "wal",
                    -1,
                    0,
                    (fileCount - found) + " of " + fileCount
                            + " ring files are missing or unreadable; put them back, or run repair");
        }
    }

    private boolean fileHeader(final Path path, final int index) throws IOException {
        window.open(path);
        if (window.size() < RingLayout.ALIGNMENT_BYTES) {
            ringFault(
                    window.size() == 0 ? JournalErrorCode.EMPTY_FILE : JournalErrorCode.DAMAGED_RING,
                    path,
                    0,
                    "the file has " + window.size() + " bytes; put it back, or run repair");
            return false;
        }
        final int at = window.at(0, RingLayout.HEADER_BYTES);
        final DirectBuffer buffer = window.buffer();
        final boolean ours = buffer.getInt(at + RingLayout.MAGIC_OFFSET, LITTLE_ENDIAN) == RingLayout.FILE_MAGIC;
        if (!ours || !headerCrcGood(at, RingLayout.FILE_CRC_OFFSET)) {
            ringFault(
                    JournalErrorCode.DAMAGED_RING,
                    path,
                    0,
                    (ours ? "the checksum of the file header does not match" : "not a ring file")
                            + "; put it back, or run repair");
            return false;
        }
        final int version = buffer.getShort(at + RingLayout.VERSION_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        if (version != RingLayout.VERSION) {
            ringFault(
                    version > RingLayout.VERSION ? JournalErrorCode.NEWER_VERSION : JournalErrorCode.OLDER_VERSION,
                    path,
                    RingLayout.VERSION_OFFSET,
                    "ring version " + version + "; start it with the program that wrote it");
            return false;
        }
        if (buffer.getLong(at + RingLayout.FILE_CLUSTER_LOW_OFFSET, LITTLE_ENDIAN) != identity.clusterIdLow()
                || buffer.getLong(at + RingLayout.FILE_CLUSTER_HIGH_OFFSET, LITTLE_ENDIAN)
                        != identity.clusterIdHigh()) {
            ringFault(
                    JournalErrorCode.FOREIGN_CLUSTER,
                    path,
                    RingLayout.FILE_CLUSTER_LOW_OFFSET,
                    "belongs to another cluster; put the right file back");
            return false;
        }
        if (!countPossible(path, index, buffer.getInt(at + RingLayout.FILE_COUNT_OFFSET, LITTLE_ENDIAN))) {
            return false;
        }
        final long size = buffer.getLong(at + RingLayout.FILE_BYTES_OFFSET, LITTLE_ENDIAN);
        if (size != window.size() || buffer.getInt(at + RingLayout.FILE_INDEX_OFFSET, LITTLE_ENDIAN) != index) {
            ringFault(
                    JournalErrorCode.DAMAGED_RING,
                    path,
                    0,
                    "file " + buffer.getInt(at + RingLayout.FILE_INDEX_OFFSET, LITTLE_ENDIAN) + " of " + size
                            + " bytes was expected, it has " + window.size() + "; put it back, or run repair");
            return false;
        }
        adopt(buffer, at, index);
        return true;
    }

    private boolean countPossible(final Path path, final int index, final int count) {
        if (count > index && count <= RingLayout.MAX_FILES) {
            return true;
        }
        ringFault(
                JournalErrorCode.DAMAGED_RING,
                path,
                RingLayout.FILE_COUNT_OFFSET,
                "the file header says that the ring has " + count + " files; put it back, or run repair");
        return false;
    }

    private void adopt(final DirectBuffer buffer, final int at, final int index) {
        final long itsGeneration = buffer.getLong(at + RingLayout.FILE_GENERATION_OFFSET, LITTLE_ENDIAN);
        if (itsGeneration > generation) {
            generation = itsGeneration;
            activeFiles.clear();
            state = buffer.getShort(at + RingLayout.FILE_STATE_OFFSET, LITTLE_ENDIAN) == RingLayout.STATE_ACTIVE
                    ? State.ACTIVE
                    : State.RETIRED;
            baseSequence = buffer.getLong(at + RingLayout.FILE_BASE_SEQUENCE_OFFSET, LITTLE_ENDIAN);
            baseChainLow = buffer.getLong(at + RingLayout.FILE_BASE_CHAIN_LOW_OFFSET, LITTLE_ENDIAN);
            baseChainHigh = buffer.getLong(at + RingLayout.FILE_BASE_CHAIN_HIGH_OFFSET, LITTLE_ENDIAN);
            fileCount = buffer.getInt(at + RingLayout.FILE_COUNT_OFFSET, LITTLE_ENDIAN);
            fileBytes = buffer.getLong(at + RingLayout.FILE_BYTES_OFFSET, LITTLE_ENDIAN);
            maxGroupBytes = buffer.getInt(at + RingLayout.FILE_MAX_GROUP_OFFSET, LITTLE_ENDIAN);
            durableMark = baseSequence;
            queueSyncedMark = baseSequence;
        }
        if (itsGeneration == generation) {
            activeFiles.add(index);
        }
    }

    private boolean headerCrcGood(final int at, final int crcOffset) {
        final FrameMemory memory = window.memory();
        final int stored = memory.buffer.getInt(at + crcOffset, LITTLE_ENDIAN);
        memory.buffer.putInt(at + crcOffset, 0);
        final int computed = memory.crc32c(at, RingLayout.HEADER_BYTES);
        memory.buffer.putInt(at + crcOffset, stored, LITTLE_ENDIAN);
        return stored == computed;
    }

    private void groupsOf(final int index) throws IOException {
        window.open(file(index));
        long position = RingLayout.ALIGNMENT_BYTES;
        long highest = 0;
        while (position < fileBytes) {
            final Group group = groupAt(index, position);
            if (group == null) {
                position += RingLayout.ALIGNMENT_BYTES;
                continue;
            }
            if (group.number() > highest) { // else left by an earlier lap that reached further: dead
                groups.add(group);
                highest = group.number();
            }
            position = group.end();
        }
    }

    private Group groupAt(final int index, final long position) throws IOException {
        final int at = window.at(position, RingLayout.ALIGNMENT_BYTES);
        final DirectBuffer buffer = window.buffer();
        if (buffer.getInt(at + RingLayout.MAGIC_OFFSET, LITTLE_ENDIAN) != RingLayout.GROUP_MAGIC
                || buffer.getShort(at + RingLayout.VERSION_OFFSET, LITTLE_ENDIAN) != RingLayout.VERSION
                || buffer.getLong(at + RingLayout.GROUP_GENERATION_OFFSET, LITTLE_ENDIAN) != generation
                || !headerCrcGood(at, RingLayout.GROUP_HEADER_CRC_OFFSET)) {
            return null;
        }
        final int bodyBytes = buffer.getInt(at + RingLayout.GROUP_BODY_BYTES_OFFSET, LITTLE_ENDIAN);
        if (bodyBytes < 0
                || bodyBytes > FrameLayout.MAX_FRAME_BYTES
                || position + RingLayout.groupBlocksBytes(bodyBytes) > fileBytes) {
            return null;
        }
        final int bodyCrc = buffer.getInt(at + RingLayout.GROUP_BODY_CRC_OFFSET, LITTLE_ENDIAN);
        final long number = buffer.getLong(at + RingLayout.GROUP_NUMBER_OFFSET, LITTLE_ENDIAN);
        final long first = buffer.getLong(at + RingLayout.GROUP_FIRST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        final long last = buffer.getLong(at + RingLayout.GROUP_LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        final long durable = buffer.getLong(at + RingLayout.GROUP_DURABLE_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        final long queueSynced = buffer.getLong(at + RingLayout.GROUP_QUEUE_SYNCED_OFFSET, LITTLE_ENDIAN);
        final boolean whole = window.crc32c(position + RingLayout.HEADER_BYTES, bodyBytes) == bodyCrc;
        durableMark = Math.max(durableMark, durable);
        queueSyncedMark = Math.max(queueSyncedMark, queueSynced);
        return new Group(index, position, number, bodyBytes, first, last, whole);
    }

    private void judge() throws IOException {
        if (groups.isEmpty()) {
            return;
        }
        groups.sort(Comparator.comparingLong(Group::number));
        if (!groups.get(groups.size() - 1).whole()) {
            torn = groups.remove(groups.size() - 1);
        }
        final long newest =
                torn != null ? torn.number() : groups.get(groups.size() - 1).number();
        groups.removeIf(group -> group.number() != newest && group.last() <= queueSyncedMark && overwritten(group));
        Group before = null;
        for (final Group group : groups) {
            if (before != null && group.number() != before.number() + 1) {
                damagedGroup(
                        before.fileIndex(), before.end(), before.last() + 1, "the group behind this place is gone");
            }
            if (!group.whole()) {
                damagedGroup(group.fileIndex(), group.position(), group.first(), "the group's checksum does not match");
            }
            before = group;
        }
        if (torn != null && before != null && torn.number() != before.number() + 1) {
            damagedGroup(before.fileIndex(), before.end(), before.last() + 1, "the group behind this place is gone");
        }
        groups.removeIf(group -> !group.whole());
    }

    private void damagedGroup(final int index, final long position, final long sequence, final String what) {
        ringFault(
                JournalErrorCode.DAMAGED_RING,
                file(index),
                position,
                sequence,
                what + " although a later group says that it was durable up to sequence " + durableMark
                        + "; run repair, which takes the frames from the queue where it has them");
    }

    /** Whether a group lies where the group behind the newest one may have been torn. */
    private boolean overwritten(final Group group) {
        final Group newest = torn != null ? torn : groups.get(groups.size() - 1);
        final long from = torn != null ? torn.position() : newest.end();
        final long zone = RingLayout.groupBlocksBytes(maxGroupBytes);
        if (group.fileIndex() == newest.fileIndex() && group.end() > from && group.position() < from + zone) {
            return true;
        }
        return from + zone > fileBytes - RingLayout.ALIGNMENT_BYTES
                && group.fileIndex() == (newest.fileIndex() + 1) % fileCount
                && group.position() < RingLayout.ALIGNMENT_BYTES + zone;
    }

    /** Highest commit sequence of any good frame behind the newest whole group, where a torn one would lie. */
    long commitBehindNewest() throws IOException {
        long mark = 0;
        if (state != State.ACTIVE) {
            return mark;
        }
        final long zone = RingLayout.groupBlocksBytes(maxGroupBytes);
        final Group newest = groups.isEmpty() ? null : groups.get(groups.size() - 1);
        final int index = newest == null ? 0 : newest.fileIndex();
        final long from = newest == null ? RingLayout.ALIGNMENT_BYTES : newest.end();
        mark = Math.max(mark, commitIn(index, from, Math.min(fileBytes, from + zone)));
        if (from + zone > fileBytes - RingLayout.ALIGNMENT_BYTES) {
            final long end = Math.min(fileBytes, RingLayout.ALIGNMENT_BYTES + zone);
            mark = Math.max(mark, commitIn((index + 1) % fileCount, RingLayout.ALIGNMENT_BYTES, end));
        }
        return mark;
    }

    private long commitIn(final int index, final long from, final long end) throws IOException {
        long mark = 0;
        window.open(file(index));
        long position = from;
        while (position + FrameLayout.HEADER_BYTES <= end) {
            if (window.intAt(position) == FrameLayout.MAGIC) {
                final int length = window.frameAt(position);
                if (length > 0 && window.memory().header.clusterIdLow() == identity.clusterIdLow()) {
                    mark = Math.max(mark, window.memory().header.commitSequence());
                    position += FrameLayout.aligned(length);
                    continue;
                }
            }
            position += FrameLayout.ALIGNMENT_BYTES;
        }
        return mark;
    }

    /** The frames of all whole groups that reach above a sequence, in order. */
    List<FrameRef> framesAbove(final long sequence) throws IOException {
        final List<FrameRef> frames = new ArrayList<>();
        for (final Group group : groups) {
            if (group.last() > sequence || group.first() > sequence) {
                frames(group, frames);
            }
        }
        return frames;
    }

    private void frames(final Group group, final List<FrameRef> frames) throws IOException {
        final Path path = file(group.fileIndex());
        window.open(path);
        long position = group.position() + RingLayout.HEADER_BYTES;
        final long end = position + group.bodyBytes();
        while (position < end) {
            final int length = window.frameAt(position);
            if (length < 0 || position + length > end) {
                ringFault(
                        JournalErrorCode.DAMAGED_RING,
                        path,
                        position,
                        group.first(),
                        "a whole group holds bytes that are not a frame; run repair");
                return;
            }
            frames.add(FrameRef.of(path, position, length, window.memory().header));
            position += FrameLayout.aligned(length);
        }
    }

    private void ringFault(final JournalErrorCode code, final Path path, final long position, final String message) {
        ringFault(code, path, position, 0, message);
    }

    private void ringFault(
            final JournalErrorCode code,
            final Path path,
            final long position,
            final long sequence,
            final String message) {
        faults.report(code, layout.relative(path), position, sequence, message);
    }
}
