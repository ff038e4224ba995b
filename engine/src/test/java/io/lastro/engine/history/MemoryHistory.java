package io.lastro.engine.history;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A history in a map, which checks what it is given: nothing above the committed sequence, everything in order, each id
 * once. Stores in runs, a run late.
 */
public class MemoryHistory implements TransferHistory {
    private record Key(long idLow, long idHigh) {}

    private int runRows;
    private final Map<Key, byte[]> rows = new HashMap<>();
    private final Set<Long> timestamps = new TreeSet<>();
    private final UnsafeBuffer stored = new UnsafeBuffer(new byte[0]);
    private long committed = Long.MAX_VALUE;
    private long handed;
    private long handedBefore;
    private long lastSequence;
    private long lastEnd;
    private long storedEarlier;
    private long finds;
    private long found;
    private HistorySlice spare;
    private Runnable onWait = () -> {};
    private long waits;

    /** An empty history that stores so many rows at once. */
    public MemoryHistory(final int runRows) {
        this.runRows = runRows;
        spare = new HistorySlice(new UnsafeBuffer(new byte[Math.max(1, runRows / 2) * HistoryRow.BLOCK_BYTES]));
    }

    /** Sets what is committed. */
    public void committed(final long sequence) {
        committed = sequence;
    }

    /** What happens elsewhere while the ledger thread waits. */
    public void onWait(final Runnable value) {
        onWait = value;
    }

    /** How often the ledger thread waited. */
    public long waits() {
        return waits;
    }

    /** Highest sequence of a row that was handed over in this run of a node. */
    public long lastSequence() {
        return lastSequence;
    }

    /** A second run of a node over the same rows, with runs of another size: nothing is handed over yet. */
    public void restart(final int newRunRows) {
        runRows = newRunRows;
        spare = new HistorySlice(new UnsafeBuffer(new byte[Math.max(1, runRows / 2) * HistoryRow.BLOCK_BYTES]));
        committed = Long.MAX_VALUE;
        onWait = () -> {};
        handed = 0;
        handedBefore = 0;
        storedEarlier = lastSequence;
        lastSequence = 0;
        lastEnd = 0;
    }

    /** Rows that were found. */
    public long found() {
        return found;
    }

    /** Searches, found or not. */
    public long finds() {
        return finds;
    }

    /** Ids that are stored. */
    public int size() {
        return rows.size();
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
        return storedEarlier;
    }

    @Override
    public HistorySlice takeSlice() {
        final HistorySlice taken = spare;
        spare = null;
        return taken;
    }

    @Override
    public void hand(final HistorySlice slice) {
        for (int i = 0; i < slice.count(); i++) {
            keep(slice.rows(), i * HistoryRow.BLOCK_BYTES);
        }
        require(slice.endsThrough() >= lastEnd, "ends go back");
        lastEnd = slice.endsThrough();
        handedBefore = handed;
        handed += slice.count();
        slice.clear();
        spare = slice;
    }

    private void keep(final UnsafeBuffer from, final int at) {
        final int kind = HistoryRow.kind(from, at);
        final long sequence = HistoryRow.sequence(from, at);
        require(sequence <= committed, "row " + sequence + " is above the committed " + committed);
        if (HistoryRow.isEndedHold(kind)) {
            require(HistoryRow.endSequence(from, at) <= committed, "an end is above the committed sequence");
        }
        require(sequence > lastSequence || HistoryRow.isEndedHold(kind), "sequence " + sequence + " is late");
        if (sequence > lastSequence) {
            lastSequence = sequence;
        } else {
            require(HistoryRow.endSequence(from, at) > lastEnd, "a hold's end is late");
        }
        if (kind != HistoryRow.BURNED) {
            timestamps.add(HistoryRow.timestampNs(from, at));
        }
        if (kind != HistoryRow.OPEN_HOLD) {
            final byte[] row = new byte[HistoryRow.BLOCK_BYTES];
            from.getBytes(at, row);
            final byte[] old = rows.put(new Key(HistoryRow.idLow(from, at), HistoryRow.idHigh(from, at)), row);
            require(old == null || java.util.Arrays.equals(old, row), "an id came twice");
        }
    }

    @Override
    public long storedRows() {
        return handedBefore;
    }

    @Override
    public void awaitProgress() {
        waits++;
        onWait.run();
        handedBefore = handed;
    }

    @Override
    public boolean find(final long idLow, final long idHigh, final MutableDirectBuffer row, final int offset) {
        finds++;
        final byte[] bytes = rows.get(new Key(idLow, idHigh));
        if (bytes != null) {
            found++;
            stored.wrap(bytes);
            row.putBytes(offset, stored, 0, HistoryRow.BLOCK_BYTES);
        }
        return bytes != null;
    }

    @Override
    public boolean hasTimestamp(final long timestampNs) {
        return timestamps.contains(timestampNs);
    }

    private static void require(final boolean holds, final String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
