package io.lastro.journal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads the synced part of the queue: everything up to sequence Q must be good, document by document. What lies behind
 * Q is handed to {@link TailWalk}.
 */
final class QueueWalk {
    private static final long PROGRESS_BYTES = 16 * 1024 * 1024;

    private final DirectoryLayout layout;
    private final Faults faults;
    private final FileWindow window;
    private final FrameSink sink;
    private final long syncedSequence;
    private final Map<Long, VoidRecord.Region> regions;
    private final TailWalk tail;
    private final String ringHint;
    private final Progress progress;
    private final long totalBytes;
    private long doneBytes;
    private long nextProgress = PROGRESS_BYTES;
    private FrameType lastType;

    QueueWalk(
            final RecoveryPlan plan,
            final FileWindow window,
            final long syncedSequence,
            final TailWalk tail,
            final Progress progress)
            throws IOException {
        layout = plan.layout;
        faults = plan.faults;
        sink = plan.sink;
        regions = plan.regions;
        ringHint = plan.ringHint();
        this.window = window;
        this.syncedSequence = syncedSequence;
        this.tail = tail;
        this.progress = progress;
        long total = 0;
        for (final QueueFiles.Run run : plan.queue.runs) {
            for (final QueueFiles.Segment segment : run.segments()) {
                total += java.nio.file.Files.size(segment.path());
            }
        }
        totalBytes = total;
    }

    /** Key of a segment in a map of regions. */
    static long key(final int run, final int segment) {
        return (long) run << 32 | segment;
    }

    /**
     * Walks all runs.
     *
     * @param first where to begin; null = at the beginning.
     */
    void walk(final List<QueueFiles.Run> runs, final FirstSegment first) throws IOException {
        boolean begun = first == null;
        for (final QueueFiles.Run run : runs) {
            if (run.segments().isEmpty() || !begun && run.number() != first.run()) {
                continue;
            }
            tail.beginRun(run);
            lastType = null;
            for (final QueueFiles.Segment segment : run.segments()) {
                if (!begun && segment.number() == first.segment()) {
                    begun = true;
                    sink.skipTo(first.sequence());
                }
                if (begun) {
                    segment(run, segment);
                }
            }
        }
    }

    /** Type of the last frame in the last run, or null. */
    FrameType lastType() {
        return lastType;
    }

    void lastType(final FrameType type) {
        lastType = type;
    }

    private void segment(final QueueFiles.Run run, final QueueFiles.Segment segment) throws IOException {
        final VoidRecord.Region region = regions.get(key(segment.run(), segment.number()));
        final String name = layout.relative(segment.path());
        window.open(segment.path());
        final long stop = region == null ? Long.MAX_VALUE : region.from();
        long position = 0;
        while (true) {
            if (position == stop) {
                verifyRegion(name, region);
                return;
            }
            if (region == null && sink.nextSequence() > syncedSequence) {
                tail.walk(this, segment, position);
                return;
            }
            final long next = document(run, segment, name, position);
            if (next < 0) {
                return;
            }
            doneBytes += next - position;
            position = next;
            if (doneBytes >= nextProgress) {
                progress.onProgress("queue", doneBytes, totalBytes, sink.records());
                nextProgress = doneBytes + PROGRESS_BYTES;
            }
        }
    }

    /** Takes one document; returns where the next one starts, or -1 at the end of the segment. */
    private long document(
            final QueueFiles.Run run, final QueueFiles.Segment segment, final String name, final long position)
            throws IOException {
        if (position + Documents.HEADER_BYTES > window.size()) {
            return ended(segment, name, position);
        }
        final int header = window.intAt(position);
        if (header == Documents.END_OF_SEGMENT) {
            return -1;
        }
        if (header == 0) {
            return ended(segment, name, position);
        }
        final int length = header & Documents.LENGTH_MASK;
        final boolean meta = (header & Documents.META) != 0;
        final long next = Documents.next(position, length);
        if ((header & Documents.NOT_COMPLETE) != 0 || length == 0 || next > window.size()) {
            return container(segment, name, position, "the document header is 0x" + Integer.toHexString(header));
        }
        if (meta) {
            if (position >= Documents.FIRST_DATA_POSITION
                    || next > Documents.FIRST_DATA_POSITION
                    || position == 0 && !Documents.isStore(window)) {
                return container(segment, name, position, "not the document that Chronicle Queue writes here");
            }
            return next;
        }
        if (position < Documents.FIRST_DATA_POSITION) {
            return container(segment, name, position, "not the document that Chronicle Queue writes here");
        }
        return frame(segment, name, position, length);
    }

