package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.protocol.CreateTransferResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts from snapshots that fit, and from such that do not. */
@Timeout(60)
class NodeSnapshotTest {
    @TempDir
    private Path directory;

    private final Random random = new Random(20);
    private final LogLines log = new LogLines();
    private SnapshotGround ground;

    private SnapshotGround ground(final String name) throws Exception {
        ground = new SnapshotGround(directory.resolve(name), random);
        return ground;
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        ground.close();
        assertNull(ground.halted.get());
    }

    private void assertFrom(final long sequence) {
        assertTrue(log.has("behind the snapshot of sequence " + sequence), log.toString());
    }

    private void assertFromTheBeginning() {
        assertTrue(log.has("recovered "), log.toString());
        assertFalse(log.has("behind the snapshot of sequence"), log.toString());
    }

    private void restart(final String... settings) throws Exception {
        ground.kill();
        log.clear();
        ground.start(settings);
    }

    /** Snapshots while others write; each is of a state that was there. */
    @Test
    void shouldBeMadeWhileTheNodeWrites() throws Exception {
        ground("busy").withoutExpiries().start().openAccounts();
        final List<Long> made = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> maker = CompletableFuture.runAsync(() -> {
            while (made.size() < 4) {
                try {
                    made.add(ground.snapshot().sequence());
                } catch (final IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        while (!maker.isDone()) {
            ground.load(100);
        }
        maker.join();
        restart();
        assertFrom(SnapshotFolder.sequence(ground.snapshots().get(0)));
        ground.assertNothingForgotten();
        ground.stopAndReplay();
        for (final Path newest : ground.snapshots().subList(0, 3)) {
            Files.delete(newest);
            log.clear();
            ground.start();
            assertFrom(SnapshotFolder.sequence(ground.snapshots().get(0)));
            ground.stopAndReplay();
        }
        SnapshotGround.delete(ground.data().resolve(SnapshotFolder.FOLDER));
        log.clear();
        ground.start();
        assertFromTheBeginning();
        ground.assertNothingForgotten();
        ground.stopAndReplay();
    }

    @Test
    void shouldNameADamagedOneAndUseTheOneBefore() throws Exception {
        ground("damaged").start().openAccounts().load(300);
        final long first = ground.snapshot().sequence();
        ground.load(100);
        ground.snapshot();
        ground.kill();
        final Path newest = ground.snapshots().get(0);
        // In a chunk: noticed while it is loaded. At the end: only by the sum over the file.
        for (final long at : new long[] {300, Files.size(newest) - 1}) {
            final Path file = ground.snapshots().get(0);
            SnapshotGround.flip(file, at);
            log.clear();
            ground.start();
            assertTrue(log.has(file.getFileName().toString(), "not used"), log.toString());
            assertFrom(first);
            ground.assertNothingForgotten();
            ground.stop();
            SnapshotGround.flip(file, at);
        }
        for (final Path file : ground.snapshots()) {
            SnapshotGround.flip(file, Files.size(file) / 2);
        }
        log.clear();
        ground.start();
        assertFromTheBeginning();
        ground.assertNothingForgotten();
    }

    /** Only the sum over the file tells that it is damaged: what is made of it would say of itself that it is good. */
    @Test
    void shouldNotBeMadeOnTopOfADamagedOne() throws Exception {
        ground("base").start().openAccounts().load(300);
        final long first = ground.snapshot().sequence();
        ground.load(100);
        ground.snapshot();
        ground.load(100);
        ground.kill();
        final Path damaged = ground.snapshots().get(0);
        SnapshotGround.flip(damaged, Files.size(damaged) - 1);
        log.clear();
        final var made = ground.snapshot();
        assertTrue(log.has(damaged.getFileName().toString(), "not used"), log.toString());
        assertEquals(first, made.sequence() - made.applied());
        ground.start();
        assertFrom(made.sequence());
        ground.assertNothingForgotten();
    }

    @Test
    void shouldNotUseWhatTheIndexDoesNotCover() throws Exception {
        ground("index").start().openAccounts().load(400);
        final long first = ground.snapshot().sequence();
        final Path older = directory.resolve("older");
        ground.kill();
        SnapshotGround.copy(ground.index(), older);
        ground.start().load(400);
        final long second = ground.snapshot().sequence();
        ground.kill();
        final Path newer = directory.resolve("newer");
        SnapshotGround.copy(ground.index(), newer);
        SnapshotGround.delete(ground.index());
        SnapshotGround.copy(older, ground.index());
        log.clear();
        ground.start();
        assertTrue(log.has("snapshot of sequence " + second + " is not used"), log.toString());
        assertFrom(first);
        ground.assertNothingForgotten();
        ground.kill();
        SnapshotGround.delete(ground.index());
        log.clear();
        ground.start();
        assertFromTheBeginning();
        ground.assertNothingForgotten();
        ground.kill();
        Files.delete(ground.snapshots().get(0));
        log.clear();
        ground.start(); // an index that is far ahead of the snapshot
        assertFrom(first);
        ground.assertNothingForgotten();
        ground.endAllHolds();
        ground.stopAndReplay();
    }

    /** An index that was just built again covers a snapshot at once; nobody waits for its next run. */
    @Test
    void shouldBeMadeRightAfterTheIndexWasBuiltAgain() throws Exception {
        ground("rebuilt").start().openAccounts().load(900);
        ground.kill();
        SnapshotGround.delete(ground.index());
        ground.start();
        final var made = ground.snapshot();
        assertTrue(made.header().history().endsThrough() > 0, made.toString());
        assertTrue(made.header().history().sequence() > 0, made.toString());
        restart();
        assertFrom(made.sequence());
        ground.assertNothingForgotten();
    }

    @Test
    void shouldNotUseOneOfOtherSettings() throws Exception {
        ground("settings").start().openAccounts().load(300);
        ground.snapshot();
        restart("LASTRO_ENGINE_HISTORY_FILTER_BYTES", "16KiB");
        assertTrue(log.has("engine.history-filter-bytes"), log.toString());
        assertFromTheBeginning();
        ground.assertNothingForgotten();
        restart("LASTRO_ENGINE_RECENT_TRANSFERS", "60000");
        assertTrue(log.has("engine.recent-transfers"), log.toString());
        assertFromTheBeginning();
        final long sequence = ground.snapshot().sequence(); // the base does not fit either
        restart("LASTRO_ENGINE_RECENT_TRANSFERS", "60000");
        assertFrom(sequence);
        ground.assertNothingForgotten();
    }

    @Test
    void shouldNotUseOneOfAnotherCluster() throws Exception {
        ground("one").start().openAccounts().load(600);
        final Path foreign = ground.snapshot().file();
        ground.stop();
        final SnapshotGround one = ground;
        ground("two").start().openAccounts().load(200);
        final long sequence = ground.snapshot().sequence();
        ground.kill();
        final Path here = ground.snapshots().get(0).resolveSibling(foreign.getFileName());
        Files.copy(foreign, here);
        log.clear();
        ground.start();
        assertTrue(log.has(here.getFileName().toString(), "another cluster"), log.toString());
        assertFrom(sequence);
        ground.assertNothingForgotten();
        ground.load(800);
        assertTrue(ground.snapshot().sequence() > 900); // not on top of the foreign one
        restart();
        ground.assertNothingForgotten();
        ground.stopAndReplay();
        one.close();
    }

    /** The snapshot proves that the journal had more: going on would give the sequences, and the ids, away twice. */
    @Test
    void shouldRefuseAJournalThatEndsBeforeASnapshot() throws Exception {
        ground("restored").start().openAccounts().load(300);
        ground.kill();
        final Path older = directory.resolve("older");
        SnapshotGround.copy(ground.data(), older);
        ground.start().load(300);
        final Path newest = ground.snapshot().file();
        ground.stop();
        SnapshotGround.copy(newest.getParent(), older.resolve(SnapshotFolder.FOLDER));
        ground.data(older);
        for (int i = 0; i < 2; i++) { // with the index of that time, and without
            final JournalException refusal = assertThrows(JournalException.class, () -> ground.start());
            assertEquals(JournalErrorCode.DAMAGED_MIDDLE, refusal.code());
            assertTrue(refusal.getMessage().contains("snapshot of sequence"), refusal.getMessage());
            SnapshotGround.delete(ground.index());
        }
        SnapshotGround.delete(older.resolve(SnapshotFolder.FOLDER)); // the operator wants it so
        ground.start();
        assertFromTheBeginning();
    }

    /** A state of another history at a sequence that the journal has, too. */
    @Test
    void shouldNotUseOneOfAnotherHistory() throws Exception {
        ground("forked").start().openAccounts().load(200);
        ground.kill();
        final Path fork = directory.resolve("fork");
        SnapshotGround.copy(ground.data(), fork);
        ground.start().load(300);
        final Path foreign = ground.snapshot().file();
        ground.stop();
        final SnapshotGround first = ground;
        ground("other");
        ground.data(fork);
        ground.start().load(900);
        ground.stop();
        Files.createDirectories(fork.resolve(SnapshotFolder.FOLDER));
        Files.copy(foreign, fork.resolve(SnapshotFolder.FOLDER).resolve(foreign.getFileName()));
        log.clear();
        ground.start();
        assertTrue(log.has("does not belong to this journal") || log.has("is not used"), log.toString());
        assertFromTheBeginning();
        ground.load(50);
        final long sequence = ground.snapshot().sequence(); // not on top of it
        restart();
        assertFrom(sequence);
        ground.assertNothingForgotten();
        ground.stopAndReplay();
        first.close();
    }

    /**
     * A hold stands at the beginning of what a snapshot has in memory and ends right behind it. The next snapshot is so
     * much later that both together are more than memory holds.
     */
    @Test
    void shouldGoOnFromASnapshotAlthoughAHoldEndsRightBehindIt() throws Exception {
        final String[] settings = {
            "LASTRO_ENGINE_RECENT_TRANSFERS",
            "46000",
            "LASTRO_ENGINE_HISTORY_RUN_TRANSFERS",
            "1024",
            "LASTRO_JOURNAL_SEGMENT_BYTES",
            "64MiB"
        };
        ground("hold").start(settings).openAccounts();
        int id = 100_000;
        id = fill(id, 12_000);
        final List<Long> holds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            id = fill(id, 100);
            final Transfer hold = transfer(id).pending(0).build();
            assertEquals(
                    CreateTransferResult.CREATED,
                    ground.send(List.of(hold)).get(0).result());
            holds.add((long) id++);
        }
        id = fill(id, 44_000);
        final long first = ground.snapshot().sequence();
        for (final long hold : holds) {
            final TransferResult end = ground.send(
                            List.of(Transfer.voiding(Id.of(id++), Id.of(hold)).build()))
                    .get(0);
            assertEquals(CreateTransferResult.CREATED, end.result());
        }
        fill(id, 24_000);
        final long second = ground.snapshot().sequence();
        assertTrue(second > first + 24_000);
        restart(settings);
        assertFrom(second);
        ground.assertNothingForgotten();
    }

    private static Transfer.Builder transfer(final long id) {
        return Transfer.builder(Id.of(id))
                .debit(SnapshotGround.DEBIT)
                .credit(SnapshotGround.CREDIT)
                .amount(1)
                .ledger(986)
                .code(1);
    }

    private int fill(final int firstId, final int count) {
        for (int at = 0; at < count; at += 4000) {
            final List<Transfer> batch = new ArrayList<>();
            for (int i = at; i < Math.min(count, at + 4000); i++) {
                batch.add(transfer(firstId + i).build());
            }
            ground.send(batch);
        }
        return firstId + count;
    }

    @Test
    void shouldSayThatNothingIsNew() throws Exception {
        ground("idle").withoutExpiries().start().openAccounts().load(50);
        Thread.sleep(200); // until the journal names the last one as committed
        final long sequence = ground.snapshot().sequence();
        Thread.sleep(50);
        final var again = ground.snapshot();
        assertNull(again.file());
        assertEquals(sequence, again.sequence());
        ground.stop(); // the client's session ends by an event
        ground.snapshot();
        assertNull(ground.snapshot().file());
    }
}
