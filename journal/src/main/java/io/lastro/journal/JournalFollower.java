package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Follows the frames of a journal that a node is writing, in order, from the queue's raw files.
 *
 * <p>The caller states up to which sequence it may read: what was released, and so is whole in the queue's file, which
 * the page cache shows to any reader. Each frame's checksum, cluster, sequence and chain are checked; frames beside the
 * chain, tails that a start has replaced, and frames that were seen before are passed over. Files may grow and roll, and
 * the directory is not locked. One thread; nothing is ever changed.
 *
 * <p>Failure: a {@link JournalException} that names file and position. The follower cannot be used any more then.
 */
public final class JournalFollower implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    /** Told of what is followed, on the caller's thread. */
    public interface Listener {
        /** A frame begins; its batches follow. */
        void onFrame(FrameLocation location, long firstSequence, int count);

        /** A batch of the frame; valid until the call returns. */
        void onBatch(JournaledBatch batch);
    }

    /** Told of the frames that starts have written again after a crash. */
    @FunctionalInterface
    public interface RewrittenListener {
        /** A frame lies here too, and only here for sure. */
        void onFrame(FrameLocation location, long firstSequence, int count);
    }

    private final DirectoryLayout layout;
    private final LiveSegments segments;
    private final FileWindow window = new FileWindow(CHUNK_BYTES);
    private final JournalIdentity identity;
    private final FrameSink sink;
    private final Delivery delivery = new Delivery();
    private QueueFiles.Segment segment;
    private long position;
    private long seenWatermark; // as of the last time that the window forgot what it had read
    private FrameLocation lastFrame;

    private JournalFollower(final Path dataDirectory) throws IOException {
        layout = new DirectoryLayout(dataDirectory);
        segments = new LiveSegments(layout);
        identity = JournalIdentity.read(layout.identity());
        sink = new FrameSink(layout, identity, Faults.throwing(), delivery);
    }

    /**
     * Follows from the first sequence on.
     *
     * @throws JournalException when the directory cannot be read.
     */
    public static JournalFollower fromStart(final Path dataDirectory) {
        return open(dataDirectory, null, 0);
    }

    /**
     * Follows behind a frame that was seen before.
     *
     * @param last         where that frame lies; a start may have written it again elsewhere since.
     * @param lastSequence its last sequence.
     * @throws JournalException when there is no such frame.
     */
    public static JournalFollower behind(final Path dataDirectory, final FrameLocation last, final long lastSequence) {
        return open(dataDirectory, last, lastSequence);
    }

    /**
     * Follows behind a frame that was seen before, and whose chain value is known.
     *
     * @throws JournalException when there is no such frame, or it has another chain value: it is another history.
     */
    public static JournalFollower behind(
            final Path dataDirectory,
            final FrameLocation last,
            final long lastSequence,
            final long chainLow,
            final long chainHigh) {
        final JournalFollower follower = open(dataDirectory, last, lastSequence);
        if (follower.lastFrame == null) {
            follower.sink.resumeAfter(lastSequence, chainLow, chainHigh);
        } else if (follower.chainLow() != chainLow || follower.chainHigh() != chainHigh) {
            follower.close();
            throw follower.damaged(
                    follower.layout.queue(),
                    last.position(),
                    "the frame that ends with sequence " + lastSequence + " has another chain value");
        }
        return follower;
    }

    private static JournalFollower open(final Path dataDirectory, final FrameLocation last, final long lastSequence) {
        JournalFollower follower = null;
        boolean ready = false;
        try {
            follower = new JournalFollower(dataDirectory);
            follower.segments.refresh();
            follower.segments.readRewritten(follower.window, Integer.MAX_VALUE, null);
            if (last != null) {
                follower.resume(last, lastSequence);
            }
            ready = true;
            return follower;
        } catch (final IOException e) {
            throw unreadable(dataDirectory, e);
        } finally {
            if (!ready && follower != null) {
                follower.close();
            }
        }
    }

    /**
     * Tells where starts have written frames again after a crash.
     *
     * @param afterRun only runs with a higher number.
     * @return the highest number of such a run, to be passed in the next time; 0 = none.
     */
    public static int rewritten(final Path dataDirectory, final int afterRun, final RewrittenListener listener) {
        try (FileWindow window = new FileWindow(CHUNK_BYTES)) {
            final LiveSegments segments = new LiveSegments(new DirectoryLayout(dataDirectory));
            segments.refresh();
            return segments.readRewritten(
                    window,
                    afterRun,
                    (frame, segment) -> listener.onFrame(
                            new FrameLocation(segment, frame.position()), frame.firstSequence(), frame.count()));
        } catch (final IOException e) {
            throw unreadable(dataDirectory, e);
        }
    }

    private void resume(final FrameLocation last, final long lastSequence) throws IOException {
        segment = segments.of(last.segment());
        if (segment == null) {
            throw damaged(layout.queue(), 0, "segment " + last.segment() + " is not there");
        }
        if (last.position() >= segments.end(last.segment())) {
            resumeBehindRewritten(lastSequence);
            return;
        }
        window.open(segment.path());
        final int length = window.frameAt(last.position());
        if (length < 0) {
            throw damaged(segment.path(), last.position(), Documents.describe(length));
        }
        final FrameRef frame = FrameRef.of(segment.path(), last.position(), length, window.memory().header);
        if (frame.count() == 0 || frame.lastSequence() != lastSequence) {
            throw damaged(segment.path(), last.position(), "the frame does not end with sequence " + lastSequence);
        }
        sink.resumeAfter(frame);
        position = Documents.next(last.position() - Documents.HEADER_BYTES, length);
        lastFrame = last;
    }

    /** A start has written the frame again: it goes on there, with the chain value that it has there. */
    private void resumeBehindRewritten(final long lastSequence) throws IOException {
        final FrameRef[] again = new FrameRef[1];
        final int[] of = new int[1];
        segments.readRewritten(window, 0, (frame, number) -> {
            if (frame.lastSequence() == lastSequence) {
                again[0] = frame;
                of[0] = number;
            }
        });
        if (again[0] == null) {
            sink.skipTo(lastSequence + 1);
            position = segments.end(segment.number());
            return;
        }
        segment = segments.of(of[0]);
        sink.resumeAfter(again[0]);
        position = Documents.next(again[0].position() - Documents.HEADER_BYTES, again[0].length());
        lastFrame = new FrameLocation(of[0], again[0].position());
    }

    /** The first sequence that has not come yet. */
    public long nextSequence() {
        return sink.nextSequence();
    }

    /** Cluster of the journal, low 64 bits. */
    public long clusterIdLow() {
        return identity.clusterIdLow();
    }

    /** Cluster of the journal, high 64 bits. */
    public long clusterIdHigh() {
        return identity.clusterIdHigh();
    }

    /** Ledger group of the journal. */
    public int group() {
        return identity.group();
    }

    /** Chain value of the last frame, low 64 bits. */
    public long chainLow() {
        return sink.chain().low;
    }

    /** Chain value of the last frame, high 64 bits. */
    public long chainHigh() {
        return sink.chain().high;
    }

    /**
     * Highest sequence that the queue's frames name as committed: how far a process of its own may follow. 0 when there
     * is none.
     *
     * @throws JournalException when the directory cannot be read.
     */
    public long committedSequence() {
        try (FileWindow ends = new FileWindow()) {
            segments.refresh();
            return segments.committedSequence(ends, identity);
        } catch (final IOException e) {
            throw unreadable(layout.root(), e);
        }
    }

    /** Where the last frame lies; null before the first. */
    public FrameLocation lastFrame() {
        return lastFrame;
    }

    /**
     * Reads the next frame unless it ends above the watermark.
     *
     * @param watermark every frame up to it was appended before this call.
     * @return whether a frame was told.
     * @throws JournalException when it is not there or not good.
     */
    public boolean poll(final long watermark, final Listener listener) {
        if (sink.nextSequence() > watermark) {
            return false;
        }
        delivery.listener = listener;
        try {
            if (segment == null && !begin(segments.first())) {
                segments.refresh();
                requireNext(segments.first());
            }
            window.open(segment.path());
            if (sink.nextSequence() > seenWatermark) { // below it, what was read stays as it is
                window.refresh();
                seenWatermark = watermark;
            }
            while (true) {
                final int header = position >= segments.end(segment.number()) ? 0 : headerHere();
                if (header == 0) {
                    moveOn();
                } else if ((header & Documents.META) == 0) {
                    final FrameRef frame = frameHere(header & Documents.LENGTH_MASK);
                    if (frame.count() > 0 && frame.lastSequence() >= sink.nextSequence()) {
                        return take(frame, watermark, listener);
                    }
                }
                position = header == 0 ? position : Documents.next(position, header & Documents.LENGTH_MASK);
            }
        } catch (final IOException e) {
            throw unreadable(layout.root(), e);
        }
    }

    /** The document header, or 0 when nothing more stands in this segment. */
    private int headerHere() throws IOException {
        if (position + Documents.HEADER_BYTES > window.size()) {
            return 0;
        }
        final int header = window.intAt(position);
        final boolean closed = header == Documents.END_OF_SEGMENT || (header & Documents.NOT_COMPLETE) != 0;
        return closed ? 0 : header;
    }

    private FrameRef frameHere(final int documentLength) throws IOException {
        final long at = position + Documents.HEADER_BYTES;
        final int length = window.frameAt(at);
        if (length != documentLength) {
            throw damaged(segment.path(), at, length < 0 ? Documents.describe(length) : "the document is longer");
        }
        return FrameRef.of(segment.path(), at, length, window.memory().header);
    }

    private boolean take(final FrameRef frame, final long watermark, final Listener listener) throws IOException {
        final String objection = sink.objection(window, frame);
        if (objection != null) {
            throw damaged(segment.path(), frame.position(), objection);
        }
        if (frame.lastSequence() > watermark) {
            return false;
        }
        lastFrame = new FrameLocation(segment.number(), frame.position());
        listener.onFrame(lastFrame, frame.firstSequence(), frame.count());
        sink.accept(window, frame);
        position = Documents.next(position, frame.length());
        return true;
    }

    /** What is looked for was appended before, so when it does not stand here it stands in a later segment. */
    private void moveOn() throws IOException {
        QueueFiles.Segment next = segments.after(segment.number());
        if (next == null) {
            segments.refresh();
            next = segments.after(segment.number());
        }
        requireNext(next);
        window.open(segment.path());
        window.refresh();
    }

    private void requireNext(final QueueFiles.Segment next) {
        if (!begin(next)) {
            throw damaged(
                    segment == null ? layout.queue() : segment.path(),
                    position,
                    "the queue ends although sequence " + sink.nextSequence() + " was released");
        }
    }

    private boolean begin(final QueueFiles.Segment next) {
        if (next == null) {
            return false;
        }
        segment = next;
        position = 0;
        return true;
    }

    private JournalException damaged(final Path file, final long at, final String what) {
        return LiveSegments.damaged(layout, file, at, what);
    }

    private static JournalException unreadable(final Path directory, final IOException cause) {
        return new JournalException(
                JournalErrorCode.IO_ERROR, "directory " + directory + " cannot be read: " + cause, cause);
    }

    @Override
    public void close() {
        try {
            window.close();
        } catch (final IOException e) {
            throw unreadable(layout.root(), e);
        }
    }

    /** Passes batches on. */
    private static final class Delivery implements BatchDelivery {
        private final JournaledBatch batch = new JournaledBatch();
        private Listener listener;

        @Override
        public JournaledBatch claim() {
            return batch;
        }

        @Override
        public void deliver() {
            listener.onBatch(batch);
        }

        @Override
        public void drain() {
            // The listener is through when deliver returns.
        }

        @Override
        public void close() {
            // Has nothing.
        }
    }
}
