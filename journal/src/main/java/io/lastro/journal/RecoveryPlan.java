package io.lastro.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Decides what a journal holds, reading only; every start, reading and verification decides by this class.
 *
 * <p><b>Copies.</b> A sequence may have a copy in the queue and one in the ring. A frame is good if header version, CRC
 * and cluster id are right and its chain value continues from the frame before it. n is the first sequence that has no
 * good copy anywhere.
 *
 * <p><b>Marks.</b> C is the highest sequence that any good frame (commit sequence), ring group header (durable
 * sequence), ring file header (base) or recovery frame (base) names as committed. Q is the highest that a ring group
 * header, ring file header or recovery frame names as synced in the queue; without a ring Q is the highest commit
 * sequence in the queue, because there a commit waits for the queue itself.
 *
 * <p><b>Rules.</b>
 * <ol>
 *   <li>Queue up to Q: every document and frame must be good in the queue itself, from the first byte on. A bad byte
 *       stops the start; the message says whether the ring has a copy.
 *   <li>Queue above Q was not synced: pages may be missing. The ring's copy is taken. Where both hold a frame they must
 *       be equal; a queue copy may differ by lost pages (runs of zeros) only, or be a document that was not finished and
 *       is zero where it was not copied yet; else the start stops.
 *   <li>A damaged ring group with a successor was durable: the start stops, even if the queue has its frames. The newest
 *       group may be torn: if the queue has nothing of it, it was never acknowledged and is cut.
 *   <li>The queue is appended only after the ring's sync has returned, so a queue that is ahead of the ring means that
 *       the ring lost something: the start stops.
 *   <li>C &gt;= n: damage in the middle, the start stops and names n. Else n and all behind it were never acknowledged:
 *       cut, recorded by a VOID frame (base n - 1, bytes, CRC).
 *   <li>After anything but a clean stop the frames from Q + 1 to n - 1 are written again into a fresh run, closed by a
 *       VOID frame, synced, and given their name by a rename; only then the ring begins a new generation. Until the
 *       rename nothing has changed, so a crash at any moment is simply recovered again; after it the VOID frame raises Q.
 *       The tails that were replaced stay where they are, and the VOID frame holds their CRC: a reader stops in front of
 *       them.
 *   <li>No ring files: only a queue that ends with CLEAN_STOP or VOID may start; all of it must be good.
 * </ol>
 */
final class RecoveryPlan implements AutoCloseable {
    final DirectoryLayout layout;
    final JournalIdentity identity;
    final Faults faults;
    final FrameSink sink;
    final Map<Long, VoidRecord.Region> regions = new HashMap<>();
    RingScan ring;
    QueueFiles queue;
    long syncedSequence;
    boolean clean;
    List<FrameRef> tailFrames = List.of();
    List<VoidRecord.Region> tails = List.of();
    long cutBytes;
    int cutCrc;

    private final BatchDelivery delivery;
    private final FileWindow window;
    private final FileWindow ringWindow;
    private long committedMark;
    private JournalStart start = JournalStart.BEGINNING;
    private FutureTask<RingScan> ringAhead; // null = the ring is read at its turn
    private Thread ringThread;

    RecoveryPlan(
            final DirectoryLayout layout,
            final JournalIdentity identity,
            final Faults faults,
            final BatchDelivery delivery,
            final FileWindow window,
            final FileWindow ringWindow) {
        this.layout = layout;
        this.identity = identity;
        this.faults = faults;
        this.window = window;
        this.ringWindow = ringWindow;
        this.delivery = delivery;
        sink = new FrameSink(layout, identity, faults, delivery);
    }

    /** Begins to read the ring on a thread of its own; {@link #read} or {@link #close} waits for it. */
    RecoveryPlan readRingAhead() {
        ringAhead = new FutureTask<>(() -> RingScan.read(layout, identity, faults, ringWindow));
        ringThread = new Thread(ringAhead, "journal-ring");
        ringThread.start();
        return this;
    }

    /** Reads only what lies behind a snapshot, from the segment on that its end lies in. */
    RecoveryPlan startAfter(final JournalStart known) {
        start = known;
        sink.startAfter(known);
        return this;
    }

    /** Reads everything and delivers every committed batch; when it returns, all of them have been handled. */
    RecoveryPlan read(final Progress progress) throws IOException {
        try {
            readAll(progress);
        } catch (final Throwable t) {
            delivery.drain(); // what the handler objects to lies before what the reader objects to
            throw t;
        }
        delivery.drain();
        progress.onProgress("done", 0, 0, sink.records());
        return this;
    }

