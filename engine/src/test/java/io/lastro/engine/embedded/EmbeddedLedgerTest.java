package io.lastro.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedLedgerTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final BigInteger BANK = BigInteger.ONE;
    private static final BigInteger ALICE = BigInteger.TWO;
    private static final BigInteger BOB = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.TWO);

    private final Ledger ledger = new EmbeddedLedger();

    @BeforeEach
    void openAccounts() {
        final List<AccountResult> results = ledger.createAccounts(List.of(
                account(BANK),
                account(ALICE).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
                account(BOB).userData128(BOB).userData64(-1).userData32(-1)));
        assertEquals(
                List.of(
                        new AccountResult(CreateAccountResult.CREATED, 1, 1),
                        new AccountResult(CreateAccountResult.CREATED, 2, 2),
                        new AccountResult(CreateAccountResult.CREATED, 3, 3)),
                results);
    }

    @Test
    void shouldTakeAndGiveBackAllFieldsOfAnAccount() {
        final AccountView view = ledger.lookupAccounts(List.of(BOB)).get(0);
        assertEquals(BOB, view.account().id());
        assertEquals(BOB, view.account().userData128());
        assertEquals(-1, view.account().userData64());
        assertEquals(-1, view.account().userData32());
        assertEquals(986, view.account().ledger());
        assertEquals(10, view.account().code());
        assertEquals(0, view.account().timestampNs());
        assertEquals(3, view.timestampNs());
        assertEquals(0, view.lastSequence());
        assertFalse(view.closed());
        assertEquals(new RulesView(0, 0, 0, false, false, List.of(), List.of()), view.rules());
    }

    @Test
    void shouldAnswerMissingOnesInTheirPlace() {
        assertEquals(
                Arrays.asList(ALICE, null, BANK),
                ledger.lookupAccounts(List.of(ALICE, BigInteger.TEN, BANK)).stream()
                        .map(view -> view == null ? null : view.account().id())
                        .toList());
        assertEquals(Collections.singletonList(null), ledger.lookupTransfers(List.of(BigInteger.TEN)));
    }

    @Test
    void shouldMoveMoneyAndTellBothBalances() {
        final TransferResult result = one(transfer(1, BANK, ALICE, 500).reference("first"));
        assertEquals(
                new TransferResult(
                        CreateTransferResult.CREATED,
                        4,
                        4,
                        500,
                        new Balances(0, 500, 0, 0),
                        new Balances(0, 0, 0, 500)),
                result);
        final TransferView view = ledger.lookupTransfers(List.of(id(1))).get(0);
        assertEquals(TransferState.single, view.state());
        assertEquals("first", view.transfer().reference());
        assertEquals(500, view.transfer().amount());
        assertEquals(4, view.sequence());
        assertEquals(4, view.timestampNs());
    }

    @Test
    void shouldLetTheEngineJudgeWhatItCan() {
        assertEquals(
                CreateTransferResult.REFERENCE_MALFORMED,
                code(transfer(1, BANK, ALICE, 1).reference("x".repeat(36))));
        assertEquals(
                CreateTransferResult.REFERENCE_MALFORMED,
                code(transfer(1, BANK, ALICE, 1).reference("caf\u00e9")));
        assertEquals(
                CreateTransferResult.REFERENCE_MALFORMED,
                code(transfer(1, BANK, ALICE, 1).reference("\0")));
        assertEquals(CreateTransferResult.AMOUNT_OUT_OF_RANGE, code(transfer(1, BANK, ALICE, -1)));
        assertEquals(
                CreateTransferResult.RESERVED_FLAG,
                code(transfer(1, BANK, ALICE, 1).flags(1 << 15)));
        assertEquals(
                CreateTransferResult.CREATED, code(transfer(1, BANK, ALICE, 1).reference("x".repeat(35))));
    }

    @Test
    void shouldRefuseWhatHasNoPlaceAndExecuteNothing() {
        final NewTransfer good = transfer(1, BANK, ALICE, 1);
        assertRefused("event 1: id ", good, transfer(2, BANK, ALICE, 1).id(BigInteger.ONE.negate()));
        assertRefused(
                "event 1: pendingId ", good, transfer(2, BANK, ALICE, 1).pendingId(BigInteger.ONE.shiftLeft(128)));
        assertRefused("event 1: code ", good, transfer(2, BANK, ALICE, 1).code(65536));
        assertRefused("event 1: reference ", good, transfer(2, BANK, ALICE, 1).reference(null));
        assertRefused("event 1: ", good, null);
        assertThrows(IllegalArgumentException.class, () -> ledger.createTransfers(Collections.nCopies(8191, good)));
        assertThrows(IllegalArgumentException.class, () -> ledger.lookupAccounts(Collections.nCopies(8191, BANK)));
        assertEquals(3, ledger.lastSequence());
    }

    @Test
    void shouldInheritFromTheHoldAndShowWhatMoved() {
        one(transfer(1, BANK, ALICE, 300)
                .flags(TransferFlags.PENDING)
                .userData64(7)
                .reference("hold"));
        one(new NewTransfer()
                .id(id(2))
                .pendingId(id(1))
                .amount(100)
                .flags(TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER));
        one(new NewTransfer().id(id(3)).pendingId(id(1)).flags(TransferFlags.VOID_PENDING));
        final List<Movement> rows = ledger.accountTransfers(new StatementFilter().accountId(ALICE));
        assertEquals(
                List.of(300L, 100L, 200L), rows.stream().map(Movement::amount).toList());
        final NewTransfer capture = rows.get(1).transfer();
        assertEquals(BANK, capture.debitAccountId());
        assertEquals(ALICE, capture.creditAccountId());
        assertEquals(986, capture.ledger());
        assertEquals(1, capture.code());
        assertEquals(7, capture.userData64());
        assertEquals("hold", capture.reference());
        assertEquals(200, rows.get(2).transfer().amount());
        assertEquals(new Balances(0, 0, 0, 100), rows.get(2).credit());
        final TransferView hold = ledger.lookupTransfers(List.of(id(1))).get(0);
        assertEquals(TransferState.voided, hold.state());
        assertEquals(100, hold.captured());
        assertEquals(0, hold.remaining());
    }

    @Test
    void shouldExpireAtTheNanosecondBeforeARead() {
        ledger.timeNs(10 * SECOND_NS);
        one(transfer(1, BANK, ALICE, 300).flags(TransferFlags.PENDING).timeoutSeconds(1));
        ledger.timeNs(11 * SECOND_NS - 1);
        assertEquals(TransferState.pending, state(1));
        ledger.timeNs(11 * SECOND_NS);
        assertEquals(TransferState.expired, state(1));
        final Movement expiry = ledger.changeEvents(5, 10).get(0);
        assertTrue(expiry.expiry());
        assertEquals(5, expiry.sequence());
        assertEquals(11 * SECOND_NS, expiry.timestampNs());
        assertEquals(id(1), expiry.transfer().id());
        assertEquals(300, expiry.transfer().amount());
        assertEquals(300, expiry.amount());
        assertEquals(new Balances(0, 0, 0, 0), expiry.credit());
    }

    @Test
    void shouldStillPostOneNanosecondBeforeTheEnd() {
        ledger.timeNs(10 * SECOND_NS);
        one(transfer(1, BANK, ALICE, 300).flags(TransferFlags.PENDING).timeoutSeconds(1));
        final NewTransfer post = new NewTransfer()
                .id(id(2))
                .pendingId(id(1))
                .amount(Long.MAX_VALUE)
                .flags(TransferFlags.POST_PENDING);
        ledger.timeNs(11 * SECOND_NS - 1);
        assertEquals(300, one(post).amount());
        assertEquals(TransferState.posted, state(1));
        assertEquals(
                300, ledger.lookupTransfers(List.of(id(2))).get(0).transfer().amount());
    }

    @Test
    void shouldNotLetTheClockGoBack() {
        ledger.timeNs(5);
        assertThrows(IllegalArgumentException.class, () -> ledger.timeNs(4));
        assertThrows(IllegalArgumentException.class, () -> ledger.timeNs(EmbeddedLedger.MAX_TIME_NS + 1));
        ledger.timeNs(EmbeddedLedger.MAX_TIME_NS);
        assertEquals(
                EmbeddedLedger.MAX_TIME_NS, one(transfer(1, BANK, ALICE, 1)).timestampNs());
        assertEquals(
                EmbeddedLedger.MAX_TIME_NS + 1, one(transfer(2, BANK, ALICE, 1)).timestampNs());
    }

    @Test
    void shouldSayThatItIsFullAndExecuteNothing() {
        final Ledger small =
                new EmbeddedLedger(new LedgerEngine.Context().maxAccounts(2).maxTransfers(1));
        assertThrows(
                LedgerFullException.class,
                () -> small.createAccounts(List.of(account(BANK), account(ALICE), account(BOB))));
        small.createAccounts(List.of(account(BANK), account(ALICE)));
        small.createTransfers(List.of(transfer(1, BANK, ALICE, 1)));
        assertThrows(LedgerFullException.class, () -> small.createTransfers(List.of(transfer(2, BANK, ALICE, 1))));
        assertEquals(3, small.lastSequence());
    }

    @Test
    void shouldGiveAnEmptyBatchAnEmptyReply() {
        assertEquals(List.of(), ledger.createAccounts(List.of()));
        assertEquals(List.of(), ledger.createTransfers(List.of()));
        assertEquals(3, ledger.lastSequence());
    }

    @Test
    void shouldKeepWhatTookNoEffectOutOfStatements() {
        ledger.createTransfers(
                List.of(transfer(1, BANK, ALICE, 10).flags(TransferFlags.LINKED), transfer(2, ALICE, BOB, 20)));
        assertEquals(List.of(), ledger.accountTransfers(new StatementFilter().accountId(ALICE)));
        assertEquals(List.of(), ledger.changeEvents(0, 8190));
        assertEquals(5, ledger.lastSequence());
    }

    @Test
    void shouldTellTheBalanceAtAnInstantAndASequence() {
        ledger.timeNs(100);
        one(transfer(1, BANK, ALICE, 10));
        ledger.timeNs(200);
        one(transfer(2, ALICE, BOB, 4));
        assertNull(ledger.balanceAtTime(ALICE, 1));
        assertEquals(new Balances(0, 0, 0, 0), ledger.balanceAtTime(ALICE, 99));
        assertEquals(new Balances(0, 0, 0, 10), ledger.balanceAtTime(ALICE, 100));
        assertEquals(new Balances(0, 0, 0, 10), ledger.balanceAtTime(ALICE, 199));
        assertEquals(new Balances(0, 4, 0, 10), ledger.balanceAtTime(ALICE, Long.MAX_VALUE));
        assertNull(ledger.balanceAtSequence(ALICE, 1));
        assertEquals(new Balances(0, 0, 0, 0), ledger.balanceAtSequence(ALICE, 3));
        assertEquals(new Balances(0, 0, 0, 10), ledger.balanceAtSequence(ALICE, 4));
        assertEquals(new Balances(0, 4, 0, 10), ledger.balanceAtSequence(ALICE, Long.MAX_VALUE));
        assertNull(ledger.balanceAtSequence(BigInteger.TEN, 9));
        assertThrows(IllegalArgumentException.class, () -> ledger.balanceAtTime(ALICE, -1));
    }

    /** The imported transfer carries a time in front of the expiry that came before it: no money vanishes at the end. */
    @Test
    void shouldTellTheBalanceWhereTimesGoBack() {
        ledger.timeNs(SECOND_NS);
        one(transfer(1, BANK, BOB, 10).flags(TransferFlags.PENDING).timeoutSeconds(1));
        ledger.timeNs(3 * SECOND_NS);
        ledger.lookupAccounts(List.of());
        one(transfer(2, BANK, BOB, 7).flags(TransferFlags.IMPORTED).timestampNs(2 * SECOND_NS));
        assertEquals(new Balances(0, 0, 10, 0), ledger.balanceAtTime(BOB, 2 * SECOND_NS - 1));
        assertEquals(new Balances(0, 0, 0, 7), ledger.balanceAtTime(BOB, 2 * SECOND_NS));
        assertEquals(new Balances(0, 0, 0, 7), ledger.balanceAtTime(BOB, 3 * SECOND_NS));
        final StatementFilter late = new StatementFilter().accountId(BOB).fromTimeNs(3 * SECOND_NS);
        assertEquals(
                List.of(true),
                ledger.accountTransfers(late).stream().map(Movement::expiry).toList());
        final Movement imported = ledger.changeEvents(6, 1).get(0);
        assertEquals(2 * SECOND_NS, imported.timestampNs());
        assertEquals(2 * SECOND_NS, imported.transfer().timestampNs());
    }

    @Test
    void shouldFindAccountsAndTransfersByWhatTheyCarry() {
        one(transfer(1, BANK, ALICE, 10).userData128(BOB).reference("rent"));
        one(transfer(2, BANK, ALICE, 10).code(9).userData64(5));
        one(transfer(3, BANK, BOB, 10).code(9).userData32(6));
        assertEquals(List.of(id(1)), found(new QueryFilter().reference("rent")));
        assertEquals(List.of(id(1)), found(new QueryFilter().userData128(BOB)));
        assertEquals(List.of(id(2)), found(new QueryFilter().userData64(5)));
        assertEquals(List.of(id(3)), found(new QueryFilter().userData32(6).ledger(986)));
        assertEquals(List.of(), found(new QueryFilter().ledger(1)));
        assertEquals(List.of(id(3), id(2)), found(new QueryFilter().code(9).newestFirst(true)));
        assertEquals(List.of(id(2)), found(new QueryFilter().code(9).limit(1)));
        assertEquals(List.of(id(2)), found(new QueryFilter().fromTimeNs(5).toTimeNs(5)));
        final QueryFilter byUserData =
                new QueryFilter().userData64(-1).userData32(-1).userData128(BOB);
        assertEquals(BOB, ledger.queryAccounts(byUserData).get(0).account().id());
        assertEquals(
                List.of(BOB, ALICE),
                ledger.queryAccounts(new QueryFilter().newestFirst(true).limit(2)).stream()
                        .map(view -> view.account().id())
                        .toList());
    }

    @Test
    void shouldRefuseMalformedFiltersWithAReason() {
        assertReason(
                "limit must be 1 to 8190, not 0",
                new StatementFilter().accountId(ALICE).limit(0));
        assertReason(
                "limit must be 1 to 8190, not 8191",
                new StatementFilter().accountId(ALICE).limit(8191));
        assertReason(
                "the first time is behind",
                new StatementFilter().accountId(ALICE).fromTimeNs(2).toTimeNs(1));
        assertReason(
                "the first sequence is behind",
                new StatementFilter().accountId(ALICE).fromSequence(2).toSequence(1));
        assertReason(
                "the first time must be", new StatementFilter().accountId(ALICE).fromTimeNs(-1));
        assertReason("afterSequence", new StatementFilter().accountId(ALICE).afterSequence(-1));
        assertReason(
                "neither debits nor credits",
                new StatementFilter().accountId(ALICE).debits(false).credits(false));
        assertReason("code must be", new StatementFilter().accountId(ALICE).code(-1));
        assertReason(
                "userData128 must be", new StatementFilter().accountId(ALICE).userData128(null));
        assertReason("there is no account 77", new StatementFilter().accountId(BigInteger.valueOf(77)));
        assertThrows(IllegalArgumentException.class, () -> ledger.queryAccounts(new QueryFilter().reference("x")));
        assertThrows(IllegalArgumentException.class, () -> ledger.queryAccounts(new QueryFilter().limit(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> ledger.queryTransfers(new QueryFilter().reference("x".repeat(36))));
        assertThrows(
                IllegalArgumentException.class,
                () -> ledger.queryTransfers(new QueryFilter().fromTimeNs(2).toTimeNs(1)));
        assertThrows(IllegalArgumentException.class, () -> ledger.changeEvents(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> ledger.changeEvents(1, 0));
    }

    private void assertReason(final String reason, final StatementFilter filter) {
        final String message = assertThrows(IllegalArgumentException.class, () -> ledger.accountTransfers(filter))
                .getMessage();
        assertTrue(message.startsWith(reason), message);
    }

    private void assertRefused(final String reason, final NewTransfer first, final NewTransfer second) {
        final String message = assertThrows(
                        IllegalArgumentException.class, () -> ledger.createTransfers(Arrays.asList(first, second)))
                .getMessage();
        assertTrue(message.startsWith(reason), message);
    }

    private List<BigInteger> found(final QueryFilter filter) {
        return ledger.queryTransfers(filter).stream()
                .map(view -> view.transfer().id())
                .toList();
    }

    private TransferState state(final long transferId) {
        return ledger.lookupTransfers(List.of(id(transferId))).get(0).state();
    }

    private CreateTransferResult code(final NewTransfer event) {
        return one(event).result();
    }

    private TransferResult one(final NewTransfer event) {
        return ledger.createTransfers(List.of(event)).get(0);
    }

    private static NewAccount account(final BigInteger id) {
        return new NewAccount().id(id).ledger(986).code(10);
    }

    private static NewTransfer transfer(
            final long id, final BigInteger debit, final BigInteger credit, final long amount) {
        return new NewTransfer()
                .id(id(id))
                .debitAccountId(debit)
                .creditAccountId(credit)
                .amount(amount)
                .ledger(986)
                .code(1);
    }

    private static BigInteger id(final long value) {
        return BigInteger.valueOf(value);
    }
}
