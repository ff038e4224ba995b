package io.lastro.node.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.JournalFrames;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model over real journals: the same answers as a naive scan, whatever happened to its process or its files. */
class ReadModelTest {
    private static final long WAIT_NS = 20_000_000_000L;

    private final long seed = Long.getLong("lastro.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AtomicLong released = new AtomicLong();

    @TempDir
    private Path directory;

    private ReadModel model(final Path data, final long journalEnd) {
        return new ReadModel(new ReadModel.Context()
                        .dataDirectory(data)
                        .clusterId(5, 6)
                        .journalEnd(journalEnd)
                        .released(released::get)
                        .cacheBytes(1 << 20))
                .start();
    }

    private void assertAnswersAsNaive(final Path data, final long last, final long expectedRebuilds) {
        released.set(last);
        final NaiveJournal naive = NaiveJournal.read(data);
        assertEquals(last, naive.eventTimes.size());
        try (ReadModel model = model(data, last);
                JournalFrames frames = new JournalFrames(data)) {
            assertTrue(model.await(last, WAIT_NS), "seed " + seed + ": " + model.stoppedFor());
            assertEquals(0, model.lag());
            assertEquals(expectedRebuilds, model.rebuilds());
            new NaiveComparison(random, naive, model, frames).compareAll("seed " + seed);
        }
    }

    @Test
    void shouldAnswerAsANaiveScanOfRandomHistories() {
        for (int round = 0; round < 4; round++) {
            final Path data = directory.resolve("round-" + round);
            final long last;
            try (RandomHistory history = new RandomHistory(seed + round).open(data)) {
                history.run(150);
                last = history.lastSequence();
            }
            assertAnswersAsNaive(data, last, 0);
            final NaiveJournal naive = NaiveJournal.read(data);
            assertTrue(naive.movements.stream().anyMatch(NaiveJournal.Moved::expiry), "seed " + seed);
            for (int state = 1; state <= 6; state++) {
                final int wanted = state;
                assertTrue(
                        naive.transfers.values().stream().anyMatch(stored -> stored.state == wanted),
                        "seed " + seed + ": no transfer in state " + state);
            }
        }
    }

    @Test
    void shouldShowTheTransfersOfExecutedBlocks() {
        final long last;
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.createAccounts(3);
            history.createAccounts(3);
            history.boundedAccount(50);
            history.plain(200, 1, 50);
            final AdminEvent block =
                    RandomHistory.command(AdminKind.ADD_BLOCK, 900, 50, 0).amount(150);
            assertEquals(0, history.admin(block.blockKind(BlockKind.COURT.code())));
            for (int i = 0; i < 3; i++) {
                final AdminEvent execution = RandomHistory.command(AdminKind.EXECUTE_BLOCK, 901 + i, 50, 1 + i)
                        .blockIdLow(900)
                        .amount(i == 2 ? 1_000 : 40)
                        .transferIdLow(77_777 + i)
                        .creditAccountIdLow(2)
                        .creditAccountIdHigh(2)
                        .transferCode(3);
                assertEquals(i == 2, history.admin(execution) != 0);
            }
            history.plain(20, 50, 1);
            history.journal.commit();
            last = history.lastSequence();
        }
        final NaiveJournal naive = NaiveJournal.read(directory);
        assertEquals(222, naive.movements.size(), "two executions, one is refused");
        assertAnswersAsNaive(directory, last, 0);
    }

