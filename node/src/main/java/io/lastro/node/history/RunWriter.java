package io.lastro.node.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySlice;
import io.lastro.engine.history.HistorySum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns slices into runs: rows are written as they come, ids are sorted when the run is full, then all become part of
 * the store, ids and mark last and together. Until the place is reached where the store already was, rows are only
 * counted and summed up. The index's own thread.
 */
final class RunWriter implements AutoCloseable {
    private static final int PLACE_BITS = 20;
    /** Most rows of a run. */
    static final int MAX_RUN_ROWS = 1 << PLACE_BITS;

    private static final long PLACE_MASK = MAX_RUN_ROWS - 1;
    private static final int BLOCK_BYTES = IndexKeys.BLOCK_ROWS * HistoryRow.BLOCK_BYTES;

    private final IndexStore store;
    private final int runRows;
    private final IndexMark found;
    private final long[] firsts;
    private final long[] seconds;
    private final long[] places;
    private final long[] order;
    private final UnsafeBuffer block = new UnsafeBuffer(ByteBuffer.allocateDirect(BLOCK_BYTES));
    private final ByteBuffer blockValue = block.byteBuffer();
    private final ByteBuffer idKey = ByteBuffer.allocateDirect(IndexKeys.ID_BYTES);
    private final ByteBuffer numberKey = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer numberValue = ByteBuffer.allocateDirect(Long.BYTES).order(LITTLE_ENDIAN);
    private final List<long[]> times = new ArrayList<>();
    private IndexStore.NewFile rowFile;
    private IndexMark mark;
    private int ids;
    private int rowsOfRun;
    private int rowsOfBlock;
    private long nextBlock;
    private long blockTimeNs;
    private final HistorySum came = new HistorySum();
    private long endsThrough;

    /**
     * A writer that continues a store.
     *
     * @param runRows rows of a run, at most 2^20.
     */
    RunWriter(final IndexStore store, final IndexMark found, final int runRows) {
        if (runRows < 1 || runRows > MAX_RUN_ROWS) {
            throw new IllegalArgumentException("a run has 1 to " + MAX_RUN_ROWS + " rows");
        }
        this.store = store;
        this.found = found;
        this.runRows = runRows;
        mark = found;
        nextBlock = found.nextBlock();
        firsts = new long[runRows];
        seconds = new long[runRows];
        places = new long[runRows];
        order = new long[runRows];
    }

    /** The rows begin behind those that make up this sum. */
    void beginAt(final long sequence, final long sum) {
        came.set(sequence, sum);
        if (sequence == found.sequence()) {
            check();
        }
    }

    /** How far the store is. */
    IndexMark mark() {
        return mark;
    }

    /** Highest sequence of the rows that came. */
    long sequence() {
        return came.sequence();
    }

    /**
     * Takes the rows of a slice.
     *
     * @return how many rows of this and earlier slices, the last ones, wait for their run to be full.
     * @throws UnusableIndexException when the store holds another history than the one that comes.
     */
    int add(final HistorySlice slice) {
        for (int i = 0; i < slice.count(); i++) {
            if (rowsOfRun == runRows) {
                finish();
            }
            final boolean added = add(slice.rows(), i * HistoryRow.BLOCK_BYTES);
            if (added || rowsOfRun > 0) { // what the store has already waits for no run
                rowsOfRun++;
            }
        }
        endsThrough = slice.endsThrough();
        if (rowsOfRun == runRows) {
            finish();
        }
        return rowsOfRun;
    }

    /** False when the store has the row already. */
    private boolean add(final UnsafeBuffer rows, final int at) {
        final long idLow = HistoryRow.idLow(rows, at);
        final long idHigh = HistoryRow.idHigh(rows, at);
        final long rowSequence = HistoryRow.sequence(rows, at);
        final int kind = HistoryRow.kind(rows, at);
        final boolean atItsTurn = came.isAtItsTurn(rowSequence);
        if (atItsTurn) {
            checkPassing(rowSequence);
            came.add(rows, at);
        }
        if (isStored(rows, at, kind, rowSequence)) {
            return false;
        }
        if (kind == HistoryRow.BURNED) {
            id(idLow, idHigh, -rowSequence);
            return true;
        }
        if (rowFile == null) {
            rowFile = store.newRowFile();
        }
        block.putBytes(rowsOfBlock * HistoryRow.BLOCK_BYTES, rows, at, HistoryRow.BLOCK_BYTES);
        if (kind != HistoryRow.OPEN_HOLD) {
            id(idLow, idHigh, nextBlock * IndexKeys.BLOCK_ROWS + rowsOfBlock);
        }
        if (rowSequence > found.sequence() && atItsTurn) { // an older one is in a block of its time already
            blockTimeNs = HistoryRow.timestampNs(rows, at);
        }
        rowsOfBlock++;
        if (rowsOfBlock == IndexKeys.BLOCK_ROWS) {
            finishBlock();
        }
        return true;
    }

