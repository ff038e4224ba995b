package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.SpecText;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was recorded is changed in one place, as no journal can hold it: an engine that applies it halts and names the
 * invariant. Each test ends with a good frame and changes a copy of it, applied to what stood before it.
 */
class RecordedHaltTest {
    private static final String HAS_HOLD = "a recorded post or void has its hold";
    private static final String KNOWN = "a recorded result is known";
    private static final String ONCE = "transfer id is applied at most once";
    private static final String TIMESTAMP = "recorded timestamp is that of the event";
    private static final String GAPLESS = "recorded sequence is gapless";
    private static final String EFFECT = "outcome of applying equals the recorded one";
    private static final String EXPIRY_ORDER = "recorded expiries are in order";

    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 3 debitsBound; 5");
        ledger.book("debit=1 credit=3 amount=1000 id=100", "pending debit=1 credit=5 amount=50 id=101");
        assertEquals("debitAccountNotFound", ledger.transfers("debit=77 id=102"));
    }

    @Test
    void shouldHaltOnASingleTransferThatCannotBe() {
        ledger.book("debit=1 credit=5 amount=7 ref=E1 id=110");
        assertHalts("a recorded amount is in range", outcome(TransferOutcome.AMOUNT_OFFSET, -1));
        assertHalts(
                "a recorded reference is well formed",
                frame -> frame.references().putByte(0, (byte) 9));
        assertHalts("a recorded transfer has its debit account", event(TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, 77));
        assertHalts("a recorded transfer has its debit account", event(TransferEvent.DEBIT_ACCOUNT_ID_HIGH_OFFSET, 1));
        assertHalts(
                "a recorded transfer has its credit account", event(TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, 77));
        assertHalts(ONCE, event(TransferEvent.ID_LOW_OFFSET, 100));
        assertHalts(ONCE, event(TransferEvent.ID_LOW_OFFSET, 102));
        assertHalts(KNOWN, frame -> frame.outcomes().putInt(0, CreateTransferResult.values().length));
        assertHalts(KNOWN, frame -> frame.outcomes().putInt(0, -1));
    }

    @Test
    void shouldHaltOnAnotherEffectOfATransferThanTheRecordedOne() {
        ledger.book("debit=1 credit=5 amount=7 id=110");
        assertHalts(EFFECT, outcome(TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET, 99));
        assertHalts(EFFECT, frame -> frame.outcomes().putInt(TransferOutcome.RESERVED_OFFSET, 1));
        assertHalts(TIMESTAMP, outcome(TransferOutcome.TIMESTAMP_NS_OFFSET, 1));
        assertHalts(GAPLESS, outcome(TransferOutcome.SEQUENCE_OFFSET, 1));
        assertHalts(
                "previous sequence equals the recorded one",
                outcome(TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, 1));
        assertHalts(
                "previous sequence equals the recorded one",
                outcome(TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, 1));
        for (int at = TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET;
                at < TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET;
                at += Long.BYTES) {
            assertHalts("balances after applying equal the recorded ones", outcome(at, 123));
        }
        assertHalts("balances after applying equal the recorded ones", outcome(TransferOutcome.AMOUNT_OFFSET, 8));
    }

    @Test
    void shouldHaltOnAPostOrVoidWithoutAHold() {
        ledger.book("post hold=101 amount=7 id=110");
        assertHalts(HAS_HOLD, event(TransferEvent.PENDING_ID_LOW_OFFSET, 777));
        assertHalts(HAS_HOLD, event(TransferEvent.PENDING_ID_LOW_OFFSET, 102));
        assertHalts(HAS_HOLD, event(TransferEvent.PENDING_ID_LOW_OFFSET, 100));
        assertHalts("captures are at most the hold", outcome(TransferOutcome.AMOUNT_OFFSET, 51));
        ledger.book("pending debit=1 credit=5 amount=50 id=111", "void hold=111 id=112");
        assertHalts(HAS_HOLD, event(TransferEvent.PENDING_ID_LOW_OFFSET, 110));
        assertHalts("only an open hold is resolved", event(TransferEvent.PENDING_ID_LOW_OFFSET, 101));
    }

    /** A post is no hold, even where counting its kind of rows leads to the hold that it resolved. */
    @Test
    void shouldHaltOnAPostOfAPost() {
        ledger.book("post keep hold=101 amount=7 id=110", "post hold=101 amount=1 id=111");
        assertHalts(HAS_HOLD, event(TransferEvent.PENDING_ID_LOW_OFFSET, 110));
    }

    @Test
    void shouldHaltOnARefusalThatCannotBe() {
        assertEquals("creditAccountNotFound", ledger.transfers("debit=1 credit=77 id=110"));
        assertHalts(ONCE, event(TransferEvent.ID_LOW_OFFSET, 100));
        assertHalts(ONCE, event(TransferEvent.ID_LOW_OFFSET, 102));
        assertHalts(TIMESTAMP, outcome(TransferOutcome.TIMESTAMP_NS_OFFSET, 1));
        assertHalts(GAPLESS, outcome(TransferOutcome.SEQUENCE_OFFSET, 1));
    }

    @Test
    void shouldHaltOnImportedObjectsOutOfOrder() {
        ledger.plus(60);
        final long pastNs = ledger.nowNs - RuleLedger.SECOND_NS;
        ledger.harness.run(Request.accounts(ledger.nowNs, SpecText.account("id=8 imported at=" + pastNs)));
        final long lastAccountNs = ledger.harness.frames.get(0).timestampNs();
        assertHalts("account timestamps increase", frame -> {
            frame.events().putLong(AccountEvent.TIMESTAMP_NS_OFFSET, lastAccountNs);
            frame.outcomes().putLong(AccountOutcome.TIMESTAMP_NS_OFFSET, lastAccountNs);
        });
        ledger.book("imported at=" + (pastNs + 1) + " debit=1 credit=5 amount=1 id=110");
        final long lastTransferNs = ledger.harness.frames.get(2).timestampNs();
        assertHalts("transfer timestamps increase", frame -> {
            frame.events().putLong(TransferEvent.TIMESTAMP_NS_OFFSET, lastTransferNs);
            frame.outcomes().putLong(TransferOutcome.TIMESTAMP_NS_OFFSET, lastTransferNs);
        });
    }

    @Test
    void shouldHaltOnAnAccountThatCannotBe() {
        ledger.harness.run(Request.accounts(
                ledger.nowNs + 9, SpecText.account("id=8"), SpecText.account("id=0"), AccountSpec.account(1)));
        assertHalts("account id is created once", event(AccountEvent.ID_LOW_OFFSET, 1));
        for (int i = 0; i < 2; i++) { // created, refused
            assertHalts(TIMESTAMP, outcome(i * AccountOutcome.BLOCK_BYTES + AccountOutcome.TIMESTAMP_NS_OFFSET, 1));
            assertHalts(GAPLESS, outcome(i * AccountOutcome.BLOCK_BYTES + AccountOutcome.SEQUENCE_OFFSET, 1));
        }
    }

    @Test
    void shouldHaltOnAnExpiryThatCannotBe() {
        ledger.book("pending debit=1 credit=5 amount=5 id=110 timeout=5");
        ledger.plus(60).harness.run(Request.tick(ledger.nowNs));
        final Frame expiry = last();
        assertEquals('E', expiry.kind());
        assertHalts(EXPIRY_ORDER, event(TransferEvent.PENDING_ID_LOW_OFFSET, 101));
        assertHalts(EXPIRY_ORDER, event(TransferEvent.PENDING_ID_HIGH_OFFSET, 1));
        assertHalts(GAPLESS, event(TransferEvent.BLOCK_BYTES + TransferOutcome.SEQUENCE_OFFSET, 1));
        assertHalts("nothing expires early", frame -> {}, -56 * RuleLedger.SECOND_NS, 0);
        ledger.harness.frames.remove(ledger.harness.frames.size() - 2);
        final LedgerEngine without = replayed(ledger.harness.frames.size() - 1);
        final InvariantViolation violation = assertThrows(
                InvariantViolation.class,
                () -> without.applyRecordedExpiries(
                        expiry.timestampNs(), without.lastSequence() + 1, expiry.events(), 0, 1));
        assertEquals("a recorded expiry has its hold", violation.invariant());
    }

    @Test
    void shouldHaltOnAnExecutedBlockThatCannotBe() {
        ledger.set("addBlock block=7 amount=90", "executeBlock block=7 amount=5 transfer=30 credit=5 code=1");
        assertHalts("an executed block has its credit account", event(AdminEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, 77));
        assertHalts(ONCE, event(AdminEvent.TRANSFER_ID_LOW_OFFSET, 100));
        assertHalts(ONCE, event(AdminEvent.TRANSFER_ID_LOW_OFFSET, 102));
        assertHalts(KNOWN, frame -> frame.outcomes().putInt(0, AdminResult.values().length));
        assertHalts(KNOWN, frame -> frame.outcomes().putInt(0, -1));
        assertHalts("what a block catches equals the recorded amount", outcome(AdminOutcome.BLOCK_REMAINING_OFFSET, 1));
        assertHalts("version of rules equals the recorded one", outcome(AdminOutcome.VERSION_OFFSET, 9));
        assertHalts(TIMESTAMP, outcome(AdminOutcome.TIMESTAMP_NS_OFFSET, 1));
        assertHalts(GAPLESS, outcome(AdminOutcome.SEQUENCE_OFFSET, 1));
        assertHalts(EFFECT, outcome(AdminOutcome.TRANSFER_OFFSET + TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET, 123));
        assertEquals(
                "creditAccountNotFound", ledger.admin("executeBlock block=7 amount=5 transfer=31 credit=77 code=1"));
        assertHalts(ONCE, event(AdminEvent.TRANSFER_ID_LOW_OFFSET, 30));
    }

    @Test
    void shouldHaltOnAnyBatchOutOfItsPlace() {
        ledger.harness.run(Request.accounts(ledger.nowNs + 9, SpecText.account("id=8")));
        assertHaltsOutOfPlace('A');
        ledger.book("pending debit=1 credit=5 amount=5 id=110 timeout=5");
        assertHaltsOutOfPlace('T');
        ledger.set("setCreditLimit amount=5");
        assertHaltsOutOfPlace('C');
        ledger.plus(60).harness.run(Request.tick(ledger.nowNs));
        assertHaltsOutOfPlace('E');
    }

    private void assertHaltsOutOfPlace(final char kind) {
        assertEquals(kind, last().kind());
        final Consumer<Frame> nothing = frame -> {};
        assertHalts("sequence is gapless", nothing, 0, 1);
        assertHalts("sequence is gapless", nothing, 0, -1);
        final long previousNs = replayed(ledger.harness.frames.size() - 1).lastTimestampNs();
        assertHalts("batch timestamps increase", nothing, previousNs - last().timestampNs(), 0);
        assertHalts("batch timestamps increase", nothing, Long.MIN_VALUE, 0);
    }

    private static Consumer<Frame> event(final int at, final long value) {
        return frame -> frame.events().putLong(at, value);
    }

    private static Consumer<Frame> outcome(final int at, final long value) {
        return frame -> frame.outcomes().putLong(at, value);
    }

    private void assertHalts(final String invariant, final Consumer<Frame> tampering) {
        assertHalts(invariant, tampering, 0, 0);
    }

    /** Applies the last frame, changed and moved in time and order. */
    private void assertHalts(
            final String invariant, final Consumer<Frame> tampering, final long laterNs, final long further) {
        final LedgerEngine second = replayed(ledger.harness.frames.size() - 1);
        final Frame good = last();
        final Frame bad = new Frame(
                good.kind(),
                good.timestampNs() + laterNs,
                good.firstSequence() + further,
                good.count(),
                copy(good.events()),
                copy(good.references()),
                good.referenceCount(),
                copy(good.outcomes()));
        tampering.accept(bad);
        final InvariantViolation violation =
                assertThrows(InvariantViolation.class, () -> EngineHarness.apply(second, bad), invariant);
        assertEquals(invariant, violation.invariant());
        assertSame(violation, second.firstCause());
        EngineHarness.apply(replayed(ledger.harness.frames.size() - 1), good);
    }

    private LedgerEngine replayed(final int frames) {
        final LedgerEngine second = LedgerEngine.launch(
                new LedgerEngine.Context().initialAccounts(1).initialTransfers(1));
        ledger.harness.frames.subList(0, frames).forEach(frame -> EngineHarness.apply(second, frame));
        return second;
    }

    private Frame last() {
        return ledger.harness.frames.get(ledger.harness.frames.size() - 1);
    }

    private static UnsafeBuffer copy(final UnsafeBuffer buffer) {
        return buffer == null ? null : new UnsafeBuffer(buffer.byteArray().clone());
    }
}
