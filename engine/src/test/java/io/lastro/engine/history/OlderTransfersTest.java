package io.lastro.engine.history;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_PENDING_TRANSFER_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_REFERENCE;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_64;
import static io.lastro.protocol.CreateTransferResult.ID_ALREADY_FAILED;
import static io.lastro.protocol.CreateTransferResult.LINKED_EVENT_FAILED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_POSTED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_EXPIRED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_PENDING;
import static io.lastro.protocol.ProtocolLimits.AMOUNT_MAX;
import static io.lastro.protocol.TransferFlags.IMPORTED;
import static io.lastro.protocol.TransferFlags.KEEP_REMAINDER;
import static io.lastro.protocol.TransferFlags.LINKED;
import static io.lastro.protocol.TransferFlags.PENDING;
import static io.lastro.protocol.TransferFlags.POST_PENDING;
import static io.lastro.protocol.TransferFlags.VOID_PENDING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.TransferSpec;
import io.lastro.engine.transfer.TransferRow;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import java.math.BigInteger;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the rules say of transfers that have long left memory; always beside an engine that forgets nothing. */
class OlderTransfersTest {
    private static final int CAPTURE = POST_PENDING | KEEP_REMAINDER;
    private static final int FILLER = 100_000;
    private static final int FAR = 40;

    private final MemoryHistory history = new MemoryHistory(3);
    private final Twins twins = new Twins(history, 2, 1024).accounts();
    private int fillers = FILLER;

    @AfterEach
    void compare() {
        twins.lookupAll(60);
        twins.assertSameState();
        assertTrue(twins.forgetful.engine.transferCount() < 20 || history.size() > 0);
    }

    private void age() {
        twins.fill(fillers, FAR);
        fillers += FAR;
    }

    private static TransferSpec hold(final long id, final long amount) {
        return TransferSpec.transfer(id, 1, 2, amount).flags(PENDING).reference("HOLD-" + id);
    }

