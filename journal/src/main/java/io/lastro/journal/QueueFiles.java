package io.lastro.journal;

import io.lastro.journal.chronicle.ChronicleQueueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists the queue's runs and segments in order, and reports what does not belong there. */
final class QueueFiles {
    private static final Pattern RUN = Pattern.compile("(\\d{8})(-r)?");

    /**
     * One segment.
     *
     * @param run    number of its run.
     * @param number its own, counted over all runs.
     * @param path   its file.
     */
    record Segment(int run, int number, Path path) {}

    /**
     * The folder of one process start.
     *
     * @param number   counted from 1.
     * @param recovery whether it holds frames written again.
     * @param path     its folder.
     * @param segments in order.
     */
    record Run(int number, boolean recovery, Path path, List<Segment> segments) {}

    final List<Run> runs = new ArrayList<>();
    final List<Path> unfinished = new ArrayList<>();

    private QueueFiles() {}

    /** Lists a queue folder; an absent one is empty. */
    static QueueFiles list(final DirectoryLayout layout, final Faults faults) throws IOException {
        final QueueFiles files = new QueueFiles();
        if (!Files.exists(layout.queue())) {
            return files;
        }
        for (final Path entry : sorted(layout.queue())) {
            final String name = entry.getFileName().toString();
            final Matcher matcher = RUN.matcher(name);
            if (name.endsWith(DirectoryLayout.UNFINISHED_SUFFIX)) {
                files.unfinished.add(entry);
            } else if (matcher.matches() && Files.isDirectory(entry)) {
                final int number = Integer.parseInt(matcher.group(1));
                files.runs.add(
                        new Run(number, matcher.group(2) != null, entry, segments(layout, entry, number, faults)));
            } else {
                foreign(layout, entry, faults);
            }
        }
        return files;
    }

    private static List<Segment> segments(
            final DirectoryLayout layout, final Path run, final int number, final Faults faults) throws IOException {
        final List<Segment> segments = new ArrayList<>();
        for (final Path file : sorted(run)) {
            final String name = file.getFileName().toString();
            final int segment = ChronicleQueueWriter.segmentOf(name);
            if (segment >= 0 && Files.isRegularFile(file)) {
                segments.add(new Segment(number, segment, file));
            } else if (!name.equals(ChronicleQueueWriter.METADATA_FILE)
                    && !name.endsWith(DirectoryLayout.UNFINISHED_SUFFIX)) {
                foreign(layout, file, faults);
            }
        }
        segments.sort(Comparator.comparingInt(Segment::number));
        return segments;
    }

    private static void foreign(final DirectoryLayout layout, final Path file, final Faults faults) {
        faults.report(
                JournalErrorCode.FOREIGN_FILE,
                layout.relative(file),
                -1,
                0,
                "does not belong to a journal; move it out of the directory and start again");
    }

    /** Entries of a folder by name. */
    static List<Path> sorted(final Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** Highest number of a run. */
    int lastRun() {
        return runs.isEmpty() ? 0 : runs.get(runs.size() - 1).number();
    }

    /** Highest number of a segment. */
    int lastSegment() {
        int last = 0;
        for (final Run run : runs) {
            for (final Segment segment : run.segments()) {
                last = Math.max(last, segment.number());
            }
        }
        return last;
    }

    /** Whether any segment is there. */
    boolean hasSegments() {
        return runs.stream().anyMatch(run -> !run.segments().isEmpty());
    }
}
