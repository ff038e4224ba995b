package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on the Brasilia clock: what is counted where, given back, raised, removed, rolled back. Replayed at the end. */
class LimitWindowTest {
    private final RuleLedger ledger = new RuleLedger();

    @BeforeEach
    void openLedger() {
        ledger.accounts("1; 2; 3 debitsBound; 5");
        ledger.book("debit=1 credit=3 amount=100000");
    }

    @AfterEach
    void shouldReplay() {
        ledger.assertReplays();
    }

    /** A debit of 60 of 100 at the first instant, and what a second one is told at another. */
    @ParameterizedTest(name = "{0} {1} {2} {3} -> {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # limit | first               | second                        | result
            day     | 2026-03-10T23:00:00 | 2026-03-10T23:59:59.999999999 | exceedsDayLimit
            day     | 2026-03-10T23:00:00 | 2026-03-11T00:00:00           | created
            day     | 2026-03-11T00:00:00 | 2026-03-11T23:59:59.999999999 | exceedsDayLimit
            day     | 2026-03-10T20:59:59 | 2026-03-10T21:00:00           | exceedsDayLimit
            day     | 2026-03-31T23:59:59 | 2026-04-01T00:00:00           | created
            night   | 2026-03-10T20:00:00 | 2026-03-10T23:59:59.999999999 | exceedsNightLimit
            night   | 2026-03-10T20:00:00 | 2026-03-11T00:00:00           | exceedsNightLimit
            night   | 2026-03-10T20:00:00 | 2026-03-11T05:59:59.999999999 | exceedsNightLimit
            night   | 2026-03-10T20:00:00 | 2026-03-11T06:00:00           | created
            night   | 2026-03-11T05:59:59 | 2026-03-11T20:00:00           | created
            night   | 2026-03-10T23:00:00 | 2026-03-11T23:00:00           | created
            night   | 2026-03-10T19:59:59.999999999 | 2026-03-10T20:00:00 | created
            night   | 2026-03-11T00:00:00 | 2026-03-11T05:00:00           | exceedsNightLimit
            """)
    void shouldCountInTheWindowOfTheBrasiliaClock(
            final String kind, final String first, final String second, final String result) {
        startAt(first);
        ledger.at(minute(first)).plus(-3600).set("setLimit kind=" + kind + " amount=100");
        moment(first);
        ledger.book("debit=3 credit=5 amount=60");
        moment(second);
        assertEquals(result, ledger.transfers("debit=3 credit=5 amount=41"));
        if (result.startsWith("exceeds")) {
            moment(second);
            ledger.book("debit=3 credit=5 amount=40");
        }
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            2026-03-10T13:00:00 | 2026-03-10T13:59:59.999999999 | exceedsVelocityLimit
            2026-03-10T13:00:00 | 2026-03-10T14:00:00           | created
            2026-03-10T13:59:59 | 2026-03-10T14:00:00           | created
            2026-03-10T23:59:59 | 2026-03-11T00:00:00           | created
            """)
    void shouldCountDebitsOfAnHour(final String first, final String second, final String result) {
        ledger.set("setLimit kind=hourlyCount amount=2");
        moment(first);
        ledger.book("debit=3 credit=5 amount=0", "pending debit=3 credit=5 amount=1");
        moment(second);
        assertEquals(result, ledger.transfers("debit=3 credit=5 amount=1"));
    }

    @Test
    void shouldCountADebitOfTheNightInItsNightAndInItsDay() {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=night amount=100");
        ledger.at("2026-03-10T22:00:00").book("debit=3 credit=5 amount=30");
        assertTrue(ledger.rules(3).endsWith("day 30/100, night 30/100"));
        ledger.at("2026-03-11T01:00:00");
        assertTrue(ledger.rules(3).endsWith("day 0/100, night 30/100"), "the night bears the date before");
        ledger.book("debit=3 credit=5 amount=50");
        assertTrue(ledger.rules(3).endsWith("day 50/100, night 80/100"));
        ledger.at("2026-03-11T07:00:00").book("debit=3 credit=5 amount=7");
        assertTrue(ledger.rules(3).endsWith("day 57/100, night 0/100"), "no night now");
        ledger.at("2026-03-11T20:00:00").book("debit=3 credit=5 amount=8");
        assertTrue(ledger.rules(3).endsWith("day 65/100, night 8/100"));
    }