    /** The very first batch is one of a session: nothing else has given the reader's buffers any memory yet. */
    @Test
    void shouldPassOverSessions() {
        final long last;
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                ReadModel model = model(directory, 0)) {
            history.session(77);
            released.set(history.lastSequence());
            assertTrue(model.await(history.lastSequence(), WAIT_NS), "seed " + seed);
            history.run(20);
            history.session(78);
            history.run(20);
            last = history.lastSequence();
            released.set(last);
            assertTrue(model.await(last, WAIT_NS), "seed " + seed);
            assertEquals(0, model.rebuilds());
        }
        assertAnswersAsNaive(directory, last, 0);
    }

    /** Statements, past balances, queries and change events are those of the transfers around them. */
    @Test
    void shouldPassOverCheckpoints() {
        final long last;
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                ReadModel model = model(directory, 0)) {
            for (int i = 0; i < 30; i++) {
                history.run(4);
                history.checkpoint();
                released.set(history.lastSequence());
            }
            last = history.lastSequence();
            assertTrue(model.await(last, WAIT_NS), "seed " + seed);
            assertEquals(0, model.rebuilds());
        }
        assertAnswersAsNaive(directory, last, 0);
    }

    @Test
    void shouldFollowWhileTheJournalIsWritten() {
        final long last;
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                ReadModel model = model(directory, 0)) {
            for (int i = 0; i < 60; i++) {
                history.run(3);
                released.set(history.lastSequence());
                if (i % 7 == 0) {
                    assertTrue(model.await(history.lastSequence(), WAIT_NS), "seed " + seed);
                }
            }
            last = history.lastSequence();
            assertTrue(model.await(last, WAIT_NS), "seed " + seed);
            assertEquals(0, model.rebuilds());
        }
        assertAnswersAsNaive(directory, last, 0);
    }

    @Test
    void shouldGoOnAfterKillsAtAnyPoint() throws IOException {
        Path data = directory.resolve("life-0");
        final RandomHistory history = new RandomHistory(seed);
        for (int life = 1; life <= 6; life++) {
            final Path next = directory.resolve("life-" + life);
            history.open(data);
            try (ReadModel model = model(data, history.lastSequence())) {
                for (int i = 0; i < 10; i++) {
                    history.run(4);
                    released.set(history.lastSequence());
                    model.await(random.nextLong(history.lastSequence() + 1), WAIT_NS);
                    if (i == 5 && random.nextBoolean()) {
                        model.close(); // what it has until here is in files
                        break;
                    }
                }
                copy(data, next);
                assertEquals(0, model.rebuilds());
            }
            history.close();
            data = next;
        }
        history.open(data); // recovers, and writes the unsynced frames again
        history.run(5);
        final long last = history.lastSequence();
        history.close();
        assertAnswersAsNaive(data, last, 0);
    }

    @Test
    void shouldBuildAgainWhatIsDeletedDamagedOrForeign() throws IOException {
        final long last;
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.run(80);
            last = history.lastSequence();
        }
        assertAnswersAsNaive(directory, last, 0);
        ReadStore.delete(directory.resolve(ReadModel.FOLDER));
        assertAnswersAsNaive(directory, last, 0);
        for (final Path file : files(".sst")) {
            final byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            bytes[10] ^= 1;
            Files.write(file, bytes);
        }
        assertAnswersAsNaive(directory, last, 1);
        Files.write(files("CURRENT").get(0), new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
        assertAnswersAsNaive(directory, last, 1);
    }

    @Test
    void shouldThrowAwayWhatIsAheadOfTheJournal() throws IOException {
        final Path behind = directory.resolve("behind");
        final Path ahead = directory.resolve("ahead");
        final long last;
        final long more;
        try (RandomHistory history = new RandomHistory(seed).open(ahead)) {
            history.run(40);
            last = history.lastSequence();
            history.close();
            copy(ahead, behind);
            history.open(ahead);
            history.run(40);
            more = history.lastSequence();
        }
        assertAnswersAsNaive(ahead, more, 0);
        copy(ahead.resolve(ReadModel.FOLDER), behind.resolve(ReadModel.FOLDER));
        assertAnswersAsNaive(behind, last, 1);
    }

    private List<Path> files(final String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(ReadModel.FOLDER))) {
            final List<Path> found = new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(suffix)).toList());
            assertTrue(!found.isEmpty(), "no " + suffix);
            return found;
        }
    }

    private static void copy(final Path source, final Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            final List<Path> all = new ArrayList<>(files.toList());
            Collections.sort(all, Comparator.naturalOrder());
            for (final Path file : all) {
                final Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (isStill(file)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** RocksDB may remove a file while we walk. */
    private static boolean isStill(final Path file) {
        final Predicate<Path> exists = Files::exists;
        return exists.test(file);
    }
}
