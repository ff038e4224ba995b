package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last frames torn at every byte, in the ring and in the queue. */
class TornTailTest {
    private static final int FULL_STARTS_EVERY = 197;

    @TempDir
    Path directory;

    private final List<BatchSource.Batch> written = new ArrayList<>();

    /** A journal as a process leaves it that dies at a step of its last commit; the last batch is not acknowledged. */
    private Path dieAt(final JournalStep step, final SyncMode mode, final String name) throws IOException {
        written.clear();
        final Path live = directory.resolve("live-" + name);
        final Path dead = directory.resolve("dead-" + name);
        final boolean[] armed = {false};
        final JournalConfig config = JournalFixture.small(live)
                .syncMode(mode)
                .queueSync(1 << 30, Long.MAX_VALUE)
                .ring(2, 128 * 1024)
                .segmentBytes(1 << 20)
                .steps(at -> {
                    if (armed[0] && at == step) {
                        try {
                            armed[0] = false;
                            JournalFixture.copy(live, dead);
                        } catch (final IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                });
        try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(7, 1, 0);
            for (int i = 0; i < 12; i++) {
                final BatchSource.Batch batch = source.next(BatchKind.TRANSFERS, i < 10 ? 25 : 4);
                written.add(batch);
                armed[0] = i == 11;
                JournalFixture.commit(journal, List.of(batch));
            }
        }
        return dead;
    }

    private static Path file(final Path root, final String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void shouldCutTornGroupOfRing() throws IOException {
        final Path before = dieAt(JournalStep.BEFORE_RING_WRITE, SyncMode.WAL, "before");
        final Path after = dieAt(JournalStep.AFTER_RING_WRITE, SyncMode.WAL, "after");
        final byte[] old = Files.readAllBytes(file(before, "ring-00.wal"));
        final byte[] fresh = Files.readAllBytes(file(after, "ring-00.wal"));
        final int first = java.util.Arrays.mismatch(old, fresh);
        int last = fresh.length - 1;
        while (old[last] == fresh[last]) {
            last--;
        }
        assertTrue(last - first > 300, "the group is too small to be interesting");
        for (int cut = first; cut <= last + 1; cut++) {
            final byte[] torn = fresh.clone();
            System.arraycopy(old, cut, torn, cut, last + 1 - cut);
            Files.write(file(after, "ring-00.wal"), torn);
            check(after, 11, cut == last + 1 ? 12 : 11, cut % FULL_STARTS_EVERY == 0);
            final byte[] upsideDown = fresh.clone(); // later pages arrived, earlier ones did not
            System.arraycopy(old, first, upsideDown, first, cut - first);
            if (cut > first && (cut - first) % 16 == 0) {
                Files.write(file(after, "ring-00.wal"), upsideDown);
                check(after, 11, 11, false);
            }
        }
    }

    @Test
    void shouldTakeRingWhereQueueIsTorn() throws IOException {
        final Path after = dieAt(JournalStep.AFTER_QUEUE_APPEND, SyncMode.WAL, "queue");
        final Path segment = file(after, ".cq4");
        final byte[] whole = Files.readAllBytes(segment);
        final int end = contentEnd(whole);
        for (int cut = end - 700; cut <= end; cut++) {
            Files.write(segment, java.util.Arrays.copyOf(java.util.Arrays.copyOf(whole, cut), whole.length));
            check(after, 12, 12, cut % FULL_STARTS_EVERY == 0);
            if (cut % 7 == 0) {
                Files.write(segment, java.util.Arrays.copyOf(whole, cut));
                check(after, 12, 12, false);
            }
        }
        Files.write(segment, new byte[0]);
        check(after, 12, 12, false);
    }

    /** What a page holds that is written while the journal thread copies a frame into it, whatever the copying's order. */
    @Test
    void shouldTakeRingWhereQueueHoldsHalfACopy() throws IOException {
        final Path after = dieAt(JournalStep.AFTER_QUEUE_APPEND, SyncMode.WAL, "half");
        final Path segment = file(after, ".cq4");
        final byte[] whole = Files.readAllBytes(segment);
        final List<long[]> frames = frames(segment);
        final int start = (int) frames.get(frames.size() - 1)[0];
        final int end = (int) frames.get(frames.size() - 1)[1];
        for (final byte highest : new byte[] {0, (byte) 0x80}) {
            final byte[] unfinished = zeroed(whole, start - Documents.HEADER_BYTES, start);
            unfinished[start - 1] = highest;
            for (int to = start + 4; to < end; to += 4) {
                taken(after, segment, zeroed(unfinished, start, to)); // copied from its end
                taken(after, segment, zeroed(unfinished, to - 4, to)); // a hole
                taken(after, segment, zeroed(unfinished, to, Math.min(end, to + 24)));
                taken(after, segment, zeroed(zeroed(unfinished, start, start + 32), to, end)); // both ends open
            }
        }
    }

    /** The page with the finished header was written later than the page behind or in front of it. */
    @Test
    void shouldTakeRingWhereAPageHoldsHalfACopyOfAFinishedDocument() throws IOException {
        final Path after = dieAt(JournalStep.AFTER_QUEUE_APPEND, SyncMode.WAL, "page");
        final Path segment = file(after, ".cq4");
        final byte[] whole = Files.readAllBytes(segment);
        int crossing = 0;
        for (final long[] frame : frames(segment)) {
            final int page = (int) (frame[1] - frame[1] % 4096);
            if (page - frame[0] < 512 || frame[1] - page < 512) {
                continue;
            }
            crossing++;
            for (int bytes = 4; bytes < 128; bytes += 4) {
                taken(after, segment, zeroed(whole, page - bytes, page));
                taken(after, segment, zeroed(whole, page, page + bytes));
            }
            final byte[] holes = zeroed(zeroed(whole, page + 64, page + 160), page + 256, page + 352);
            taken(after, segment, holes); // in one sector
        }
        assertTrue(crossing > 0, "no frame reaches over a page");
    }

    /** Half a copy is told from damage: by its zeros, and in a finished document by where they are. */
    @Test
    void shouldRefuseWhatHalfACopyDoesNotExplain() throws IOException {
        final Path after = dieAt(JournalStep.AFTER_QUEUE_APPEND, SyncMode.WAL, "damage");
        final Path segment = file(after, ".cq4");
        final byte[] whole = Files.readAllBytes(segment);
        final List<long[]> frames = frames(segment);
        final int start = (int) frames.get(frames.size() - 1)[0];
        final int end = (int) frames.get(frames.size() - 1)[1];
        for (int at = start; at < end; at++) {
            final byte[] other = zeroed(whole, start - Documents.HEADER_BYTES, start);
            other[at] ^= 0x55;
            if (other[at] != 0) {
                refused(after, segment, other);
            }
            final byte[] finished = whole.clone();
            finished[at] ^= 0x55;
            if (finished[at] != 0) {
                refused(after, segment, finished);
            }
        }
        final int magic = start + FrameLayout.MAGIC_OFFSET;
        refused(after, segment, zeroed(whole, magic, magic + 4));
        refused(after, segment, zeroed(whole, start + FrameLayout.CHAIN_LOW_OFFSET, start + FrameLayout.HEADER_BYTES));
    }

    private void taken(final Path journal, final Path segment, final byte[] bytes) throws IOException {
        Files.write(segment, bytes);
        check(journal, 12, 12, false);
    }

    private static void refused(final Path journal, final Path segment, final byte[] bytes) throws IOException {
        Files.write(segment, bytes);
        final JournalException refused = assertThrows(
                JournalException.class, () -> JournalReader.read(journal, BatchHandler.ignoring(), Progress.NONE));
        assertEquals(JournalErrorCode.DAMAGED_MIDDLE, refused.code());
        assertTrue(refused.getMessage().contains("the write-ahead ring has a good copy"), refused.getMessage());
    }

    private static byte[] zeroed(final byte[] bytes, final int from, final int to) {
        final byte[] copy = bytes.clone();
        java.util.Arrays.fill(copy, from, to, (byte) 0);
        return copy;
    }

    private static List<long[]> frames(final Path segment) throws IOException {
        final List<long[]> frames = new ArrayList<>();
        try (FileWindow window = new FileWindow()) {
            window.open(segment);
            long position = Documents.nextFrame(window, 0, window.size());
            while (position >= 0) {
                final long end = position + window.memory().header.length();
                frames.add(new long[] {position, end});
                position = Documents.nextFrame(window, end, window.size());
            }
        }
        return frames;
    }

    @Test
    void shouldCutTornTailWithoutRing() throws IOException {
        final Path after = dieAt(JournalStep.AFTER_QUEUE_APPEND, SyncMode.QUEUE, "alone");
        final Path segment = file(after, ".cq4");
        final byte[] whole = Files.readAllBytes(segment);
        final int end = contentEnd(whole);
        int frameStart = end;
        try (FileWindow window = new FileWindow()) {
            window.open(segment);
            long position = Documents.nextFrame(window, 0, window.size());
            while (position >= 0) {
                frameStart = (int) position;
                position = Documents.nextFrame(
                        window, position + window.memory().header.length(), window.size());
            }
        }
        for (int cut = frameStart - 4; cut <= end; cut++) {
            Files.write(segment, java.util.Arrays.copyOf(java.util.Arrays.copyOf(whole, cut), whole.length));
            check(after, 11, 12, cut % FULL_STARTS_EVERY == 0);
        }
    }

    /**
     * The newest two groups lose their headers and the queue has neither: the ring looks as if it ended before them, but
     * a good frame in what looks like a torn group says that the one before was committed.
     */
    @Test
    void shouldRefuseWhenAFrameBehindTheCutNamesItCommitted() throws IOException {
        final Path live = directory.resolve("live");
        final Path dead = directory.resolve("dead");
        final JournalConfig config = JournalFixture.small(live).queueSync(1 << 30, Long.MAX_VALUE);
        try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(5, 1, 0);
            for (int i = 0; i < 4; i++) {
                final List<BatchSource.Batch> group = new ArrayList<>();
                group.add(source.next(BatchKind.TRANSFERS, 3));
                if (i == 3) {
                    group.add(source.next(BatchKind.EXPIRIES, 3));
                }
                JournalFixture.commit(journal, group);
            }
            JournalFixture.copy(live, dead);
        }
        final RingScan ring;
        try (FileWindow window = new FileWindow()) {
            final DirectoryLayout layout = new DirectoryLayout(dead);
            ring = RingScan.read(
                    layout, JournalIdentity.decode(Files.readAllBytes(layout.identity())), Faults.throwing(), window);
        }
        assertEquals(4, ring.groups.size());
        try (RandomAccessFile access =
                new RandomAccessFile(file(dead, "ring-00.wal").toFile(), "rw")) {
            for (int i = 2; i < 4; i++) {
                access.seek(ring.groups.get(i).position());
                access.write(new byte[RingLayout.HEADER_BYTES]);
            }
        }
        final Path segment = file(dead, ".cq4");
        final long second;
        try (FileWindow window = new FileWindow()) {
            window.open(segment);
            final long first = Documents.nextFrame(window, 0, window.size());
            second = Documents.nextFrame(window, first + window.memory().header.length(), window.size())
                    + window.memory().header.length();
        }
        final byte[] queue = Files.readAllBytes(segment);
        java.util.Arrays.fill(queue, (int) second, queue.length, (byte) 0);
        Files.write(segment, queue);
        final JournalException refused = assertThrows(
                JournalException.class, () -> JournalReader.read(dead, BatchHandler.ignoring(), Progress.NONE));
        assertEquals(JournalErrorCode.DAMAGED_MIDDLE, refused.code());
        assertTrue(refused.getMessage().contains("sequence n = 7"), refused.getMessage());
    }

    private static int contentEnd(final byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void check(final Path journal, final int atLeast, final int atMost, final boolean start)
            throws IOException {
        final JournalFixture.Collector found = new JournalFixture.Collector();
        JournalReader.read(journal, found, Progress.NONE);
        found.assertHolds(written, atLeast);
        assertTrue(found.batches.size() <= atMost, "more than was written");
        if (!start) {
            return;
        }
        final Path copy = directory.resolve("copy");
        JournalFixture.copy(journal, copy);
        int records = found.batches.size();
        for (int i = 0; i < 3; i++) {
            final JournalFixture.Collector again = new JournalFixture.Collector();
            try (Journal opened = Journal.open(JournalFixture.small(copy), again, Progress.NONE)) {
                again.assertHolds(written, records);
                assertEquals(records, again.batches.size());
                assertEquals(i > 0, opened.recovered().cleanStop());
            }
            final VerifyReport report = JournalVerifier.verify(copy, Progress.NONE);
            assertEquals(List.of(), report.damages());
            records = again.batches.size();
        }
        JournalFixture.delete(copy);
    }
}
