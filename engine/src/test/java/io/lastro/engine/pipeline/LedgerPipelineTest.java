package io.lastro.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.MemoryHistory;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerPipelineTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context());
    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private final CountDownLatch haltSeen = new CountDownLatch(1);
    private final List<Long> released = new CopyOnWriteArrayList<>();
    private final List<Integer> results = new CopyOnWriteArrayList<>();
    private LedgerPipeline pipeline;

    private void start(final EventHandler<RequestSlot> journal) {
        assemble(journal);
        pipeline.start();
    }

    private void assemble(final EventHandler<RequestSlot> journal) {
        pipeline = new LedgerPipeline(new LedgerPipeline.Context()
                .engine(engine)
                .clock(new LedgerClock(System::nanoTime, System::nanoTime, 0))
                .monotonicNs(System::nanoTime)
                .ringSlots(64)
                .outcomeBytes(16 * 1024 * 1024)
                .waitStrategy(new StageWaitStrategy())
                .journalHandler(journal)
                .releaseHandler((slot, sequence, endOfBatch) -> {
                    released.add(slot.requestNo());
                    if (slot.kind() == RequestKind.CREATE_ACCOUNTS) {
                        results.add(pipeline.outcomes()
                                .buffer()
                                .getInt(slot.outcomesOffset() + AccountOutcome.RESULT_OFFSET));
                    }
                })
                .haltHandler(cause -> {
                    halted.set(cause);
                    haltSeen.countDown();
                }));
    }

    @AfterEach
    void stop() throws InterruptedException {
        pipeline.close();
    }

    private void publishAccount(final long requestNo) {
        final UnsafeBuffer events = new UnsafeBuffer(ByteBuffer.allocateDirect(AccountEvent.BLOCK_BYTES));
        new AccountEvent().wrapWritable(events, 0).idLow(requestNo).ledger(986).code(1);
        while (!pipeline.ring().tryPublishEvent((slot, sequence) -> {
            slot.request(
                    RequestKind.CREATE_ACCOUNTS,
                    0,
                    requestNo,
                    events.addressOffset(),
                    1,
                    AccountEvent.BLOCK_BYTES,
                    0,
                    0);
            slot.origin(events, System.nanoTime());
        })) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReleaseInOrderWhatTheLedgerDecided() throws InterruptedException {
        start((slot, sequence, endOfBatch) -> {});
        for (int i = 1; i <= 1_000; i++) {
            publishAccount(i);
        }
        assertTrue(pipeline.awaitDrained(TIMEOUT_NS));
        assertEquals(1_000, released.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i + 1, released.get(i));
            assertEquals(CreateAccountResult.CREATED.code(), results.get(i));
        }
        assertEquals(1_000, pipeline.status().executedSequence());
        assertEquals(1_000, pipeline.status().accountCount());
        assertNull(pipeline.haltCause());
        assertEquals(0, pipeline.outcomes().usedBytes());
    }

    /** More in one batch of the ring than the outcomes have room for, and than may stay in memory uncommitted. */
    @Test
    void shouldNotWaitForWhatItKeepsFromTheJournal() throws InterruptedException {
        final AtomicLong durable = new AtomicLong();
        final MemoryHistory history = new MemoryHistory(64) {
            @Override
            public long committedSequence() {
                committed(durable.get());
                return super.committedSequence();
            }
        };
        engine = LedgerEngine.launch(new LedgerEngine.Context().history(new HistorySettings(history, 0, 1 << 20)));
        assemble((slot, sequence, endOfBatch) -> durable.set(slot.seenSequence()));
        publishAccount(1);
        publishAccount(2);
        for (int request = 0; request < 30; request++) {
            publishTransfers(10 + request);
        }
        pipeline.start();
        assertTrue(pipeline.awaitDrained(3 * TIMEOUT_NS), () -> "released " + released);
        assertEquals(30L * ProtocolLimits.MAX_BATCH_EVENTS, engine.transferCount());
        assertNull(pipeline.haltCause());
    }

    private void publishTransfers(final long requestNo) {
        final int count = ProtocolLimits.MAX_BATCH_EVENTS;
        final UnsafeBuffer own = new UnsafeBuffer(ByteBuffer.allocateDirect(count * TransferEvent.BLOCK_BYTES));
        for (int i = 0; i < count; i++) {
            new TransferEvent()
                    .wrapWritable(own, i * TransferEvent.BLOCK_BYTES)
                    .idLow(requestNo)
                    .idHigh(i)
                    .debitAccountIdLow(1)
                    .creditAccountIdLow(2)
                    .amount(1)
                    .ledger(986)
                    .code(1);
        }
        assertTrue(pipeline.ring().tryPublishEvent((slot, sequence) -> {
            slot.request(
                    RequestKind.CREATE_TRANSFERS,
                    0,
                    requestNo,
                    own.addressOffset(),
                    count,
                    TransferEvent.BLOCK_BYTES,
                    0,
                    0);
            slot.origin(own, System.nanoTime());
        }));
    }

    /** A stage that the one before it does not wake waits for 50 ms. */
    @Test
    void shouldWakeEachStageByTheOneBeforeIt() throws InterruptedException {
        start((slot, sequence, endOfBatch) -> {});
        final int rounds = 20;
        int soon = 0;
        for (int i = 1; i <= rounds; i++) {
            publishAccount(i);
            soon += pipeline.awaitDrained(TimeUnit.MILLISECONDS.toNanos(25)) ? 1 : 0;
            assertTrue(pipeline.awaitDrained(TIMEOUT_NS));
        }
        assertTrue(soon > rounds / 2, "released soon in " + soon + " of " + rounds + " rounds");
    }

    @Test
    void shouldReleaseNothingFromTheSlotOnAtWhichTheJournalFailed() throws InterruptedException {
        final IllegalStateException failure = new IllegalStateException("sync failed");
        start((slot, sequence, endOfBatch) -> {
            if (slot.requestNo() == 5) {
                throw failure;
            }
        });
        for (int i = 1; i <= 20; i++) {
            publishAccount(i);
        }
        assertTrue(haltSeen.await(20, TimeUnit.SECONDS));
        assertSame(failure, halted.get());
        assertSame(failure, pipeline.haltCause());
        assertTrue(!pipeline.awaitDrained(TimeUnit.MILLISECONDS.toNanos(200)), "drained although it halted");
        assertTrue(released.stream().allMatch(requestNo -> requestNo < 5), "released " + released);
    }

    @Test
    void shouldHaltOnAFailureOfTheLedgerItself() throws InterruptedException {
        start((slot, sequence, endOfBatch) -> {});
        final IllegalStateException failure = new IllegalStateException("inspection failed");
        final EngineInspection failing = new EngineInspection() {
            @Override
            public void inspect(final LedgerEngine inspected) {
                throw failure;
            }

            @Override
            public void released(final long sequence) {
                throw new AssertionError("released");
            }
        };
        pipeline.ring().publishEvent((slot, sequence) -> {
            slot.empty(RequestKind.INSPECT, 0);
            slot.origin(failing, 0);
        });
        publishAccount(1);
        assertTrue(haltSeen.await(20, TimeUnit.SECONDS));
        assertSame(failure, pipeline.haltCause());
        assertTrue(released.isEmpty());
    }
}
