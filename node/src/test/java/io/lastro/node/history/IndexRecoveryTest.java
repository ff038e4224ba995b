package io.lastro.node.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.node.history.RecordedLedger.Frame;
import io.lastro.node.history.RecordedLedger.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lives of an engine over a real index with tiny runs, beside an engine that keeps everything: closed, or left as a kill
 * -9 would leave it, with and without the loss of what was not committed.
 */
class IndexRecoveryTest {
    private static final int HISTORIES = 6;
    private static final int LIVES = 6;
    private static final int MOST_REQUESTS = 120;

    @TempDir
    Path root;

    private Random random;
    private RecordedLedger source;
    private final List<List<Frame>> frames = new ArrayList<>();
    private Path directory;
    private TransferIndex index;
    private LedgerEngine engine;
    private LedgerEngine plain;
    private volatile long gate;
    private int committedRequests;
    private int directories;
    private int reused;

    @Test
    void shouldGoOnInEveryLife() throws IOException {
        final long first = Long.getLong("lastro.seed", System.nanoTime() / 1000);
        for (long seed = first; seed < first + HISTORIES; seed++) {
            run(seed);
        }
        assertTrue(reused > HISTORIES, reused + " lives began with an index");
    }

    @Test
    @Tag("slow")
    void shouldGoOnInEveryLifeForLong() throws IOException {
        final long first = System.nanoTime() / 1000;
        for (long seed = first; seed < first + 50 * HISTORIES; seed++) {
            run(seed);
        }
    }

    private void run(final long seed) throws IOException {
        try {
            random = new Random(seed);
            source = new RecordedLedger(seed);
            frames.clear();
            committedRequests = 0;
            directory = newDirectory();
            for (int life = 0; life < LIVES; life++) {
                begin();
                live();
                end(life == LIVES - 1);
            }
        } catch (final Throwable failure) {
            throw new AssertionError("seed " + seed + ": " + failure, failure);
        } finally {
            index.close();
        }
    }

    private Path newDirectory() throws IOException {
        directories++;
        return Files.createDirectories(root.resolve("data" + directories));
    }

    private void begin() {
        index = TransferIndex.open(directory, IndexFixture.CACHE_BYTES, 1 + random.nextInt(100));
        reused += index.foundSequence() > 0 ? 1 : 0;
        final int recent = random.nextInt(3) == 0 ? 0 : random.nextInt(500);
        engine = LedgerEngine.launch(new LedgerEngine.Context()
                .initialAccounts(1)
                .initialTransfers(1)
                .history(new HistorySettings(index, recent, 1024)));
        plain = LedgerEngine.launch(
                new LedgerEngine.Context().initialAccounts(1).initialTransfers(1));
        gate = RecordedLedger.createAccounts(engine).lastSequence();
        RecordedLedger.createAccounts(plain);
        for (final List<Frame> of : frames) {
            for (final Frame frame : of) {
                RecordedLedger.apply(engine, frame);
                RecordedLedger.apply(plain, frame);
            }
        }
        engine.handToHistory(index.foundSequence());
        gate = engine.lastSequence();
        committedRequests = frames.size();
        index.confirm(() -> gate);
        assertEquals(RecordedLedger.digest(plain), RecordedLedger.digest(engine));
    }

    private void live() {
        final int requests = random.nextInt(MOST_REQUESTS);
        for (int i = 0; i < requests; i++) {
            final Request request = source.next();
            final List<Frame> expected = RecordedLedger.execute(plain, request);
            final List<Frame> actual = RecordedLedger.execute(engine, request);
            assertEquals(expected.size(), actual.size());
            for (int k = 0; k < expected.size(); k++) {
                assertEquals(expected.get(k).firstSequence(), actual.get(k).firstSequence());
                assertArrayEquals(expected.get(k).events(), actual.get(k).events());
                assertArrayEquals(expected.get(k).outcomes(), actual.get(k).outcomes());
            }
            frames.add(expected);
            if (random.nextInt(4) == 0) {
                committedRequests += random.nextInt(frames.size() - committedRequests + 1);
                final List<Frame> of = committedRequests == 0 ? List.of() : frames.get(committedRequests - 1);
                gate = of.isEmpty() ? gate : of.get(of.size() - 1).lastSequence();
            }
            assertTrue(index.storedSequence() <= gate, "stored " + index.storedSequence() + ", committed " + gate);
        }
    }

    private void end(final boolean last) throws IOException {
        if (last) {
            assertArrayEquals(RecordedLedger.lookupAll(plain), RecordedLedger.lookupAll(engine));
            assertEquals(RecordedLedger.digest(plain), RecordedLedger.digest(engine));
            return;
        }
        if (random.nextBoolean()) {
            final Path copy = newDirectory();
            IndexFixture.copy(directory, copy);
            directory = copy;
        }
        index.close();
        if (random.nextInt(8) == 0) {
            final List<Path> files = IndexFixture.files(directory);
            if (!files.isEmpty()) {
                Files.delete(files.get(files.size() - 1));
            }
        }
        if (random.nextBoolean()) {
            frames.subList(committedRequests, frames.size()).clear();
        }
    }
}
