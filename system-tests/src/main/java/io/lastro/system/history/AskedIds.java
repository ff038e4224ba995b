package io.lastro.system.history;

import java.util.Arrays;

/**
 * Who asked for a transfer id: all ids of writes and lookups numbered from 0, and the rows of writes that have each. About
 * 40 bytes per row.
 */
final class AskedIds {
    static final int NONE = -1;

    private final int[] operations;
    private final int[] nextRows;
    private final int[] firstRows;
    private final long[] lows;
    private final long[] highs;
    private final int[] slots;
    private int size;

    AskedIds(final OperationTable table) {
        final int rows = table.idLows.size();
        final int most = rows + table.lookedLows.size();
        operations = new int[rows];
        nextRows = new int[rows];
        firstRows = new int[most];
        lows = new long[most];
        highs = new long[most];
        slots = new int[Math.max(4, Integer.highestOneBit(Math.max(1, most)) * 4)];
        Arrays.fill(slots, NONE);
        Arrays.fill(operations, NONE);
        for (int operation = 0; operation < table.size(); operation++) {
            if (table.isWrite(operation)) {
                final int first = table.firstRows.getInt(operation);
                Arrays.fill(operations, first, first + table.rowCount(operation), operation);
            }
        }
        // From behind, so that the rows of an id are met in ascending order.
        for (int row = rows - 1; row >= 0; row--) {
            final int number = number(table.idLows.getLong(row), table.idHighs.getLong(row));
            nextRows[row] = firstRows[number];
            firstRows[number] = row;
        }
        for (int i = 0; i < table.lookedLows.size(); i++) {
            number(table.lookedLows.getLong(i), table.lookedHighs.getLong(i));
        }
    }

    private int number(final long low, final long high) {
        final int slot = slot(low, high);
        if (slots[slot] == NONE) {
            slots[slot] = size;
            lows[size] = low;
            highs[size] = high;
            firstRows[size] = NONE;
            size++;
        }
        return slots[slot];
    }

    private int slot(final long low, final long high) {
        final long mixed = (low ^ high * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & slots.length - 1;
        while (slots[slot] != NONE && (lows[slots[slot]] != low || highs[slots[slot]] != high)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** Different ids. */
    int size() {
        return size;
    }

    /** Number of an id; NONE when nobody asked for it. */
    int find(final long low, final long high) {
        return slots[slot(low, high)];
    }

    /** The first row with an id; NONE when it was only looked up. */
    int firstRow(final int number) {
        return firstRows[number];
    }

    /** The next row with the same id, or NONE. */
    int nextRow(final int row) {
        return nextRows[row];
    }

    /** The write that a row belongs to; NONE for a row that was put, but never invoked. */
    int operationOf(final int row) {
        return operations[row];
    }
}
