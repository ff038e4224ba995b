package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.EngineHarness;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One row per refusal of an admin command, in order of precedence, and per accepted kind, against {@link #openLedger()}.
 * Where a later rule is broken too, the earlier one answers. What ran is applied to a second engine at the end.
 */
class AdminCommandTableTest {
    private static final long MAX = Long.MAX_VALUE;

    static final String REFUSALS = """
            # command                                                              | result
            addBlock id=0 validUntil=1 signatures=0                                | commandIdMustNotBeZero
            addBlock id=max validUntil=1 signatures=0                              | commandIdMustNotBeMax
            setCreditLimit id=900 amount=6 version=0 validUntil=1                  | existsWithDifferentContent
            setCreditLimit id=900 amount=5 version=1                               | existsWithDifferentContent
            setCreditLimit id=900 amount=5 version=0 why=another                   | existsWithDifferentContent
            setCreditLimit id=900 amount=5 version=0 junkCode=1                    | existsWithDifferentContent
            freeze debits id=900 signatures=0                                      | existsWithDifferentContent
            setCreditLimit id=900 amount=5 version=0                               | exists
            setCreditLimit id=900 amount=5 version=0 signatures=0 key1=7           | exists
            addBlock validUntil=1 signatures=0                                     | commandExpired
            freeze debits validUntil=1 signatures=0 account=77                     | commandExpired
            addBlock signatures=1 account=77                                       | signatureMissing
            releaseBlock signatures=1 account=77                                   | signatureMissing
            executeBlock signatures=1 account=77                                   | signatureMissing
            freeze debits signatures=1 account=77                                  | signatureMissing
            unfreeze debits signatures=0 account=77                                | signatureMissing
            config key=nightStartMinute signatures=1 version=9                     | signatureMissing
            setCreditLimit signatures=0 account=77 version=9                       | accountNotFound
            setLimit kind=day signatures=0 account=77 version=9                    | accountNotFound
            freeze debits account=77 version=9                                     | accountNotFound
            setCreditLimit account=1 version=1                                     | versionMismatch
            setCreditLimit version=0                                               | versionMismatch
            releaseBlock block=99 version=0                                        | versionMismatch
            setLimit kind=day amount=101 version=9                                 | versionMismatch
            config key=nightStartMinute version=1                                  | versionMismatch
            setCreditLimit account=1 amount=0                                      | accountHasNoLimit
            addBlock account=4 amount=1                                            | accountHasNoLimit
            releaseBlock account=1 block=99                                        | accountHasNoLimit
            executeBlock account=1 block=99                                        | accountHasNoLimit
            addBlock block=50 amount=1                                             | blockIdExists
            addBlock block=51 amount=1                                             | blockIdExists
            addBlock block=902 amount=1                                            | blockIdExists
            releaseBlock block=99 amount=max                                       | blockNotFound
            releaseBlock block=0                                                   | blockNotFound
            releaseBlock block=51                                                  | blockNotFound
            releaseBlock account=7 block=51                                        | blockNotFound
            executeBlock block=99 amount=max transfer=0                            | blockNotFound
            executeBlock block=51 amount=1 transfer=0                              | blockNotFound
            releaseBlock block=50 amount=151                                       | blockAmountExceeded
            executeBlock block=50 amount=151 transfer=0                            | blockAmountExceeded
            setLimit kind=day amount=101 effectiveAt=+86399                        | limitRaiseTooEarly
            setLimit kind=day remove effectiveAt=+86399                            | limitRaiseTooEarly
            setLimit kind=day remove                                               | limitRaiseTooEarly
            executeBlock block=50 amount=106 transfer=0 credit=0                   | transferIdMustNotBeZero
            executeBlock block=50 amount=106 transfer=max credit=0                 | transferIdMustNotBeMax
            executeBlock block=50 amount=106 transfer=100 credit=0                 | transferIdExists
            executeBlock block=50 amount=106 transfer=110 credit=0                 | transferIdAlreadyFailed
            executeBlock block=50 amount=106 transfer=300 credit=0                 | creditAccountIdMustNotBeZero
            executeBlock block=50 amount=106 transfer=300 credit=max               | creditAccountIdMustNotBeMax
            executeBlock block=50 amount=106 transfer=300 credit=3                 | accountsMustBeDifferent
            executeBlock block=50 amount=106 transfer=300 credit=77                | codeMustNotBeZero
            executeBlock block=50 amount=106 transfer=300 credit=77 code=9         | creditAccountNotFound
            executeBlock block=50 amount=106 transfer=300 credit=6 code=9          | accountsMustHaveTheSameLedger
            executeBlock account=7 block=50 amount=106 transfer=300 credit=6 code=9 | accountsMustHaveTheSameLedger
            executeBlock account=7 block=50 amount=106 transfer=300 credit=5 code=9 | debitAccountAlreadyClosed
            executeBlock block=50 amount=106 transfer=300 credit=5 code=9          | creditAccountAlreadyClosed
            executeBlock account=10 block=50 amount=6 transfer=300 credit=11 code=9 | overflowsDebitsPosted
            executeBlock block=50 amount=106 transfer=300 credit=11 code=9         | overflowsCreditsPosted
            executeBlock account=12 block=50 amount=6 transfer=300 credit=13 code=9 | overflowsDebits
            executeBlock block=50 amount=106 transfer=300 credit=13 code=9         | overflowsCredits
            executeBlock block=50 amount=106 transfer=300 credit=4 code=9          | exceedsCredits
            executeBlock block=50 amount=105 transfer=300 credit=4 code=9          | exceedsDebits
            """;

    /** What is accepted, and what the rules of the named account say after it. */
    static final String ACCEPTED = """
            # command                                               | account | rules
            setCreditLimit amount=max signatures=0                  | 3 | v7 credit 9223372036854775807 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            setCreditLimit amount=0                                 | 3 | v7 credit 0 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            setLimit kind=day amount=100 junkCode=9                 | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100, block 50 court 150
            setLimit kind=day amount=99 codes=3 signatures=0        | 3 | v7 credit 5 blocked 150 frozen 0, day 0/99 codes [3], block 50 court 150
            setLimit kind=day amount=101 codes=3 effectiveAt=+86400 | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], day waits: 101 codes [3] in 86400, block 50 court 150
            setLimit kind=day remove effectiveAt=+86400             | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], day waits: removal in 86400, block 50 court 150
            setLimit kind=night remove                              | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            setLimit kind=hourlyCount amount=4                      | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], hourlyCount 0/4, block 50 court 150
            setLimit account=1 kind=perTransfer amount=4            | 1 | v1 credit 0 blocked 0 frozen 0, perTransfer 0/4
            setLimit account=1 kind=day amount=4 codes=1,2,3,4,5,6,7,65535 | 1 | v1 credit 0 blocked 0 frozen 0, day 0/4 codes [1, 2, 3, 4, 5, 6, 7, 65535]
            addBlock block=52 amount=9 of=fraud expiresAt=+60       | 3 | v7 credit 5 blocked 159 frozen 0, day 0/100 codes [1, 2], block 50 court 150, block 52 fraud 9 until 60
            addBlock id=777 amount=max                              | 3 | v7 credit 5 blocked 9223372036854775807 frozen 0, day 0/100 codes [1, 2], block 50 court 150, block 777 court 9223372036854775807
            addBlock block=52 amount=9 expiresAt=1                  | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            addBlock account=10 block=51 amount=9                   | 10 | v2 credit 0 blocked 15 frozen 0, block 50 court 6, block 51 court 9
            releaseBlock block=50 amount=0                          | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            releaseBlock block=50 amount=1                          | 3 | v7 credit 5 blocked 149 frozen 0, day 0/100 codes [1, 2], block 50 court 149
            releaseBlock block=50 amount=150                        | 3 | v7 credit 5 blocked 0 frozen 0, day 0/100 codes [1, 2]
            executeBlock block=50 amount=105 transfer=300 credit=1 code=9 | 3 | v7 credit 5 blocked 45 frozen 0, day 0/100 codes [1, 2], block 50 court 45
            executeBlock block=50 amount=0 transfer=300 credit=1 code=9 | 3 | v7 credit 5 blocked 150 frozen 0, day 0/100 codes [1, 2], block 50 court 150
            freeze debits                                           | 3 | v7 credit 5 blocked 150 frozen 1, day 0/100 codes [1, 2], block 50 court 150
            freeze debits credits account=1                         | 1 | v1 credit 0 blocked 0 frozen 3
            freeze credits account=20                               | 20 | v2 credit 0 blocked 0 frozen 3
            unfreeze debits account=20                              | 20 | v2 credit 0 blocked 0 frozen 0
            unfreeze credits account=20                             | 20 | v2 credit 0 blocked 0 frozen 1
            setLimit account=5 kind=day amount=1                    | 5 | v1 credit 0 blocked 0 frozen 0, day 0/1
            """;

    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 2; 3 debitsBound; 4 creditsBound; 5 closed; 6 ledger=2; 7 debitsBound; 20");
        ledger.accounts("10 debitsBound; 11; 12 debitsBound; 13; 31; 32; 33; 34; 35; 36; 37");
        ledger.book(
                "id=100 debit=31 credit=3 amount=100",
                "debit=31 credit=7 amount=200",
                "pending closingDebit debit=7 credit=31",
                "debit=32 credit=10 amount=" + (MAX - 5) + "; debit=10 credit=33 amount=" + (MAX - 5),
                "debit=34 credit=12 amount=max; pending debit=12 credit=35 amount=" + (MAX - 5),
                "debit=36 credit=11 amount=" + (MAX - 5),
                "pending debit=37 credit=13 amount=" + (MAX - 5));
        assertEquals("creditAccountNotFound", ledger.transfers("id=110 debit=1 credit=77"));
        ledger.set(
                "setCreditLimit id=900 amount=5",
                "addBlock id=901 block=50 amount=150",
                "addBlock id=902 amount=10",
                "releaseBlock id=903 block=902 amount=10",
                "addBlock id=904 block=51 amount=10 expiresAt=+60",
                "addBlock account=7 block=50 amount=150",
                "addBlock account=10 block=50 amount=6",
                "addBlock account=12 block=50 amount=6",
                "freeze debits account=20");
        ledger.set("setLimit id=905 kind=day amount=100 codes=1,2");
        // Block 51 has ended by its time, block 902 by its release.
        ledger.plus(3600);
    }

    @AfterEach
    void shouldReplay() {
        ledger.assertReplays();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = REFUSALS)
    void shouldRefuseWithTheFirstRuleThatMatches(final String command, final String result) {
        final String before = ledger.digest();
        final long burned = ledger.harness.engine.burnedCount();
        final long transfers = ledger.harness.engine.transferCount();
        final long version = command.contains("config") ? 0 : ledger.version(accountOf(command));
        final long sequence = ledger.harness.engine.lastSequence();
        assertEquals(result, ledger.admin(command));
        assertEquals(version, ledger.admin.version(), "version");
        if (!result.equals("exists")) {
            assertEquals(sequence + 1, ledger.admin.sequence());
            assertEquals(ledger.nowNs, ledger.admin.timestampNs());
        }
        assertEquals(transfers, ledger.harness.engine.transferCount());
        final boolean burns = ledger.harness.engine.burnedCount() > burned;
        if (!burns) {
            assertEquals(before, ledger.digest(), "a refusal changes nothing");
        }
        assertEquals(
                Set.of(
                                "creditAccountNotFound",
                                "debitAccountAlreadyClosed",
                                "creditAccountAlreadyClosed",
                                "exceedsCredits",
                                "exceedsDebits")
                        .contains(result),
                burns,
                "burns the id of its transfer");
        assertEquals(burns ? "transferIdAlreadyFailed" : result, ledger.admin(command), "the second time");
        for (int i = AdminOutcome.TRANSFER_OFFSET; i < AdminOutcome.BLOCK_BYTES; i++) {
            assertEquals(0, ledger.admin.buffer().getByte(i), "a refusal has no transfer");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = ACCEPTED)
    void shouldAcceptAndChange(final String command, final long account, final String rules) {
        assertEquals("ok", ledger.admin(command));
        assertEquals(rules, ledger.rules(account));
        assertEquals(ledger.version(account), ledger.admin.version());
        assertEquals(ledger.nowNs, ledger.admin.timestampNs());
        assertEquals("existsWithDifferentContent", ledger.admin(command + " id=" + lastCommandId() + " why=again"));
    }

    @Test
    void shouldHaveARowForEveryResult() {
        final Set<String> missing = new TreeSet<>();
        for (final AdminResult result : AdminResult.values()) {
            missing.add(result.wireName());
        }
        missing.remove("ok");
        Arrays.stream(REFUSALS.split("\n"))
                .filter(line -> line.contains("|"))
                .forEach(line ->
                        missing.remove(line.substring(line.indexOf('|') + 1).trim()));
        assertTrue(missing.isEmpty(), missing.toString());
    }

    @Test
    void shouldAnswerExistsWithTheOriginalsPlace() {
        assertEquals("ok", ledger.admin("setCreditLimit id=950 amount=8 version=6"));
        final long sequence = ledger.admin.sequence();
        final long timestampNs = ledger.admin.timestampNs();
        ledger.plus(5).set("setCreditLimit amount=9");
        assertEquals("exists", ledger.plus(5).admin("setCreditLimit id=950 amount=8 version=6"));
        assertEquals(sequence, ledger.admin.sequence());
        assertEquals(timestampNs, ledger.admin.timestampNs());
        assertEquals(8, ledger.admin.version(), "the version of now");
        assertTrue(ledger.rules(3).contains("credit 9"), "it does not take effect again");
    }

    @Test
    void shouldExecuteUntilTheLastInstantOfItsValidity() {
        assertEquals("ok", ledger.admin("setCreditLimit amount=1 validUntil=+0"));
        ledger.plus(1);
        assertEquals("commandExpired", ledger.admin("setCreditLimit amount=1 validUntil=" + (ledger.nowNs - 1)));
    }

    @Test
    void shouldMakeTheTransferOfAnExecutedBlockLikeAnyOther() {
        final long before = lastSequenceOf(3);
        assertEquals("ok", ledger.admin("executeBlock block=50 amount=60 transfer=300 credit=1 code=9"));
        assertEquals(90, ledger.admin.blockRemaining());
        final TransferOutcome made = new TransferOutcome().wrap(ledger.admin.buffer(), AdminOutcome.TRANSFER_OFFSET);
        assertEquals(0, made.result());
        assertEquals(60, made.amount());
        assertEquals(ledger.admin.sequence(), made.sequence());
        assertEquals(ledger.nowNs, made.timestampNs());
        assertEquals(before, made.previousDebitSequence());
        assertEquals(0, made.previousCreditSequence());
        assertEquals(3, made.debitAccountIdLow());
        assertEquals(1, made.creditAccountIdLow());
        assertEquals(
                "0 60 0 100",
                made.debitDebitsPending() + " " + made.debitDebitsPosted() + " " + made.debitCreditsPending() + " "
                        + made.debitCreditsPosted());
        assertEquals(60, made.creditCreditsPosted());
        assertEquals(1, made.ledger());
        assertEquals(9, made.code());
        assertEquals(ledger.admin.sequence(), lastSequenceOf(3));
        assertEquals("exists", ledger.transfers("id=300 debit=3 credit=1 amount=60 code=9"));
        // The chain of the account's movements goes on from it.
        ledger.book("debit=1 credit=3 amount=1");
        assertEquals(ledger.admin.sequence(), ledger.transfer.previousCreditSequence());
    }

    @Test
    void shouldPassFreezesAndLimitsWhenABlockIsExecuted() {
        ledger.set("freeze debits credits", "setLimit kind=perTransfer amount=1", "setLimit kind=hourlyCount amount=0");
        ledger.set("setLimit kind=day amount=1", "freeze debits credits account=1");
        assertEquals("ok", ledger.admin("executeBlock block=50 amount=60 transfer=300 credit=1 code=1"));
        assertTrue(ledger.rules(3).contains("day 0/1, hourlyCount 0/0"), ledger.rules(3));
    }

    @Test
    void shouldKeepTheRestBlockedWhenTheMoneyIsNotThere() {
        assertEquals("exceedsCredits", ledger.admin("executeBlock block=50 amount=106 transfer=300 credit=1 code=9"));
        assertEquals(150, ledger.admin.blockRemaining());
        assertEquals("ok", ledger.admin("executeBlock block=50 amount=105 transfer=301 credit=1 code=9"));
        assertEquals(45, ledger.admin.blockRemaining());
        ledger.book("debit=31 credit=3 amount=45");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=1 amount=1 code=7"));
        assertEquals("ok", ledger.admin("executeBlock block=50 amount=45 transfer=302 credit=1 code=9"));
        assertEquals(0, ledger.admin.blockRemaining());
        assertEquals("blockNotFound", ledger.admin("executeBlock block=50 amount=0 transfer=303 credit=1 code=9"));
    }

    @Test
    void shouldRunTheCommandsOfARequestInOrder() {
        final UnsafeBuffer events = new UnsafeBuffer(new byte[3 * AdminEvent.BLOCK_BYTES]);
        ledger.encode("setCreditLimit amount=1 version=6", events, 0);
        ledger.encode("setCreditLimit amount=2 version=6", events, AdminEvent.BLOCK_BYTES);
        ledger.encode("setCreditLimit amount=3 version=7", events, 2 * AdminEvent.BLOCK_BYTES);
        final UnsafeBuffer outcomes =
                ledger.harness.runAdmin(ledger.nowNs, events, 3).get(0).outcomes();
        final AdminOutcome outcome = new AdminOutcome();
        final long[] expected = {AdminResult.OK.code(), AdminResult.VERSION_MISMATCH.code(), AdminResult.OK.code()};
        for (int i = 0; i < 3; i++) {
            outcome.wrap(outcomes, i * AdminOutcome.BLOCK_BYTES);
            assertEquals(expected[i], outcome.result());
            assertEquals(ledger.nowNs - 3 + i + 1, outcome.timestampNs());
            assertEquals(ledger.harness.engine.batchFirstSequence() + i, outcome.sequence());
        }
        assertTrue(ledger.rules(3).startsWith("v8 credit 3 "));
    }

    @Test
    void shouldChangeTheConfiguration() {
        assertEquals("ok", ledger.admin("config key=nightStartMinute amount=1439"));
        assertEquals(1, ledger.admin.version());
        ledger.set("config key=nightEndMinute amount=0");
        ledger.set("config key=minutesWestOfUtc amount=240", "config key=limitRaiseDelaySeconds amount=0");
        assertEquals(4, ledger.harness.engine.configurationVersion());
        assertEquals(240, ledger.harness.engine.setting(LedgerSetting.MINUTES_WEST_OF_UTC));
        assertEquals("ok", ledger.admin("setLimit kind=day amount=101 effectiveAt=+0"));
        assertTrue(ledger.rules(3).contains("day 0/101"), "valid at once when there is no delay");
        assertEquals("limitRaiseTooEarly", ledger.admin("setLimit kind=day amount=102 effectiveAt=1"));
    }

    @Test
    void shouldSayThatAnAccountHasNoRulesOrIsMissing() {
        assertEquals("v0 credit 0 blocked 0 frozen 0", ledger.rules(1));
        assertEquals("none", ledger.rules(78));
    }

    @Test
    void shouldRefuseACallersMistakeWithoutHalting() {
        final LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context().maxCommands(2));
        final UnsafeBuffer events = new UnsafeBuffer(new byte[3 * AdminEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[3 * AdminOutcome.BLOCK_BYTES]);
        for (int i = 0; i < 3; i++) {
            ledger.encode("setCreditLimit version=0", events, i * AdminEvent.BLOCK_BYTES);
        }
        assertThrows(IllegalStateException.class, () -> engine.executeAdmin(1, events, 0, 3, outcomes, 0));
        assertThrows(IllegalArgumentException.class, () -> engine.executeAdmin(1, events, 0, 8191, outcomes, 0));
        events.putByte(AdminEvent.BLOCK_BYTES + AdminEvent.KIND_OFFSET, (byte) 9);
        assertThrows(IllegalArgumentException.class, () -> engine.executeAdmin(1, events, 0, 2, outcomes, 0));
        assertEquals(0, engine.lastSequence());
        assertNull(engine.firstCause());
        assertTrue(engine.hasRoomForCommands(2));
        assertFalse(engine.hasRoomForCommands(3));
        final LedgerEngine full = LedgerEngine.launch(new LedgerEngine.Context().maxTransfers(0));
        ledger.encode("executeBlock version=0", events, 0);
        assertThrows(IllegalStateException.class, () -> full.executeAdmin(1, events, 0, 1, outcomes, 0));
        engine.executeAdmin(5, events, 0, 0, outcomes, 0);
        assertEquals(0, engine.lastSequence());
    }

    @Test
    void shouldTakeMemoryForRulesOnlyWhenThereAreSome() {
        final EngineHarness harness = new EngineHarness();
        final RuleLedger other = new RuleLedger(harness).accounts("3 debitsBound");
        final long before = harness.engine.memoryBytes();
        other.set("freeze debits");
        assertTrue(harness.engine.memoryBytes() > before);
    }

    private static long accountOf(final String command) {
        return Arrays.stream(command.split(" "))
                .filter(word -> word.startsWith("account="))
                .map(word -> Long.parseLong(word.substring(8)))
                .findFirst()
                .orElse(3L);
    }

    private long lastCommandId() {
        final EngineHarness.Frame frame = ledger.harness.frames.get(ledger.harness.frames.size() - 1);
        return new AdminEvent().wrap(frame.events(), 0).commandIdLow();
    }

    private long lastSequenceOf(final long account) {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[16]);
        final UnsafeBuffer row = new UnsafeBuffer(new byte[LedgerEngine.ACCOUNT_ROW_BYTES]);
        ids.putLong(0, account);
        ledger.harness.engine.lookupAccounts(ids, 0, 1, row, 0);
        return row.getLong(96);
    }
}
