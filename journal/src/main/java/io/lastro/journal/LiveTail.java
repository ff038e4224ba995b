package io.lastro.journal;

import io.lastro.journal.chronicle.ChronicleQueueWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of each segment of a running node's journal is closed, or committed for good. Looks at document and frame
 * headers only: who copies the bytes has to check them.
 */
final class LiveTail {
    private final DirectoryLayout layout;
    private final FileWindow window;
    private final LiveSegments segments;
    private final FrameHeader header = new FrameHeader();
    private final List<VoidRecord.Region> regions = new ArrayList<>();
    private long commitMark;
    private FrameRef last;
    private long lastTimestampNs;
    private FrameType lastType;
    private boolean open = true;
    private FrameRef kept; // last frame in front of the segment that is walked
    private long keptTimestampNs;

    LiveTail(final DirectoryLayout layout, final FileWindow window, final LiveSegments segments) {
        this.layout = layout;
        this.window = window;
        this.segments = segments;
    }

    /** Whether anything must be closed by a VOID frame. */
    boolean open() {
        return open;
    }

    /**
     * Bytes of the next segment that may be copied; 0 when there is no committed frame in it.
     *
     * @param newest no later one is known. It may have been rolled since the segments were listed, and is open all the
     *               same: what comes behind it is not copied.
     */
    long take(final QueueFiles.Segment segment, final boolean newest) throws IOException {
        window.open(segment.path());
        window.refresh();
        final long stop = segments.end(segment.number());
        if (stop < Long.MAX_VALUE) {
            walk(segment, stop, Long.MAX_VALUE);
            open = false; // the run that has written this tail again follows, and is closed
            return Documents.end(window);
        }
        final long end = walk(segment, Long.MAX_VALUE, Long.MAX_VALUE);
        final boolean rolled = !newest
                && end + Documents.HEADER_BYTES <= window.size()
                && window.intAt(end) == Documents.END_OF_SEGMENT;
        open = !rolled && lastType != FrameType.CLEAN_STOP && lastType != FrameType.VOID;
        if (!open) {
            return rolled ? end + Documents.HEADER_BYTES : end;
        }
        last = kept;
        lastTimestampNs = keptTimestampNs;
        final long committed = walk(segment, Long.MAX_VALUE, commitMark);
        if (last == null || last.lastSequence() < commitMark) {
            throw LiveSegments.damaged(
                    layout,
                    segment.path(),
                    end,
                    "sequence " + commitMark + " is recorded as committed, and is not in the queue");
        }
        if (committed <= Documents.FIRST_DATA_POSITION) {
            return 0;
        }
        regions.add(new VoidRecord.Region(segment.run(), segment.number(), committed, 0, 0));
        return committed;
    }

    /** Walks over documents; returns where it came to an end, or behind the last frame up to a sequence. */
    private long walk(final QueueFiles.Segment segment, final long stop, final long upTo) throws IOException {
        kept = last;
        keptTimestampNs = lastTimestampNs;
        lastType = null;
        long position = 0;
        long behindLast = Documents.FIRST_DATA_POSITION;
        while (position < stop && position + Documents.HEADER_BYTES <= window.size()) {
            final int document = window.intAt(position);
            final int length = document & Documents.LENGTH_MASK;
            if (document == Documents.END_OF_SEGMENT || length == 0 || (document & Documents.NOT_COMPLETE) != 0) {
                break;
            }
            final long next = Documents.next(position, length);
            if ((document & Documents.META) == 0) {
                final FrameRef frame = frame(segment, position + Documents.HEADER_BYTES, length);
                if (frame.count() > 0 && frame.lastSequence() > upTo) {
                    return behindLast;
                }
                lastType = frame.type();
                commitMark = Math.max(commitMark, frame.commitSequence());
                if (frame.count() > 0) {
                    last = frame;
                    lastTimestampNs = header.timestampNs();
                }
                behindLast = next;
            }
            position = next;
        }
        return upTo == Long.MAX_VALUE ? position : behindLast;
    }

    private FrameRef frame(final QueueFiles.Segment segment, final long at, final int documentLength)
            throws IOException {
        if (documentLength < FrameLayout.HEADER_BYTES || at + documentLength > window.size()) {
            throw LiveSegments.damaged(layout, segment.path(), at, "the document cannot hold a frame");
        }
        final int offset = window.at(at, FrameLayout.HEADER_BYTES); // may replace the memory
        header.wrap(window.buffer(), offset);
        if (header.magic() != FrameLayout.MAGIC || header.length() != documentLength || header.type() == null) {
            throw LiveSegments.damaged(layout, segment.path(), at, "there is no frame");
        }
        return FrameRef.of(segment.path(), at, documentLength, header);
    }

    /** Writes the run that says where to stop. */
    void close(final JournalIdentity identity, final Path folder, final int firstSegment) throws IOException {
        final JournalConfig config = new JournalConfig(layout.root());
        final long base = last == null ? 0 : last.lastSequence();
        final ChainValue chain = new ChainValue();
        if (last != null) {
            chain.set(last.chain().low(), last.chain().high());
        }
        final VoidRecord record = new VoidRecord(base, base + 1, 0, 0, List.copyOf(regions));
        try (ChronicleQueueWriter writer = ChronicleQueueWriter.open(folder, firstSegment, config.queueBlockBytes())) {
            Recovery.writeVoid(writer, record, identity, lastTimestampNs, chain);
        }
    }
}
