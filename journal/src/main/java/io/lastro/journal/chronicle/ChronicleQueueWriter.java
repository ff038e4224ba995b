package io.lastro.journal.chronicle;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.SparseRollCycles;

/**
 * Appends documents of raw bytes to a Chronicle Queue that rolls when told, not by the clock.
 *
 * <p>The queue's clock shows segment number x cycle length, so a segment's file name is its number written as a date.
 * Nothing is synced here: see {@code JournalStorage.forceFile}. One thread appends; zero allocation per document.
 * Disk full shows as an {@link InternalError}, because Chronicle writes through mapped sparse files.
 */
public final class ChronicleQueueWriter implements AutoCloseable {
    /** Ending of a segment's file name. */
    public static final String SEGMENT_SUFFIX = "LX.cq4";

    /** Chronicle's own table beside the segments. */
    public static final String METADATA_FILE = "metadata.cq4t";

    private static final SparseRollCycles CYCLE = SparseRollCycles.LARGE_HOURLY_XSPARSE;
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HH");
    private static final int DATE_CHARS = 11;
    private static final int DOCUMENT_ALIGNMENT_BYTES = 4;
    private static final int DOCUMENT_HEADER_BYTES = 4;
    private static final int MS_PER_CYCLE = 3_600_000;

    private final SegmentClock clock;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final PointerBytesStore window = new PointerBytesStore();
    private final Path directory;
    private long segmentBytes;
    private long documents;

    private ChronicleQueueWriter(final Path directory, final int firstSegment, final long blockBytes) {
        this.directory = directory;
        clock = new SegmentClock(firstSegment);
        queue = SingleChronicleQueueBuilder.single(directory.toFile())
                .rollCycle(CYCLE)
                .blockSize(blockBytes)
                .timeProvider(clock)
                .syncMode(SyncMode.NONE)
                .build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true); // opened by the starting thread, used by the journal thread
    }

    /**
     * Opens a queue on an empty folder.
     *
     * @param directory    exists and is empty.
     * @param firstSegment number of the first segment, at least 1.
     * @param blockBytes   bytes mapped at once; a document may have a quarter of it.
     */
    public static ChronicleQueueWriter open(final Path directory, final int firstSegment, final long blockBytes) {
        return new ChronicleQueueWriter(directory, firstSegment, blockBytes);
    }

    /**
     * Appends one document and checks that it became the next one of the current segment.
     *
     * @param address of the first byte, outside the heap.
     * @param length  bytes.
     */
    public void append(final long address, final int length) {
        window.set(address, length);
        appender.writeBytes(window);
        if (appender.lastIndexAppended() != CYCLE.toIndex(segment(), documents)) {
            throw new IllegalStateException("Chronicle Queue put a document elsewhere: index "
                    + Long.toHexString(appender.lastIndexAppended()) + ", expected document " + documents
                    + " of segment " + segment());
        }
        documents++;
        segmentBytes += DOCUMENT_HEADER_BYTES + ((length + DOCUMENT_ALIGNMENT_BYTES - 1) & -DOCUMENT_ALIGNMENT_BYTES);
    }

    /** Document bytes in the current segment. */
    public long segmentBytes() {
        return segmentBytes;
    }

    /** Number of the current segment. */
    public int segment() {
        return (int) clock.segment;
    }

    /** The next document begins a new segment. */
    public void roll() {
        clock.segment++;
        segmentBytes = 0;
        documents = 0;
    }

    /** File of the current segment; it exists once a document is in it. */
    public Path currentFile() {
        return directory.resolve(segmentFileName(segment()));
    }

    /** Name of a segment's file. */
    public static String segmentFileName(final int segment) {
        return LocalDateTime.ofEpochSecond(segment * (long) MS_PER_CYCLE / 1000, 0, ZoneOffset.UTC)
                        .format(NAME)
                + SEGMENT_SUFFIX;
    }

    /** Number of a segment's file, or -1 when the name is not one. */
    public static int segmentOf(final String fileName) {
        if (fileName.length() != DATE_CHARS + SEGMENT_SUFFIX.length() || !fileName.endsWith(SEGMENT_SUFFIX)) {
            return -1;
        }
        try {
            final LocalDateTime hour = LocalDateTime.of(
                    Integer.parseInt(fileName.substring(0, 4)),
                    Integer.parseInt(fileName.substring(4, 6)),
                    Integer.parseInt(fileName.substring(6, 8)),
                    Integer.parseInt(fileName.substring(9, DATE_CHARS)),
                    0);
            final int segment = (int) (hour.toEpochSecond(ZoneOffset.UTC) * 1000 / MS_PER_CYCLE);
            return segmentFileName(segment).equals(fileName) ? segment : -1;
        } catch (final NumberFormatException | DateTimeException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }

    /** Shows the segment number as a time. */
    private static final class SegmentClock implements TimeProvider {
        private long segment;

        private SegmentClock(final long segment) {
            this.segment = segment;
        }

        @Override
        public long currentTimeMillis() {
            return segment * MS_PER_CYCLE;
        }
    }
}
