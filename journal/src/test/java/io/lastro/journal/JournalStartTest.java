package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A start behind a snapshot: it must end as one that reads everything, and refuse what that one refuses. */
@Timeout(60)
class JournalStartTest {
    private static final int JOURNALS = 2;
    private static final int REAL_START_EVERY = 50;

    private final long seed = JournalFixture.seed("JournalStartTest");
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    private final List<BatchSource.Batch> written = new ArrayList<>();
    private final TreeMap<Long, ChainValue> frameEnds = new TreeMap<>(); // chain value by last sequence
    private BatchSource source;

    /** Passes on, and says from where on it wants to hear. */
    private static final class Behind extends Forwarding {
        private final JournalStart start;

        Behind(final JournalStart start) {
            this.start = start;
        }

        @Override
        public JournalStart onLocked() {
            return start;
        }
    }

    /** Collects. */
    private static class Forwarding implements BatchHandler {
        final JournalFixture.Collector found = new JournalFixture.Collector();

        @Override
        public void onBatch(final JournaledBatch batch) {
            batch.handTo(found);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** Lives of a node on one directory: clean stops, and kills at any step, with and without what was not synced. */
    private void live(final SyncMode mode, final int lives) throws IOException {
        source = new BatchSource(seed, 1, 1_000);
        for (int life = 0; life < lives; life++) {
            final boolean kill = random.nextInt(3) > 0;
            final boolean syncs = random.nextBoolean();
            final int groups = 3 + random.nextInt(30);
            final Path dead = directory.resolve("dead");
            final JournalStep step = JournalStep.values()[random.nextInt(JournalStep.values().length)];
            final boolean[] armed = {false};
            final JournalConfig config = config(mode, syncs).steps(at -> {
                if (armed[0] && at == step) {
                    armed[0] = false;
                    copyTo(dead);
                }
            });
            try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
                for (int i = 0; i < groups; i++) {
                    write(journal);
                }
                if (kill) {
                    armed[0] = true;
                    write(journal);
                    if (armed[0]) { // the step was not reached
                        armed[0] = false;
                        copyTo(dead);
                    }
                }
            }
            if (kill) {
                JournalFixture.delete(data());
                Files.move(dead, data());
            }
            readFrames();
        }
    }

    private JournalConfig config(final SyncMode mode, final boolean syncs) {
        final JournalConfig config = JournalFixture.small(data()).syncMode(mode);
        return syncs ? config : config.queueSync(1 << 30, Long.MAX_VALUE);
    }

    private void write(final Journal journal) {
        final List<BatchSource.Batch> group = new ArrayList<>();
        for (int j = random.nextInt(3); j >= 0; j--) {
            group.add(source.next(60));
        }
        JournalFixture.commit(journal, group);
    }

