package io.lastro.engine.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.engine.InvariantViolation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums by ledger, 128 bits each, against plain numbers without a bound. */
class LedgerTotalsTest {
    private static final int LEDGERS = 11;
    private static final int MOVEMENTS = 3_000;
    private static final BigInteger LOW_HALF = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final LedgerTotals totals = new LedgerTotals();

    @Test
    void shouldSumEveryLedgerApart() {
        final Random random = new Random(1);
        final BigInteger[] pending = new BigInteger[LEDGERS];
        final BigInteger[] posted = new BigInteger[LEDGERS];
        Arrays.fill(pending, BigInteger.ZERO);
        Arrays.fill(posted, BigInteger.ZERO);
        for (int i = 0; i < MOVEMENTS; i++) {
            // Ledgers come in one by one; the first has reserves alone, the second posts alone.
            final int ledger =
                    i % 10 == 0 && i / 10 < LEDGERS ? i / 10 : random.nextInt(1 + Math.min(LEDGERS - 1, i / 10));
            final long reserved =
                    ledger == 1 ? 0 : random.nextInt(5) == 0 ? -random.nextInt(9) : random.nextLong() >>> 1;
            final long moved = ledger == 0 ? 0 : random.nextLong() >>> random.nextInt(1, 60);
            assertEquals(ledger, totals.add(100 + ledger, reserved, moved, reserved, moved));
            pending[ledger] = pending[ledger].add(BigInteger.valueOf(reserved));
            posted[ledger] = posted[ledger].add(BigInteger.valueOf(moved));
            totals.checkBalanced(ledger);
        }
        totals.checkTouchedBalanced();
        final List<Integer> shown = new ArrayList<>();
        totals.forEach((ledger, pendingLow, pendingHigh, postedLow, postedHigh) -> {
            assertEquals(pending[ledger - 100], number(pendingHigh, pendingLow));
            assertEquals(posted[ledger - 100], number(postedHigh, postedLow));
            shown.add(ledger);
        });
        assertEquals(LEDGERS, shown.size());
    }

    @Test
    void shouldShowOnlyLedgersOnWhichValueStands() {
        totals.add(1, 5, 0, 5, 0);
        totals.add(2, 5, 0, 5, 0);
        totals.add(2, -5, 0, -5, 0);
        totals.add(3, 0, 7, 0, 7);
        for (int i = 0; i < 4; i++) { // 2^64 and 0 below
            totals.add(4, 1L << 62, 0, 1L << 62, 0);
            totals.add(5, 0, 1L << 62, 0, 1L << 62);
        }
        final List<Integer> shown = new ArrayList<>();
        totals.forEach((ledger, pendingLow, pendingHigh, postedLow, postedHigh) -> shown.add(ledger));
        assertEquals(List.of(1, 3, 4, 5), shown);
    }

    /** As many as the first memory has room for. */
    @Test
    void shouldCheckAndShowEveryLedgerWhenItsMemoryIsFull() {
        for (int ledger = 1; ledger <= 4; ledger++) {
            totals.add(ledger, 1, 1, 1, 1);
        }
        final List<Integer> shown = new ArrayList<>();
        totals.forEach((ledger, pendingLow, pendingHigh, postedLow, postedHigh) -> shown.add(ledger));
        assertEquals(List.of(1, 2, 3, 4), shown);
        totals.checkTouchedBalanced();
    }

    @Test
    void shouldFindEachSumThatDiffersInEitherHalf() {
        final String pending = "ledger pending debits equal credits";
        final String posted = "ledger posted debits equal credits";
        assertUnbalanced(pending, 1, 0, 0, 0);
        assertUnbalanced(posted, 0, 1, 0, 0);
        assertUnbalanced(pending, 0, 0, 1, 0);
        assertUnbalanced(posted, 0, 0, 0, 1);
        final long quarter = 1L << 62; // four of them are 0 in the low half
        assertUnbalanced(pending, quarter, 0, 0, 0);
        assertUnbalanced(posted, 0, quarter, 0, 0);
        assertUnbalanced(pending, 0, 0, quarter, 0);
        assertUnbalanced(posted, 0, 0, 0, quarter);
    }

    private static void assertUnbalanced(
            final String invariant, final long pending, final long posted, final long owed, final long credited) {
        final LedgerTotals broken = new LedgerTotals();
        broken.add(1, 9, 9, 9, 9);
        broken.add(2, 3, 5, 3, 5);
        broken.checkTouchedBalanced();
        for (int i = 0; i < (Math.max(Math.max(pending, posted), Math.max(owed, credited)) == 1 ? 1 : 4); i++) {
            broken.add(2, pending, posted, owed, credited);
        }
        broken.add(1, 1, 1, 1, 1);
        broken.checkBalanced(0);
        assertEquals(
                invariant,
                assertThrows(InvariantViolation.class, () -> broken.checkBalanced(1))
                        .invariant());
        assertEquals(
                invariant,
                assertThrows(InvariantViolation.class, broken::checkTouchedBalanced)
                        .invariant());
    }

    private static BigInteger number(final long high, final long low) {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(BigInteger.valueOf(low).and(LOW_HALF));
    }
}