    /** The sum of what came must be the one that the store has, where the store ended. */
    private void checkPassing(final long rowSequence) {
        if (came.sequence() <= found.sequence() && rowSequence > found.sequence()) {
            check();
        }
    }

    /**
     * Checks that everything that the store holds has come.
     *
     * @throws UnusableIndexException when it holds something else.
     */
    void check() {
        if (came.sequence() < found.sequence()) {
            throw new UnusableIndexException("it has sequence " + found.sequence() + ", the journal ends before it");
        }
        if (came.sequence() == found.sequence() && came.sum() != found.checkSum()) {
            throw new UnusableIndexException("it holds another history than the journal up to " + found.sequence());
        }
    }

    private boolean isStored(final UnsafeBuffer rows, final int at, final int kind, final long rowSequence) {
        return rowSequence <= found.sequence()
                && (!HistoryRow.isEndedHold(kind) || HistoryRow.endSequence(rows, at) <= found.endsThrough());
    }

    private void id(final long idLow, final long idHigh, final long place) {
        firsts[ids] = IndexKeys.first(idLow, idHigh);
        seconds[ids] = IndexKeys.second(idLow, idHigh);
        places[ids] = place;
        ids++;
    }

    private void finishBlock() {
        IndexKeys.put(numberKey, 0, nextBlock);
        numberKey.clear();
        blockValue.clear().limit(rowsOfBlock * HistoryRow.BLOCK_BYTES);
        rowFile.put(numberKey, blockValue);
        if (blockTimeNs != 0) {
            times.add(new long[] {blockTimeNs, nextBlock});
            blockTimeNs = 0;
        }
        nextBlock++;
        rowsOfBlock = 0;
    }

    /** Makes the run part of the store. What comes later begins a new one. */
    private void finish() {
        if (rowsOfBlock > 0) {
            finishBlock();
        }
        if (rowFile != null) {
            rowFile.take();
            rowFile.close();
            rowFile = null;
        }
        finishTimes();
        // Not back behind what an earlier run of the node has stored.
        mark = came.sequence() <= found.sequence()
                ? new IndexMark(found.sequence(), found.endsThrough(), nextBlock, found.checkSum())
                : new IndexMark(came.sequence(), endsThrough, nextBlock, came.sum());
        if (ids > 0 || came.sequence() > found.sequence()) {
            finishIds();
        }
        rowsOfRun = 0;
    }

    private void finishTimes() {
        if (times.isEmpty()) {
            return;
        }
        try (IndexStore.NewFile file = store.newTimeFile()) {
            for (final long[] time : times) {
                IndexKeys.put(numberKey, 0, time[0]);
                numberKey.clear();
                numberValue.putLong(0, time[1]).clear();
                file.put(numberKey, numberValue);
            }
            file.take();
        }
        times.clear();
    }

    private void finishIds() {
        sort();
        try (IndexStore.NewFile file = store.newIdFile()) {
            file.put(IndexKeys.mark(), mark.encode());
            for (int i = 0; i < ids; i++) {
                final int place = (int) (order[i] & PLACE_MASK);
                IndexKeys.put(idKey, 0, firsts[place]);
                IndexKeys.put(idKey, Long.BYTES, seconds[place]);
                idKey.clear();
                numberValue.putLong(0, places[place]).clear();
                file.put(idKey, numberValue);
            }
            file.take();
        }
        ids = 0;
    }

    /** Sorts by the upper 44 bits of the scrambled id, and what is equal in them by the rest. */
    private void sort() {
        for (int i = 0; i < ids; i++) {
            order[i] = (firsts[i] ^ Long.MIN_VALUE) & ~PLACE_MASK | i;
        }
        Arrays.sort(order, 0, ids);
        int begin = 0;
        for (int i = 1; i <= ids; i++) {
            if (i == ids || (order[i] & ~PLACE_MASK) != (order[begin] & ~PLACE_MASK)) {
                if (i - begin > 1) {
                    sortEqual(begin, i);
                }
                begin = i;
            }
        }
    }

    private void sortEqual(final int begin, final int end) {
        final Comparator<Long> byFirst =
                (a, b) -> Long.compareUnsigned(firsts[(int) (a & PLACE_MASK)], firsts[(int) (b & PLACE_MASK)]);
        final Long[] boxed = Arrays.stream(order, begin, end)
                .boxed()
                .sorted(byFirst.thenComparing((a, b) ->
                        Long.compareUnsigned(seconds[(int) (a & PLACE_MASK)], seconds[(int) (b & PLACE_MASK)])))
                .toArray(Long[]::new);
        for (int i = begin; i < end; i++) {
            order[i] = boxed[i - begin];
        }
    }

    /** Gives the open file back; nothing of its run was taken over. */
    @Override
    public void close() {
        if (rowFile != null) {
            rowFile.close();
        }
    }
}