    private void copyTo(final Path target) {
        try {
            JournalFixture.copy(data(), target);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the journal holds now: what was not acknowledged may be gone, and its sequences are used again. */
    private void readFrames() throws IOException {
        final Path copy = directory.resolve("copy");
        JournalFixture.delete(copy);
        JournalFixture.copy(data(), copy);
        written.clear();
        frameEnds.clear();
        final JournalFixture.Collector all = new JournalFixture.Collector();
        final JournalSummary summary;
        try (Journal journal = Journal.open(JournalFixture.small(copy), all, Progress.NONE)) {
            summary = journal.recovered();
        }
        written.addAll(all.batches);
        try (JournalFollower follower = JournalFollower.fromStart(copy)) {
            while (follower.poll(summary.lastSequence(), new Ends(follower))) {
                final ChainValue chain = new ChainValue();
                chain.set(follower.chainLow(), follower.chainHigh());
                frameEnds.put(follower.nextSequence() - 1, chain);
            }
        }
        assertEquals(summary.lastSequence(), frameEnds.isEmpty() ? 0 : frameEnds.lastKey());
        final BatchSource.Batch last = written.isEmpty() ? null : written.get(written.size() - 1);
        source = new BatchSource(
                random.nextLong(), summary.lastSequence() + 1, last == null ? 1_000 : last.timestampNs() + 1);
    }

    /** Has nothing to do. */
    private record Ends(JournalFollower follower) implements JournalFollower.Listener {
        @Override
        public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
            // the end is read afterwards
        }

        @Override
        public void onBatch(final JournaledBatch batch) {
            // likewise
        }
    }

    private static JournalStart at(final long sequence, final ChainValue chain) {
        return new JournalStart(sequence, chain.low, chain.high, sequence);
    }

    /** Starts on a copy; returns what was found. */
    private JournalSummary start(final Behind handler) throws IOException {
        final Path copy = directory.resolve("start");
        JournalFixture.delete(copy);
        JournalFixture.copy(data(), copy);
        return startOn(copy, handler);
    }

    /** Decides and delivers as a start does, and changes nothing. */
    private static JournalSummary read(final Path root, final Behind handler) throws IOException {
        final DirectoryLayout layout = new DirectoryLayout(root);
        final JournalIdentity identity = JournalIdentity.decode(Files.readAllBytes(layout.identity()));
        try (FileWindow window = new FileWindow();
                FileWindow ringWindow = new FileWindow();
                BatchDelivery delivery = new BatchPipe(handler)) {
            final RecoveryPlan plan = new RecoveryPlan(
                            layout, identity, Faults.throwing(), delivery, window, ringWindow)
                    .startAfter(handler.start)
                    .read(Progress.NONE);
            return plan.summary(plan.tailFrames.size()); // it would write these again
        }
    }

    private static JournalSummary startOn(final Path copy, final RecoveryHandler handler) {
        try (Journal journal = Journal.open(JournalFixture.small(copy), handler, Progress.NONE)) {
            return journal.recovered();
        }
    }

    private void assertStartsBehindEveryFrame() throws IOException {
        final JournalSummary whole = start(new Behind(JournalStart.BEGINNING));
        final JournalSummary wholeRead = read(data(), new Behind(JournalStart.BEGINNING));
        for (final Map.Entry<Long, ChainValue> end : frameEnds.entrySet()) {
            final boolean real = random.nextInt(REAL_START_EVERY) == 0;
            final Behind handler = new Behind(at(end.getKey(), end.getValue()));
            final JournalSummary summary = real ? start(handler) : read(data(), handler);
            assertSame(real ? whole : wholeRead, summary, end.getKey());
            final List<BatchSource.Batch> wanted = written.stream()
                    .filter(batch -> batch.firstSequence() > end.getKey())
                    .toList();
            handler.found.assertHolds(wanted, wanted.size());
        }
    }

    private static void assertSame(final JournalSummary whole, final JournalSummary summary, final long end) {
        final String where = "behind " + end + " of " + whole.lastSequence();
        assertEquals(whole.lastSequence(), summary.lastSequence(), where);
        assertEquals(whole.lastTimestampNs(), summary.lastTimestampNs(), where);
        assertEquals(whole.chainLow(), summary.chainLow(), where);
        assertEquals(whole.chainHigh(), summary.chainHigh(), where);
        assertEquals(whole.cleanStop(), summary.cleanStop(), where);
        assertEquals(whole.rewrittenFrames(), summary.rewrittenFrames(), where);
        assertEquals(whole.cutBytes(), summary.cutBytes(), where);
        assertEquals(whole.records() - end, summary.records(), where);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldEndAsAStartThatReadsEverything(final SyncMode mode) throws IOException {
        for (int i = 0; i < JOURNALS; i++) {
            JournalFixture.delete(data());
            live(mode, 1 + random.nextInt(5));
            if (!frameEnds.isEmpty()) {
                assertStartsBehindEveryFrame();
            }
        }
    }

    @Test
    void shouldEndAsThatWithoutARing() throws IOException {
        live(SyncMode.WAL, 3);
        startOn(data(), new JournalFixture.Collector()); // and stops cleanly
        JournalFixture.delete(data().resolve("wal"));
        assertStartsBehindEveryFrame();
    }

    /** What a start writes that came from a snapshot must be a journal like any other. */
    @Test
    void shouldGoOnBehindASnapshotForManyLives() throws IOException {
        live(SyncMode.WAL, 1);
        for (int life = 0; life < 6; life++) {
            final Long[] ends = frameEnds.keySet().toArray(Long[]::new);
            final long end = ends[random.nextInt(ends.length)];
            final Path dead = directory.resolve("dead");
            final Behind handler = new Behind(at(end, frameEnds.get(end)));
            try (Journal journal = Journal.open(
                    config(random.nextBoolean() ? SyncMode.WAL : SyncMode.QUEUE, random.nextBoolean()),
                    handler,
                    Progress.NONE)) {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    write(journal);
                }
                copyTo(dead);
            }
            if (random.nextBoolean()) {
                JournalFixture.delete(data());
                Files.move(dead, data());
            } else {
                JournalFixture.delete(dead);
            }
            readFrames();
        }
        assertTrue(JournalVerifier.verify(data(), Progress.NONE).good());
        assertStartsBehindEveryFrame();
    }

    @Test
    void shouldRefuseWhatIsNotOfThisJournal() throws IOException {
        live(SyncMode.WAL, 2);
        for (final Map.Entry<Long, ChainValue> end : frameEnds.entrySet()) {
            final ChainValue chain = end.getValue();
            for (final JournalStart wrong : List.of(
                    new JournalStart(end.getKey(), chain.low ^ 1, chain.high, end.getKey()),
                    new JournalStart(end.getKey(), chain.low, chain.high ^ Long.MIN_VALUE, end.getKey()))) {
                final Behind handler = new Behind(wrong);
                final JournalException refusal = assertThrows(JournalException.class, () -> read(data(), handler));
                assertEquals(JournalErrorCode.SNAPSHOT_MISMATCH, refusal.code());
                assertTrue(refusal.getMessage().contains("sequence " + end.getKey()), refusal.getMessage());
                assertEquals(0, handler.found.batches.size());
            }
        }
    }

    @Test
    void shouldRefuseAPlaceInTheMiddleOfAFrame() throws IOException {
        live(SyncMode.WAL, 2);
        int tried = 0;
        for (final Map.Entry<Long, ChainValue> end : frameEnds.entrySet()) {
            final long middle = end.getKey() - 1;
            if (middle > 0 && !frameEnds.containsKey(middle)) {
                final Behind handler = new Behind(at(middle, end.getValue()));
                final JournalException refusal = assertThrows(JournalException.class, () -> read(data(), handler));
                assertEquals(JournalErrorCode.SNAPSHOT_MISMATCH, refusal.code());
                assertEquals(0, handler.found.batches.size());
                tried++;
            }
        }
        assertTrue(tried > 0);
    }

    /** The snapshot proves that the sequence was committed: going on without it would lose what was acknowledged. */
    @Test
    void shouldRefuseAJournalThatEndsBeforeASnapshot() throws IOException {
        live(SyncMode.WAL, 2);
        final long end = frameEnds.lastKey();
        final ChainValue chain = frameEnds.lastEntry().getValue();
        for (final JournalStart beyond : List.of(
                new JournalStart(end + 1, chain.low, chain.high, end + 1),
                new JournalStart(end + 1000, 7, 8, end + 1000),
                new JournalStart(0, 0, 0, end + 1),
                new JournalStart(end, chain.low, chain.high, end + 1))) {
            final Path before = directory.resolve("before");
            JournalFixture.delete(before);
            JournalFixture.copy(data(), before);
            final JournalException refusal = assertThrows(JournalException.class, () -> start(new Behind(beyond)));
            assertEquals(JournalErrorCode.DAMAGED_MIDDLE, refusal.code());
            assertTrue(refusal.getMessage().contains("n = " + (end + 1)), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("snapshot of sequence " + beyond.committed()));
            assertSameFiles(before.resolve("queue"), directory.resolve("start").resolve("queue"));
        }
        final Behind atEnd = new Behind(new JournalStart(0, 0, 0, end));
        assertEquals(end, start(atEnd).lastSequence());
        assertEquals(written.size(), atEnd.found.batches.size());
    }

    private static void assertSameFiles(final Path one, final Path other) throws IOException {
        try (Stream<Path> files = Files.walk(one)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals(
                        -1,
                        Files.mismatch(file, other.resolve(one.relativize(file).toString())),
                        file::toString);
            }
        }
    }

