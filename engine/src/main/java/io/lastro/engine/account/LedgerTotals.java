package io.lastro.engine.account;

import io.lastro.engine.Invariant;
import io.lastro.engine.LedgerTotalsConsumer;
import io.lastro.engine.image.StateImage;
import java.util.Arrays;
import org.agrona.collections.Int2IntHashMap;

/**
 * Sums of the four counters over the accounts of each ledger, kept with every movement from what was read back after
 * it. 128 bits each: counters have 63, accounts are many.
 *
 * <p>Ledger thread only. Allocates only when a ledger is seen for the first time.
 */
public final class LedgerTotals {
    private static final int MISSING = -1;
    private static final int COLUMNS = 8;
    private static final int DEBITS_PENDING = 0;
    private static final int DEBITS_POSTED = 2;
    private static final int CREDITS_PENDING = 4;
    private static final int CREDITS_POSTED = 6;

    private final Int2IntHashMap rowByLedger = new Int2IntHashMap(MISSING);
    private int[] ledgers = new int[4];
    private long[] sums = new long[4 * COLUMNS];
    private long[] touchedIn = new long[4];
    private int[] touchedRows = new int[4];
    private int touchedCount;
    private long batch = 1;
    private int rowCount;
    private int lastLedger;
    private int lastRow = MISSING;

    /**
     * Adds what a movement changed; returns the ledger's row for {@link #checkBalanced}.
     */
    public int add(
            final int ledger,
            final long debitsPending,
            final long debitsPosted,
            final long creditsPending,
            final long creditsPosted) {
        final int row = row(ledger);
        if (touchedIn[row] != batch) {
            touchedIn[row] = batch;
            touchedRows[touchedCount] = row;
            touchedCount++;
        }
        final int at = row * COLUMNS;
        add128(at + DEBITS_PENDING, debitsPending);
        add128(at + DEBITS_POSTED, debitsPosted);
        add128(at + CREDITS_PENDING, creditsPending);
        add128(at + CREDITS_POSTED, creditsPosted);
        return row;
    }

    /**
     * Checks that debits equal credits, pending and posted apart.
     *
     * @throws io.lastro.engine.InvariantViolation when they do not.
     */
    public void checkBalanced(final int row) {
        final int at = row * COLUMNS;
        Invariant.equal(sums[at + DEBITS_PENDING], sums[at + CREDITS_PENDING], "ledger pending debits equal credits");
        Invariant.equal(sums[at + DEBITS_POSTED], sums[at + CREDITS_POSTED], "ledger posted debits equal credits");
        Invariant.equal(
                sums[at + DEBITS_PENDING + 1], sums[at + CREDITS_PENDING + 1], "ledger pending debits equal credits");
        Invariant.equal(
                sums[at + DEBITS_POSTED + 1], sums[at + CREDITS_POSTED + 1], "ledger posted debits equal credits");
    }

    /** Checks every ledger that was touched since the last call: a batch with its rolled back chains. */
    public void checkTouchedBalanced() {
        for (int i = 0; i < touchedCount; i++) {
            checkBalanced(touchedRows[i]);
        }
        touchedCount = 0;
        batch++;
    }

    /** Shows the totals of each ledger on which value moved, in no particular order. */
    public void forEach(final LedgerTotalsConsumer consumer) {
        for (int row = 0; row < rowCount; row++) {
            final int at = row * COLUMNS;
            final long pendingLow = sums[at + DEBITS_PENDING];
            final long pendingHigh = sums[at + DEBITS_PENDING + 1];
            final long postedLow = sums[at + DEBITS_POSTED];
            final long postedHigh = sums[at + DEBITS_POSTED + 1];
            if ((pendingLow | pendingHigh | postedLow | postedHigh) != 0) {
                consumer.onLedger(ledgers[row], pendingLow, pendingHigh, postedLow, postedHigh);
            }
        }
    }

    /** Passes the sums of all ledgers. */
    public void image(final StateImage image) {
        image.section("totals");
        final int rows = image.count(rowCount);
        for (int i = 0; i < rows; i++) {
            final int row = row(image.int32(image.isLoading() ? 0 : ledgers[i]));
            for (int column = row * COLUMNS; column < (row + 1) * COLUMNS; column++) {
                sums[column] = image.int64(sums[column]);
            }
        }
    }

    private void add128(final int at, final long change) {
        final long low = sums[at] + change;
        final long carry = Long.compareUnsigned(low, change) < 0 ? 1 : 0;
        sums[at] = low;
        sums[at + 1] += (change >> 63) + carry;
    }

    private int row(final int ledger) {
        if (lastRow == MISSING || lastLedger != ledger) {
            final int known = rowByLedger.get(ledger);
            lastRow = known == MISSING ? addRow(ledger) : known;
            lastLedger = ledger;
        }
        return lastRow;
    }

    private int addRow(final int ledger) {
        if (rowCount == ledgers.length) {
            ledgers = Arrays.copyOf(ledgers, rowCount * 2);
            sums = Arrays.copyOf(sums, rowCount * 2 * COLUMNS);
            touchedIn = Arrays.copyOf(touchedIn, rowCount * 2);
            touchedRows = Arrays.copyOf(touchedRows, rowCount * 2);
        }
        ledgers[rowCount] = ledger;
        rowByLedger.put(ledger, rowCount);
        rowCount++;
        return rowCount - 1;
    }
}
