package io.lastro.engine.history;

import org.agrona.MutableDirectBuffer;

/**
 * Where the ledger's older transfers and burned ids are stored. All methods are called on the ledger thread; what the
 * other side does with rows that it was given may happen on a thread of its own.
 *
 * <p>Failure: any exception halts the engine, since an id that cannot be looked for must not be used again.
 */
public interface TransferHistory {
    /** Highest sequence that is committed: rows above it are not handed over. */
    long committedSequence();

    /** Rows that are stored in one go: {@link #storedRows} may stand still until so many more are handed over. */
    int runRows();

    /**
     * Up to which sequence an earlier run of the node has stored everything; does not change. In a recovery the ledger
     * hands such rows over at once, however recent, since they need not wait for a run.
     */
    default long storedEarlierThrough() {
        return 0;
    }

    /** An empty slice to fill, or null when all are on their way. */
    HistorySlice takeSlice();

    /** Hands a slice over; rows come in the order of slices and within them. */
    void hand(HistorySlice slice);

    /** How many of the rows handed over so far, the first ones, are stored durably and found by {@link #find}. */
    long storedRows();

    /** Waits a moment for {@link #storedRows}, {@link #takeSlice} or {@link #committedSequence} to get on. */
    void awaitProgress();

    /**
     * Looks for an id.
     *
     * @param row takes {@link HistoryRow#BLOCK_BYTES} when it is found.
     * @return whether it was found. It may have been stored by an earlier run of the node and lie ahead of the caller.
     */
    boolean find(long idLow, long idHigh, MutableDirectBuffer row, int offset);

    /** Whether a stored transfer has exactly this timestamp. */
    boolean hasTimestamp(long timestampNs);
}
