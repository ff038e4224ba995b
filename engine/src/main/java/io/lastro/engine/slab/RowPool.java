package io.lastro.engine.slab;

import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.StateImage;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

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

    /** Passes which rows are taken. */
    public void image(final StateImage image) {
        end = image.count(end);
        final int count = image.count(freeCount);
        freeCount = image.isLoading() ? 0 : freeCount;
        for (int i = 0; i < count; i++) {
            if (image.isLoading()) {
                final int row = image.count(0);
                if (row >= end) {
                    throw new ImageException("the image holds free row " + row + " of " + end);
                }
                giveBack(row);
            } else {
                image.count(free[i]);
            }
        }
    }

    /** Calls for every row that is taken. */
    public void forEachTaken(final IntConsumer consumer) {
        final BitSet given = new BitSet(end);
        for (int i = 0; i < freeCount; i++) {
            given.set(free[i]);
        }
        for (int row = given.nextClearBit(first); row < end; row = given.nextClearBit(row + 1)) {
            consumer.accept(row);
        }
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
