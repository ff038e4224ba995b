package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.pipeline.LedgerClock;
import io.lastro.engine.pipeline.LedgerPipeline;
import io.lastro.engine.pipeline.RequestKind;
import io.lastro.engine.pipeline.RequestSlot;
import io.lastro.engine.pipeline.StageWaitStrategy;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalStep;
import io.lastro.journal.Progress;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.ProtocolLimits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JOURNAL lets no slot go on before the commit of its group has returned. */
class JournalStageTest {
    private static final int REQUESTS = 8;

    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private final List<String> early = new CopyOnWriteArrayList<>();
    private final List<Long> released = new CopyOnWriteArrayList<>();
    private final List<Long> commits = new CopyOnWriteArrayList<>();
    private final List<UnsafeBuffer> requests = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private Journal journal;
    private LedgerPipeline pipeline;
    private Sequence passed;

    /** The group is written and not yet synced: nothing of it may have passed. */
    private void at(final JournalStep step) {
        if (step == JournalStep.AFTER_RING_WRITE && passed != null) {
            commits.add(passed.get());
            if (passed.get() >= 0) {
                checkDurable("passed", pipeline.ring().get(passed.get()));
            }
        }
    }

    private void checkDurable(final String what, final RequestSlot slot) {
        if (slot.seenSequence() > journal.durableSequence()) {
            early.add(what + ": request " + slot.requestNo());
        }
    }

    private void release(final RequestSlot slot) {
        checkDurable("released", slot);
        if (slot.receiptSequence() < slot.seenSequence()) {
            early.add("receipt of request " + slot.requestNo());
        }
        released.add(slot.requestNo());
    }

    private void publishAccounts(final long requestNo, final int count) {
        final UnsafeBuffer events = new UnsafeBuffer(ByteBuffer.allocateDirect(count * AccountEvent.BLOCK_BYTES));
        requests.add(events);
        final AccountEvent event = new AccountEvent();
        for (int i = 0; i < count; i++) {
            event.wrapWritable(events, i * AccountEvent.BLOCK_BYTES).clear();
            event.idLow(requestNo * ProtocolLimits.MAX_BATCH_EVENTS + i)
                    .ledger(986)
                    .code(1);
        }
        pipeline.ring().publishEvent((slot, sequence) -> {
            slot.request(
                    RequestKind.CREATE_ACCOUNTS,
                    0,
                    requestNo,
                    events.addressOffset(),
                    count,
                    AccountEvent.BLOCK_BYTES,
                    0,
                    0);
            slot.origin(events, 0);
        });
    }

    private LedgerPipeline newPipeline(final JournalStage stage) {
        return new LedgerPipeline(new LedgerPipeline.Context()
                .engine(LedgerEngine.launch(new LedgerEngine.Context()))
                .clock(new LedgerClock(System::nanoTime, System::nanoTime, 0))
                .monotonicNs(System::nanoTime)
                .ringSlots(64)
                .outcomeBytes(16 * 1024 * 1024)
                .waitStrategy(new StageWaitStrategy())
                .journalHandler(new Watched(stage))
                .releaseHandler((slot, sequence, endOfBatch) -> release(slot))
                .haltHandler(halted::set));
    }

    @Test
    void shouldLetNoSlotGoOnBeforeItsGroupIsDurable() throws Exception {
        journal = Journal.open(
                new JournalConfig(directory)
                        .newIdentity(1, 2, 3)
                        .ring(2, 16 << 20)
                        .freeSpaceFloorBytes(0)
                        .steps(this::at),
                BatchHandler.ignoring(),
                Progress.NONE);
        final JournalStage stage = new JournalStage(journal, System::nanoTime, FailPoints.parse(null));
        pipeline = newPipeline(stage);
        stage.pipeline(pipeline.ring(), pipeline.outcomes());
        // Published before the start, so that they are one batch of the pipeline and groups are cut within it.
        for (int i = 1; i <= REQUESTS; i++) {
            publishAccounts(i, ProtocolLimits.MAX_BATCH_EVENTS);
        }
        try {
            pipeline.start();
            assertTrue(pipeline.awaitDrained(TimeUnit.SECONDS.toNanos(20)), () -> "halted: " + halted.get());
        } finally {
            pipeline.close();
            journal.close();
        }
        assertEquals(List.of(), early);
        assertEquals(REQUESTS, released.size());
        assertTrue(commits.size() > 2 && commits.get(0) < 0, "commits after slots " + commits);
    }

    /** Shows the sequence that RELEASE waits for. */
    private final class Watched implements EventHandler<RequestSlot> {
        private final JournalStage stage;

        Watched(final JournalStage stage) {
            this.stage = stage;
        }

        @Override
        public void setSequenceCallback(final Sequence sequenceCallback) {
            passed = sequenceCallback;
            stage.setSequenceCallback(sequenceCallback);
        }

        @Override
        public void onEvent(final RequestSlot slot, final long ringSequence, final boolean endOfBatch) {
            stage.onEvent(slot, ringSequence, endOfBatch);
        }
    }
}
