package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.account.AccountRow;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.model.Request;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edges of transfers that no row of a table stands on: halves of ids, closing and re-opening, what an expiry tells. */
class TransferEdgeTest {
    /** One half of it is zero. */
    private static final String HIGH_ONE = BigInteger.ONE.shiftLeft(64).toString();

    /** One half of it is all ones, the other zero. */
    private static final String LOW_ONES =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE).toString();

    private static final String HIGH_ONES =
            new BigInteger(LOW_ONES).shiftLeft(64).toString();

    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 2; 3 debitsBound; 4; " + HIGH_ONE + " debitsBound; " + LOW_ONES + "; " + HIGH_ONES);
        ledger.book("debit=1 credit=3 amount=100 id=10");
    }

    @AfterEach
    void shouldReplay() {
        ledger.assertReplays();
    }

    @Test
    void shouldTakeIdsWithAnEmptyOrAFullHalf() {
        int i = 0;
        for (final String id : new String[] {HIGH_ONE, LOW_ONES, HIGH_ONES}) {
            ledger.book("id=" + id + " pending debit=" + id + " credit=" + (i == 0 ? LOW_ONES : HIGH_ONE));
            ledger.book("post hold=" + id + " id=" + (50 + i), "debit=1 credit=" + id + " amount=5 id=" + (60 + i));
            ledger.set("addBlock version=" + 2 * i + " account=" + HIGH_ONE + " amount=1 id=" + id + " block=" + id);
            final String transfer =
                    new BigInteger(id).add(BigInteger.TWO.pow(70)).mod(BigInteger.TWO.pow(128)) + "";
            ledger.set("executeBlock version=" + (2 * i + 1) + " account=" + HIGH_ONE + " amount=1 code=1 block=" + id
                    + " credit=" + (i == 0 ? LOW_ONES : id) + " transfer=" + transfer);
            i++;
        }
        assertEquals("pendingIdMustBeZero", ledger.transfers("debit=1 credit=2 hold=" + HIGH_ONE));
        assertEquals("accountsMustBeDifferent", ledger.transfers("debit=" + HIGH_ONE + " credit=" + HIGH_ONE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # hold                                  | its end | closed before | after
            pending closingDebit debit=2 credit=4   | void    | 2             | ''
            pending closingCredit debit=2 credit=4  | void    | 4             | ''
            pending closingDebit closingCredit debit=2 credit=4 | void | 2 4  | ''
            pending closingDebit debit=2 credit=4   | expiry  | 2             | ''
            pending closingCredit debit=2 credit=4  | expiry  | 4             | ''
            """)
    void shouldReopenWhatAVoidedOrExpiredHoldClosed(
            final String hold, final String end, final String closed, final String after) {
        ledger.book(hold + " amount=5 id=20" + (end.equals("void") ? "" : " timeout=9"));
        assertEquals(closed, closedAccounts());
        final int debitClosed = 1;
        final int creditClosed = 2;
        assertEquals(
                (closed.contains("2") ? debitClosed : 0) | (closed.contains("4") ? creditClosed : 0),
                ledger.transfer.closedAccounts());
        assertTrue(ledger.transfers("debit=2 credit=4 amount=1").endsWith("AccountAlreadyClosed"));
        assertTrue(ledger.transfers("post hold=20 amount=1").endsWith("AccountAlreadyClosed"));
        if (end.equals("void")) {
            ledger.book("void hold=20");
        } else {
            ledger.plus(10).harness.run(Request.tick(ledger.nowNs));
        }
        assertEquals(after, closedAccounts());
        ledger.book("debit=2 credit=4 amount=1");
        assertEquals(0, ledger.transfer.closedAccounts());
    }

    @Test
    void shouldExpireAtItsInstantAndNotBefore() {
        ledger.book("pending id=20 debit=2 credit=4 amount=5 timeout=9");
        ledger.nowNs = ledger.harness.engine.nextExpiryNs() - 1;
        ledger.book("post keep hold=20 amount=1");
        assertEquals(1, ledger.harness.engine.pendingCount());
        ledger.nowNs = ledger.harness.engine.nextExpiryNs();
        assertEquals("pendingTransferExpired", ledger.transfers("post hold=20 amount=1"));
        assertEquals(1, ledger.harness.engine.pendingCount(), "not released yet");
    }

    /** Only what the hold itself closed: an account that was closed otherwise stays so. */
    @Test
    void shouldReopenNothingElse() {
        ledger.book("pending id=20 debit=2 credit=4 amount=5", "pending closingDebit id=21 debit=2 credit=1");
        ledger.book("void hold=20");
        assertEquals("2", closedAccounts());
        ledger.book("void hold=21");
        assertEquals("", closedAccounts());
    }

    private String closedAccounts() {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[2 * LedgerEngine.ID_BYTES]);
        ids.putLong(0, 2);
        ids.putLong(LedgerEngine.ID_BYTES, 4);
        final UnsafeBuffer rows = new UnsafeBuffer(new byte[2 * LedgerEngine.ACCOUNT_ROW_BYTES]);
        ledger.harness.engine.lookupAccounts(ids, 0, 2, rows, 0);
        final int flags = 62;
        final int closed = 16;
        final boolean first = (rows.getShort(flags) & closed) != 0;
        final boolean second = (rows.getShort(LedgerEngine.ACCOUNT_ROW_BYTES + flags) & closed) != 0;
        return ((first ? "2 " : "") + (second ? "4" : "")).trim();
    }

    @Test
    void shouldTellInAnExpiryWhatWasReleasedAndWhoseItWas() {
        ledger.book("pending id=20 debit=2 credit=4 amount=5 timeout=9 code=7", "post keep hold=20 amount=2");
        final long before = ledger.transfer.sequence();
        ledger.plus(10).harness.run(Request.tick(ledger.nowNs));
        final Frame frame = ledger.harness.frames.get(ledger.harness.frames.size() - 1);
        final TransferOutcome outcome = new TransferOutcome().wrap(frame.events(), TransferEvent.BLOCK_BYTES);
        assertEquals(3, outcome.amount());
        assertEquals(2, outcome.debitAccountIdLow());
        assertEquals(4, outcome.creditAccountIdLow());
        assertEquals(1, outcome.ledger());
        assertEquals(7, outcome.code());
        assertEquals(before, outcome.previousDebitSequence());
        assertEquals(before, outcome.previousCreditSequence());
        assertEquals(before + 1, outcome.sequence());
        assertEquals(before + 1, lastSequence(2));
        assertEquals(before + 1, lastSequence(4));
    }

    @Test
    void shouldNameThePreviousTransferOfEitherSide() {
        ledger.book("debit=2 credit=4 amount=1");
        final long first = ledger.transfer.sequence();
        assertEquals(0, ledger.transfer.previousDebitSequence());
        assertEquals(first, lastSequence(2));
        assertEquals(first, lastSequence(4));
        ledger.book("debit=1 credit=4 amount=1");
        assertEquals(first, ledger.transfer.previousCreditSequence());
        final long second = ledger.transfer.sequence();
        ledger.book("debit=4 credit=2 amount=1");
        assertEquals(second, ledger.transfer.previousDebitSequence());
        assertEquals(first, ledger.transfer.previousCreditSequence());
    }

    private long lastSequence(final long account) {
        return row(account).getLong(AccountRow.LAST_SEQUENCE_OFFSET);
    }

    private UnsafeBuffer row(final long account) {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[LedgerEngine.ID_BYTES]);
        id.putLong(0, account);
        final UnsafeBuffer row = new UnsafeBuffer(new byte[LedgerEngine.ACCOUNT_ROW_BYTES]);
        ledger.harness.engine.lookupAccounts(id, 0, 1, row, 0);
        return row;
    }

    /** The hold has user data and a reference; what a retry leaves empty stands for them. */
    @ParameterizedTest(name = "{0} again as {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            post            | post                                       | exists
            post            | post user128=5 user64=6 user32=7 ref=HOLD  | exists
            post            | post user128=4                             | existsWithDifferentUserData128
            post            | post user128=18446744073709551616          | existsWithDifferentUserData128
            post            | post user64=4                              | existsWithDifferentUserData64
            post            | post user32=4                              | existsWithDifferentUserData32
            post            | post ref=E1                                | existsWithDifferentReference
            post            | post debit=1                               | existsWithDifferentDebitAccountId
            post            | post debit=18446744073709551616            | existsWithDifferentDebitAccountId
            post            | post credit=1                              | existsWithDifferentCreditAccountId
            post            | post ledger=2                              | existsWithDifferentLedger
            post            | post code=2                                | existsWithDifferentCode
            post            | post debit=2 credit=4 ledger=1 code=1      | exists
            post user128=4 user64=4 user32=4 ref=E1 | post user128=4 user64=4 user32=4 ref=E1 | exists
            post user128=4 user64=4 user32=4 ref=E1 | post user64=4 user32=4 ref=E1 | existsWithDifferentUserData128
            post user128=4 user64=4 user32=4 ref=E1 | post user128=4 user32=4 ref=E1 | existsWithDifferentUserData64
            post user128=4 user64=4 user32=4 ref=E1 | post user128=4 user64=4 ref=E1 | existsWithDifferentUserData32
            post user128=4 user64=4 user32=4 ref=E1 | post user128=4 user64=4 user32=4 | existsWithDifferentReference
            post user128=18446744073709551616 | post                     | existsWithDifferentUserData128
            post user128=18446744073709551616 | post user128=18446744073709551616 | exists
            post user128=18446744073709551621 | post user128=5           | existsWithDifferentUserData128
            """)
    void shouldCompareARetryWithWhatThePostTookFromItsHold(
            final String first, final String again, final String result) {
        ledger.book("pending id=20 debit=2 credit=4 amount=5 user128=5 user64=6 user32=7 ref=HOLD");
        ledger.book(first + " hold=20 id=21 amount=1");
        assertEquals(result, ledger.transfers(again + " hold=20 id=21 amount=1"));
    }

    @Test
    void shouldNotTakeAnEmptyReferenceForThatOfAHold() {
        ledger.book("pending id=20 debit=2 credit=4 amount=5", "post hold=20 id=21 amount=1");
        assertEquals("existsWithDifferentReference", ledger.transfers("post hold=20 id=21 amount=1 ref=E1"));
        assertEquals("exists", ledger.transfers("post hold=20 id=21 amount=1"));
        assertEquals("existsWithDifferentReference", ledger.transfers("debit=1 credit=3 amount=100 id=10 ref=E1"));
        ledger.book("pending id=22 debit=2 credit=4 amount=5", "post hold=22 id=23 amount=1 ref=OWN");
        assertEquals("exists", ledger.transfers("post hold=22 id=23 amount=1 ref=OWN"));
        assertEquals("existsWithDifferentReference", ledger.transfers("post hold=22 id=23 amount=1"));
    }

    @Test
    void shouldCountPostedAndReservedCreditsTowardsTheBound() {
        ledger.accounts("9 creditsBound");
        ledger.book("debit=9 credit=1 amount=10", "pending debit=1 credit=9 amount=4", "debit=1 credit=9 amount=3");
        assertEquals("exceedsDebits", ledger.transfers("debit=1 credit=9 amount=4"));
        ledger.book("balancingCredit debit=1 credit=9 amount=max");
        assertEquals(3, ledger.transfer.amount());
        ledger.book("debit=1 credit=9 amount=0", "balancingCredit debit=1 credit=9 amount=max");
        assertEquals(0, ledger.transfer.amount());
        assertEquals("exceedsDebits", ledger.transfers("debit=1 credit=9 amount=1"));
    }

    @Test
    void shouldBalanceWithWhatIsNeitherPostedNorReserved() {
        ledger.book("debit=3 credit=2 amount=30", "pending debit=3 credit=2 amount=20");
        ledger.book("balancingDebit debit=3 credit=2 amount=max");
        assertEquals(50, ledger.transfer.amount());
    }

    /** Accounts are found for 32 events at once: each event of a longer batch still meets its own. */
    @Test
    void shouldMoveBetweenItsOwnAccountsWhereverAnEventStandsInItsBatch() {
        final int events = 100;
        final StringJoiner accounts = new StringJoiner(";");
        final StringJoiner batch = new StringJoiner(";");
        for (int i = 0; i < events; i++) {
            accounts.add(String.valueOf(1_000 + i));
            batch.add("debit=1 credit=" + (1_000 + i) + " amount=" + (1 + i) + " id=" + (2_000 + i));
        }
        ledger.accounts(accounts.toString()).book(batch.toString());
        for (int i = 0; i < events; i++) {
            assertEquals(1 + i, row(1_000 + i).getLong(AccountRow.CREDITS_POSTED_OFFSET), "account of event " + i);
        }
    }

    /** What a chain would need to go back is not kept once it is over: neither in its batch nor after an open one. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # a chain                         | requests: the 2,000 transfers behind it, or in one of their own
            linked amount=0 ; amount=0        | 1
            linked amount=0 ; linked amount=0 | 2
            """)
    void shouldKeepNoWayBackOfAChainThatIsOver(final String chain, final int requests) {
        final String rest = "amount=1" + " ; amount=1".repeat(2_000);
        final RuleLedger chained = new RuleLedger().accounts("1; 2");
        final RuleLedger plain = new RuleLedger().accounts("1; 2");
        if (requests == 1) {
            chained.transfers(chain + " ; " + rest);
        } else {
            chained.transfers(chain);
            chained.transfers(rest);
        }
        plain.transfers("linked amount=0 ; amount=0");
        plain.transfers(rest);
        assertEquals(plain.harness.engine.memoryBytes(), chained.harness.engine.memoryBytes());
    }

    /** The next release takes a nanosecond, by which another hold is due. */
    @Test
    void shouldReleaseWhatBecomesDueWhileItReleases() {
        ledger.book("pending id=20 debit=2 credit=4 timeout=9 ; pending id=21 debit=2 credit=4 timeout=9");
        final long firstNs = ledger.harness.engine.nextExpiryNs();
        ledger.nowNs = firstNs;
        ledger.book("debit=1 credit=2 amount=1");
        assertEquals(2, ledger.harness.engine.pendingCount());
        assertEquals(2, ledger.harness.run(Request.tick(0)).get(0).count());
        assertEquals(0, ledger.harness.engine.pendingCount());
    }

    @Test
    void shouldReplayAReleaseAtItsVeryInstant() {
        ledger.book("pending id=20 debit=2 credit=4 timeout=9");
        ledger.nowNs = ledger.harness.engine.nextExpiryNs();
        assertEquals(1, ledger.harness.run(Request.tick(ledger.nowNs)).size());
        assertEquals(ledger.nowNs, ledger.harness.engine.expiriesTimestampNs());
    }

    @Test
    void shouldTakeAReferenceOf35CharactersAndNothingBehindItsEnd() {
        final String longest = "x".repeat(ProtocolLimits.REFERENCE_MAX_CHARS);
        ledger.book("debit=1 credit=2 id=30 ref=" + longest);
        assertEquals("referenceMalformed", ledger.transfers("debit=1 credit=2 id=31 ref=" + longest + "x"));
        assertEquals("referenceMalformed", ledger.transfers("debit=1 credit=2 id=31 ref=A\0B"));
        assertEquals("referenceMalformed", ledger.transfers("debit=1 credit=2 id=31 ref=A\177"));
        ledger.book("debit=1 credit=2 id=31 ref=~");
    }

    @Test
    void shouldRefuseAReferenceBehindTheLastOne() {
        final UnsafeBuffer events = new UnsafeBuffer(new byte[TransferEvent.BLOCK_BYTES]);
        final UnsafeBuffer references = new UnsafeBuffer(new byte[2 * ProtocolLimits.REFERENCE_FIELD_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[TransferOutcome.BLOCK_BYTES]);
        new TransferEvent().wrapWritable(events, 0).idLow(30).referenceIndex(2);
        new EngineHarness().engine.createTransfers(1, events, 0, 1, references, 0, 1, outcomes, 0);
        assertEquals(
                CreateTransferResult.REFERENCE_MALFORMED.code(),
                new TransferOutcome().wrap(outcomes, 0).result());
    }

    @Test
    void shouldLookTransfersUpInTheirOrder() {
        ledger.book("debit=1 credit=2 id=" + LOW_ONES + " amount=7", "debit=1 credit=2 id=30 amount=8");
        assertEquals(3, ledger.harness.engine.transferCount());
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[3 * LedgerEngine.ID_BYTES]);
        ids.putLong(0, 30);
        ids.putLong(LedgerEngine.ID_BYTES, 5);
        ids.putLong(LedgerEngine.ID_BYTES + Long.BYTES, 6);
        ids.putLong(2 * LedgerEngine.ID_BYTES, -1);
        final int bytes = LedgerEngine.TRANSFER_ROW_BYTES;
        final UnsafeBuffer rows = new UnsafeBuffer(new byte[3 * bytes]);
        assertEquals(3 * bytes, ledger.harness.engine.lookupTransfers(ids, 0, 3, rows, 0));
        final long[] expected = {30, 0, 8, 5, 6, 0, -1, 0, 7};
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[3 * i], rows.getLong(i * bytes + TransferEvent.ID_LOW_OFFSET));
            assertEquals(expected[3 * i + 1], rows.getLong(i * bytes + TransferEvent.ID_HIGH_OFFSET));
            assertEquals(expected[3 * i + 2], rows.getLong(i * bytes + TransferEvent.AMOUNT_OFFSET));
        }
        final UnsafeBuffer accounts = new UnsafeBuffer(new byte[3 * LedgerEngine.ACCOUNT_ROW_BYTES]);
        assertEquals(accounts.capacity(), ledger.harness.engine.lookupAccounts(ids, 0, 3, accounts, 0));
    }

    /** The index finds ids by a hash of 32 bits; two accounts of one hash are two accounts. */
    @Test
    void shouldTellAccountsOfTheSameHashApart() {
        final Map<Integer, Long> seen = new HashMap<>();
        long id = 10_000;
        while (seen.putIfAbsent(AccountStore.hash(id, id), id) == null) {
            id++;
        }
        final String twin = both(seen.get(AccountStore.hash(id, id)));
        final String other = both(id);
        ledger.accounts(twin);
        assertEquals("creditAccountNotFound", ledger.transfers("debit=1 credit=" + other + " amount=1"));
        ledger.accounts(other).book("debit=1 credit=" + other + " amount=7");
        assertEquals(7, ledger.transfer.creditCreditsPosted());
        ledger.book("debit=" + twin + " credit=" + other + " amount=2");
        assertEquals(0, ledger.transfer.debitCreditsPosted());
        assertEquals(2, ledger.transfer.debitDebitsPosted());
        assertEquals(9, ledger.transfer.creditCreditsPosted());
    }

    /** An id with the same number in both halves. */
    private static String both(final long half) {
        return BigInteger.valueOf(half)
                .shiftLeft(64)
                .add(BigInteger.valueOf(half))
                .toString();
    }
}
