package io.lastro.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what lies in the queue behind the last synced sequence Q. After a power loss pages may be missing there; the
 * ring holds all of it, and a copy that differs from the ring's in anything but lost pages is damage.
 *
 * <p>A page may also have reached the disk while the journal thread was copying a frame into it: the system does not stop
 * the thread for that, and a disk takes the memory piece by piece, so what was not copied yet is zero, at the end, at the
 * start or in between. Until its copy is complete the document's header is unfinished; so in an unfinished document any
 * byte may be zero, in a finished one only such runs as a power loss leaves.
 *
 * <p>Without a ring ({@code sync: queue}, D0) the frames here are all there is: they are taken as long as they continue
 * the chain.
 */
final class TailWalk {
    /** What a disk writes whole or not at all. */
    private static final int SECTOR_BYTES = 512;

    /** What the system hands to a disk at once, as it is at that moment, even while a thread copies into it. */
    private static final int PAGE_BYTES = 4096;

    private static final int SMALLEST_LOSS_BYTES = 64;

    /** Documents start at multiples of this, and so do the stores that copy one, as seen from a page. */
    private static final int SMALLEST_COPY_BYTES = 4;

    private final RecoveryPlan plan;
    private final boolean ringActive;
    private final FileWindow window;
    private final FileWindow ringWindow;
    private final List<FrameRef> ringFrames;
    private final Map<Long, List<Integer>> ringIndex = new HashMap<>();
    private final List<FrameRef> queueFrames = new ArrayList<>();
    private final List<VoidRecord.Region> tails = new ArrayList<>();
    private long ringEnd;
    private int ringCursor;
    private boolean commitSkipped;
    private long expected;
    private long commitMark;
    private boolean dirty;
    private boolean sealed = true;
    private long cutBytes;
    private int cutCrc;

    TailWalk(
            final RecoveryPlan plan,
            final FileWindow window,
            final FileWindow ringWindow,
            final List<FrameRef> framesInRing) {
        this.plan = plan;
        this.window = window;
        this.ringWindow = ringWindow;
        ringActive = plan.ring.state == RingScan.State.ACTIVE;
        ringFrames = framesInRing;
        for (int i = 0; i < framesInRing.size(); i++) {
            final FrameRef frame = framesInRing.get(i);
            ringIndex
                    .computeIfAbsent(frame.firstSequence(), key -> new ArrayList<>(2))
                    .add(i);
            ringEnd = Math.max(ringEnd, frame.lastSequence());
        }
    }

    /** Frames above Q that continue the chain, in order; only without a ring. */
    List<FrameRef> queueFrames() {
        return queueFrames;
    }

    /** Tails of segments that a rewrite replaces. */
    List<VoidRecord.Region> tails() {
        return tails;
    }

    /** Whether anything lies behind the last stop or recovery frame. */
    boolean clean() {
        return sealed && !dirty;
    }

    /** Highest commit sequence that a good frame names. */
    long commitMark() {
        return commitMark;
    }

    long cutBytes() {
        return cutBytes;
    }

    int cutCrc() {
        return cutCrc;
    }

