package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any pages of the queue above Q are lost while later ones arrived; the ring has everything. */
class LostPagesTest {
    private static final int PAGE_BYTES = 4096;
    private static final int IMAGES = 300;

    @TempDir
    Path directory;

    private final List<BatchSource.Batch> written = new ArrayList<>();

    /**
     * A COMMIT frame directly behind Q stands where the ring's newest group may have overwritten it, so the ring no longer
     * tells of it: lost pages there must not be taken for the frame behind.
     */
    @Test
    void shouldFindFramesBehindALostCommitFrame() throws IOException {
        final Path live = directory.resolve("live");
        final Path dead = directory.resolve("dead");
        final JournalConfig config = JournalFixture.small(live)
                .ring(2, 64 * 1024)
                .segmentBytes(1 << 20)
                .queueSync(1 << 30, Long.MAX_VALUE); // synced only when the ring comes round
        try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(11, 1, 0);
            // 14 groups of one block each to a file; the first one is followed by no COMMIT, so one begins the next
            // lap.
            for (int group = 1; group <= 45; group++) {
                if (group % 2 == 1 && group >= 3 && group <= 29) {
                    journal.idle(0);
                    assertEquals(1, journal.idle(1L << 40));
                } else {
                    written.add(source.next(BatchKind.TRANSFERS, 12));
                    JournalFixture.commit(journal, List.of(written.get(written.size() - 1)));
                }
            }
            JournalFixture.copy(live, dead);
        }
        final RingScan ring = ring(dead);
        final Path segment = segments(dead).get(0);
        final int commit = behind(segment, ring.queueSyncedMark);
        final byte[] whole = Files.readAllBytes(segment);
        assertEquals(FrameLayout.HEADER_BYTES, whole[commit], "no COMMIT frame behind Q");
        assertEquals(ring.queueSyncedMark + 1, ring.groups.get(0).first());
        assertEquals(ring.groups.get(0).first(), ring.groups.get(0).last() - 11, "the ring still tells of it");
        final Random random = new Random(JournalFixture.seed("LostPagesTest"));
        for (int image = 0; image < IMAGES; image++) {
            Files.write(segment, lost(whole, commit, random));
            check(dead);
        }
        final int page = commit - commit % PAGE_BYTES + PAGE_BYTES;
        final byte[] first = whole.clone();
        Arrays.fill(first, commit, page, (byte) 0);
        Files.write(segment, first);
        check(dead);
    }

    /** The end of a segment is lost, and the beginning of the next, of which later pages arrived. */
    @Test
    void shouldFindFramesOfASegmentBehindALostEnd() throws IOException {
        final Path live = directory.resolve("live");
        final Path dead = directory.resolve("dead");
        final JournalConfig config = JournalFixture.small(live)
                .ring(2, 1 << 20)
                .segmentBytes(24 * 1024)
                .queueSync(1 << 30, Long.MAX_VALUE);
        try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(12, 1, 0);
            for (int i = 0; i < 40; i++) {
                written.add(source.next(60));
                JournalFixture.commit(journal, List.of(written.get(i)));
                if (i % 5 == 0) {
                    journal.idle(0);
                    journal.idle(1L << 40);
                }
            }
            JournalFixture.copy(live, dead);
        }
        final List<Path> segments = segments(dead);
        assertTrue(segments.size() > 3, "segments " + segments.size());
        final List<byte[]> whole = new ArrayList<>();
        for (final Path segment : segments) {
            whole.add(Files.readAllBytes(segment));
        }
        final Random random = new Random(JournalFixture.seed("LostPagesTest"));
        for (int image = 0; image < IMAGES; image++) {
            for (int i = 0; i < segments.size(); i++) {
                Files.write(segments.get(i), lost(whole.get(i), 0, random));
            }
            check(dead);
        }
    }

    private void check(final Path journal) {
        final JournalFixture.Collector found = new JournalFixture.Collector();
        JournalReader.read(journal, found, Progress.NONE);
        found.assertHolds(written, written.size());
    }

    /** Each page from a position on is lost with a probability of its own image. */
    private static byte[] lost(final byte[] whole, final int from, final Random random) {
        final byte[] image = whole.clone();
        final int percent = random.nextInt(101);
        for (int page = from - from % PAGE_BYTES; page < image.length; page += PAGE_BYTES) {
            if (random.nextInt(100) < percent) {
                Arrays.fill(image, Math.max(from, page), Math.min(image.length, page + PAGE_BYTES), (byte) 0);
            }
        }
        return image;
    }

    private static RingScan ring(final Path journal) throws IOException {
        final DirectoryLayout layout = new DirectoryLayout(journal);
        try (FileWindow window = new FileWindow()) {
            return RingScan.read(layout, JournalIdentity.read(layout.identity()), Faults.throwing(), window);
        }
    }

    private static int behind(final Path segment, final long sequence) throws IOException {
        try (FileWindow window = new FileWindow()) {
            window.open(segment);
            long position = Documents.nextFrame(window, 0, window.size());
            while (position >= 0) {
                final FrameHeader header = window.memory().header;
                final long end = Documents.next(position - Documents.HEADER_BYTES, header.length());
                if (header.count() > 0 && header.firstSequence() + header.count() - 1 == sequence) {
                    return (int) end;
                }
                position = Documents.nextFrame(window, end, window.size());
            }
        }
        throw new AssertionError("no frame ends with sequence " + sequence);
    }

    private static List<Path> segments(final Path journal) throws IOException {
        try (Stream<Path> files = Files.walk(journal)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }
}
