package io.lastro.engine.slab;

import java.util.Arrays;

/** Row numbers of a slab: taken, given back and taken again, the last one given back first. Ledger thread only. */
public final class RowPool {
    private static final int INITIAL_FREE = 16;

    private int[] free = new int[INITIAL_FREE];
    private int freeCount;
    private int end;
    private final int first;

    /** A pool that begins with that row. */
    public RowPool(final int first) {
        this.first = first;
        end = first;
    }

    /** A row that nobody has. */
    public int take() {
        if (freeCount > 0) {
            freeCount--;
            return free[freeCount];
        }
        return end++;
    }

    /** Gives a row back that was taken. */
    public void giveBack(final int row) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount] = row;
        freeCount++;
    }

    /** End of the rows that were ever taken. */
    public int end() {
        return end;
    }

    /** Rows that are taken now. */
    public int taken() {
        return end - first - freeCount;
    }
}