    private long frame(
            final QueueFiles.Segment segment, final String name, final long position, final int documentLength)
            throws IOException {
        final int length = window.frameAt(position + Documents.HEADER_BYTES);
        if (length >= 0 && length != documentLength) {
            return container(
                    segment, name, position, "the document has " + documentLength + " bytes, its frame " + length);
        }
        return take(segment, name, position, length);
    }

    /** Takes the frame of a document, whatever its header says. */
    private long take(final QueueFiles.Segment segment, final String name, final long position, final int length)
            throws IOException {
        final long at = position + Documents.HEADER_BYTES;
        if (length < 0) {
            faults.report(
                    Documents.code(length),
                    name,
                    at,
                    sink.nextSequence(),
                    Documents.describe(length) + " in a part of the queue that was synced; " + ringHint);
            return resume(segment, name, position);
        }
        final FrameRef frame = FrameRef.of(segment.path(), at, length, window.memory().header);
        final String objection = sink.objection(window, frame);
        if (objection != null) {
            faults.report(
                    objection.contains("cluster") ? JournalErrorCode.FOREIGN_CLUSTER : JournalErrorCode.DAMAGED_MIDDLE,
                    name,
                    at,
                    sink.nextSequence(),
                    objection + "; " + ringHint);
            sink.skipTo(frame.firstSequence());
        }
        sink.accept(window, frame);
        lastType = frame.type();
        return Documents.next(position, length);
    }

    private long ended(final QueueFiles.Segment segment, final String name, final long position) throws IOException {
        if (lastType == FrameType.CLEAN_STOP || lastType == FrameType.VOID) {
            return -1;
        }
        final boolean ringMissing = syncedSequence == Long.MAX_VALUE;
        final JournalErrorCode code = window.size() == 0
                ? JournalErrorCode.EMPTY_FILE
                : ringMissing ? JournalErrorCode.DAMAGED_RING : JournalErrorCode.DAMAGED_MIDDLE;
        faults.report(
                code,
                name,
                position,
                sink.nextSequence(),
                ringMissing
                        ? "the segment ends without a clean stop and the write-ahead ring is missing; put the ring files"
                                + " back, or restore from a backup"
                        : "the segment ends in the middle of what was synced (up to sequence " + syncedSequence + "); "
                                + ringHint);
        return resume(segment, name, position);
    }

    private long container(final QueueFiles.Segment segment, final String name, final long position, final String what)
            throws IOException {
        faults.report(
                JournalErrorCode.DAMAGED_CONTAINER,
                name,
                position,
                sink.nextSequence(),
                what + "; the frames may be good: run repair, which writes them into a new container");
        return resume(segment, name, position);
    }

    /**
     * Only when collecting: goes on at the next good frame. When that is this document's own, only its header is
     * damaged: it is taken here, or the walk would come to the same header for ever.
     */
    private long resume(final QueueFiles.Segment segment, final String name, final long position) throws IOException {
        final VoidRecord.Region region = regions.get(key(segment.run(), segment.number()));
        final long end = region == null ? window.contentEnd(position) : Math.min(region.from(), window.size());
        final long found = Documents.nextFrame(window, position + Documents.HEADER_BYTES, end);
        if (found < 0) {
            return -1;
        }
        final long document = found - Documents.HEADER_BYTES;
        return document > position ? document : take(segment, name, position, window.frameAt(found));
    }

    private void verifyRegion(final String name, final VoidRecord.Region region) throws IOException {
        if (region.from() + region.bytes() > window.size()
                || window.crc32c(region.from(), region.bytes()) != region.crc()) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    name,
                    region.from(),
                    sink.nextSequence(),
                    "this tail was left by an unclean stop and written again behind it, and has changed since; its frames"
                            + " are held elsewhere: run repair");
        }
        lastType = FrameType.VOID;
    }
}