    /** Every frame of the queue damaged in turn, a start behind every other one: as a whole start, or it lies before. */
    @Test
    void shouldRefuseDamageBehindASnapshot() throws IOException {
        live(SyncMode.WAL, 3);
        startOn(data(), new JournalFixture.Collector()); // all is synced and stopped cleanly
        final Path hurt = directory.resolve("hurt");
        int refused = 0;
        int passed = 0;
        for (final Map.Entry<Long, ChainValue> damaged : frameEnds.entrySet()) {
            if (random.nextInt(3) != 0) {
                continue;
            }
            JournalFixture.delete(hurt);
            JournalFixture.copy(data(), hurt);
            if (!damageFrame(hurt, damaged.getKey())) {
                continue;
            }
            final JournalException whole =
                    assertThrows(JournalException.class, () -> read(hurt, new Behind(JournalStart.BEGINNING)));
            for (final Map.Entry<Long, ChainValue> end : frameEnds.entrySet()) {
                if (random.nextInt(4) != 0) {
                    continue;
                }
                final Behind handler = new Behind(at(end.getKey(), end.getValue()));
                if (end.getKey() < damaged.getKey()) {
                    final JournalException refusal = assertThrows(JournalException.class, () -> read(hurt, handler));
                    assertEquals(whole.code(), refusal.code());
                    assertEquals(whole.getMessage(), refusal.getMessage());
                    refused++;
                } else {
                    try {
                        assertEquals(frameEnds.lastKey(), read(hurt, handler).lastSequence());
                        passed++;
                    } catch (final JournalException e) {
                        assertEquals(whole.code(), e.code()); // in the segment that the start begins with
                        assertTrue(e.code() != JournalErrorCode.SNAPSHOT_MISMATCH);
                    }
                }
            }
        }
        assertTrue(refused > 0, "nothing was refused");
        assertTrue(passed > 0, "nothing lay before");
    }

