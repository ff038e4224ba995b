package io.lastro.system.history;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.agrona.collections.LongArrayList;

/** Sorts numbers of operations by a column of 64 bits, equal keys in order of number: radix sort. */
final class TimeOrder {
    /** Few rows are not worth the counters of a large digit. */
    private static final int FEW_ROWS = 1 << 12;

    private static final int FEW_ROWS_DIGIT_BITS = 8;
    private static final int DIGIT_BITS = 16;

    private TimeOrder() {}

    /** The rows that are wanted, by ascending signed key. */
    static int[] of(final LongArrayList keys, final IntPredicate wanted) {
        int count = 0;
        int[] from = new int[keys.size()];
        for (int i = 0; i < from.length; i++) {
            if (wanted.test(i)) {
                from[count++] = i;
            }
        }
        from = Arrays.copyOf(from, count);
        int[] to = new int[count];
        final int bits = count < FEW_ROWS ? FEW_ROWS_DIGIT_BITS : DIGIT_BITS;
        for (int shift = 0; shift < Long.SIZE; shift += bits) {
            if (round(keys, from, to, shift, bits)) {
                final int[] sorted = to;
                to = from;
                from = sorted;
            }
        }
        return from;
    }

    /** False when all keys have the same digit, so that nothing was moved. */
    private static boolean round(
            final LongArrayList keys, final int[] from, final int[] to, final int shift, final int bits) {
        final int[] ends = new int[(1 << bits) + 1];
        for (final int row : from) {
            ends[digit(keys, row, shift, bits) + 1]++;
        }
        if (from.length == 0 || ends[digit(keys, from[0], shift, bits) + 1] == from.length) {
            return false;
        }
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        for (final int row : from) {
            to[ends[digit(keys, row, shift, bits)]++] = row;
        }
        return true;
    }

    private static int digit(final LongArrayList keys, final int row, final int shift, final int bits) {
        return (int) ((keys.getLong(row) ^ Long.MIN_VALUE) >>> shift) & (1 << bits) - 1;
    }
}
