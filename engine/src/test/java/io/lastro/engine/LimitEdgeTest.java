package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Edges of the wallet's rules: limits that change one after the other, bounds that are met exactly. */
class LimitEdgeTest {
    private static final long DAY_SECONDS = 86_400;

    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 3 debitsBound; 5");
        ledger.book("debit=1 credit=3 amount=1000");
    }

    @AfterEach
    void shouldReplay() {
        ledger.assertReplays();
    }

    @Test
    void shouldKeepARaiseThatBecameValidWhenTheNextOneWaits() {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=day amount=200 effectiveAt=+86400 codes=1,2");
        ledger.plus(DAY_SECONDS + 1);
        ledger.set("setLimit kind=day amount=300 effectiveAt=+86400");
        assertEquals(
                "v3 credit 0 blocked 0 frozen 0, day 0/200 codes [1, 2], day waits: 300 in 86400", ledger.rules(3));
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=201"));
        ledger.book("debit=3 credit=5 amount=200", "debit=3 credit=5 amount=201 code=3");
    }

    @Test
    void shouldBeginAnewBehindARemovalThatBecameValid() {
        ledger.set("setLimit kind=day amount=100 codes=1,2,3");
        ledger.plus(DAY_SECONDS).book("debit=3 credit=5 amount=60");
        ledger.set("setLimit kind=day remove effectiveAt=+86400");
        ledger.plus(DAY_SECONDS + 1).set("setLimit kind=day remove effectiveAt=+86400");
        assertEquals("v3 credit 0 blocked 0 frozen 0", ledger.rules(3), "nothing waits, nothing is in force");
        ledger.set("setLimit kind=day amount=500");
        assertEquals("v4 credit 0 blocked 0 frozen 0, day 0/500", ledger.rules(3), "a first limit applies at once");
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=501"));
    }

    @Test
    void shouldShowNoCodesOfARemovalThatTookThePlaceOfARaise() {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=day amount=200 effectiveAt=+86400 codes=1,2");
        ledger.set("setLimit kind=day remove effectiveAt=+86400");
        assertTrue(ledger.rules(3).endsWith("day 0/100, day waits: removal in 86400"), ledger.rules(3));
    }

    @Test
    void shouldCountEightCodesAndNotThoseThatWait() {
        ledger.set("setLimit kind=day amount=100 codes=1,2,3,4,5,6,7,8");
        ledger.set("setLimit kind=day amount=200 effectiveAt=+86400 codes=42");
        ledger.book("debit=3 credit=5 amount=101 code=42", "debit=3 credit=5 amount=100 code=8");
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=1 code=1"));
        ledger.plus(DAY_SECONDS + 1).book("debit=3 credit=5 amount=200 code=42", "debit=3 credit=5 amount=1 code=8");
    }

    @Test
    void shouldGiveBackOnlyToTheWindowThatCounted() {
        ledger.at("2026-03-10T21:00:00");
        ledger.set("setLimit kind=day amount=100 codes=2", "setLimit kind=night amount=100 codes=1");
        ledger.book("debit=3 credit=5 amount=20 code=2", "debit=3 credit=5 amount=30 code=1");
        ledger.book("pending id=10 debit=3 credit=5 amount=5 code=1", "pending id=11 debit=3 credit=5 amount=7 code=2");
        assertTrue(ledger.rules(3).contains("day 27/100 codes [2], night 35/100"), ledger.rules(3));
        ledger.book("void hold=10");
        assertTrue(ledger.rules(3).contains("day 27/100 codes [2], night 30/100"), ledger.rules(3));
        ledger.book("void hold=11");
        assertTrue(ledger.rules(3).contains("day 20/100 codes [2], night 30/100"), ledger.rules(3));
    }

    @Test
    void shouldMeetBoundsOfBlocksAndCreditExactly() {
        ledger.set("setCreditLimit amount=10", "addBlock block=7 amount=1010");
        ledger.book("debit=3 credit=5 amount=0");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"));
        ledger.set("releaseBlock block=7 amount=1010");
        ledger.book("debit=3 credit=5 amount=1010");
        assertEquals("exceedsCredits", ledger.transfers("debit=3 credit=5 amount=1"));
    }

    /** 2^63-1 and nothing more: the bound is reached, not passed. */
    @Test
    void shouldBoundDebitsByNothingWhenNothingWasCredited() {
        ledger.accounts("8 debitsBound");
        ledger.set("setCreditLimit account=8 amount=0");
        ledger.book("debit=8 credit=5 amount=0");
        assertEquals("exceedsCredits", ledger.transfers("debit=8 credit=5 amount=1"));
    }

    @Test
    void shouldNameABlockByItsCommandUnlessItHasAnId() {
        ledger.set("addBlock id=600 amount=1", "addBlock id=601 block=18446744073709551616 amount=2");
        assertTrue(ledger.rules(3).endsWith("block 600 court 1, block 0 court 2"), ledger.rules(3));
        ledger.set("releaseBlock block=600 amount=1", "releaseBlock block=18446744073709551616 amount=2");
        assertEquals("blockNotFound", ledger.admin("releaseBlock block=601 amount=1"));
    }

    @Test
    void shouldSumAndEndSeveralBlocksInAnyOrder() {
        ledger.set(
                "addBlock block=1 amount=100 expiresAt=+300",
                "addBlock block=2 amount=200",
                "addBlock block=3 amount=300 expiresAt=+100",
                "addBlock block=4 amount=400 expiresAt=+200");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"));
        ledger.plus(101);
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=301"));
        ledger.plus(100);
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=701"));
        ledger.plus(100).book("debit=3 credit=5 amount=800");
        assertEquals("fundsBlocked", ledger.transfers("debit=3 credit=5 amount=1"));
    }

    @Test
    void shouldBeginANightWithinTheDayAtItsMinute() {
        ledger.set("config key=nightStartMinute amount=1380", "config key=nightEndMinute amount=1410");
        ledger.set("setLimit kind=night amount=10");
        ledger.at("2026-03-10T22:59:59").book("debit=3 credit=5 amount=11");
        ledger.at("2026-03-10T23:00:00");
        assertEquals("exceedsNightLimit", ledger.transfers("debit=3 credit=5 amount=11"));
        ledger.at("2026-03-10T23:30:00").book("debit=3 credit=5 amount=11");
    }

    @Test
    void shouldTellWhatABlockCatchesOnlyToCommandsThatNameIt() {
        ledger.set("addBlock block=7 amount=9");
        assertEquals(9, ledger.admin.blockRemaining());
        ledger.set("freeze debits block=7");
        assertEquals(0, ledger.admin.blockRemaining());
    }

    @Test
    void shouldLeaveOtherLimitsAloneWhateverCodesWait() {
        ledger.set("setLimit kind=day amount=10", "setLimit kind=night amount=50 codes=1,2,3,4,5,6,7,8");
        ledger.set("setLimit kind=day amount=20 effectiveAt=+86400 codes=1,2,3,4,5,6,7,8");
        assertTrue(ledger.rules(3).endsWith("night 0/50 codes [1, 2, 3, 4, 5, 6, 7, 8]"), ledger.rules(3));
        ledger.set("setLimit kind=perTransfer amount=9 codes=1,2,3,4,5,6,7,8");
        assertTrue(ledger.rules(3).contains("day 0/10, day waits: 20 codes [1, 2, 3, 4, 5, 6, 7, 8]"), ledger.rules(3));
    }
}