    /** The next run begins; the one before must have been closed. */
    void beginRun(final QueueFiles.Run run) {
        if (!tails.isEmpty() && !(sealed && !dirty)) {
            plan.faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    plan.layout.relative(run.path()),
                    -1,
                    plan.sink.nextSequence(),
                    "the run before it was never closed by a stop or recovery frame; " + plan.ringHint());
        }
        tails.clear();
        sealed = true;
        dirty = false;
    }

    /** Walks the rest of a segment. */
    void walk(final QueueWalk walk, final QueueFiles.Segment segment, final long from) throws IOException {
        if (tails.isEmpty()) {
            sealed = walk.lastType() == FrameType.CLEAN_STOP || walk.lastType() == FrameType.VOID;
        }
        expected = Math.max(expected, plan.sink.nextSequence());
        final long end = window.contentEnd(from);
        tails.add(new VoidRecord.Region(
                segment.run(), segment.number(), from, end - from, window.crc32c(from, end - from)));
        long position = from;
        while (position < end && position + Documents.HEADER_BYTES <= window.size()) {
            final long next = document(segment, position, end);
            if (next < 0) {
                return;
            }
            position = next;
        }
    }

    private long document(final QueueFiles.Segment segment, final long position, final long end) throws IOException {
        final int header = window.intAt(position);
        final int length = header & Documents.LENGTH_MASK;
        final boolean complete = (header & Documents.NOT_COMPLETE) == 0 && length > 0;
        if (position < Documents.FIRST_DATA_POSITION) {
            final long next = Documents.next(position, length);
            final boolean meta = complete && (header & Documents.META) != 0;
            return meta && next <= Documents.FIRST_DATA_POSITION ? next : Documents.FIRST_DATA_POSITION;
        }
        if (header == Documents.END_OF_SEGMENT) {
            return -1;
        }
        final int found = window.frameAt(position + Documents.HEADER_BYTES);
        if (complete && found == length) {
            return good(segment, position, length);
        }
        final long behind = behindLostCopy(position, header, end);
        if (behind > 0) {
            dirty = true;
            return behind;
        }
        return bad(segment, position, end, found);
    }

    private long good(final QueueFiles.Segment segment, final long position, final int length) throws IOException {
        final long at = position + Documents.HEADER_BYTES;
        final FrameRef frame = FrameRef.of(segment.path(), at, length, window.memory().header);
        commitMark = Math.max(commitMark, frame.commitSequence());
        sealed = frame.type() == FrameType.CLEAN_STOP || frame.type() == FrameType.VOID;
        if (frame.count() == 0) {
            plan.sink.pass(window, frame);
        }
        if (ringActive) {
            compareWithRing(frame);
        } else if (frame.count() > 0) {
            if (frame.firstSequence() != expected) {
                cut(segment, position);
                return Documents.next(position, length);
            }
            queueFrames.add(frame);
        }
        expected = Math.max(expected, frame.lastSequence() + 1);
        return Documents.next(position, length);
    }

    private void compareWithRing(final FrameRef frame) {
        final List<Integer> candidates = ringIndex.getOrDefault(frame.firstSequence(), List.of());
        for (final int index : candidates) {
            final FrameRef candidate = ringFrames.get(index);
            if (candidate.count() == frame.count()
                    && candidate.type() == frame.type()
                    && candidate.length() == frame.length()
                    && candidate.chain().equals(frame.chain())) {
                ringCursor = index + 1;
                return;
            }
        }
        if (frame.count() == 0) {
            return; // may have been overwritten in the ring; it holds no event
        }
        fault(
                frame.file(),
                frame.position(),
                frame.firstSequence(),
                candidates.isEmpty()
                        ? "the queue holds a frame that the write-ahead ring has lost, which ends with sequence "
                                + ringEnd + "; run repair, which takes it from the queue"
                        : "queue and ring hold different frames; neither may be trusted: restore from a backup");
    }

    /**
     * Where the document behind this one starts, when this place differs from the ring's next frame only by lost pages;
     * else -1. The queue has the frames in the order of the ring.
     *
     * <p>Which frame is the next one is not sure in two cases: a COMMIT frame in front of the first one may be lost here
     * and overwritten in the ring; and where a segment begins, the end of the one before may be lost. Zeros fit every
     * frame, so there the first frame is taken that fits with all that lies behind it.
     */
    private long behindLostCopy(final long position, final int header, final long end) throws IOException {
        final boolean begins = position == Documents.FIRST_DATA_POSITION;
        final long behindCommit = Documents.next(position, FrameLayout.HEADER_BYTES);
        for (int i = ringCursor; i < ringFrames.size() && (i == 0 || begins); i++) {
            if (fits(position, i, end)) {
                ringCursor = i;
                break;
            }
            if (i == 0 && commitMayBeLost(header, behindCommit) && fits(behindCommit, i, end)) {
                commitSkipped = true;
                return behindCommit;
            }
        }
        if (ringCursor < ringFrames.size() && lostCopy(position, header, ringFrames.get(ringCursor))) {
            final FrameRef candidate = ringFrames.get(ringCursor++);
            expected = Math.max(expected, candidate.lastSequence() + 1);
            return Documents.next(position, candidate.length());
        }
        if (ringCursor == 0 && !ringFrames.isEmpty() && commitMayBeLost(header, behindCommit)) {
            commitSkipped = true;
            return behindCommit;
        }
        return -1;
    }

    private boolean commitMayBeLost(final int header, final long behind) {
        return (header & ~Documents.NOT_COMPLETE) == 0
                && !commitSkipped
                && behind + Documents.HEADER_BYTES <= window.size();
    }

    /** Whether the ring's frames from one on explain what lies from a place on, up to a good frame or the end. */
    private boolean fits(final long from, final int first, final long end) throws IOException {
        long position = from;
        for (int i = first; i < ringFrames.size(); i++) {
            if (nothingAt(position, end)) {
                return true;
            }
            final FrameRef frame = ringFrames.get(i);
            final int header = window.intAt(position);
            if (window.frameAt(position + Documents.HEADER_BYTES) == frame.length() && header == frame.length()) {
                return FrameRef.of(frame.file(), position, frame.length(), window.memory().header)
                        .chain()
                        .equals(frame.chain());
            }
            if (!lostCopy(position, header, frame)) {
                return false;
            }
            position = Documents.next(position, frame.length());
        }
        return nothingAt(position, end);
    }

    private boolean nothingAt(final long position, final long end) throws IOException {
        return position >= end
                || position + Documents.HEADER_BYTES > window.size()
                || window.intAt(position) == Documents.END_OF_SEGMENT;
    }

    private boolean lostCopy(final long position, final int header, final FrameRef frame) throws IOException {
        return headerPossible(header, frame.length())
                && differsByLossOnly(position + Documents.HEADER_BYTES, frame, unfinished(header));
    }

    /** A document header that was not finished, or of which bytes are lost. */
    private static boolean headerPossible(final int header, final int length) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            final int there = (header & ~Documents.NOT_COMPLETE) >>> shift & 0xFF;
            if (there != 0 && there != (length >>> shift & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a place in the queue is the ring's frame but for bytes that are zero instead.
     *
     * @param unfinished whether the document's header was not finished, so that any byte of it may not be copied yet.
     */
    private boolean differsByLossOnly(final long at, final FrameRef candidate, final boolean unfinished)
            throws IOException {
        final int length = candidate.length();
        final int there = (int) Math.max(0, Math.min(length, window.size() - at));
        if (there == 0) {
            return true;
        }
        ringWindow.open(candidate.file());
        final int inRing = ringWindow.at(candidate.position(), length);
        final int zerosBehind = zerosAt(at + length); // moves the window
        final int inQueue = window.at(at, there);
        int from = 0;
        while (from < there) {
            int to = from;
            boolean differs = false;
            while (to < there && window.buffer().getByte(inQueue + to) == 0) {
                differs |= !same(inQueue, inRing, to);
                to++;
            }
            if (to == from) {
                if (!same(inQueue, inRing, from)) {
                    return false;
                }
                to++;
            } else if (differs && !unfinished && !isLoss(at, length, from, to, to == there ? zerosBehind : 0)) {
                return false;
            }
            from = to;
        }
        return true;
    }

    /**
     * Whether a power loss leaves such a run of zeros in a finished document: it is not small, or it is all that the
     * frame has in a sector, or it ends at a page: a page may have been written while the frame was copied into it, and
     * the page with the finished header later.
     */
    private static boolean isLoss(
            final long at, final int length, final int from, final int to, final int zerosBehind) {
        if (to - from + zerosBehind >= SMALLEST_LOSS_BYTES) {
            return true;
        }
        final long first = at + from;
        final long end = at + to;
        if (to - from >= SMALLEST_COPY_BYTES && end - end % PAGE_BYTES >= first) {
            return true;
        }
        final boolean atStart = from == 0 && end >= at - at % SECTOR_BYTES + SECTOR_BYTES;
        final long lastSector = (at + length - 1) / SECTOR_BYTES * SECTOR_BYTES;
        return atStart || to == length && first <= lastSector;
    }

    /** Whether Chronicle Queue had not finished the document of this header, or the header is lost. */
    private static boolean unfinished(final int header) {
        return header == 0 || (header & Documents.NOT_COMPLETE) != 0;
    }

    /** Zeros from a position on, as many as matter; the end of the file counts as zeros. */
    private int zerosAt(final long position) throws IOException {
        final int there = (int) Math.max(0, Math.min(SMALLEST_LOSS_BYTES, window.size() - position));
        if (there == 0) {
            return SMALLEST_LOSS_BYTES;
        }
        final int at = window.at(position, there);
        int zeros = 0;
        while (zeros < there && window.buffer().getByte(at + zeros) == 0) {
            zeros++;
        }
        return zeros < there ? zeros : SMALLEST_LOSS_BYTES;
    }

    private boolean same(final int inQueue, final int inRing, final int index) {
        return window.buffer().getByte(inQueue + index) == ringWindow.buffer().getByte(inRing + index);
    }

    private long bad(final QueueFiles.Segment segment, final long position, final long end, final int found)
            throws IOException {
        dirty = true;
        if (ringActive) {
            final boolean ringHasIt = ringIndex.containsKey(expected);
            fault(
                    segment.path(),
                    position,
                    expected,
                    Documents.describe(found)
                            + " or its document header is damaged, and this is not a page that a power"
                            + " loss has taken; "
                            + (ringHasIt
                                    ? "the write-ahead ring has a good copy: run repair"
                                    : "the ring has no copy: restore this file from a backup"));
        } else {
            cut(segment, position);
        }
        final long next = Documents.nextFrame(window, position + Documents.HEADER_BYTES, end);
        if (next < 0) {
            return -1;
        }
        final long document = next - Documents.HEADER_BYTES;
        if (document > position) {
            return document;
        }
        // Only the document header is damaged or was never completed: this place is done with.
        final int length = window.frameAt(next);
        return ringActive ? good(segment, position, length) : Documents.next(position, length);
    }

    private void cut(final QueueFiles.Segment segment, final long position) throws IOException {
        dirty = true;
        if (cutBytes == 0) {
            final VoidRecord.Region region = tails.get(tails.size() - 1);
            cutBytes = region.from() + region.bytes() - position;
            cutCrc = window.crc32c(position, cutBytes);
        }
    }

    private void fault(final java.nio.file.Path file, final long position, final long sequence, final String message) {
        plan.faults.report(JournalErrorCode.DAMAGED_MIDDLE, plan.layout.relative(file), position, sequence, message);
    }
}