    @Test
    void shouldCaptureAHoldBeforeAndAfterItWentFar() {
        assertEquals(CREATED, twins.transfer(hold(1, 100)));
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(2, 1, 30, CAPTURE)));
        age();
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(3, 1, 20, CAPTURE)));
        assertEquals(EXISTS, twins.transfer(TransferSpec.resolving(2, 1, 30, CAPTURE)));
        assertEquals(EXCEEDS_PENDING_TRANSFER_AMOUNT, twins.transfer(TransferSpec.resolving(4, 1, 51, CAPTURE)));
        age();
        final TransferSpec late = TransferSpec.resolving(5, 1, AMOUNT_MAX, POST_PENDING);
        assertEquals(CREATED, twins.transfer(late));
        assertEquals(EXISTS, twins.transfer(late));
        assertEquals(
                PENDING_TRANSFER_ALREADY_POSTED,
                twins.transfer(TransferSpec.resolving(6, 1, AMOUNT_MAX, POST_PENDING)));
        age();
        assertEquals(EXISTS, twins.transfer(late));
        assertEquals(EXISTS, twins.transfer(TransferSpec.resolving(5, 1, 50, POST_PENDING)));
        assertEquals(EXISTS_WITH_DIFFERENT_AMOUNT, twins.transfer(TransferSpec.resolving(5, 1, 49, POST_PENDING)));
        assertEquals(
                PENDING_TRANSFER_ALREADY_POSTED,
                twins.transfer(TransferSpec.resolving(7, 1, AMOUNT_MAX, POST_PENDING)));
        assertEquals(EXCEEDS_PENDING_TRANSFER_AMOUNT, twins.transfer(TransferSpec.resolving(8, 1, 101, POST_PENDING)));
        final UnsafeBuffer row = twins.lookup(BigInteger.ONE);
        assertEquals(100, row.getLong(TransferRow.CAPTURED_AMOUNT_OFFSET));
        assertEquals("HOLD-1", row.getStringWithoutLengthAscii(TransferRow.REFERENCE_OFFSET, 6));
        final UnsafeBuffer post = twins.lookup(BigInteger.valueOf(5));
        assertEquals("HOLD-1", post.getStringWithoutLengthAscii(TransferRow.REFERENCE_OFFSET, 6));
    }

    @Test
    void shouldVoidAndExpireLate() {
        assertEquals(CREATED, twins.transfer(hold(1, 100)));
        assertEquals(CREATED, twins.transfer(hold(2, 100).timeout(1)));
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(3, 2, 40, CAPTURE)));
        age();
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(4, 1, 0, VOID_PENDING)));
        twins.timeNs += 2 * Twins.SECOND_NS;
        age();
        assertEquals(PENDING_TRANSFER_ALREADY_VOIDED, twins.transfer(TransferSpec.resolving(5, 1, 100, VOID_PENDING)));
        assertEquals(PENDING_TRANSFER_EXPIRED, twins.transfer(TransferSpec.resolving(6, 2, 100, VOID_PENDING)));
        assertEquals(EXISTS, twins.transfer(TransferSpec.resolving(4, 1, 100, VOID_PENDING)));
        assertEquals(EXISTS, twins.transfer(TransferSpec.resolving(3, 2, 40, CAPTURE)));
        assertEquals(EXISTS_WITH_DIFFERENT_AMOUNT, twins.transfer(TransferSpec.resolving(3, 2, AMOUNT_MAX, CAPTURE)));
        assertEquals(EXISTS, twins.transfer(hold(2, 100).timeout(1)));
        assertEquals(40, twins.lookup(BigInteger.TWO).getLong(TransferRow.CAPTURED_AMOUNT_OFFSET));
    }

    @Test
    void shouldCompareInheritedFieldsWhenBothAreOld() {
        final TransferSpec hold = hold(1, 10);
        hold.userData64 = 64;
        hold.userData128 = BigInteger.ONE.shiftLeft(70);
        assertEquals(CREATED, twins.transfer(hold));
        final TransferSpec post = TransferSpec.resolving(2, 1, AMOUNT_MAX, POST_PENDING);
        final TransferSpec own = TransferSpec.resolving(2, 1, 10, POST_PENDING);
        assertEquals(CREATED, twins.transfer(post));
        age();
        assertEquals(EXISTS, twins.transfer(post));
        own.userData64 = 64;
        own.userData128 = hold.userData128;
        own.debit = BigInteger.ONE;
        own.credit = BigInteger.TWO;
        own.ledger = 1;
        own.code = 1;
        own.reference("HOLD-1");
        assertEquals(EXISTS, twins.transfer(own));
        own.userData64 = 65;
        assertEquals(EXISTS_WITH_DIFFERENT_USER_DATA_64, twins.transfer(own));
        own.userData64 = 0;
        own.reference("HOLD-2");
        assertEquals(EXISTS_WITH_DIFFERENT_REFERENCE, twins.transfer(own));
        assertEquals(PENDING_TRANSFER_NOT_PENDING, twins.transfer(TransferSpec.resolving(3, 2, 1, POST_PENDING)));
    }

    @Test
    void shouldRollBackTheEndOfAFarHold() {
        assertEquals(CREATED, twins.transfer(hold(1, 100).timeout(60)));
        assertEquals(CREATED, twins.transfer(hold(2, 100)));
        age();
        // The end is in a chain that fails: what was queued for the history is stale.
        assertEquals(
                List.of(LINKED_EVENT_FAILED, LINKED_EVENT_FAILED, DEBIT_ACCOUNT_NOT_FOUND),
                twins.transfers(
                        TransferSpec.resolving(3, 1, 100, POST_PENDING | LINKED),
                        TransferSpec.resolving(4, 2, 0, VOID_PENDING | LINKED),
                        TransferSpec.transfer(5, 77, 2, 1)));
        age();
        twins.lookupAll(6);
        twins.assertSameState();
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(6, 1, 60, CAPTURE)));
        assertEquals(
                List.of(LINKED_EVENT_FAILED, DEBIT_ACCOUNT_NOT_FOUND, CREATED),
                twins.transfers(
                        TransferSpec.resolving(7, 1, 40, POST_PENDING | LINKED),
                        TransferSpec.transfer(8, 77, 2, 1),
                        TransferSpec.resolving(9, 1, 0, VOID_PENDING)));
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(10, 2, 1, POST_PENDING)));
        age();
        assertEquals(PENDING_TRANSFER_ALREADY_VOIDED, twins.transfer(TransferSpec.resolving(11, 1, 0, VOID_PENDING)));
        assertEquals(PENDING_TRANSFER_ALREADY_POSTED, twins.transfer(TransferSpec.resolving(12, 2, 1, POST_PENDING)));
        assertEquals(ID_ALREADY_FAILED, twins.transfer(TransferSpec.transfer(5, 1, 2, 1)));
        assertEquals(ID_ALREADY_FAILED, twins.transfer(TransferSpec.transfer(8, 1, 2, 1)));
        assertEquals(CREATED, twins.transfer(TransferSpec.transfer(3, 1, 2, 1)));
        twins.timeNs += 100 * Twins.SECOND_NS;
        age();
    }

    @Test
    void shouldReuseTheRowsOfFarHolds() {
        for (int round = 0; round < 30; round++) {
            assertEquals(CREATED, twins.transfer(hold(1000 + round, 10)));
            assertEquals(CREATED, twins.transfer(hold(2000 + round, 10)));
            twins.fill(fillers, 7);
            fillers += 7;
            assertEquals(
                    List.of(LINKED_EVENT_FAILED, DEBIT_ACCOUNT_NOT_FOUND),
                    twins.transfers(
                            TransferSpec.resolving(3000 + round, 1000 + round, 10, POST_PENDING | LINKED),
                            TransferSpec.transfer(4000 + round, 77, 2, 1)));
            if (round % 3 != 0) {
                assertEquals(
                        CREATED, twins.transfer(TransferSpec.resolving(5000 + round, 1000 + round, 4, POST_PENDING)));
            }
            assertEquals(CREATED, twins.transfer(TransferSpec.resolving(6000 + round, 2000 + round, 0, VOID_PENDING)));
            twins.fill(fillers, 3);
            fillers += 3;
        }
        age();
        for (int i = 0; i < 30; i++) {
            for (int kind = 1000; kind <= 6000; kind += 1000) {
                twins.lookup(BigInteger.valueOf(kind + i));
            }
        }
        assertTrue(twins.forgetful.engine.pendingCount() > 0);
    }

    @Test
    void shouldFailFromDiskInsideAChain() {
        assertEquals(DEBIT_ACCOUNT_NOT_FOUND, twins.transfer(TransferSpec.transfer(1, 77, 2, 1)));
        assertEquals(CREATED, twins.transfer(TransferSpec.transfer(2, 1, 2, 9)));
        age();
        assertEquals(
                List.of(LINKED_EVENT_FAILED, ID_ALREADY_FAILED),
                twins.transfers(TransferSpec.transfer(3, 1, 2, 1).flags(LINKED), TransferSpec.transfer(1, 1, 2, 1)));
        assertEquals(
                List.of(LINKED_EVENT_FAILED, EXISTS, EXISTS),
                twins.transfers(
                        TransferSpec.transfer(4, 1, 2, 1).flags(LINKED),
                        TransferSpec.transfer(2, 1, 2, 9),
                        TransferSpec.transfer(2, 1, 2, 9)));
        assertEquals(CREATED, twins.transfer(TransferSpec.transfer(4, 1, 2, 1)));
    }

    @Test
    void shouldNotGiveAnImportedAccountTheTimestampOfAnOldTransfer() {
        final Twins early = new Twins(new MemoryHistory(3), 2, 1024);
        for (int i = 1; i <= 2; i++) {
            assertEquals(
                    CreateAccountResult.CREATED,
                    early.account(
                            AccountSpec.account(i).flags(AccountFlags.IMPORTED).timestampNs(i)));
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(
                    CREATED,
                    early.transfer(TransferSpec.transfer(10 + i, 1, 2, 1)
                            .flags(i % 7 == 0 ? IMPORTED | PENDING : IMPORTED)
                            .timestampNs(1000 + 10L * i)));
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(
                    CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS,
                    early.account(AccountSpec.account(100)
                            .flags(AccountFlags.IMPORTED)
                            .timestampNs(1000 + 10L * i)),
                    "transfer " + i);
        }
        assertEquals(
                CreateAccountResult.CREATED,
                early.account(
                        AccountSpec.account(100).flags(AccountFlags.IMPORTED).timestampNs(1001)));
        early.assertSameState();
    }
}