    /** Flips a bit in the last copy of the frame that ends with a sequence. */
    private boolean damageFrame(final Path root, final long lastSequence) throws IOException {
        Path at = null;
        long place = 0;
        try (FileWindow window = new FileWindow();
                Stream<Path> files = Files.walk(root.resolve("queue"))) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted()
                    .toList()) {
                window.open(file);
                long position = Documents.nextFrame(window, 0, window.size());
                while (position >= 0) {
                    final FrameHeader header = window.memory().header;
                    final int length = header.length();
                    if (header.count() > 0 && header.firstSequence() + header.count() - 1 == lastSequence) {
                        at = file;
                        place = position + length - 1;
                    }
                    position = Documents.nextFrame(window, position + length, window.size());
                }
            }
        }
        if (at == null) {
            return false;
        }
        final byte[] bytes = Files.readAllBytes(at);
        bytes[(int) place] ^= 4;
        Files.write(at, bytes);
        return true;
    }

    /**
     * A snapshot is made of what is committed, the queue behind it may be in memory only: a start must read and write
     * again all that was not synced, however many segments before the snapshot's that begins.
     */
    @Test
    void shouldWriteAgainWhatWasNotSyncedAlthoughASnapshotHasIt() throws IOException {
        final Path dead = directory.resolve("dead");
        source = new BatchSource(random.nextLong(), 1, 1_000);
        try (Journal journal = Journal.open(
                config(SyncMode.WAL, false).ring(3, 1 << 20), new JournalFixture.Collector(), Progress.NONE)) {
            while (segments(data()).size() < 4) {
                write(journal);
            }
            write(journal);
            copyTo(dead);
        }
        JournalFixture.delete(data());
        Files.move(dead, data());
        readFrames();
        final long rewritten = start(new Behind(JournalStart.BEGINNING)).rewrittenFrames();
        assertTrue(rewritten > 50, rewritten + " frames are written again");
        assertStartsBehindEveryFrame();
    }

    /** The synced part before the snapshot's segment is not read at all: that is what makes a start short. */
    @Test
    void shouldNotReadWhatLiesBeforeTheSegment() throws IOException {
        live(SyncMode.WAL, 1);
        while (segments(data()).size() < 5) {
            try (Journal journal =
                    Journal.open(config(SyncMode.WAL, true), new JournalFixture.Collector(), Progress.NONE)) {
                for (int i = 0; i < 20; i++) {
                    write(journal);
                }
            }
            readFrames();
        }
        startOn(data(), new JournalFixture.Collector());
        final Path first = segments(data()).get(0);
        Files.write(first, new byte[(int) Files.size(first)]);
        assertThrows(JournalException.class, () -> start(new Behind(JournalStart.BEGINNING)));
        final Behind handler =
                new Behind(at(frameEnds.lastKey(), frameEnds.lastEntry().getValue()));
        assertEquals(frameEnds.lastKey(), start(handler).lastSequence());
        assertFalse(handler.found.batches.iterator().hasNext());
    }

    private static List<Path> segments(final Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("queue"))) {
            return files.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }
}
