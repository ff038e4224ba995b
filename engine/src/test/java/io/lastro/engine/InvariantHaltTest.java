package io.lastro.engine;

import static io.lastro.engine.model.TransferSpec.resolving;
import static io.lastro.engine.model.TransferSpec.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.model.Request;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each invariant is broken on purpose, in memory or in what was recorded: the engine halts and says which one. */
class InvariantHaltTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int ACCOUNT_SLOTS = 0;
    private static final int SLOT_BYTES = 64;
    private static final int DEBITS_PENDING = 16;
    private static final int CREDITS_PENDING = 32;
    private static final int DEBITS_POSTED = 24;
    private static final int CREDITS_POSTED = 40;

    private final List<LosingBuffer> memory = new ArrayList<>();
    private final EngineHarness ledger = new EngineHarness(
            new LedgerEngine.Context().initialAccounts(16).initialTransfers(16).allocator(this::allocate));

    private UnsafeBuffer allocate(final int bytes) {
        final LosingBuffer buffer = new LosingBuffer(bytes);
        memory.add(buffer);
        return buffer;
    }

    private LosingBuffer holds() {
        // The hold of 50: amount and remaining as HoldStore draws them.
        return memory.stream()
                .filter(buffer -> buffer.getLong(24) == 50 && buffer.getLong(32) == 50)
                .findFirst()
                .orElseThrow();
    }

    private void openLedger() {
        ledger.run(Request.accounts(SECOND_NS, AccountSpec.account(1), AccountSpec.account(2)));
        ledger.run(Request.transfers(
                SECOND_NS, transfer(10, 1, 2, 50).flags(TransferFlags.PENDING), transfer(11, 1, 2, 7)));
    }

    @Test
    void shouldHaltWhenOneSideOfAnEntryIsLost() {
        openLedger();
        memory.get(ACCOUNT_SLOTS).lose(SLOT_BYTES + CREDITS_POSTED);
        assertHalts("entry balances posted", () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 2, 5))));
    }

    @Test
    void shouldHaltWhenOneSideOfAReserveIsLost() {
        openLedger();
        memory.get(ACCOUNT_SLOTS).lose(DEBITS_PENDING);
        assertHalts(
                "entry balances pending",
                () -> ledger.run(
                        Request.transfers(SECOND_NS, transfer(12, 1, 2, 5).flags(TransferFlags.PENDING))));
    }

    @Test
    void shouldHaltWhenBothSidesOfAnEntryAreLost() {
        openLedger();
        memory.get(ACCOUNT_SLOTS).lose(DEBITS_POSTED);
        memory.get(ACCOUNT_SLOTS).lose(SLOT_BYTES + CREDITS_POSTED);
        assertHalts(
                "entry moves the posted amount", () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 2, 5))));
    }

    @Test
    void shouldHaltWhenBothSidesOfAReserveAreLost() {
        openLedger();
        memory.get(ACCOUNT_SLOTS).lose(DEBITS_PENDING);
        memory.get(ACCOUNT_SLOTS).lose(SLOT_BYTES + CREDITS_PENDING);
        assertHalts(
                "entry moves the pending amount",
                () -> ledger.run(
                        Request.transfers(SECOND_NS, transfer(12, 1, 2, 5).flags(TransferFlags.PENDING))));
    }

    @ParameterizedTest(name = "counter at {0}")
    @ValueSource(ints = {DEBITS_PENDING, SLOT_BYTES + CREDITS_PENDING})
    void shouldHaltWhenACounterWouldBeNegative(final int counter) {
        openLedger();
        memory.get(ACCOUNT_SLOTS).putLong(counter, 49);
        assertHalts(
                "counters are never negative",
                () -> ledger.run(Request.transfers(SECOND_NS, resolving(12, 10, 0, TransferFlags.VOID_PENDING))));
    }

    @Test
    void shouldHaltWhenALedgerDoesNotBalancePosted() {
        openLedger();
        ledger.engine.totals().add(1, 0, 1, 0, 0);
        assertHalts(
                "ledger posted debits equal credits",
                () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 2, 5))));
    }

    @Test
    void shouldHaltWhenALedgerDoesNotBalancePendingAfterABatchThatMovedNothing() {
        openLedger();
        ledger.engine.totals().add(1, 0, 0, -1, 0);
        assertHalts(
                "ledger pending debits equal credits",
                () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 77, 5))));
    }

    @Test
    void shouldHaltWhenTheFirstLedgerOfABatchDoesNotBalance() {
        openLedger();
        breakLedger7(ledger.engine);
        assertHalts(
                "ledger posted debits equal credits",
                () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 2, 5))));
    }

    @Test
    void shouldHaltWhenALaterLedgerOfABatchDoesNotBalance() {
        openLedger();
        ledger.engine.totals().add(1, 0, 0, 0, 0);
        breakLedger7(ledger.engine);
        assertHalts(
                "ledger posted debits equal credits",
                () -> ledger.run(Request.transfers(SECOND_NS, transfer(12, 1, 2, 5))));
    }

    @Test
    void shouldHaltWhenALedgerDoesNotBalanceAfterExpiries() {
        openLedger();
        ledger.run(Request.transfers(
                SECOND_NS, transfer(12, 1, 2, 5).flags(TransferFlags.PENDING).timeout(1)));
        breakLedger7(ledger.engine);
        assertHalts("ledger posted debits equal credits", () -> ledger.run(Request.tick(9 * SECOND_NS)));
    }

    @Test
    void shouldHaltWhenALedgerDoesNotBalanceAfterRecordedBatches() {
        openLedger();
        ledger.run(Request.transfers(
                SECOND_NS, transfer(12, 1, 2, 5).flags(TransferFlags.PENDING).timeout(1)));
        ledger.run(Request.tick(9 * SECOND_NS));
        for (int batch = 1; batch < 4; batch++) { // transfers twice, then expiries
            final Frame frame = ledger.frames.get(batch);
            final LedgerEngine second = replayed(batch);
            breakLedger7(second);
            assertHalts(second, "ledger posted debits equal credits", () -> EngineHarness.apply(second, frame));
        }
    }

    /** A movement of one side only, in a ledger that no account is in. */
    private static void breakLedger7(final LedgerEngine engine) {
        engine.totals().add(7, 0, 1, 0, 0);
    }

    @Test
    void shouldHaltWhenMoreIsCapturedThanWasHeld() {
        openLedger();
        holds().putLong(24, 40);
        assertHalts(
                "captures are at most the hold",
                () -> ledger.run(Request.transfers(SECOND_NS, resolving(12, 10, 50, TransferFlags.POST_PENDING))));
    }

    @Test
    void shouldHaltWhenAHoldKeepsTooLittle() {
        openLedger();
        holds().putLong(32, 45);
        assertHalts(
                "what is not captured stays reserved or ends",
                () -> ledger.run(Request.transfers(
                        SECOND_NS, resolving(12, 10, 5, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER))));
    }

    @Test
    void shouldHaltWhenAHoldThatHasEndedWouldExpire() {
        ledger.run(Request.accounts(SECOND_NS, AccountSpec.account(1), AccountSpec.account(2)));
        ledger.run(Request.transfers(
                SECOND_NS, transfer(10, 1, 2, 50).flags(TransferFlags.PENDING).timeout(1)));
        final int state = 56;
        final int voided = 5;
        holds().putInt(state, voided);
        assertHalts("only an open hold expires", () -> ledger.run(Request.tick(9 * SECOND_NS)));
    }

    @Test
    void shouldHaltWhenACreatedAccountIsNotFound() {
        openLedger();
        memory.stream().skip(ACCOUNT_SLOTS + 1).forEach(LosingBuffer::loseAll);
        assertHalts(
                "a created account is found", () -> ledger.run(Request.accounts(SECOND_NS, AccountSpec.account(3))));
    }

    @Test
    void shouldHaltOnASequenceGap() {
        openLedger();
        final Frame frame = ledger.frames.get(1);
        final LedgerEngine second = replayed(1);
        assertHalts(
                second,
                "sequence is gapless",
                () -> second.applyRecordedTransfers(
                        frame.timestampNs(),
                        frame.firstSequence() + 1,
                        frame.events(),
                        0,
                        frame.count(),
                        frame.references(),
                        0,
                        0,
                        frame.outcomes(),
                        0));
    }

    @Test
    void shouldHaltOnATimestampThatDoesNotIncrease() {
        openLedger();
        final Frame frame = ledger.frames.get(1);
        final LedgerEngine second = replayed(1);
        assertHalts(
                second,
                "batch timestamps increase",
                () -> second.applyRecordedTransfers(
                        frame.timestampNs() - 1,
                        frame.firstSequence(),
                        frame.events(),
                        0,
                        frame.count(),
                        frame.references(),
                        0,
                        0,
                        frame.outcomes(),
                        0));
    }

    @Test
    void shouldHaltOnAnyTamperedByteOfARecordedOutcome() {
        openLedger();
        final Frame frame = ledger.frames.get(1);
        for (int at = 0; at < TransferOutcome.BLOCK_BYTES; at++) {
            frame.outcomes().putByte(at, (byte) (frame.outcomes().getByte(at) ^ 1));
            final LedgerEngine second = replayed(1);
            assertThrows(InvariantViolation.class, () -> EngineHarness.apply(second, frame), "byte " + at);
            assertNotNull(second.firstCause());
            frame.outcomes().putByte(at, (byte) (frame.outcomes().getByte(at) ^ 1));
        }
        final int balance = TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET;
        frame.outcomes().putByte(balance, (byte) 51);
        final LedgerEngine second = replayed(1);
        assertHalts(
                second, "balances after applying equal the recorded ones", () -> EngineHarness.apply(second, frame));
    }

    @Test
    void shouldHaltWhenAnIdIsAppliedTwice() {
        openLedger();
        final Frame frame = ledger.frames.get(1);
        frame.events().putLong(TransferEvent.BLOCK_BYTES, 10);
        final LedgerEngine second = replayed(1);
        assertHalts(second, "transfer id is applied at most once", () -> EngineHarness.apply(second, frame));
    }

    @Test
    void shouldHaltWhenAnAccountIsCreatedTwice() {
        openLedger();
        final Frame frame = ledger.frames.get(0);
        frame.events().putLong(64, 1);
        final LedgerEngine second = replayed(0);
        assertHalts(second, "account id is created once", () -> EngineHarness.apply(second, frame));
    }

    @Test
    void shouldHaltWhenAResolvedHoldIsResolvedAgain() {
        openLedger();
        ledger.run(Request.transfers(SECOND_NS, resolving(12, 10, 0, TransferFlags.VOID_PENDING)));
        ledger.run(Request.transfers(SECOND_NS, resolving(13, 10, 0, TransferFlags.VOID_PENDING)));
        final Frame refused = ledger.frames.get(3);
        refused.outcomes().putInt(TransferOutcome.RESULT_OFFSET, 0);
        final LedgerEngine second = replayed(3);
        assertHalts(second, "only an open hold is resolved", () -> EngineHarness.apply(second, refused));
    }

    @Test
    void shouldHaltWhenRecordedExpiriesAreOutOfOrder() {
        openLedger();
        ledger.run(Request.transfers(
                SECOND_NS,
                transfer(12, 1, 2, 5).flags(TransferFlags.PENDING).timeout(2),
                transfer(13, 1, 2, 5).flags(TransferFlags.PENDING).timeout(1)));
        ledger.run(Request.tick(9 * SECOND_NS));
        final Frame expiries = ledger.frames.get(3);
        assertEquals(2, expiries.count());
        final long first = expiries.events().getLong(TransferEvent.PENDING_ID_LOW_OFFSET);
        assertEquals(13, first);
        final LedgerEngine early = replayed(3);
        assertHalts(
                early,
                "nothing expires early",
                () -> early.applyRecordedExpiries(SECOND_NS + 100, expiries.firstSequence(), expiries.events(), 0, 2));
        expiries.events().putLong(TransferEvent.PENDING_ID_LOW_OFFSET, 12);
        final LedgerEngine second = replayed(3);
        assertHalts(second, "recorded expiries are in order", () -> EngineHarness.apply(second, expiries));
    }

    @Test
    void shouldRefuseACallersMistakeWithoutHalting() {
        final LedgerEngine engine =
                LedgerEngine.launch(new LedgerEngine.Context().maxAccounts(1).maxTransfers(0));
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 20]);
        assertThrows(IllegalStateException.class, () -> engine.createAccounts(1, buffer, 0, 2, buffer, 4096));
        assertThrows(
                IllegalStateException.class, () -> engine.createTransfers(1, buffer, 0, 1, buffer, 0, 0, buffer, 4096));
        assertThrows(IllegalArgumentException.class, () -> engine.createAccounts(1, buffer, 0, 8191, buffer, 0));
        assertNull(engine.firstCause());
        assertEquals(0, engine.lastSequence());
    }

    private LedgerEngine replayed(final int frames) {
        final LedgerEngine second = LedgerEngine.launch(
                new LedgerEngine.Context().initialAccounts(16).initialTransfers(16));
        ledger.frames.subList(0, frames).forEach(frame -> EngineHarness.apply(second, frame));
        return second;
    }

    private void assertHalts(final String invariant, final Executable broken) {
        assertHalts(ledger.engine, invariant, broken);
    }

    private static void assertHalts(final LedgerEngine engine, final String invariant, final Executable broken) {
        assertNull(engine.firstCause());
        final InvariantViolation violation = assertThrows(InvariantViolation.class, broken);
        assertEquals(invariant, violation.invariant());
        assertSame(violation, engine.firstCause());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
        final List<Executable> calls = List.of(
                () -> engine.releaseExpired(1, 0, buffer, 0),
                () -> engine.createAccounts(1, buffer, 0, 0, buffer, 0),
                () -> engine.createTransfers(1, buffer, 0, 0, buffer, 0, 0, buffer, 0),
                () -> engine.lookupAccounts(buffer, 0, 0, buffer, 0),
                () -> engine.lookupTransfers(buffer, 0, 0, buffer, 0),
                () -> engine.applyRecordedAccounts(1, 1, buffer, 0, 0, buffer, 0),
                () -> engine.applyRecordedTransfers(1, 1, buffer, 0, 0, buffer, 0, 0, buffer, 0),
                () -> engine.applyRecordedExpiries(1, 1, buffer, 0, 0),
                () -> engine.digest(new long[2]));
        for (final Executable call : calls) {
            assertSame(violation, assertThrows(EngineHalted.class, call).getCause());
        }
    }

    /** Memory that forgets what is written to some places. */
    private static final class LosingBuffer extends UnsafeBuffer {
        private final Set<Integer> lost = new java.util.HashSet<>();
        private boolean losesAll;

        LosingBuffer(final int bytes) {
            super(new byte[bytes]);
        }

        void lose(final int index) {
            lost.add(index);
        }

        void loseAll() {
            losesAll = true;
        }

        @Override
        public void putLong(final int index, final long value, final ByteOrder order) {
            if (!losesAll && !lost.contains(index)) {
                super.putLong(index, value, order);
            }
        }
    }
}
