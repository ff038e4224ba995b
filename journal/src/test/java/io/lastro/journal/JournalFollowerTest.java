package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a journal while it is written, over rolls, restarts and crashes; and reading single frames of it. */
class JournalFollowerTest {
    private final long seed = JournalFixture.seed("JournalFollowerTest");
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    /** Keeps what it is told. */
    private static final class Followed implements JournalFollower.Listener {
        final List<BatchSource.Batch> batches = new ArrayList<>();
        final TreeMap<Long, FrameLocation> frames = new TreeMap<>();

        @Override
        public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
            frames.put(firstSequence, location);
        }

        @Override
        public void onBatch(final JournaledBatch batch) {
            batches.add(BatchSource.Batch.of(batch));
        }

        void assertSame(final List<BatchSource.Batch> expected) {
            assertEquals(expected.size(), batches.size());
            for (int i = 0; i < expected.size(); i++) {
                assertTrue(expected.get(i).same(batches.get(i)), "batch " + i);
            }
        }
    }

    private static Journal open(final Path data) {
        return Journal.open(JournalFixture.small(data), new JournalFixture.Collector(), Progress.NONE);
    }

    private static void followAll(final JournalFollower follower, final long watermark, final Followed followed) {
        while (follower.poll(watermark, followed)) {
            // until there is nothing more
        }
    }

    private List<BatchSource.Batch> write(final Journal journal, final BatchSource source, final int groups) {
        final List<BatchSource.Batch> written = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            final List<BatchSource.Batch> group = new ArrayList<>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                group.add(source.next(40));
            }
            JournalFixture.commit(journal, group);
            written.addAll(group);
        }
        return written;
    }

    @Test
    void shouldFollowWhileFramesAreAppendedAndSegmentsRoll() throws Exception {
        final AtomicLong released = new AtomicLong();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Followed followed = new Followed();
        final List<BatchSource.Batch> written = new ArrayList<>();
        try (Journal journal = open(directory)) {
            final BatchSource source = new BatchSource(seed, 1, 1_000);
            final JournalFollower follower = JournalFollower.fromStart(directory);
            final Thread reader = new Thread(() -> {
                try {
                    while (released.get() >= 0) {
                        follower.poll(released.get(), followed);
                    }
                } catch (final Throwable t) {
                    failure.set(t);
                }
            });
            reader.start();
            for (int i = 0; i < 200; i++) {
                written.addAll(write(journal, source, 1));
                released.set(journal.durableSequence());
                if (i % 50 == 0) {
                    journal.idle(System.nanoTime());
                }
            }
            final long last = journal.durableSequence();
            while (failure.get() == null && follower.nextSequence() <= last) {
                Thread.sleep(1);
            }
            released.set(-1);
            reader.join();
            follower.close();
        }
        assertEquals(null, failure.get());
        followed.assertSame(written);
        assertTrue(
                followed.frames.values().stream()
                                .map(FrameLocation::segment)
                                .distinct()
                                .count()
                        > 3,
                "the queue has rolled");
        assertRandomAccess(directory, followed, written);
    }

    private void assertRandomAccess(final Path data, final Followed followed, final List<BatchSource.Batch> written) {
        try (JournalFrames frames = new JournalFrames(data)) {
            for (int i = 0; i < 500; i++) {
                final BatchSource.Batch wanted = written.get(random.nextInt(written.size()));
                final long sequence = wanted.firstSequence() + random.nextInt(wanted.count());
                final FrameLocation location =
                        followed.frames.floorEntry(sequence).getValue();
                assertTrue(wanted.same(BatchSource.Batch.of(frames.batchAt(location, sequence))));
                final long eventNs = wanted.timestampNs() - wanted.count() + 1 + (sequence - wanted.firstSequence());
                assertEquals(sequence, frames.lastSequenceAt(location, eventNs));
            }
        }
    }

    @Test
    void shouldReadNothingAboveTheWatermark() {
        try (Journal journal = open(directory);
                JournalFollower follower = JournalFollower.fromStart(directory)) {
            final Followed followed = new Followed();
            final BatchSource source = new BatchSource(seed, 1, 1_000);
            assertFalse(follower.poll(0, followed));
            final BatchSource.Batch first = source.next(BatchKind.TRANSFERS, 5);
            JournalFixture.commit(journal, List.of(first));
            JournalFixture.commit(journal, List.of(source.next(BatchKind.TRANSFERS, 5)));
            assertFalse(follower.poll(4, followed), "the first frame ends above it");
            assertTrue(follower.poll(5, followed));
            assertFalse(follower.poll(5, followed));
            followed.assertSame(List.of(first));
            assertThrows(JournalException.class, () -> followAll(follower, 11, followed), "was never appended");
        }
    }

    @Test
    void shouldGoOnAfterRestartsCrashesAndRewrittenFrames() throws Exception {
        Path data = directory.resolve("run-0");
        final List<BatchSource.Batch> written = new ArrayList<>();
        final Followed followed = new Followed();
        FrameLocation last = null;
        long lastSequence = 0;
        int knownRun = 0;
        int rewritten = 0;
        BatchSource source = new BatchSource(seed, 1, 1_000);
        for (int round = 1; round <= 12; round++) {
            final Path next = directory.resolve("run-" + round);
            final boolean crash = round % 2 == 1;
            try (Journal journal = open(data)) {
                final TreeMap<Long, FrameLocation> again = new TreeMap<>();
                knownRun = Math.max(
                        knownRun,
                        JournalFollower.rewritten(data, knownRun, (place, first, count) -> again.put(first, place)));
                for (final long first : again.keySet()) {
                    rewritten += followed.frames.replace(first, again.get(first)) == null ? 0 : 1;
                }
                written.addAll(write(journal, source, 1 + random.nextInt(20)));
                try (JournalFollower follower = last == null
                        ? JournalFollower.fromStart(data)
                        : JournalFollower.behind(data, last, lastSequence)) {
                    final long end = journal.durableSequence();
                    followAll(follower, random.nextBoolean() ? end : lastSequence + (end - lastSequence) / 2, followed);
                    last = follower.lastFrame() == null ? last : follower.lastFrame();
                    lastSequence = follower.nextSequence() - 1;
                }
                if (crash) {
                    JournalFixture.copy(data, next); // as kill -9 leaves it
                }
            }
            if (!crash) {
                JournalFixture.copy(data, next);
            }
            JournalFixture.delete(data);
            data = next;
        }
        try (Journal journal = open(data);
                JournalFollower follower = JournalFollower.behind(data, last, lastSequence)) {
            final TreeMap<Long, FrameLocation> again = new TreeMap<>();
            JournalFollower.rewritten(data, knownRun, (place, first, count) -> again.put(first, place));
            again.forEach(followed.frames::replace);
            followAll(follower, journal.durableSequence(), followed);
            followed.assertSame(written);
            final Followed whole = new Followed();
            try (JournalFollower fresh = JournalFollower.fromStart(data)) {
                followAll(fresh, journal.durableSequence(), whole);
            }
            whole.assertSame(written);
            assertEquals(whole.frames.keySet(), followed.frames.keySet());
            assertRandomAccess(data, followed, written);
        }
        assertTrue(rewritten > 0, "frames that were followed have been written again");
    }

    @Test
    void shouldNoticeADamagedFrame() throws Exception {
        final Followed followed = new Followed();
        try (Journal journal = open(directory)) {
            write(journal, new BatchSource(seed, 1, 1_000), 5);
            try (JournalFollower follower = JournalFollower.fromStart(directory)) {
                followAll(follower, journal.durableSequence(), followed);
            }
            final FrameLocation third = new ArrayList<>(followed.frames.values()).get(2);
            final long sequence = new ArrayList<>(followed.frames.keySet()).get(2);
            final LiveSegments segments = new LiveSegments(new DirectoryLayout(directory));
            try (RandomAccessFile file =
                    new RandomAccessFile(segments.of(third.segment()).path().toFile(), "rw")) {
                file.seek(third.position() + FrameLayout.HEADER_BYTES + 3);
                final int old = file.read();
                file.seek(third.position() + FrameLayout.HEADER_BYTES + 3);
                file.write(old ^ 4);
            }
            try (JournalFollower follower = JournalFollower.fromStart(directory);
                    JournalFrames frames = new JournalFrames(directory)) {
                final JournalException refusal = assertThrows(
                        JournalException.class, () -> followAll(follower, journal.durableSequence(), new Followed()));
                assertEquals(JournalErrorCode.DAMAGED_MIDDLE, refusal.code());
                assertEquals(sequence, follower.nextSequence());
                assertThrows(JournalException.class, () -> frames.batchAt(third, sequence));
            }
        }
    }
}