    @Test
    void shouldCountOnlyTheCodesThatALimitNames() {
        ledger.set("setLimit kind=day amount=10 codes=7,9 junkCode=1", "setLimit kind=perTransfer amount=10 codes=7");
        ledger.book("debit=3 credit=5 amount=50 code=1");
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=11 code=9"));
        assertEquals("exceedsTransferLimit", ledger.transfers("debit=3 credit=5 amount=11 code=7"));
        ledger.book("debit=3 credit=5 amount=10 code=9", "debit=3 credit=5 amount=0 code=7");
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=1 code=7"));
        assertTrue(ledger.rules(3).contains("day 10/10 codes [7, 9]"));
    }

    @Test
    void shouldCountWhatWasReservedOrPostedAfterBalancing() {
        ledger.set("setLimit kind=day amount=100000", "addBlock amount=99990");
        ledger.book("balancingDebit debit=3 credit=5 amount=max");
        assertTrue(ledger.rules(3).contains("day 10/"));
    }

    /** A hold of 80 at 10:00, and what is counted after its end. */
    @ParameterizedTest(name = "{0} at {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            void hold=10                                          | 2026-03-10T23:59:59 | 5
            void hold=10                                          | 2026-03-11T00:00:00 | 0
            post hold=10 amount=30                                | 2026-03-10T12:00:01 | 35
            post hold=10 amount=30                                | 2026-03-11T12:00:01 | 0
            post hold=10 amount=max                               | 2026-03-10T12:00:01 | 85
            post hold=10 amount=0                                 | 2026-03-10T12:00:01 | 5
            post keep hold=10 amount=30                           | 2026-03-10T12:00:01 | 85
            post keep hold=10 amount=max                          | 2026-03-10T12:00:01 | 85
            post keep hold=10 amount=30 ; void hold=10            | 2026-03-10T12:00:01 | 35
            post keep hold=10 amount=30 ; post hold=10 amount=20  | 2026-03-10T12:00:01 | 55
            """)
    void shouldGiveBackWhatIsReleased(final String end, final String at, final long used) {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=hourlyCount amount=9");
        ledger.book("debit=3 credit=5 amount=5", "pending id=10 debit=3 credit=5 amount=80");
        ledger.at(at).book(end);
        assertTrue(ledger.rules(3).contains("day " + used + "/100"), ledger.rules(3));
        ledger.at("2026-03-10T12:59:59").nowNs = Math.max(ledger.nowNs, ledger.harness.engine.lastTimestampNs());
        if (at.compareTo("2026-03-10T13") < 0) {
            assertTrue(ledger.rules(3).endsWith("hourlyCount 2/9"), "the hourly count is never given back");
        }
    }

    @Test
    void shouldGiveBackToTheNightByItsOwnWindow() {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=night amount=100");
        ledger.at("2026-03-10T22:00:00").book("pending id=10 debit=3 credit=5 amount=40");
        ledger.book("pending id=11 debit=3 credit=5 amount=30");
        ledger.at("2026-03-11T05:00:00").book("debit=3 credit=5 amount=1", "void hold=10");
        assertTrue(ledger.rules(3).endsWith("day 1/100, night 31/100"), ledger.rules(3));
        ledger.at("2026-03-11T20:00:00").book("debit=3 credit=5 amount=1", "void hold=11");
        assertTrue(ledger.rules(3).endsWith("day 2/100, night 1/100"), ledger.rules(3));
    }

    @Test
    void shouldGiveBackNothingByDayOfANightThatIsOver() {
        ledger.at("2026-03-11T01:00:00").set("setLimit kind=day amount=100", "setLimit kind=night amount=100");
        ledger.book("pending id=10 debit=3 credit=5 amount=40", "pending id=11 debit=3 credit=5 amount=10");
        ledger.at("2026-03-11T07:00:00").book("void hold=10");
        assertTrue(ledger.rules(3).endsWith("day 10/100, night 0/100"), ledger.rules(3));
        assertTrue(
                RuleLedger.rules(ledger.harness.engine, 3, ledger.nowNs - 2 * 3600 * RuleLedger.SECOND_NS)
                        .endsWith("night 50/100"),
                "nothing");
    }

    @Test
    void shouldGiveBackWhatExpires() {
        ledger.set("setLimit kind=day amount=100");
        ledger.book("pending id=10 debit=3 credit=5 amount=40 timeout=60");
        ledger.book("pending id=11 debit=3 credit=5 amount=30 timeout=" + 12 * 3600);
        ledger.plus(61).harness.run(Request.tick(ledger.nowNs));
        assertTrue(ledger.rules(3).endsWith("day 30/100"));
        // The release itself is what counts: it comes a day later, though the hold ended at midnight.
        ledger.at("2026-03-11T12:00:00").book("debit=3 credit=5 amount=1");
        assertTrue(ledger.rules(3).endsWith("day 1/100"), ledger.rules(3));
    }

    @Test
    void shouldGiveBackOnlyWhatWasCounted() {
        ledger.book("pending id=10 debit=3 credit=5 amount=40");
        ledger.set("setLimit kind=day amount=100 codes=7", "setLimit kind=night amount=100");
        ledger.book("pending id=11 debit=3 credit=5 amount=41", "pending id=12 debit=3 credit=5 amount=42 code=7");
        assertTrue(ledger.rules(3).contains("day 42/100"));
        ledger.set("setLimit kind=day amount=100");
        ledger.book("void hold=10", "void hold=11");
        assertTrue(ledger.rules(3).contains("day 42/100"), "counted by nobody");
        ledger.book("void hold=12");
        assertTrue(ledger.rules(3).contains("day 0/100"));
    }

    @Test
    void shouldBeginAnewWhenALimitIsRemovedAndSetAgain() {
        ledger.set("config key=limitRaiseDelaySeconds amount=10", "setLimit kind=day amount=100");
        ledger.book("pending id=10 debit=3 credit=5 amount=40");
        ledger.set("setLimit kind=day remove effectiveAt=+10");
        ledger.plus(9);
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=61"));
        ledger.plus(1).book("debit=3 credit=5 amount=61");
        assertEquals("v2 credit 0 blocked 0 frozen 0", ledger.rules(3));
        ledger.set("setLimit kind=day amount=100");
        assertTrue(ledger.rules(3).endsWith("day 0/100"), "in force at once, with nothing counted");
        ledger.book("debit=3 credit=5 amount=5");
        assertTrue(ledger.rules(3).endsWith("day 5/100"));
        ledger.book("void hold=10");
        assertTrue(ledger.rules(3).endsWith("day 5/100"), "counted before the limit began anew");
    }

    /** The day that begins at 0 ns is no other than any day, though fields of records begin as 0. */
    @ParameterizedTest
    @ValueSource(strings = {"setLimit kind=day amount=100", "setLimit kind=day remove"})
    void shouldGiveNothingBackToALimitThatWasForgotten(final String command) {
        final RuleLedger first = new RuleLedger();
        first.at("1969-12-31T21:00:01").accounts("1; 3 debitsBound; 5").book("debit=1 credit=3 amount=100");
        first.set("config key=minutesWestOfUtc amount=0", "config key=limitRaiseDelaySeconds amount=0");
        first.set("setLimit kind=day amount=100").book("pending id=10 debit=3 credit=5 amount=40");
        assertTrue(first.rules(3).endsWith("day 40/100"));
        first.set("setLimit kind=day remove effectiveAt=+0", command).book("void hold=10");
        assertEquals(command.endsWith("remove"), first.rules(3).endsWith("frozen 0"));
        assertEquals(!command.endsWith("remove"), first.rules(3).endsWith("day 0/100"));
        first.assertReplays();
    }

    @Test
    void shouldKeepARaiseThatIsValidWhenTheNextOneWaits() {
        ledger.set("setLimit kind=day amount=100", "setLimit kind=day amount=200 codes=7 effectiveAt=+86400");
        ledger.plus(86400).set("setLimit kind=day amount=300 effectiveAt=+86400");
        assertTrue(ledger.rules(3).endsWith("day 0/200 codes [7], day waits: 300 in 86400"), ledger.rules(3));
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=201 code=7"));
    }

    @Test
    void shouldLetARaiseWaitAndTakeItsCodesAlong() {
        ledger.set("setLimit kind=day amount=100 codes=1", "setLimit kind=day amount=200 codes=2 effectiveAt=+86400");
        final long effectiveAtNs = ledger.nowNs + 86400 * RuleLedger.SECOND_NS;
        ledger.set("setLimit kind=day amount=300 codes=2 effectiveAt=" + (effectiveAtNs + 9));
        ledger.at("2026-03-11T11:00:00")
                .book("debit=3 credit=5 amount=100 code=1", "debit=3 credit=5 amount=400 code=2");
        ledger.nowNs = effectiveAtNs + 8;
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=1 code=1"));
        ledger.nowNs = effectiveAtNs + 9;
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=201 code=2"), "100 are counted");
        ledger.book("debit=3 credit=5 amount=200 code=2", "debit=3 credit=5 amount=900 code=1");
        assertTrue(ledger.rules(3).endsWith("day 300/300 codes [2]"), ledger.rules(3));
        // Compared with the raised value now: equal applies at once.
        ledger.set("setLimit kind=day amount=300 codes=1");
        assertTrue(ledger.rules(3).endsWith("day 300/300 codes [1]"), ledger.rules(3));
        assertEquals("limitRaiseTooEarly", ledger.admin("setLimit kind=day amount=301"));
    }

    @Test
    void shouldDeleteAWaitingRaiseByALowerOrEqualValue() {
        for (final String lower : new String[] {"100", "99"}) {
            ledger.set("setLimit kind=night amount=200 effectiveAt=+86400".replace("200", lower));
            ledger.set("setLimit kind=night amount=200 effectiveAt=+86400");
            assertTrue(ledger.rules(3).contains("night waits: 200"));
            ledger.set("setLimit kind=night amount=" + lower);
            assertTrue(ledger.rules(3).endsWith("night 0/" + lower), ledger.rules(3));
        }
        ledger.set("setLimit kind=night remove effectiveAt=+86400", "setLimit kind=night amount=99 codes=4");
        assertTrue(ledger.rules(3).endsWith("night 0/99 codes [4]"), "a removal too");
        ledger.set(
                "setLimit kind=night amount=100 effectiveAt=+86400", "setLimit kind=night remove effectiveAt=+90000");
        assertTrue(ledger.rules(3).contains("night waits: removal in 90000"), "only one waits");
    }

    @Test
    void shouldKeepWhatWasCountedWhenALimitIsLowered() {
        ledger.set("setLimit kind=day amount=100");
        ledger.book("debit=3 credit=5 amount=60");
        ledger.set("setLimit kind=day amount=50");
        assertEquals("exceedsDayLimit", ledger.transfers("debit=3 credit=5 amount=0"));
        assertTrue(ledger.rules(3).endsWith("day 60/50"));
    }

    @Test
    void shouldKeepWindowsWithinTheirBoundsAtTheEdgesOf63Bits() {
        ledger.set("setCreditLimit amount=max", "setLimit kind=day amount=max");
        ledger.book("debit=3 credit=5 amount=" + (Long.MAX_VALUE - 5), "pending id=10 debit=3 credit=2 amount=5");
        ledger.book("void hold=10", "debit=2 credit=3 amount=100");
        assertTrue(ledger.rules(3).endsWith("day " + (Long.MAX_VALUE - 5) + "/" + Long.MAX_VALUE));
    }

    @Test
    void shouldFollowTheConfiguredClock() {
        ledger.set(
                "setLimit kind=night amount=100",
                "setLimit kind=day amount=100",
                "config key=nightStartMinute amount=720");
        ledger.book("debit=3 credit=5 amount=10");
        assertTrue(ledger.rules(3).endsWith("day 10/100, night 10/100"), "12:00 is night now");
        ledger.set("config key=nightEndMinute amount=720");
        assertTrue(ledger.rules(3).endsWith("night 0/100"), "begin = end is no night");
        ledger.set("config key=nightEndMinute amount=780");
        assertTrue(ledger.rules(3).endsWith("night 10/100"), "its beginning is equal");
        ledger.at("2026-03-10T13:00:00");
        assertTrue(ledger.rules(3).endsWith("night 0/100"), "a night within a day ends exclusively");
        // An hour further west, the same instant is of the same day, which begins an hour later.
        ledger.book("pending id=10 debit=3 credit=5 amount=20");
        ledger.set("config key=minutesWestOfUtc amount=240");
        ledger.book("debit=3 credit=5 amount=1", "void hold=10");
        assertTrue(ledger.rules(3).contains("day 1/100"), "counted in another window: gives nothing back");
    }

    /** Each chain fails at its last event in a way that burns no id: nothing of it may stay. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            linked debit=3 credit=5 amount=10 ; linked pending debit=3 credit=5 amount=10 ; amount=-1
            linked void hold=10 ; linked debit=3 credit=5 amount=70 ; amount=-1
            linked post hold=10 amount=10 ; linked pending id=12 debit=3 credit=5 amount=5 ; linked void hold=12 ; amount=-1
            linked post keep hold=10 amount=10 ; linked void hold=10 ; linked post hold=11 amount=0 ; amount=-1
            """)
    void shouldRollWindowsBackWithTheirChain(final String chain) {
        ledger.at("2026-03-10T22:00:00");
        ledger.set(
                "setLimit kind=day amount=100", "setLimit kind=night amount=100", "setLimit kind=hourlyCount amount=9");
        ledger.book("pending id=10 debit=3 credit=5 amount=40", "pending id=11 debit=3 credit=5 amount=20");
        for (final String at : new String[] {"2026-03-10T22:30:00", "2026-03-11T00:30:00", "2026-03-11T21:00:00"}) {
            ledger.at(at);
            final String rules = ledger.rules(3);
            final String digest = ledger.digest();
            assertTrue(ledger.transfers(chain).endsWith("linkedEventFailed amountOutOfRange"), chain);
            assertEquals(rules, ledger.rules(3));
            assertEquals(digest, ledger.digest());
        }
        // The windows were as they had been, so that what is counted later begins where it should.
        ledger.book("debit=3 credit=5 amount=90", "void hold=10");
        assertTrue(ledger.rules(3).contains("day 90/100, night 90/100"), ledger.rules(3));
    }

    @Test
    void shouldSeeEarlierEventsOfItsChain() {
        ledger.set("setLimit kind=day amount=100");
        assertEquals(
                "linkedEventFailed exceedsDayLimit",
                ledger.transfers("linked debit=3 credit=5 amount=60 ; debit=3 credit=5 amount=41"));
        assertTrue(ledger.rules(3).endsWith("day 0/100"));
        ledger.book("linked debit=3 credit=5 amount=60 ; debit=3 credit=5 amount=40");
        assertTrue(ledger.rules(3).endsWith("day 100/100"));
    }

    private void startAt(final String first) {
        ledger.at(minute(first)).plus(-7200);
    }

    private static String minute(final String instant) {
        return instant.substring(0, 16) + ":00";
    }

    private void moment(final String instant) {
        ledger.at(instant.substring(0, 19));
        if (instant.length() > 19) {
            ledger.nowNs += Long.parseLong(instant.substring(20));
        }
    }
}
