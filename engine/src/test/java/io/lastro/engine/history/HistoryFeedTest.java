package io.lastro.engine.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.TransferSpec;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves memory, when, and that memory stays bounded. */
class HistoryFeedTest {
    private static final int BATCH = 1000;
    private static final long SECOND_NS = 1_000_000_000L;

    private final MemoryHistory history = new MemoryHistory(500);
    private EngineHarness harness;
    private long timeNs = 1_000_000 * SECOND_NS;
    private long nextId = 1;

    private void launch(final LedgerEngine.Context context) {
        harness = new EngineHarness(context);
        harness.run(Request.accounts(timeNs, AccountSpec.account(1), AccountSpec.account(2)));
    }

    private void run(final List<TransferSpec> specs) {
        timeNs += SECOND_NS;
        harness.run(new Request(timeNs, null, specs));
        // No need to keep what a journal would keep.
        if (harness.frames.size() > 1000) {
            harness.frames.clear();
        }
    }

    private List<TransferSpec> plain(final int count) {
        final List<TransferSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            specs.add(TransferSpec.transfer(nextId++, 1, 2, 1));
        }
        return specs;
    }

    /** A third holds that end in all three ways or fail to, with references; a sixth burned ids. */
    private List<TransferSpec> mixed(final int count) {
        final List<TransferSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i += 6) {
            final long id = nextId;
            nextId += 6;
            specs.add(TransferSpec.transfer(id, 1, 2, 9)
                    .flags(TransferFlags.PENDING)
                    .timeout(i % 12 == 0 ? 3 : 0)
                    .reference("R" + id));
            specs.add(TransferSpec.transfer(id + 1, 77, 2, 1)); // burned
            specs.add(TransferSpec.transfer(id + 2, 1, 2, 1));
            if (id > 6L * BATCH) {
                final long old = id - 6L * BATCH;
                specs.add(TransferSpec.resolving(
                        id + 3, old, 4, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER));
                specs.add(TransferSpec.resolving(id + 4, old, 0, TransferFlags.VOID_PENDING));
            }
        }
        return specs;
    }

    @Test
    void shouldKeepMemoryBounded() {
        launch(Twins.context(history, 1000, 1 << 20).maxTransfers(14_000)); // 8,000 of them open holds or so
        long mostBytes = 0;
        for (int i = 0; i < 400; i++) {
            run(mixed(BATCH));
            if (i == 100) {
                mostBytes = harness.engine.memoryBytes();
            }
        }
        assertTrue(harness.engine.transferCount() + harness.engine.burnedCount() > 200_000);
        assertTrue(harness.engine.burnedCount() > 40_000);
        assertTrue(
                harness.engine.memoryBytes() < mostBytes * 1.1,
                "it grows from " + mostBytes + " to " + harness.engine.memoryBytes());
        assertTrue(history.size() > 190_000, history.size() + " stored");
    }

    @Test
    void shouldHandOverNothingThatIsNotCommitted() {
        launch(Twins.context(history, 0, 1024));
        history.committed(harness.engine.lastSequence());
        run(List.of(TransferSpec.transfer(nextId++, 1, 2, 5).flags(TransferFlags.PENDING)));
        run(plain(100));
        run(plain(10));
        run(plain(10));
        assertEquals(0, history.lastSequence());
        history.committed(30); // MemoryHistory objects to anything above
        run(plain(10));
        run(plain(10));
        assertEquals(0, history.size(), "the slice is not full");
        history.committed(1000);
        for (int i = 0; i < 30; i++) {
            run(plain(20));
        }
        assertTrue(history.size() > 0);
    }

    /** The end of a hold is not committed at its turn, or not when it has long been far: either waits for the commit. */
    @Test
    void shouldHandOverNoEndThatIsNotCommitted() {
        final MemoryHistory single = new MemoryHistory(1);
        launch(Twins.context(single, 0, 1024));
        single.committed(harness.engine.lastSequence());
        run(List.of(TransferSpec.transfer(1, 1, 2, 5).flags(TransferFlags.PENDING))); // sequence 3
        run(List.of(TransferSpec.transfer(2, 1, 2, 5).flags(TransferFlags.PENDING))); // 4
        single.committed(3);
        nextId = 10;
        run(plain(1)); // 5
        run(List.of(TransferSpec.resolving(3, 1, 5, TransferFlags.POST_PENDING))); // 6, of a far hold
        run(List.of(TransferSpec.resolving(4, 2, 5, TransferFlags.POST_PENDING))); // 7, of a hold before its turn
        single.committed(5);
        run(plain(1));
        run(plain(1));
        assertEquals(3, single.lastSequence(), "hold 2 has ended by something not committed");
        assertEquals(0, single.size());
        single.committed(6);
        run(plain(1));
        assertEquals(1, single.size(), "hold 1");
        single.committed(7);
        run(plain(1));
        run(plain(1));
        assertEquals(7, single.lastSequence());
    }

    @Test
    void shouldWaitForTheCommitWhenTheRingIsFull() {
        launch(Twins.context(history, 0, 1 << 16));
        history.committed(harness.engine.lastSequence());
        history.onWait(() -> history.committed(history.waits() < 5 ? 100 : harness.engine.lastSequence()));
        for (int i = 0; i < 10; i++) {
            run(plain(ProtocolLimits.MAX_BATCH_EVENTS));
        }
        assertTrue(history.waits() >= 5, history.waits() + " waits");
        assertEquals(10L * ProtocolLimits.MAX_BATCH_EVENTS, harness.engine.transferCount());
    }

    @Test
    void shouldWaitForTheCommitOfAnotherThread() throws InterruptedException {
        final Committer committer = new Committer();
        launch(Twins.context(committer, 0, 1 << 16));
        final Thread thread = new Thread(() -> {
            while (!committer.done) {
                committer.committed = committer.executed;
                Thread.yield();
            }
        });
        thread.start();
        try {
            for (int i = 0; i < 12; i++) {
                run(plain(ProtocolLimits.MAX_BATCH_EVENTS));
                committer.executed = harness.engine.lastSequence();
            }
        } finally {
            committer.done = true;
            thread.join();
        }
        assertTrue(committer.rows > 0);
    }

    /** A history with a commit of another thread. */
    private static final class Committer implements TransferHistory {
        private volatile long executed;
        private volatile long committed;
        private volatile boolean done;
        private final MemoryHistory inner = new MemoryHistory(1000);
        private long rows;

        @Override
        public long committedSequence() {
            final long now = committed;
            inner.committed(now);
            return now;
        }

        @Override
        public int runRows() {
            return inner.runRows();
        }

        @Override
        public HistorySlice takeSlice() {
            return inner.takeSlice();
        }

        @Override
        public void hand(final HistorySlice slice) {
            rows += slice.count();
            inner.hand(slice);
        }

        @Override
        public long storedRows() {
            return inner.storedRows();
        }

        @Override
        public void awaitProgress() {
            inner.awaitProgress();
            Thread.yield();
        }

        @Override
        public boolean find(
                final long idLow, final long idHigh, final org.agrona.MutableDirectBuffer row, final int offset) {
            return inner.find(idLow, idHigh, row, offset);
        }

        @Override
        public boolean hasTimestamp(final long timestampNs) {
            return inner.hasTimestamp(timestampNs);
        }
    }

    /** Full is the ledger only when nothing more can leave memory. */
    @Test
    void shouldMakeRoomBeforeItIsFull() {
        final int most = 3000;
        launch(Twins.context(history, 1000, 1 << 16).maxTransfers(most));
        for (int i = 0; i < 20; i++) {
            assertTrue(harness.engine.hasRoomFor(0, BATCH), "batch " + i);
            run(plain(BATCH));
        }
        history.committed(harness.engine.lastSequence());
        run(plain(BATCH));
        run(plain(BATCH - 100));
        assertTrue(!harness.engine.hasRoomFor(0, BATCH), "what is not committed stays");
        assertTrue(harness.engine.hasRoomFor(5, 0), "accounts need no room of transfers");
        history.committed(harness.engine.lastSequence());
        assertTrue(harness.engine.hasRoomFor(0, BATCH));
    }

    /** What was accepted once is applied, however slow the history is now. */
    @Test
    void shouldNotRefuseWhatWasRecorded() {
        final int most = 2600;
        launch(Twins.context(history, 1000, 1 << 16).maxTransfers(most));
        for (int i = 0; i < 20; i++) {
            run(plain(BATCH));
        }
        final LedgerEngine second = LedgerEngine.launch(
                Twins.context(new MemoryHistory(5000), 1000, 1 << 16).maxTransfers(most));
        harness.frames.forEach(frame -> EngineHarness.apply(second, frame));
        assertEquals(EngineHarness.digest(harness.engine), EngineHarness.digest(second));
        final LedgerEngine small = LedgerEngine.launch(new LedgerEngine.Context().maxTransfers(most));
        assertThrows(
                IllegalStateException.class, () -> harness.frames.forEach(frame -> EngineHarness.apply(small, frame)));
    }

    @Test
    void shouldHoldFarHoldsWithinTheBound() {
        launch(Twins.context(history, 0, 1 << 16).maxTransfers(5000));
        int created = 0;
        while (harness.engine.hasRoomFor(0, 100)) {
            final List<TransferSpec> specs = plain(100);
            specs.forEach(spec -> spec.flags(TransferFlags.PENDING));
            run(specs);
            created += 100;
            assertTrue(created <= 5000);
        }
        assertEquals(created, harness.engine.pendingCount());
        assertTrue(created > 4000, created + " holds");
        final TransferOutcome outcome = new TransferOutcome();
        final List<TransferSpec> one = List.of(TransferSpec.resolving(nextId++, 1, 1, TransferFlags.POST_PENDING));
        run(one);
        final EngineHarness.Frame frame = harness.frames.get(harness.frames.size() - 1);
        assertEquals(
                CreateTransferResult.CREATED.code(),
                outcome.wrap(frame.outcomes(), 0).result());
    }
}