    private void readAll(final Progress progress) throws IOException {
        ring = ringAhead == null ? RingScan.read(layout, identity, faults, ringWindow) : ringReadAhead();
        progress.onProgress("ring", ring.fileBytes * ring.fileCount, ring.fileBytes * ring.fileCount, 0);
        queue = QueueFiles.list(layout, faults);
        committedMark = Math.max(ring.baseSequence, ring.durableMark);
        syncedSequence = Math.max(ring.baseSequence, ring.queueSyncedMark);
        recoveryFrames();
        if (ring.state == RingScan.State.MISSING) {
            syncedSequence = Long.MAX_VALUE;
        } else if (ring.state == RingScan.State.RETIRED) {
            syncedSequence = Math.max(syncedSequence, commitMarkOfLastRun());
        }
        final List<FrameRef> ringFrames = ring.framesAbove(syncedSequence);
        final TailWalk tail = new TailWalk(this, window, ringWindow, ringFrames);
        final QueueWalk walk = new QueueWalk(this, window, syncedSequence, tail, progress);
        walk.walk(queue.runs, firstSegment());
        checkReached(walk, tail);
        applyTail(ring.state == RingScan.State.ACTIVE ? ringFrames : tail.queueFrames());
        committedMark = Math.max(committedMark, Math.max(sink.commitMark(), tail.commitMark()));
        committedMark = Math.max(committedMark, ring.commitBehindNewest());
        checkCommitted();
        checkStart();
        tails = tail.tails();
        cutBytes = tail.cutBytes() + (ring.torn == null ? 0 : ring.torn.bodyBytes());
        cutCrc = tail.cutCrc();
        clean = tail.clean() && ring.torn == null && tailFrames.isEmpty();
    }

    private RingScan ringReadAhead() throws IOException {
        try {
            return ringAhead.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the write-ahead ring was read");
        }
    }

