package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Freezes, credit limits and blocks as transfers meet them: group 10 of SEMANTICS section 3 in its order. Every ledger is
 * replayed at the end.
 */
class WalletRulesTest {
    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 2; 3 debitsBound; 4 creditsBound; 5; 6 debitsBound");
        ledger.book("debit=1 credit=3 amount=100");
    }

    @AfterEach
    void shouldReplay() {
        ledger.assertReplays();
    }

    /** All commands of a row are in force at once: the first rule in order answers. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # commands, the credit account is 4 (creditsBound, no debits)                                   | transfer                        | result
            freeze debits; freeze credits account=4; setLimit kind=perTransfer amount=0                      | debit=3 credit=4 amount=101     | debitsFrozen
            freeze credits; freeze debits account=4; freeze credits account=4; setLimit kind=day amount=0    | debit=3 credit=4 amount=101     | creditsFrozen
            addBlock amount=100; setLimit kind=perTransfer amount=0                                          | debit=3 credit=4 amount=101     | exceedsCredits
            addBlock amount=100; setLimit kind=perTransfer amount=0                                          | debit=3 credit=4 amount=100     | exceedsDebits
            addBlock amount=1; setLimit kind=perTransfer amount=0; setLimit kind=day amount=0                | debit=3 credit=5 amount=100     | fundsBlocked
            setLimit kind=perTransfer amount=99; setLimit kind=day amount=99                                 | debit=3 credit=5 amount=100     | exceedsTransferLimit
            setLimit kind=day amount=99; setLimit kind=night amount=99; setLimit kind=hourlyCount amount=0   | debit=3 credit=5 amount=100     | exceedsDayLimit
            setLimit kind=night amount=99; setLimit kind=hourlyCount amount=0                                | debit=3 credit=5 amount=100     | exceedsNightLimit
            setLimit kind=night amount=100; setLimit kind=hourlyCount amount=0                               | debit=3 credit=5 amount=0       | exceedsVelocityLimit
            setLimit kind=perTransfer amount=100; setLimit kind=day amount=100; setLimit kind=night amount=100; setLimit kind=hourlyCount amount=1 | debit=3 credit=5 amount=100 | created
            freeze credits                                                                                   | debit=3 credit=5 amount=100     | created
            freeze debits account=5                                                                          | debit=3 credit=5 amount=100     | created
            freeze debits credits; unfreeze debits                                                           | debit=3 credit=5 amount=100     | created
            freeze debits                                                                                    | pending debit=3 credit=5 amount=0 | debitsFrozen
            freeze credits account=5                                                                         | pending debit=3 credit=5 amount=0 | creditsFrozen
            freeze debits account=1                                                                          | debit=1 credit=5 amount=1       | debitsFrozen
            setLimit kind=day amount=99                                                                      | pending debit=3 credit=5 amount=100 | exceedsDayLimit
            setLimit kind=day amount=0                                                                       | balancingDebit debit=6 credit=5 amount=9 | created
            setLimit account=1 kind=perTransfer amount=5                                                     | debit=1 credit=5 amount=6       | exceedsTransferLimit
            setLimit account=5 kind=perTransfer amount=5; setLimit account=5 kind=hourlyCount amount=0       | debit=3 credit=5 amount=6       | created
            """)
    void shouldAnswerWithTheFirstRuleThatMatches(final String commands, final String transfer, final String result) {
        ledger.at("2026-03-10T21:00:00").set(commands.split(";"));
        final long burned = ledger.harness.engine.burnedCount();
        final String before = ledger.digest();
        assertEquals(result, ledger.transfers(transfer + " id=500"));
        final boolean created = result.equals("created");
        assertEquals(burned + (created ? 0 : 1), ledger.harness.engine.burnedCount(), "burns its id");
        assertNotEquals(before, ledger.digest());
        assertEquals(created ? "exists" : "idAlreadyFailed", ledger.transfers(transfer + " id=500"));
    }

    @Test
    void shouldLetFreezesPassWhatIsNotNew() {
        ledger.book(
                "pending id=10 debit=3 credit=5 amount=20",
                "pending id=11 debit=3 credit=5 amount=20 timeout=60",
                "pending id=12 debit=3 credit=5 amount=20");
        ledger.set("freeze debits credits", "freeze debits credits account=5");
        ledger.book("post keep hold=10 amount=5", "post hold=10 amount=5", "void hold=12");
        ledger.plus(61).harness.run(Request.tick(ledger.nowNs));
        assertEquals(0, ledger.harness.engine.pendingCount());
        assertEquals("debitsFrozen", ledger.transfers("debit=3 credit=5 amount=0"));
    }

    @Test
    void shouldFreezeImportedTransfersButNotCountThem() {
        ledger.set(
                "setLimit kind=day amount=5",
                "setLimit kind=hourlyCount amount=0",
                "setLimit kind=perTransfer amount=0");
        ledger.plus(10);
        final long past = ledger.nowNs - 5;
        ledger.book("imported at=" + past + " debit=3 credit=5 amount=50");
        assertTrue(ledger.rules(3).endsWith("perTransfer 0/0, day 0/5, hourlyCount 0/0"), ledger.rules(3));
        ledger.set("freeze debits");
        assertEquals("debitsFrozen", ledger.transfers("imported at=" + (past + 1) + " debit=3 credit=5 amount=50"));
    }

    @Test
    void shouldGiveCreditUpToTheLimit() {
        ledger.set("setCreditLimit amount=50");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=151"));
        ledger.book("debit=3 credit=5 amount=149", "pending debit=3 credit=5 amount=1");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=1"));
        ledger.set("setCreditLimit amount=10");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=0"), "above the bound already");
        ledger.book("debit=5 credit=3 amount=40", "debit=3 credit=5 amount=0");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=1"));
    }

    @Test
    void shouldNotGiveCreditToABalancingDebit() {
        ledger.set("setCreditLimit amount=50", "addBlock block=7 amount=30 expiresAt=+60");
        ledger.book("balancingDebit debit=3 credit=5 amount=max");
        assertEquals(70, ledger.transfer.amount());
        ledger.book("balancingDebit debit=3 credit=5 amount=max");
        assertEquals(0, ledger.transfer.amount());
        ledger.plus(60).book("balancingDebit debit=3 credit=5 amount=max");
        assertEquals(30, ledger.transfer.amount());
    }

    @Test
    void shouldTakeMoreBlockedThanThereIsAsNothingToBalance() {
        ledger.set("addBlock amount=100");
        ledger.book("balancingDebit debit=3 credit=5 amount=max");
        assertEquals(0, ledger.transfer.amount() + ledger.transfer.debitDebitsPosted());
        ledger.set("addBlock amount=max", "addBlock amount=max");
        assertEquals("fundsBlocked", ledger.transfers("balancingDebit debit=3 credit=5 amount=max"), "below nothing");
    }

    @Test
    void shouldStopTheBoundAt63Bits() {
        ledger.set("setCreditLimit amount=max");
        ledger.book("debit=3 credit=5 amount=" + (Long.MAX_VALUE - 1));
        ledger.book("debit=3 credit=2 amount=1");
        assertEquals("overflowsDebitsPosted", ledger.transfers("debit=3 credit=2 amount=1"));
    }

    /** What is free is counted exactly, beyond 63 bits: 2^63-1 and 100 less three blocks. */
    @Test
    void shouldCountWhatIsFreeBeyond63Bits() {
        ledger.set("setCreditLimit amount=max", "addBlock amount=" + (Long.MAX_VALUE - 50), "addBlock amount=100");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=51"));
        ledger.book("debit=3 credit=5 amount=50");
        ledger.set("addBlock amount=max", "addBlock amount=max");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=0"));
        assertTrue(ledger.rules(3).contains("blocked " + Long.MAX_VALUE));
    }

    @Test
    void shouldCatchLaterCreditsUntilABlockIsFilled() {
        ledger.book("debit=3 credit=5 amount=40");
        ledger.set("addBlock block=7 amount=90");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=0"), "available is negative");
        ledger.book("debit=1 credit=3 amount=30");
        ledger.book("debit=3 credit=5 amount=0");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"));
        ledger.book("debit=1 credit=3 amount=5");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=6"));
        ledger.book("debit=3 credit=5 amount=5");
        ledger.set("releaseBlock block=7 amount=20");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=21"));
        ledger.book("pending debit=3 credit=5 amount=20");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"), "reserved is used");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=71"));
    }

    @Test
    void shouldEndABlockAtItsInstant() {
        ledger.set("addBlock block=8 amount=30 expiresAt=+50", "addBlock block=7 amount=60 expiresAt=+100");
        final long endNs = ledger.nowNs + 50 * RuleLedger.SECOND_NS;
        ledger.plus(20);
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=11"));
        final long firstEnd = expiryOf(8);
        ledger.nowNs = firstEnd - 1;
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=11"));
        ledger.nowNs = firstEnd;
        ledger.book("debit=3 credit=5 amount=40");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"));
        assertTrue(endNs >= firstEnd);
        ledger.plus(100).book("debit=3 credit=5 amount=60");
        assertTrue(ledger.rules(3).endsWith("blocked 0 frozen 0"));
        assertEquals("blockIdExists", ledger.admin("addBlock block=7 amount=1"));
    }

    private long expiryOf(final long block) {
        final long[] end = new long[1];
        ledger.harness.engine.describeRules(3, 0, ledger.nowNs, new RulesConsumer() {
            @Override
            public void onRecord(
                    final long version, final long creditLimit, final long blockedAmount, final int freezeSides) {}

            @Override
            public void onLimit(
                    final int kind, final long value, final long used, final int[] codes, final int codeCount) {}

            @Override
            public void onWaitingLimit(
                    final int kind,
                    final boolean removes,
                    final long value,
                    final long effectiveAtNs,
                    final int[] codes,
                    final int codeCount) {}

            @Override
            public void onBlock(
                    final long idLow, final long idHigh, final int kind, final long remaining, final long expiresAtNs) {
                end[0] = idLow == block ? expiresAtNs : end[0];
            }
        });
        return end[0];
    }
}
