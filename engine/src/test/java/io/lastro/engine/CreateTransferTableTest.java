package io.lastro.engine;

import static io.lastro.engine.model.TransferSpec.resolving;
import static io.lastro.engine.model.TransferSpec.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.SpecText;
import io.lastro.engine.model.TransferSpec;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One row per refusal, in order of precedence, and per accepted shape, against the ledger of {@link #ledger()}. Where a
 * later rule is broken too, the earlier one answers.
 */
class CreateTransferTableTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NOW_NS = 1_000 * SECOND_NS;
    private static final long MAX = Long.MAX_VALUE;

    /** Events of one batch are parted by ';', the last one's outcome counts. See {@link SpecText}. */
    static final String REFUSALS = """
            # batch of events                                            | result
            linked id=0 ; id=201                                         | linkedEventFailed
            linked id=200                                                | linkedEventChainOpen
            linked id=0 ; linked id=201                                  | linkedEventChainOpen
            imported at=900000000000 id=200 ; id=201                     | importedEventExpected
            id=200 ; imported at=900000000000 id=0                       | importedEventNotExpected
            at=5 id=0                                                    | timestampMustBeZero
            imported at=0 id=0                                           | importedEventTimestampOutOfRange
            imported at=-1 id=0                                          | importedEventTimestampOutOfRange
            imported at=99999999999999 id=0                              | importedEventTimestampMustNotAdvance
            flags=1024 id=0                                              | reservedFlag
            id=0 amount=-1                                               | idMustNotBeZero
            id=max amount=-1                                             | idMustNotBeMax
            id=100 amount=-1                                             | amountOutOfRange
            ref=123456789012345678901234567890123456 id=100              | referenceMalformed
            ref=tab\t id=100                                             | referenceMalformed
            pending id=100 amount=1                                      | existsWithDifferentFlags
            id=100 amount=100 hold=101 timeout=1                         | existsWithDifferentPendingId
            id=100 amount=100 timeout=1 debit=9                          | existsWithDifferentTimeout
            id=100 amount=100 debit=9 credit=9                           | existsWithDifferentDebitAccountId
            id=100 amount=1 credit=9                                     | existsWithDifferentCreditAccountId
            id=100 amount=101 user128=1                                  | existsWithDifferentAmount
            id=100 amount=100 user128=1 user64=1                         | existsWithDifferentUserData128
            id=100 amount=100 user64=1 user32=1                          | existsWithDifferentUserData64
            id=100 amount=100 user32=1 ledger=2                          | existsWithDifferentUserData32
            id=100 amount=100 ledger=2 code=9                            | existsWithDifferentLedger
            id=100 amount=100 code=9 ref=E2                              | existsWithDifferentCode
            id=100 amount=100 ref=E2                                     | existsWithDifferentReference
            id=100 amount=100                                            | existsWithDifferentReference
            id=100 amount=100 ref=E1                                     | exists
            id=110 credit=77                                             | idAlreadyFailed
            id=110 post void                                             | idAlreadyFailed
            post void hold=0                                             | flagsAreMutuallyExclusive
            post pending hold=0                                          | flagsAreMutuallyExclusive
            void balancingDebit hold=0                                   | flagsAreMutuallyExclusive
            post closingCredit hold=0                                    | flagsAreMutuallyExclusive
            keep debit=0                                                 | flagsAreMutuallyExclusive
            debit=0 credit=0                                             | debitAccountIdMustNotBeZero
            debit=max credit=0                                           | debitAccountIdMustNotBeMax
            credit=0 hold=101                                            | creditAccountIdMustNotBeZero
            credit=max hold=101                                          | creditAccountIdMustNotBeMax
            credit=1 hold=101                                            | accountsMustBeDifferent
            hold=101 timeout=1                                           | pendingIdMustBeZero
            post hold=0 timeout=1                                        | pendingIdMustNotBeZero
            void hold=max timeout=1                                      | pendingIdMustNotBeMax
            post hold=200 timeout=1                                      | pendingIdMustBeDifferent
            timeout=1 closingDebit                                       | timeoutReservedForPendingTransfer
            post hold=101 timeout=1                                      | timeoutReservedForPendingTransfer
            closingDebit ledger=0                                        | closingTransferMustBePending
            ledger=0 code=0                                              | ledgerMustNotBeZero
            code=0 debit=77                                              | codeMustNotBeZero
            debit=77 credit=78                                           | debitAccountNotFound
            credit=78 ledger=9                                           | creditAccountNotFound
            credit=6 ledger=9                                            | accountsMustHaveTheSameLedger
            debit=5 ledger=2                                             | transferMustHaveTheSameLedgerAsAccounts
            post hold=999 debit=9                                        | pendingTransferNotFound
            post hold=110                                                | pendingTransferNotFound
            post hold=100 debit=9                                        | pendingTransferNotPending
            post hold=101 debit=9 credit=9                               | pendingTransferHasDifferentDebitAccountId
            post hold=101 credit=9 ledger=9                              | pendingTransferHasDifferentCreditAccountId
            post hold=101 ledger=9 code=9                                | pendingTransferHasDifferentLedger
            post keep hold=101 code=9 amount=0                           | pendingTransferHasDifferentCode
            post keep hold=102 amount=0                                  | captureMustNotBeZero
            post hold=101 amount=51                                      | exceedsPendingTransferAmount
            void hold=101 amount=51                                      | exceedsPendingTransferAmount
            post keep hold=105 amount=21                                 | exceedsPendingTransferAmount
            post hold=102 amount=51                                      | exceedsPendingTransferAmount
            void hold=101 amount=49                                      | pendingTransferHasDifferentAmount
            void hold=105 amount=50                                      | exceedsPendingTransferAmount
            void hold=103 amount=49                                      | pendingTransferHasDifferentAmount
            post hold=102 amount=50                                      | pendingTransferAlreadyPosted
            void hold=102                                                | pendingTransferAlreadyPosted
            post hold=103 amount=max                                     | pendingTransferAlreadyVoided
            post hold=104 amount=50                                      | pendingTransferExpired
            void hold=104                                                | pendingTransferExpired
            imported at=1 timeout=1 pending                              | importedEventTimestampMustNotRegress
            imported at=999999999990 debit=21                            | importedEventTimestampMustPostdateDebitAccount
            imported at=999999999990 credit=21                           | importedEventTimestampMustPostdateCreditAccount
            imported at=999999999999 timeout=1 pending debit=5           | importedEventTimeoutMustBeZero
            debit=5 credit=20                                            | debitAccountAlreadyClosed
            post hold=107 amount=50                                      | debitAccountAlreadyClosed
            post keep hold=107 amount=1                                  | debitAccountAlreadyClosed
            credit=5                                                     | creditAccountAlreadyClosed
            pending debit=12 credit=13 amount=6                          | overflowsDebitsPending
            pending debit=1 credit=13 amount=6                           | overflowsCreditsPending
            debit=10 credit=1 amount=6                                   | overflowsDebitsPosted
            debit=1 credit=11 amount=6                                   | overflowsCreditsPosted
            debit=12 credit=1 amount=6                                   | overflowsDebits
            debit=1 credit=13 amount=6                                   | overflowsCredits
            pending debit=10 credit=1 amount=6                           | overflowsDebits
            debit=3 credit=4 amount=1                                    | exceedsCredits
            pending debit=3 credit=1 amount=1                            | exceedsCredits
            debit=14 credit=1 amount=41                                  | exceedsCredits
            debit=1 credit=4 amount=1                                    | exceedsDebits
            pending debit=1 credit=4 amount=1                            | exceedsDebits
            """;

    /** All that may be accepted, with what was moved and the four counters of debit and credit account after it. */
    static final String ACCEPTED = """
            # event                                       | amount | debit account's counters | credit account's counters
            debit=1 credit=20 amount=7                    |      7 |  70 187 0 0              |  0 0 0 7
            debit=1 credit=20 amount=0                    |      0 |  70 180 0 0              |  0 0 0 0
            pending debit=1 credit=20 amount=7 timeout=9  |      7 |  77 180 0 0              |  0 0 7 0
            pending closingDebit debit=20 credit=1        |      0 |   0 0 0 0                |  70 180 0 0
            debit=14 credit=20 amount=40                  |     40 |  10 90 0 100             |  0 0 0 40
            balancingDebit debit=14 credit=20 amount=max  |     40 |  10 90 0 100             |  0 0 0 40
            balancingDebit debit=14 credit=20 amount=39   |     39 |  10 89 0 100             |  0 0 0 39
            balancingDebit debit=3 credit=20 amount=9     |      0 |   0 0 0 0                |  0 0 0 0
            balancingCredit debit=20 credit=1 amount=max  |    180 |   0 180 0 0              |  70 180 0 180
            balancingDebit balancingCredit debit=14 credit=1 amount=max | 40 | 10 90 0 100     |  70 180 0 40
            balancingDebit pending debit=14 credit=20 amount=max | 40 | 50 50 0 100           |  0 0 40 0
            post hold=101 amount=max                      |     50 |  20 230 0 0              |  0 100 81 280
            post hold=101 amount=20                       |     20 |  20 200 0 0              |  0 100 81 250
            post hold=101 amount=0                        |      0 |  20 180 0 0              |  0 100 81 230
            post hold=101 amount=20 debit=1 credit=2 ledger=1 code=1 | 20 | 20 200 0 0         |  0 100 81 250
            post keep hold=101 amount=20                  |     20 |  50 200 0 0              |  0 100 111 250
            post keep hold=101 amount=max                 |     50 |  20 230 0 0              |  0 100 81 280
            post keep hold=105 amount=20                  |     20 |  50 200 0 0              |  0 100 111 250
            void hold=101                                 |     50 |  20 180 0 0              |  0 100 81 230
            void hold=101 amount=50                       |     50 |  20 180 0 0              |  0 100 81 230
            void hold=105                                 |     20 |  50 180 0 0              |  0 100 111 230
            void hold=105 amount=20                       |     20 |  50 180 0 0              |  0 100 111 230
            void hold=107                                 |     50 |   1 0 0 0                |  0 100 81 230
            void hold=108                                 |      1 |  50 0 0 0                |  0 100 130 230
            imported at=999999999999 debit=1 credit=20 amount=7 | 7 | 70 187 0 0             |  0 0 0 7
            """;

    static EngineHarness ledger() {
        final EngineHarness ledger = new EngineHarness();
        final int hold = TransferFlags.PENDING;
        ledger.run(Request.accounts(
                SECOND_NS,
                AccountSpec.account(1),
                AccountSpec.account(2),
                AccountSpec.account(3).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
                AccountSpec.account(4).flags(AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS),
                AccountSpec.account(5).flags(AccountFlags.CLOSED),
                AccountSpec.account(6).ledger(2),
                AccountSpec.account(8),
                AccountSpec.account(9),
                AccountSpec.account(10),
                AccountSpec.account(11),
                AccountSpec.account(12),
                AccountSpec.account(13),
                AccountSpec.account(14).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
                AccountSpec.account(20)));
        final List<TransferSpec> setUp = List.of(
                transfer(100, 1, 2, 100).reference("E1"),
                transfer(101, 1, 2, 50).flags(hold),
                transfer(102, 1, 2, 50).flags(hold),
                resolving(112, 102, 50, TransferFlags.POST_PENDING),
                transfer(103, 1, 2, 50).flags(hold),
                resolving(113, 103, 0, TransferFlags.VOID_PENDING),
                transfer(104, 1, 2, 50).flags(hold).timeout(1),
                transfer(105, 1, 2, 50).flags(hold),
                resolving(115, 105, 30, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER),
                transfer(106, 2, 14, 50),
                transfer(116, 2, 14, 50).flags(hold),
                resolving(126, 116, 50, TransferFlags.POST_PENDING),
                transfer(107, 8, 2, 50).flags(hold),
                transfer(108, 8, 2, 1).flags(hold | TransferFlags.CLOSING_DEBIT),
                transfer(110, 1, 77, 1),
                transfer(117, 10, 11, MAX - 5),
                transfer(118, 12, 13, MAX - 5).flags(hold),
                transfer(119, 14, 2, 50),
                transfer(120, 14, 2, 10).flags(hold));
        for (final TransferSpec spec : setUp) {
            ledger.run(Request.transfers(2 * SECOND_NS, spec));
        }
        ledger.run(Request.tick(10 * SECOND_NS));
        // A young account, by an import that leaves room for imported transfers before and after it.
        ledger.run(Request.accounts(
                NOW_NS, AccountSpec.account(21).flags(AccountFlags.IMPORTED).timestampNs(NOW_NS - 5)));
        return ledger;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = REFUSALS)
    void shouldRefuseWithTheFirstRuleThatMatches(final String batch, final String result) {
        final EngineHarness ledger = ledger();
        final String before = EngineHarness.digest(ledger.engine);
        final long burned = ledger.engine.burnedCount();
        final TransferOutcome outcome = runLast(ledger, batch);
        assertEquals(result, CreateTransferResult.ofCode(outcome.result()).wireName());
        if (!batch.contains(";") && ledger.engine.burnedCount() == burned) {
            assertEquals(before, EngineHarness.digest(ledger.engine), "a refusal changes nothing");
        }
        // The same event again: a burned id says so, any other refusal is repeated.
        final TransferOutcome again = runLast(ledger, batch);
        final boolean burns = ledger.engine.burnedCount() > burned;
        assertEquals(
                burns ? "idAlreadyFailed" : result,
                CreateTransferResult.ofCode(again.result()).wireName());
        final boolean passing = Set.of(
                        "debitAccountNotFound",
                        "creditAccountNotFound",
                        "pendingTransferNotFound",
                        "debitAccountAlreadyClosed",
                        "creditAccountAlreadyClosed",
                        "exceedsCredits",
                        "exceedsDebits")
                .contains(result);
        assertEquals(passing, burns, "burns its id");
    }

    @ParameterizedTest(name = "{0} moves {1}: {2} / {3}")
    @CsvSource(delimiter = '|', textBlock = ACCEPTED)
    void shouldAcceptAndMove(final String event, final long amount, final String debit, final String credit) {
        final TransferOutcome outcome = runLast(ledger(), event);
        assertEquals("created", CreateTransferResult.ofCode(outcome.result()).wireName());
        assertEquals(amount, outcome.amount());
        assertEquals(
                debit.trim(),
                outcome.debitDebitsPending() + " " + outcome.debitDebitsPosted() + " " + outcome.debitCreditsPending()
                        + " " + outcome.debitCreditsPosted());
        assertEquals(
                credit.trim(),
                outcome.creditDebitsPending() + " " + outcome.creditDebitsPosted() + " "
                        + outcome.creditCreditsPending() + " " + outcome.creditCreditsPosted());
    }

    @Test
    void shouldHaveARowForEveryResultOfThisVersion() {
        final Set<String> missing = new TreeSet<>();
        final List<String> later = List.of(
                "debitsFrozen",
                "creditsFrozen",
                "fundsBlocked",
                "exceedsTransferLimit",
                "exceedsDayLimit",
                "exceedsNightLimit",
                "exceedsVelocityLimit");
        for (final CreateTransferResult result : CreateTransferResult.values()) {
            missing.add(result.wireName());
        }
        missing.removeAll(later);
        missing.remove("created");
        // Needs another clock: shouldRefuseATimeoutBeyondTime.
        missing.remove("overflowsTimeout");
        Arrays.stream(REFUSALS.split("\n"))
                .filter(line -> line.contains("|"))
                .forEach(line ->
                        missing.remove(line.substring(line.indexOf('|') + 1).trim()));
        assertTrue(missing.isEmpty(), missing.toString());
    }

    @Test
    void shouldRefuseATimeoutBeyondTime() {
        final EngineHarness ledger = ledger();
        final long lateNs = MAX - 10 * SECOND_NS;
        assertEquals("overflowsTimeout", result(ledger, lateNs, "pending timeout=11 id=300"));
        assertEquals("created", result(ledger, lateNs, "pending timeout=9 id=301"));
    }

    @Test
    void shouldAnswerExistsForEveryWayToRepeatAResolution() {
        final EngineHarness ledger = ledger();
        assertEquals("created", result(ledger, NOW_NS, "post keep hold=101 id=201 amount=20 user64=5"));
        assertEquals("created", result(ledger, NOW_NS, "post hold=101 id=202 amount=max"));
        assertEquals("created", result(ledger, NOW_NS, "void hold=105 id=203"));
        for (final String same : List.of(
                "post keep hold=101 id=201 amount=20 user64=5",
                "post keep hold=101 id=201 amount=20 user64=5 debit=1 credit=2 ledger=1 code=1",
                "post hold=101 id=202 amount=max",
                "post hold=101 id=202 amount=30",
                "void hold=105 id=203",
                "void hold=105 id=203 amount=20")) {
            assertEquals("exists", result(ledger, NOW_NS, same), same);
        }
        for (final String other : List.of(
                "post keep hold=101 id=201 amount=max user64=5",
                "post keep hold=101 id=201 amount=0 user64=5",
                "post hold=101 id=202 amount=0",
                "void hold=105 id=203 amount=50")) {
            assertEquals("existsWithDifferentAmount", result(ledger, NOW_NS, other), other);
        }
        assertEquals("existsWithDifferentUserData64", result(ledger, NOW_NS, "post keep hold=101 id=201 amount=20"));
    }

    @Test
    void shouldAnswerExistsForABalancingRetryOfAtLeastWhatWasMoved() {
        final EngineHarness ledger = ledger();
        assertEquals("created", result(ledger, NOW_NS, "balancingDebit debit=14 credit=20 amount=max id=201"));
        assertEquals("exists", result(ledger, NOW_NS, "balancingDebit debit=14 credit=20 amount=40 id=201"));
        assertEquals("exists", result(ledger, NOW_NS, "balancingDebit debit=14 credit=20 amount=41 id=201"));
        assertEquals(
                "existsWithDifferentAmount",
                result(ledger, NOW_NS, "balancingDebit debit=14 credit=20 amount=39 id=201"));
    }

    private static TransferOutcome runLast(final EngineHarness ledger, final String batch) {
        return runLast(ledger, NOW_NS, batch);
    }

    private static String result(final EngineHarness ledger, final long timeNs, final String batch) {
        return CreateTransferResult.ofCode(runLast(ledger, timeNs, batch).result())
                .wireName();
    }

    private static TransferOutcome runLast(final EngineHarness ledger, final long timeNs, final String batch) {
        final TransferSpec[] specs =
                Arrays.stream(batch.split(";")).map(SpecText::transfer).toArray(TransferSpec[]::new);
        final List<EngineHarness.Frame> frames = ledger.run(Request.transfers(timeNs, specs));
        return new TransferOutcome()
                .wrap(frames.get(frames.size() - 1).outcomes(), (specs.length - 1) * TransferOutcome.BLOCK_BYTES);
    }
}
