package io.lastro.engine.history;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Rows on their way to the history. Belongs to one side at a time: to the ledger thread from
 * {@link TransferHistory#takeSlice} to {@link TransferHistory#hand}, then to the port.
 *
 * <p>Rows of transfers and burned ids come in order of their sequences; among them come rows of older holds that have
 * ended since their turn, in order of their ends.
 */
public final class HistorySlice {
    private final UnsafeBuffer rows;
    private final int capacity;
    private int count;
    private long endsThrough;

    /** A slice over memory for that many rows, {@link HistoryRow#BLOCK_BYTES} each. */
    public HistorySlice(final UnsafeBuffer rows) {
        this.rows = rows;
        capacity = rows.capacity() / HistoryRow.BLOCK_BYTES;
    }

    /** The rows. */
    public UnsafeBuffer rows() {
        return rows;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Whether there is no room left. */
    public boolean isFull() {
        return count == capacity;
    }

    /** Room for one row more; returns its offset. */
    public int add() {
        return count++ * HistoryRow.BLOCK_BYTES;
    }

    /** Empties it. */
    public void clear() {
        count = 0;
    }

    /** Up to which sequence the ends of holds whose turn has been are in this slice or in one before. */
    public long endsThrough() {
        return endsThrough;
    }

    /** Sets {@link #endsThrough()}. */
    public void endsThrough(final long sequence) {
        endsThrough = sequence;
    }
}
