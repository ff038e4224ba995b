package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power goes at a random step, and again at a random step after the restart; nothing acknowledged is lost. */
class PowerLossTest {
    private static final int ROUNDS = Integer.getInteger("lastro.powerLosses", 20);
    private static final int LOSSES = 3;
    private static final int BATCHES = 40;

    @TempDir
    Path directory;

    /** Thrown by the step at which the power goes. */
    private static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldKeepEveryAcknowledgedBatchWithRing() throws IOException {
        rounds(SyncMode.WAL, false);
    }

    @Test
    void shouldKeepEveryAcknowledgedBatchWithoutRing() throws IOException {
        rounds(SyncMode.QUEUE, false);
    }

    @Test
    void shouldSeeADiskThatLies() {
        assertThrows(AssertionError.class, () -> rounds(SyncMode.WAL, true), "the test is blind");
    }

    private void rounds(final SyncMode mode, final boolean lying) throws IOException {
        final long seed = JournalFixture.seed("PowerLossTest");
        int cut = 0;
        long rewritten = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final Random random = new Random(seed + round);
            final Path base = directory.resolve(mode + "-" + round);
            List<BatchSource.Batch> written = new ArrayList<>();
            final int[] acknowledged = {0};
            for (int loss = 0; loss < LOSSES; loss++) {
                final Path now = base.resolve("" + loss);
                try {
                    written = untilPowerLoss(
                            mode, random, round % 3, now, base.resolve("" + (loss + 1)), written, acknowledged, lying);
                } catch (final JournalException e) {
                    throw new AssertionError("round " + round + " loss " + loss + " seed " + seed + ": " + e, e);
                }
            }
            final JournalFixture.Collector found = new JournalFixture.Collector();
            final Path last = base.resolve("" + LOSSES);
            try (Journal journal = Journal.open(JournalFixture.small(last).syncMode(mode), found, Progress.NONE)) {
                found.assertHolds(written, acknowledged[0]);
                rewritten += journal.recovered().rewrittenFrames();
                cut += journal.recovered().cutBytes() > 0 ? 1 : 0;
            } catch (final JournalException e) {
                throw new AssertionError("round " + round + " seed " + seed + ": " + e, e);
            }
            assertEquals(List.of(), JournalVerifier.verify(last, Progress.NONE).damages());
            JournalFixture.delete(base);
        }
        System.out.println("power losses " + ROUNDS * LOSSES + ", last starts that cut " + cut
                + ", frames rewritten by them " + rewritten);
        assertTrue(rewritten > 0);
    }

    /** Runs until the power goes; returns all batches that may be in the image. */
    private List<BatchSource.Batch> untilPowerLoss(
            final SyncMode mode,
            final Random random,
            final int shape,
            final Path now,
            final Path image,
            final List<BatchSource.Batch> before,
            final int[] acknowledged,
            final boolean lying)
            throws IOException {
        final PlatterStorage storage = new PlatterStorage(now);
        if (lying) {
            storage.lie();
        }
        final int moment = random.nextInt(random.nextBoolean() ? 12 : BATCHES * 5);
        final int[] steps = {0};
        final boolean[] gone = {false};
        final int[] acknowledgedAtLoss = {0};
        final JournalConfig config = JournalFixture.small(now)
                .syncMode(mode)
                .storage(storage)
                .ring(shape == 0 ? 3 : 2, shape == 2 ? 128 * 1024 : 64 * 1024) // goes round several times
                .steps(step -> {
                    synchronized (steps) {
                        if (gone[0]) {
                            throw new PowerLoss();
                        }
                        if (steps[0]++ == moment) {
                            lose(storage, random, image, gone, acknowledgedAtLoss, acknowledged);
                            throw new PowerLoss();
                        }
                    }
                });
        final JournalFixture.Collector found = new JournalFixture.Collector();
        List<BatchSource.Batch> written = before;
        Journal journal = null;
        try {
            journal = Journal.open(config, found, Progress.NONE);
            found.assertHolds(before, acknowledged[0]);
            written = new ArrayList<>(before.subList(0, found.batches.size()));
            synchronized (steps) {
                acknowledged[0] = written.size(); // whoever asks now is told so
            }
            final BatchSource source = new BatchSource(
                    random.nextLong(),
                    journal.nextSequence(),
                    journal.recovered().lastTimestampNs());
            for (int i = 0; i < BATCHES; i++) {
                final BatchSource.Batch batch = source.next(90);
                written.add(batch);
                JournalFixture.commit(journal, List.of(batch));
                synchronized (steps) {
                    acknowledged[0]++;
                }
                if (random.nextInt(10) == 0) {
                    journal.idle(0);
                    journal.idle(1L << 40);
                }
            }
            journal.close();
        } catch (final JournalException e) {
            if (!(e.getCause() instanceof PowerLoss)) {
                throw e;
            }
        }
        synchronized (steps) {
            if (!gone[0]) {
                lose(storage, random, image, gone, acknowledgedAtLoss, acknowledged);
            }
            acknowledged[0] = acknowledgedAtLoss[0];
        }
        if (journal != null) {
            try {
                journal.close();
            } catch (final JournalException e) {
                // The power is gone.
            }
        }
        return written;
    }

    private static void lose(
            final PlatterStorage storage,
            final Random random,
            final Path image,
            final boolean[] gone,
            final int[] acknowledgedAtLoss,
            final int[] acknowledged) {
        try {
            gone[0] = true;
            acknowledgedAtLoss[0] = acknowledged[0];
            storage.powerLoss(random, image);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
