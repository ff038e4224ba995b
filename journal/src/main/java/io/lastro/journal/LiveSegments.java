package io.lastro.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The segments of a queue that may be written meanwhile, in order, and the tails that readers skip. One thread.
 *
 * <p>Tails are made by a start before anything is appended, so they are read once; segments are listed again when one is
 * asked for that is not known.
 */
final class LiveSegments {
    /** Told of each frame that a start has written again. */
    @FunctionalInterface
    interface RewrittenFrames {
        void onFrame(FrameRef frame, int segment) throws IOException;
    }

    private final DirectoryLayout layout;
    private final List<QueueFiles.Run> runs = new ArrayList<>();
    private final List<QueueFiles.Segment> segments = new ArrayList<>();
    private final Map<Integer, VoidRecord.Region> regions = new HashMap<>();

    LiveSegments(final DirectoryLayout layout) {
        this.layout = layout;
    }

    /** Lists the segments again. */
    void refresh() throws IOException {
        runs.clear();
        segments.clear();
        // What does not belong there is the start's business, not a reader's.
        for (final QueueFiles.Run run : QueueFiles.list(layout, Faults.collecting()).runs) {
            runs.add(run);
            segments.addAll(run.segments());
        }
    }

    /** The first segment, or null. */
    QueueFiles.Segment first() {
        return segments.isEmpty() ? null : segments.get(0);
    }

    /** The first segment behind a number, or null. */
    QueueFiles.Segment after(final int number) {
        for (final QueueFiles.Segment segment : segments) {
            if (segment.number() > number) {
                return segment;
            }
        }
        return null;
    }

    /** The segment of a number, or null. */
    QueueFiles.Segment of(final int number) throws IOException {
        final QueueFiles.Segment known = find(number);
        if (known != null) {
            return known;
        }
        refresh();
        return find(number);
    }

    private QueueFiles.Segment find(final int number) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).number() == number) {
                return segments.get(i);
            }
        }
        return null;
    }

    /** Highest commit sequence that a frame in the newest segments names; 0 = none. */
    long committedSequence(final FileWindow window, final JournalIdentity identity) throws IOException {
        long mark = 0;
        for (int i = segments.size() - 1; i >= 0 && mark == 0; i--) {
            window.open(segments.get(i).path());
            final long end = Math.min(end(segments.get(i).number()), window.contentEnd(0));
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
        }
        return mark;
    }

    /** Where readers stop in a segment. */
    long end(final int segment) {
        final VoidRecord.Region region = regions.get(segment);
        return region == null ? Long.MAX_VALUE : region.from();
    }

    /**
     * Reads the runs that starts have written after a crash.
     *
     * @param afterRun only frames of runs with a higher number are told.
     * @return the highest number of such a run; 0 = none.
     */
    int readRewritten(final FileWindow window, final int afterRun, final RewrittenFrames frames) throws IOException {
        int last = 0;
        for (final QueueFiles.Run run : runs) {
            if (!run.recovery()) {
                continue;
            }
            last = run.number();
            for (final QueueFiles.Segment segment : run.segments()) {
                readRewritten(window, segment, run.number() > afterRun ? frames : null);
            }
        }
        return last;
    }

    private void readRewritten(final FileWindow window, final QueueFiles.Segment segment, final RewrittenFrames frames)
            throws IOException {
        window.open(segment.path());
        long position = 0;
        while (position + Documents.HEADER_BYTES <= window.size()) {
            final int header = window.intAt(position);
            final int length = header & Documents.LENGTH_MASK;
            if (header == Documents.END_OF_SEGMENT || length == 0 || (header & Documents.NOT_COMPLETE) != 0) {
                return;
            }
            if ((header & Documents.META) == 0) {
                frame(window, segment, position + Documents.HEADER_BYTES, frames);
            }
            position = Documents.next(position, length);
        }
    }

    private void frame(
            final FileWindow window, final QueueFiles.Segment segment, final long at, final RewrittenFrames frames)
            throws IOException {
        final int length = window.frameAt(at);
        if (length < 0) {
            throw damaged(layout, segment.path(), at, Documents.describe(length));
        }
        final FrameRef frame = FrameRef.of(segment.path(), at, length, window.memory().header);
        if (frame.type() == FrameType.VOID) {
            final byte[] payload = new byte[length - FrameLayout.HEADER_BYTES];
            window.buffer().getBytes(window.at(at + FrameLayout.HEADER_BYTES, payload.length), payload);
            try {
                for (final VoidRecord.Region region :
                        VoidRecord.decode(ByteBuffer.wrap(payload)).regions()) {
                    regions.put(region.segment(), region);
                }
            } catch (final MalformedPayloadException e) {
                throw damaged(layout, segment.path(), at, e.getMessage());
            }
        } else if (frame.count() > 0 && frames != null) {
            frames.onFrame(frame, segment.number());
        }
    }

    /** A frame that a reader needs is not good. */
    static JournalException damaged(
            final DirectoryLayout layout, final Path file, final long position, final String what) {
        return new JournalException(
                JournalErrorCode.DAMAGED_MIDDLE,
                "file " + layout.relative(file) + ", position " + position + ": " + what
                        + "; run verify, which names all damage and where a good copy is");
    }
}
