package io.lastro.engine.embedded;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The movements of one account, oldest first, as places in the {@link MovementLog}.
 *
 * <p>Sequences only grow. Times may go back: an imported transfer carries a time before that of an earlier expiry. For
 * each place, {@code earliestNs} has the least time of this movement and all later ones, which only grows again and so
 * finds the last movement at or before an instant in logarithmic time.
 *
 * <p>One thread.
 */
final class AccountHistory {
    private static final int INITIAL_PLACES = 4;

    private final MovementLog log;
    private final BigInteger id;
    private final long timestampNs;
    private final long sequence;
    private int[] entries = new int[INITIAL_PLACES];
    private long[] earliestNs = new long[INITIAL_PLACES];
    private int size;
    private boolean timesWentBack;

    /** An account without movements; with the timestamp and the sequence of its creation. */
    AccountHistory(final MovementLog log, final BigInteger id, final long timestampNs, final long sequence) {
        this.log = log;
        this.id = id;
        this.timestampNs = timestampNs;
        this.sequence = sequence;
    }

    /** Adds a movement that is behind all others. */
    void add(final int row, final boolean isCredit) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
            earliestNs = Arrays.copyOf(earliestNs, 2 * size);
        }
        entries[size] = row << 1 | (isCredit ? 1 : 0);
        final long timeNs = log.timestampNs(row);
        earliestNs[size] = timeNs;
        for (int i = size - 1; i >= 0 && earliestNs[i] > timeNs; i--) {
            earliestNs[i] = timeNs;
            timesWentBack = true;
        }
        size++;
    }

    /** Account id. */
    BigInteger id() {
        return id;
    }

    /** The account's timestamp. */
    long timestampNs() {
        return timestampNs;
    }

    /** Movements. */
    int size() {
        return size;
    }

    /** Place in the log of the i-th movement. */
    int row(final int i) {
        return entries[i] >>> 1;
    }

    /** Whether the i-th movement credits the account. */
    boolean isCredit(final int i) {
        return (entries[i] & 1) != 0;
    }

    /** Counters after the last event at or before an instant; null before the account's creation. */
    Balances balanceAtTime(final long instantNs) {
        return instantNs < timestampNs ? null : balance(firstAfterTime(instantNs) - 1);
    }

    /** Counters after the last event at or before a sequence; null before the account's creation. */
    Balances balanceAtSequence(final long atSequence) {
        return atSequence < sequence ? null : balance(firstAfterSequence(atSequence) - 1);
    }

    /** The first movement with at least that sequence; {@link #size()} when there is none. */
    int firstFromSequence(final long atSequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (log.sequence(row(middle)) < atSequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first movement with a higher sequence; {@link #size()} when there is none. */
    int firstAfterSequence(final long atSequence) {
        return atSequence == Long.MAX_VALUE ? size : firstFromSequence(atSequence + 1);
    }

    /** No movement in front of this one is at or after the instant. */
    int firstFromTime(final long instantNs) {
        return timesWentBack ? 0 : firstEarliestFrom(instantNs);
    }

    /** No movement from this one on is at or before the instant. */
    int firstAfterTime(final long instantNs) {
        return instantNs == Long.MAX_VALUE ? size : firstEarliestFrom(instantNs + 1);
    }

    private int firstEarliestFrom(final long instantNs) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (earliestNs[middle] < instantNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Balances balance(final int i) {
        if (i < 0) {
            return new Balances(0, 0, 0, 0);
        }
        return isCredit(i) ? log.credit(row(i)) : log.debit(row(i));
    }
}
