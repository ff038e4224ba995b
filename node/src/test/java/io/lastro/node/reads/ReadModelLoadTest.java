package io.lastro.node.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.DurabilityLevel;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalFrames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One account with a million movements: what building the model, a page from the middle and a past balance cost. Prints
 * its numbers: {@code ./lastro test --module node -Dgroups=slow -Dtest=ReadModelLoadTest}.
 */
@Tag("slow")
class ReadModelLoadTest {
    private static final int MOVEMENTS = 1_000_000;
    private static final int READS = 400;
    private static final long BAR_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Random random = new Random(4711);
    private final AtomicLong released = new AtomicLong();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {8_190, 5})
    void shouldReadFromTheMiddleOfAMillionMovements(final int transfersPerFrame) {
        final JournalConfig config = new JournalConfig(directory)
                .newIdentity(5, 6, 7)
                .durability(DurabilityLevel.D0)
                .ring(4, 16 * 1024 * 1024)
                .freeSpaceFloorBytes(0);
        final long last;
        final long lastNs;
        try (RandomHistory history = new RandomHistory(1).open(config)) {
            history.createAccounts(3);
            history.createAccounts(3);
            for (int left = MOVEMENTS; left > 0; left -= transfersPerFrame) {
                history.plain(Math.min(left, transfersPerFrame), 1, 2);
                history.journal.commit();
            }
            last = history.lastSequence();
            lastNs = history.timeNs;
        }
        released.set(last);
        final long startNs = System.nanoTime();
        try (ReadModel model = new ReadModel(new ReadModel.Context()
                                .dataDirectory(directory)
                                .clusterId(5, 6)
                                .journalEnd(last)
                                .released(released::get))
                        .start();
                JournalFrames frames = new JournalFrames(directory)) {
            assertTrue(model.await(last, TimeUnit.MINUTES.toNanos(10)), model.stoppedFor());
            System.out.printf(
                    "%d transfers a frame: model built with %,d events/s%n",
                    transfersPerFrame, MOVEMENTS * 1_000_000_000L / (System.nanoTime() - startNs));
            final Id128 account = new Id128(1, 1);
            final RowBuffer rows = new RowBuffer();
            final long firstNs = lastNs - (lastNs - 1_700_000_000_000_000_000L) * 9 / 10;
            measure(model, frames, "page of 100, oldest first", at -> view -> {
                new StatementRead(account, 100)
                        .sequence(1 + random.nextLong(last - 500), 0)
                        .run(view, rows);
                assertEquals(100, rows.count());
            });
            measure(model, frames, "page of 100, newest first", at -> view -> {
                new StatementRead(account, 100)
                        .sequence(0, 500 + random.nextLong(last - 500))
                        .newestFirst(true)
                        .run(view, rows);
                assertEquals(100, rows.count());
            });
            measure(model, frames, "balance at a sequence", at -> view -> {
                new BalanceRead(account, 0, 10 + random.nextLong(last - 10)).run(view, rows);
                assertEquals(1, rows.count());
            });
            measure(model, frames, "balance at an instant", at -> view -> {
                new BalanceRead(account, random.nextLong(firstNs, lastNs), 0).run(view, rows);
                assertEquals(1, rows.count());
            });
        }
    }

    /** What one measured read does. */
    @FunctionalInterface
    private interface Reading {
        void on(ModelView view);
    }

    private void measure(
            final ReadModel model, final JournalFrames frames, final String what, final LongFunction<Reading> reading) {
        final long[] tookNs = new long[READS];
        for (int i = -READS / 2; i < READS; i++) { // the first ones warm the code up, at other places
            final long startNs = System.nanoTime();
            final Reading read = reading.apply(i);
            model.read(frames, view -> {
                read.on(view);
                return null;
            });
            if (i >= 0) {
                tookNs[i] = System.nanoTime() - startNs;
            }
        }
        Arrays.sort(tookNs);
        System.out.printf(
                "  %s: p50 %.2f ms, p99 %.2f ms, worst %.2f ms%n",
                what, tookNs[READS / 2] / 1e6, tookNs[READS * 99 / 100] / 1e6, tookNs[READS - 1] / 1e6);
        assertTrue(tookNs[READS / 2] < BAR_NS, what + ": median " + tookNs[READS / 2] + " ns");
    }
}
