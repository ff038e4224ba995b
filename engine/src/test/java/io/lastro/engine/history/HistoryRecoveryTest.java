package io.lastro.engine.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.model.HistoryGenerator;
import io.lastro.engine.model.ReferenceLedger;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.TransferSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several lives of an engine over one history that survives them, beside an engine without: a gate that lags, a crash at
 * a random request, with or without the loss of what was not committed, other settings in the next life.
 */
class HistoryRecoveryTest {
    private static final int HISTORIES = 150;
    private static final int REQUESTS = 160;

    private Random random;
    private Twins twins;
    private ReferenceLedger model;
    private MemoryHistory history;
    private final List<Request> requests = new ArrayList<>();
    private final List<List<Frame>> frames = new ArrayList<>();
    private int gate; // requests that are committed

    @Test
    void shouldGoOnInEveryLife() {
        final long first = Long.getLong("lastro.seed", System.nanoTime() / 1000);
        for (long seed = first; seed < first + HISTORIES; seed++) {
            run(seed);
        }
    }

    @Test
    @Tag("slow")
    @Timeout(900) // so many lives take 30 s on idle cores
    void shouldGoOnInEveryLifeForLong() {
        final long first = System.nanoTime() / 1000;
        for (long seed = first; seed < first + 50 * HISTORIES; seed++) {
            run(seed);
        }
    }

    private void run(final long seed) {
        try {
            live(seed);
        } catch (final Throwable failure) {
            throw new AssertionError("seed " + seed + " at request " + requests.size() + ": " + failure, failure);
        }
    }

    private void live(final long seed) {
        random = new Random(seed);
        history = new MemoryHistory(1 + random.nextInt(20));
        twins = new Twins(history, random.nextInt(12), 1L << 10 + random.nextInt(4));
        model = new ReferenceLedger();
        requests.clear();
        frames.clear();
        gate = 0;
        final HistoryGenerator generator = new HistoryGenerator(seed);
        final int crashEvery = 1 + random.nextInt(60);
        history.committed(0);
        for (int i = 0; i < REQUESTS; i++) {
            step(generator.next(model));
            commitSome();
            if (random.nextInt(crashEvery) == 0) {
                crash(random.nextBoolean());
            }
        }
        crash(false);
        compare();
    }

    private void step(final Request request) {
        apply(model, request);
        requests.add(request);
        frames.add(twins.run(request));
    }

    private static void apply(final ReferenceLedger model, final Request request) {
        model.releaseExpired(request.ledgerTimeNs(), request.eventCount());
        if (request.accounts() != null) {
            model.createAccounts(request.ledgerTimeNs(), request.accounts());
        } else if (request.transfers() != null) {
            model.createTransfers(request.ledgerTimeNs(), request.transfers());
        }
    }

    private void commitSome() {
        if (random.nextInt(3) == 0) {
            gate = Math.min(requests.size(), gate + random.nextInt(8));
            history.committed(sequenceAt(gate));
        }
    }

    private long sequenceAt(final int requestCount) {
        for (int i = requestCount - 1; i >= 0; i--) {
            final List<Frame> of = frames.get(i);
            if (!of.isEmpty()) {
                final Frame last = of.get(of.size() - 1);
                return last.firstSequence() + last.count() - 1;
            }
        }
        return 0;
    }

    private void crash(final boolean losesTheRest) {
        if (losesTheRest) {
            requests.subList(gate, requests.size()).clear();
            frames.subList(gate, frames.size()).clear();
            model = new ReferenceLedger();
            requests.forEach(request -> apply(model, request));
        }
        final int recent = random.nextInt(12);
        final long reached = history.lastSequence();
        history.restart(1 + random.nextInt(20));
        final long filterBytes = 1L << 10 + random.nextInt(4);
        final EngineHarness recovered = new EngineHarness(Twins.context(history, recent, filterBytes));
        final EngineHarness plain = new EngineHarness();
        for (final List<Frame> of : frames) {
            for (final Frame frame : of) {
                EngineHarness.apply(recovered.engine, frame);
                EngineHarness.apply(plain.engine, frame);
            }
        }
        recovered.engine.handToHistory(
                random.nextBoolean() ? reached : random.nextLong(reached, recovered.engine.lastSequence() + 1));
        assertTrue(history.lastSequence() >= reached, "handed through " + history.lastSequence() + ", not " + reached);
        gate = requests.size();
        history.committed(sequenceAt(gate));
        twins.forgetful = recovered;
        twins.plain = plain;
        twins.assertSameState();
    }

    private void compare() {
        twins.assertSameState();
        for (final Request request : requests) {
            if (request.transfers() != null) {
                request.transfers().forEach(spec -> twins.lookup(spec.id));
            }
        }
    }

    /** Everything is in the history before a second life begins, and the filter says of most ids that they may be. */
    @Test
    void shouldPassOverWhatLiesAhead() {
        history = new MemoryHistory(50);
        twins = new Twins(history, 10, 1).accounts();
        for (int i = 0; i < 6000; i += 20) {
            final TransferSpec[] specs = new TransferSpec[20];
            for (int k = 0; k < specs.length; k++) {
                specs[k] = TransferSpec.transfer(1 + i + k, k == 7 ? 99 : 1, 2, 1);
            }
            twins.transfers(specs);
        }
        assertTrue(history.size() > 5000);
        final long found = history.found();
        history.restart(70);
        final LedgerEngine second = LedgerEngine.launch(Twins.context(history, 100, 1));
        twins.plain.frames.forEach(frame -> EngineHarness.apply(second, frame));
        assertEquals(EngineHarness.digest(twins.plain.engine), EngineHarness.digest(second));
        assertTrue(history.found() > found + 500, "rows ahead were met: " + (history.found() - found));
    }
}
