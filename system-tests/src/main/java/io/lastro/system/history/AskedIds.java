package io.lastro.system.history;

import java.util.Arrays;

/** Who asked for a transfer id: the ids of all writes numbered from 0, and the rows of each. About 16 bytes per row. */
final class AskedIds {
    static final int NONE = -1;

    private final OperationTable table;
    private final int[] numbers;
    private final int[] operations;
    private final int[] nextRows;
    private final int[] firstRows;
    private final int[] slots;
    private int size;

    AskedIds(final OperationTable table) {
        this.table = table;
        final int rows = table.idLows.size();
        numbers = new int[rows];
        operations = new int[rows];
        nextRows = new int[rows];
        firstRows = new int[rows];
        slots = new int[Math.max(4, Integer.highestOneBit(Math.max(1, rows)) * 4)];
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
            put(row);
        }
    }

    private void put(final int row) {
        final int slot = slot(table.idLows.getLong(row), table.idHighs.getLong(row));
        if (slots[slot] == NONE) {
            slots[slot] = size;
            firstRows[size] = row;
            nextRows[row] = NONE;
            size++;
        } else {
            nextRows[row] = firstRows[slots[slot]];
            firstRows[slots[slot]] = row;
        }
        numbers[row] = slots[slot];
    }

    private int slot(final long low, final long high) {
        final long mixed = (low ^ high * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & slots.length - 1;
        while (slots[slot] != NONE && !is(firstRows[slots[slot]], low, high)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean is(final int row, final long low, final long high) {
        return table.idLows.getLong(row) == low && table.idHighs.getLong(row) == high;
    }

    /** Different ids. */
    int size() {
        return size;
    }

    /** Number of an id; NONE when nobody asked for it. */
    int find(final long low, final long high) {
        return slots[slot(low, high)];
    }

    /** Number of the id in a row. */
    int numberOf(final int row) {
        return numbers[row];
    }

    /** The first row with an id. */
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
