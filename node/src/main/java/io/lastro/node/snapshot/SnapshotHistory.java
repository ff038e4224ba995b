package io.lastro.node.snapshot;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySlice;
import io.lastro.engine.history.HistorySum;
import io.lastro.engine.history.TransferHistory;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stands for the node's transfer index while a snapshot is made: takes what that has already, and forgets it. What the
 * index does not have stays in the engine, and so in the snapshot. Outcomes are applied, not decided, so that no old id
 * is ever looked for. One thread.
 */
final class SnapshotHistory implements TransferHistory {
    private static final int SLICE_ROWS = 4096;

    private final int runRows;
    private final long committed;
    private final HistorySum sum = new HistorySum();
    private final HistorySlice slice =
            new HistorySlice(new UnsafeBuffer(new byte[SLICE_ROWS * HistoryRow.BLOCK_BYTES]));
    private boolean taken;
    private long stored;

    /**
     * In front of an index.
     *
     * @param committed what the index has: rows and ends of holds up to here.
     * @param runRows   of the node, for a ring of the same size.
     */
    SnapshotHistory(final long committed, final int runRows) {
        this.committed = committed;
        this.runRows = runRows;
    }

    HistorySum sum() {
        return sum;
    }

    @Override
    public long committedSequence() {
        return committed;
    }

    @Override
    public int runRows() {
        return runRows;
    }

    @Override
    public long storedEarlierThrough() {
        return committed;
    }

    @Override
    public HistorySlice takeSlice() {
        final boolean free = !taken;
        taken = true;
        return free ? slice : null;
    }

    @Override
    public void hand(final HistorySlice full) {
        for (int i = 0; i < full.count(); i++) {
            final int at = i * HistoryRow.BLOCK_BYTES;
            if (sum.isAtItsTurn(HistoryRow.sequence(full.rows(), at))) {
                sum.add(full.rows(), at);
            }
        }
        stored += full.count();
        full.clear();
        taken = false;
    }

    @Override
    public long storedRows() {
        return stored;
    }

    @Override
    public void awaitProgress() {
        throw new IllegalStateException("the transfer index has only got to sequence " + committed
                + ", what came since is more than memory holds: it is being built again; make the snapshot later");
    }

    @Override
    public boolean find(final long idLow, final long idHigh, final MutableDirectBuffer row, final int offset) {
        return false;
    }

    @Override
    public boolean hasTimestamp(final long timestampNs) {
        return false;
    }
}
