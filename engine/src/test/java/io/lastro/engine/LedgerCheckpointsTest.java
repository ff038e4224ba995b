package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A checkpoint takes a sequence and a timestamp, and nothing else of the ledger moves. */
class LedgerCheckpointsTest {
    private final LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context());
    private final UnsafeBuffer events = new UnsafeBuffer(new byte[1 << 12]);
    private final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[1 << 12]);
    private final UnsafeBuffer checkpoint = new UnsafeBuffer(new byte[CheckpointEvent.MAX_BYTES]);
    private long nowNs = 1_000;

    private UnsafeBuffer covering(final long sequence) {
        new CheckpointEvent()
                .wrapForWriting(checkpoint, 0)
                .covered(sequence, 1, 2)
                .tree(Math.max(1, sequence), new byte[CheckpointEvent.ROOT_BYTES]);
        return checkpoint;
    }

    private void accounts() {
        for (int i = 0; i < 2; i++) {
            new AccountEvent()
                    .wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(1 + i)
                    .ledger(7)
                    .code(1);
        }
        engine.createAccounts(nowNs++, events, 0, 2, outcomes, 0);
    }

    private void transfer(final long id, final long amount, final int flags, final long pendingId) {
        final TransferEvent event =
                new TransferEvent().wrapWritable(events, 0).clear().idLow(id).amount(amount);
        event.pendingIdLow(pendingId).flags(flags);
        if (pendingId == 0) {
            event.debitAccountIdLow(1).creditAccountIdLow(2).ledger(7).code(1);
        }
        engine.createTransfers(nowNs++, events, 0, 1, events, 0, 0, outcomes, 0);
        assertEquals(0, outcomes.getInt(0));
    }

    private String digest() {
        final long[] digest = new long[2];
        engine.digest(digest);
        return digest[0] + " " + digest[1];
    }

    @Test
    void shouldGiveTheStartOfAnEpochItsPlaceAndChangeNothingElse() {
        accounts();
        transfer(10, 5, 0, 0);
        final String before = digest();
        engine.checkpoints().applyEpochStart(50_000, 4);
        assertEquals(4, engine.lastSequence());
        assertEquals(50_000, engine.lastTimestampNs());
        assertEquals(before, digest());
        assertThrows(InvariantViolation.class, () -> engine.checkpoints().applyEpochStart(60_000, 6));
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldTakeOneSequenceAndOneTimestampAndChangeNothingElse() {
        accounts();
        transfer(10, 5, 0, 0);
        final String before = digest();
        final long lastNs = engine.lastTimestampNs();
        engine.checkpoints().execute(5, covering(3), 0);
        assertEquals(4, engine.lastSequence());
        assertEquals(4, engine.batchFirstSequence());
        assertEquals(lastNs + 1, engine.batchTimestampNs());
        assertEquals(lastNs + 1, engine.lastTimestampNs());
        assertEquals(before, digest());
        assertEquals(3, engine.checkpoints().coveredSequence());
        engine.checkpoints().execute(9_000, covering(3), 0);
        assertEquals(5, engine.lastSequence());
        assertEquals(9_000, engine.lastTimestampNs());
        assertEquals(before, digest());
        transfer(11, 5, 0, 0);
        assertEquals(6, engine.lastSequence());
    }

    @Test
    void shouldTakeTheSamePlaceWhenRecorded() {
        accounts();
        engine.checkpoints().applyRecorded(5_000, 3, covering(2), 0);
        assertEquals(3, engine.lastSequence());
        assertEquals(5_000, engine.lastTimestampNs());
        assertThrows(
                InvariantViolation.class, () -> engine.checkpoints().applyRecorded(6_000, 5, covering(3), 0), "a gap");
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldHaltOnACheckpointOfWhatIsNotExecutedYet() {
        accounts();
        assertThrows(InvariantViolation.class, () -> engine.checkpoints().execute(5, covering(3), 0));
        assertNotNull(engine.firstCause());
        assertEquals(2, engine.lastSequence());
        assertThrows(EngineHalted.class, () -> engine.checkpoints().execute(5, covering(2), 0));
    }

    @Test
    void shouldHaltOnARecordedCheckpointThatCoversItself() {
        accounts();
        assertThrows(InvariantViolation.class, () -> engine.checkpoints().applyRecorded(5_000, 3, covering(3), 0));
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldHaltOnACheckpointThatCoversLessThanTheOneBefore() {
        accounts();
        engine.checkpoints().execute(5, covering(2), 0);
        assertThrows(InvariantViolation.class, () -> engine.checkpoints().execute(5, covering(1), 0));
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldHaltOnACheckpointOfNothing() {
        accounts();
        assertNull(engine.firstCause());
        assertThrows(InvariantViolation.class, () -> engine.checkpoints().execute(5, covering(0), 0));
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldShowWhatRemainsOfOpenHolds() {
        accounts();
        transfer(10, 50, TransferFlags.PENDING, 0);
        transfer(11, 60, TransferFlags.PENDING, 0);
        transfer(12, 70, TransferFlags.PENDING, 0);
        transfer(13, 20, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER, 11);
        transfer(14, 0, TransferFlags.VOID_PENDING, 12);
        final List<String> holds = new ArrayList<>();
        engine.checkpoints()
                .forEachOpenHold(
                        (low, high, ledger, remaining) -> holds.add(low + " " + high + " " + ledger + " " + remaining));
        assertArrayEquals(
                new String[] {"10 0 7 50", "11 0 7 40"}, holds.stream().sorted().toArray());
    }
}