    /** Ends the reading of the ring, when it is still going on: its window may be closed afterwards. */
    @Override
    public void close() {
        if (ringThread == null) {
            return;
        }
        ringThread.interrupt(); // which closes the file that is being read
        boolean interrupted = false;
        while (ringThread.isAlive()) {
            try {
                ringThread.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** n - 1. */
    long lastSequence() {
        return sink.nextSequence() - 1;
    }

    /** C. */
    long committedMark() {
        return committedMark;
    }

    /** What a message says about the other copy. */
    String ringHint() {
        if (ring.state != RingScan.State.ACTIVE || ring.groups.isEmpty()) {
            return "the ring has no copy: restore this file from a backup";
        }
        final RingScan.Group oldest = ring.groups.get(0);
        final RingScan.Group newest = ring.groups.get(ring.groups.size() - 1);
        return "the write-ahead ring holds sequences " + oldest.first() + " to " + newest.last()
                + ": if n is among them run repair, else restore this file from a backup";
    }

    /** Summary of what was read. */
    JournalSummary summary(final long rewrittenFrames) {
        return new JournalSummary(
                lastSequence(),
                sink.lastTimestampNs(),
                sink.records(),
                sink.chain().low,
                sink.chain().high,
                clean,
                rewrittenFrames,
                cutBytes);
    }

    private void recoveryFrames() throws IOException {
        for (final QueueFiles.Run run : queue.runs) {
            if (run.recovery()) {
                recoveryFrame(run);
            }
        }
    }

    private void recoveryFrame(final QueueFiles.Run run) throws IOException {
        VoidRecord found = null;
        for (final QueueFiles.Segment segment : run.segments()) {
            window.open(segment.path());
            final long end = window.size();
            long position = Documents.nextFrame(window, 0, end);
            while (position >= 0) {
                final FrameHeader header = window.memory().header;
                final int length = header.length();
                if (header.type() == FrameType.VOID) {
                    found = decodeVoid(position, length);
                }
                position = Documents.nextFrame(window, position + length, end);
            }
        }
        if (found == null) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    layout.relative(run.path()),
                    -1,
                    0,
                    "the frames written again by a start are not closed by a good VOID frame; restore this folder from a"
                            + " backup");
            return;
        }
        syncedSequence = Math.max(syncedSequence, found.baseSequence());
        committedMark = Math.max(committedMark, found.baseSequence());
        for (final VoidRecord.Region region : found.regions()) {
            regions.put(QueueWalk.key(region.run(), region.segment()), region);
        }
    }

    private VoidRecord decodeVoid(final long position, final int length) throws IOException {
        final int payload = length - FrameLayout.HEADER_BYTES;
        final byte[] bytes = new byte[payload];
        final int at = window.at(position + FrameLayout.HEADER_BYTES, payload);
        window.buffer().getBytes(at, bytes, 0, payload);
        try {
            return VoidRecord.decode(ByteBuffer.wrap(bytes));
        } catch (final MalformedPayloadException e) {
            return null;
        }
    }

    /** Where to begin; null = at the beginning. */
    private FirstSegment firstSegment() throws IOException {
        return start.sequence() == 0 ? null : FirstSegment.of(this, window, start.sequence());
    }

    /** Highest commit sequence in the run that was written last; it is the only one that may not be synced. */
    private long commitMarkOfLastRun() throws IOException {
        long mark = 0;
        for (int i = queue.runs.size() - 1; i >= 0; i--) {
            final QueueFiles.Run run = queue.runs.get(i);
            if (run.segments().isEmpty()) {
                continue;
            }
            final FirstSegment first = firstSegment();
            for (final QueueFiles.Segment segment : run.segments()) {
                if (first == null || segment.number() >= first.segment()) {
                    mark = Math.max(mark, commitMark(segment));
                }
            }
            break;
        }
        return mark;
    }

    private long commitMark(final QueueFiles.Segment segment) throws IOException {
        window.open(segment.path());
        final VoidRecord.Region region = regions.get(QueueWalk.key(segment.run(), segment.number()));
        final long end = region == null ? window.contentEnd(0) : Math.min(region.from(), window.size());
        long mark = 0;
        long position = Documents.nextFrame(window, 0, end);
        while (position >= 0) {
            final FrameHeader header = window.memory().header;
            final int length = header.length();
            if (header.clusterIdLow() == identity.clusterIdLow()
                    && header.clusterIdHigh() == identity.clusterIdHigh()) {
                mark = Math.max(mark, header.commitSequence());
            }
            position = Documents.nextFrame(window, position + length, end);
        }
        return mark;
    }

    private void checkReached(final QueueWalk walk, final TailWalk tail) {
        if (ring.state == RingScan.State.MISSING) {
            if (walk.lastType() != FrameType.CLEAN_STOP && walk.lastType() != FrameType.VOID) {
                faults.report(
                        JournalErrorCode.DAMAGED_RING,
                        "wal",
                        -1,
                        sink.nextSequence(),
                        "the write-ahead ring is missing and the last stop was not clean; put the ring files back, or"
                                + " restore from a backup");
            }
            syncedSequence = lastSequence();
            return;
        }
        if (sink.nextSequence() <= syncedSequence) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    "queue",
                    -1,
                    sink.nextSequence(),
                    "the queue ends although it was synced up to sequence " + syncedSequence + "; " + ringHint());
        }
    }

    private void applyTail(final List<FrameRef> candidates) throws IOException {
        final List<FrameRef> taken = new java.util.ArrayList<>();
        for (final FrameRef frame : candidates) {
            if (frame.count() == 0 || frame.lastSequence() < sink.nextSequence()) {
                committedMark = Math.max(committedMark, frame.commitSequence());
                continue;
            }
            window.open(frame.file());
            final String objection = window.frameAt(frame.position()) == frame.length()
                    ? sink.objection(window, frame)
                    : "the frame changed while it was read";
            if (objection != null) {
                tailObjection(frame, objection);
                return;
            }
            sink.accept(window, frame);
            taken.add(frame);
        }
        tailFrames = taken;
    }

    private void tailObjection(final FrameRef frame, final String objection) {
        if (ring.state == RingScan.State.ACTIVE) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    layout.relative(frame.file()),
                    frame.position(),
                    sink.nextSequence(),
                    objection + " although the group is whole; restore from a backup");
        }
    }

    /** When no frame lies behind the snapshot, none was compared with it. */
    private void checkStart() {
        if (start.sequence() != 0
                && lastSequence() == start.sequence()
                && (sink.chain().low != start.chainLow() || sink.chain().high != start.chainHigh())) {
            throw new JournalException(
                    JournalErrorCode.SNAPSHOT_MISMATCH,
                    "the snapshot of sequence " + start.sequence()
                            + " does not belong to this journal, which ends there"
                            + " with another chain value; remove the snapshot, the journal has everything");
        }
    }

    private void checkCommitted() {
        if (committedMark >= sink.nextSequence()) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    "queue",
                    -1,
                    sink.nextSequence(),
                    "there is no good copy of this sequence, but sequence " + committedMark
                            + " is recorded as committed; " + ringHint());
        }
        if (Math.max(start.committed(), start.sequence()) >= sink.nextSequence()) {
            faults.report(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    "queue",
                    -1,
                    sink.nextSequence(),
                    "the journal ends before it, but there is a snapshot of sequence "
                            + Math.max(start.committed(), start.sequence())
                            + ", which was committed: what lies between is lost here; restore a newer backup, or, to go on"
                            + " without it, remove the snapshots behind the journal's end");
        }
    }
}
