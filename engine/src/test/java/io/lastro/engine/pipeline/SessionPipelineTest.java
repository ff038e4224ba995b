package io.lastro.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.TransferEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of sessions on the ledger's thread, in the order of the ring. */
class SessionPipelineTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private final LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context());
    private final List<String> released = new CopyOnWriteArrayList<>();
    private final UnsafeBuffer event = new UnsafeBuffer(ByteBuffer.allocateDirect(TransferEvent.BLOCK_BYTES));
    private LedgerPipeline pipeline;

    @BeforeEach
    void build() {
        new AccountEvent().wrapWritable(event, 0).clear().idLow(5).ledger(1).code(1);
        pipeline = new LedgerPipeline(new LedgerPipeline.Context()
                .engine(engine)
                .clock(new LedgerClock(System::nanoTime, System::nanoTime, 0))
                .monotonicNs(System::nanoTime)
                .ringSlots(64)
                .outcomeBytes(16 * 1024 * 1024)
                .waitStrategy(new StageWaitStrategy())
                .journalHandler((slot, sequence, endOfBatch) -> {})
                .releaseHandler((slot, sequence, endOfBatch) -> released.add(
                        slot.kind() + " " + slot.sessionId() + "/" + slot.requestNo() + " " + slot.refusal() + " "
                                + slot.eventCount() + " at " + slot.firstSequence() + " repeats "
                                + slot.repeatedSequence()))
                .haltHandler(cause -> {}));
    }

    @AfterEach
    void stop() throws InterruptedException {
        pipeline.close();
    }

    private void publish(
            final RequestKind kind, final long session, final long requestNo, final long key, final long candidate) {
        final int events = kind == RequestKind.OPEN_SESSION || kind == RequestKind.CLOSE_SESSION ? 0 : 1;
        pipeline.ring().publishEvent((slot, sequence) -> {
            slot.request(kind, session, requestNo, event.addressOffset(), events, TransferEvent.BLOCK_BYTES, 0, 0);
            slot.session(key, 1, candidate);
        });
    }

    private void run() throws InterruptedException {
        pipeline.start();
        assertTrue(pipeline.awaitDrained(TIMEOUT_NS));
    }

    @Test
    void shouldExecuteOneOfTwoCopiesThatAreInTheRingAtOnce() throws InterruptedException {
        publish(RequestKind.OPEN_SESSION, 0, 0, 77, 9);
        publish(RequestKind.CREATE_ACCOUNTS, 9, 1, 3, 0);
        publish(RequestKind.CREATE_ACCOUNTS, 9, 1, 3, 0);
        publish(RequestKind.CREATE_ACCOUNTS, 9, 1, 4, 0);
        publish(RequestKind.OPEN_SESSION, 9, 0, 77, 0);
        publish(RequestKind.OPEN_SESSION, 9, 0, 78, 0);
        run();
        assertEquals(
                List.of(
                        "OPEN_SESSION 9/0 null 1 at 1 repeats 0",
                        "CREATE_ACCOUNTS 9/1 null 1 at 2 repeats 0",
                        "CREATE_ACCOUNTS 9/1 null 0 at 0 repeats 2",
                        "CREATE_ACCOUNTS 9/1 REQUEST_DIFFERS 1 at 0 repeats 0",
                        "OPEN_SESSION 9/1 null 0 at 0 repeats 0",
                        "OPEN_SESSION 9/1 SESSION_NOT_YOURS 0 at 0 repeats 0"),
                released);
        assertEquals(2, engine.lastSequence());
        assertEquals(1, engine.accountCount());
    }

    @Test
    void shouldExecuteNothingOfASessionThatIsNotOpen() throws InterruptedException {
        publish(RequestKind.CREATE_ACCOUNTS, 9, 1, 3, 0);
        publish(RequestKind.CREATE_TRANSFERS, 9, 2, 0, 0);
        publish(RequestKind.ADMIN, 9, 3, 0, 0);
        publish(RequestKind.CLOSE_SESSION, 9, 4, 0, 0);
        publish(RequestKind.OPEN_SESSION, 9, 0, 77, 0);
        run();
        assertEquals(
                List.of(
                        "CREATE_ACCOUNTS 9/1 SESSION_NOT_FOUND 1 at 0 repeats 0",
                        "CREATE_TRANSFERS 9/2 SESSION_NOT_FOUND 1 at 0 repeats 0",
                        "ADMIN 9/3 SESSION_NOT_FOUND 1 at 0 repeats 0",
                        "CLOSE_SESSION 9/4 null 0 at 0 repeats 0",
                        "OPEN_SESSION 9/0 SESSION_NOT_FOUND 0 at 0 repeats 0"),
                released);
        assertEquals(0, engine.lastSequence());
    }

    @Test
    void shouldExecuteTransfersAgain() throws InterruptedException {
        publish(RequestKind.OPEN_SESSION, 0, 0, 77, 9);
        publish(RequestKind.CREATE_TRANSFERS, 9, 1, 0, 0);
        publish(RequestKind.CREATE_TRANSFERS, 9, 1, 0, 0);
        publish(RequestKind.CLOSE_SESSION, 9, 2, 0, 0);
        publish(RequestKind.CREATE_TRANSFERS, 9, 1, 0, 0);
        run();
        assertEquals(
                List.of(
                        "OPEN_SESSION 9/0 null 1 at 1 repeats 0",
                        "CREATE_TRANSFERS 9/1 null 1 at 2 repeats 0",
                        "CREATE_TRANSFERS 9/1 null 1 at 3 repeats 0",
                        "CLOSE_SESSION 9/2 null 1 at 4 repeats 0",
                        "CREATE_TRANSFERS 9/1 SESSION_NOT_FOUND 1 at 0 repeats 0"),
                released);
    }
}
