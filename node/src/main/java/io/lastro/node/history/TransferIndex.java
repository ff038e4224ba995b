package io.lastro.node.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySlice;
import io.lastro.engine.history.TransferHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's history on disk, in {@value #FOLDER} inside the data directory.
 *
 * <p>The ledger thread fills slices and looks ids up; a thread of its own writes runs of {@link #runRows} rows. While the
 * node recovers everything counts as committed, since it came from the journal; {@link #confirm} ends that: from then on
 * only what {@link #committed} says is taken. An index that does not fit the journal is thrown away by {@link #discard},
 * and the node recovers once more.
 *
 * <p><b>Failure:</b> of the writer: the next call of the ledger thread throws it, which halts the node; the index is then
 * built again by the next start.
 */
public final class TransferIndex implements TransferHistory, AutoCloseable {
    /** Name of its folder in the data directory. */
    public static final String FOLDER = "transfer-index";

    /** Most rows of a run. */
    public static final int MAX_RUN_ROWS = RunWriter.MAX_RUN_ROWS;

    private static final Logger LOG = LoggerFactory.getLogger(TransferIndex.class);
    private static final String UNUSABLE = "unusable";
    private static final int SLICES = 8;
    private static final int SLICE_ROWS = 4096;
    private static final long WAIT_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BLOCK_BYTES = IndexKeys.BLOCK_ROWS * HistoryRow.BLOCK_BYTES;

    private final Path folder;
    private final int runRows;
    private final boolean begunAnew;
    private final IndexStore store;
    private final IndexMark found;
    private final RunWriter writer;
    private final OneToOneConcurrentArrayQueue<HistorySlice> empty = new OneToOneConcurrentArrayQueue<>(SLICES);
    private final OneToOneConcurrentArrayQueue<HistorySlice> filled = new OneToOneConcurrentArrayQueue<>(SLICES);
    private final Thread thread = new Thread(this::run, "lastro-transfer-index");
    private final ByteBuffer idKey = ByteBuffer.allocateDirect(IndexKeys.ID_BYTES);
    private final ByteBuffer place = ByteBuffer.allocateDirect(Long.BYTES).order(LITTLE_ENDIAN);
    private final ByteBuffer blockKey = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final UnsafeBuffer blockRows = new UnsafeBuffer(block);
    private long blockNumber = IndexStore.NO_BLOCK;
    private int blockBytes;
    private long handedRows;
    private boolean givenBack;
    private LongSupplier committed = () -> Long.MAX_VALUE;
    private volatile long seenRows;
    private volatile long storedRows;
    private volatile long storedSequence;
    private volatile boolean closed;
    private volatile PublishedMark published;
    private volatile boolean unusable;
    private volatile Throwable failure;

    private TransferIndex(
            final Path dataDirectory, final long cacheBytes, final int runRows, final boolean thrownAway) {
        folder = dataDirectory.resolve(FOLDER);
        this.runRows = runRows;
        final boolean failed = Files.exists(folder.resolve(UNUSABLE));
        begunAnew = thrownAway || failed;
        if (failed) {
            LOG.warn("the transfer index failed in the last run of the node: it is built again from the journal");
            IndexStore.delete(folder);
        }
        store = IndexStore.open(folder, cacheBytes);
        boolean ready = false;
        try {
            final byte[] mark = store.mark();
            found = mark == null ? IndexMark.NONE : IndexMark.decode(mark);
            store.forgetTimesFrom(found.nextBlock());
            writer = new RunWriter(store, found, runRows);
            ready = true;
        } finally {
            if (!ready) {
                store.close();
            }
        }
        storedSequence = found.sequence();
        final int sliceRows = Math.min(SLICE_ROWS, (runRows + SLICES - 1) / SLICES);
        for (int i = 0; i < SLICES; i++) {
            empty.add(
                    new HistorySlice(new UnsafeBuffer(ByteBuffer.allocateDirect(sliceRows * HistoryRow.BLOCK_BYTES))));
        }
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens the index of a data directory; one that cannot be used is thrown away.
     *
     * @param runRows rows that are written in one go, 1 to {@link #MAX_RUN_ROWS}; may differ from that of earlier runs.
     */
    public static TransferIndex open(final Path dataDirectory, final long cacheBytes, final int runRows) {
        try {
            return new TransferIndex(dataDirectory, cacheBytes, runRows, false);
        } catch (final UnusableIndexException e) {
            LOG.warn("the transfer index is built again from the journal: {}", e.getMessage());
            IndexStore.delete(dataDirectory.resolve(FOLDER));
            return new TransferIndex(dataDirectory, cacheBytes, runRows, true);
        }
    }

    /** Whether there was an index that could not be used and was thrown away when this one was opened. */
    public boolean isBegunAnew() {
        return begunAnew;
    }

    /** Sequence that the index had when it was opened; the engine must hand over everything up to it. */
    public long foundSequence() {
        return found.sequence();
    }

    /** Ends of holds up to there are in the index that was opened. */
    public long foundEndsThrough() {
        return found.endsThrough();
    }

    /** The engine begins behind a snapshot: what makes up that sum is not handed over. Before anything is. */
    public void beginAt(final long sequence, final long sum) {
        try {
            writer.beginAt(sequence, sum);
        } catch (final UnusableIndexException e) {
            markUnusable();
            throw e;
        }
    }

    /** Tells other processes how far the index is, now and after each run; when it is confirmed. */
    public void publish(final int recentTransfers, final long filterBytes) {
        final IndexMark mark = writer.mark(); // confirmed: its thread has nothing to do
        final PublishedMark now =
                new PublishedMark(mark.sequence(), mark.endsThrough(), recentTransfers, runRows, filterBytes);
        now.write(folder);
        published = now;
    }

    /** Sequence that the index has on disk. Any thread. */
    public long storedSequence() {
        return storedSequence;
    }

    /**
     * Ends the recovery.
     *
     * @param committedSequence what is committed from now on.
     * @throws UnusableIndexException when the index does not fit what the engine recovered: to be discarded.
     */
    public void confirm(final LongSupplier committedSequence) {
        committed = committedSequence;
        while (failure == null && seenRows < handedRows) {
            awaitProgress();
        }
        requireRunning();
        try {
            writer.check(); // its thread has nothing to do
        } catch (final UnusableIndexException e) {
            markUnusable();
            throw e;
        }
    }

    /** Whether it must be thrown away: it has failed, or does not fit the journal. */
    public boolean isUnusable() {
        return unusable;
    }

    /** Closes the index and throws it away. */
    public void discard() {
        close();
        IndexStore.delete(folder);
    }

    @Override
    public long committedSequence() {
        return committed.getAsLong();
    }

    @Override
    public int runRows() {
        return runRows;
    }

    @Override
    public long storedEarlierThrough() {
        return found.sequence();
    }

    @Override
    public HistorySlice takeSlice() {
        return empty.poll();
    }

    @Override
    public void hand(final HistorySlice slice) {
        requireRunning();
        handedRows += slice.count();
        filled.add(slice); // has room for all slices
        LockSupport.unpark(thread);
    }

    @Override
    public long storedRows() {
        return storedRows;
    }

    @Override
    public void awaitProgress() {
        requireRunning();
        LockSupport.parkNanos(WAIT_NS);
    }

    @Override
    public boolean find(final long idLow, final long idHigh, final MutableDirectBuffer row, final int offset) {
        requireOpen();
        try {
            return findRow(idLow, idHigh, row, offset);
        } catch (final UnusableIndexException e) {
            markUnusable();
            throw e;
        }
    }

    private boolean findRow(final long idLow, final long idHigh, final MutableDirectBuffer row, final int offset) {
        IndexKeys.put(idKey, 0, IndexKeys.first(idLow, idHigh));
        IndexKeys.put(idKey, Long.BYTES, IndexKeys.second(idLow, idHigh));
        idKey.clear();
        place.clear();
        if (!store.find(idKey, place)) {
            return false;
        }
        final long at = place.getLong(0);
        if (at < 0) {
            row.setMemory(offset, HistoryRow.BLOCK_BYTES, (byte) 0);
            row.putLong(offset, idLow, LITTLE_ENDIAN);
            row.putLong(offset + Long.BYTES, idHigh, LITTLE_ENDIAN);
            row.putLong(offset + HistoryRow.SEQUENCE_OFFSET, -at, LITTLE_ENDIAN);
            return true;
        }
        final int bytes = readBlock(at / IndexKeys.BLOCK_ROWS);
        final int rowAt = (int) (at % IndexKeys.BLOCK_ROWS) * HistoryRow.BLOCK_BYTES;
        if (rowAt >= bytes
                || HistoryRow.idLow(blockRows, rowAt) != idLow
                || HistoryRow.idHigh(blockRows, rowAt) != idHigh) {
            throw new UnusableIndexException("an id leads to a row that is not its own: " + at);
        }
        row.putBytes(offset, blockRows, rowAt, HistoryRow.BLOCK_BYTES);
        return true;
    }

    /** Reads a block, unless it is the one that was read last: ids of one old request lie side by side. */
    private int readBlock(final long number) {
        if (number != blockNumber) {
            blockNumber = IndexStore.NO_BLOCK;
            IndexKeys.put(blockKey, 0, number);
            blockKey.clear();
            block.clear();
            blockBytes = store.row(blockKey, block);
            blockNumber = number;
        }
        return blockBytes;
    }

    @Override
    public boolean hasTimestamp(final long timestampNs) {
        requireOpen();
        try {
            final byte[] key =
                    ByteBuffer.allocate(Long.BYTES).putLong(timestampNs).array();
            final long number = store.blockFrom(key);
            return number != IndexStore.NO_BLOCK && isInBlock(timestampNs, number);
        } catch (final UnusableIndexException e) {
            markUnusable();
            throw e;
        }
    }

    private boolean isInBlock(final long timestampNs, final long number) {
        final int bytes = readBlock(number);
        blockNumber = IndexStore.NO_BLOCK; // it may be one of a run that was cut off, to be written again
        if (bytes < HistoryRow.BLOCK_BYTES) {
            throw new UnusableIndexException("a time leads to a block that is not there: " + number);
        }
        boolean found = false;
        for (int at = 0; at < bytes; at += HistoryRow.BLOCK_BYTES) {
            found |= HistoryRow.timestampNs(blockRows, at) == timestampNs;
        }
        return found;
    }

    private void run() {
        try {
            while (!closed) {
                final HistorySlice slice = filled.poll();
                if (slice == null) {
                    LockSupport.parkNanos(this, IDLE_NS);
                } else {
                    final int waiting = writer.add(slice);
                    final long seen = seenRows + slice.count();
                    slice.clear();
                    empty.add(slice);
                    tellMark();
                    storedRows = seen - waiting;
                    seenRows = seen;
                }
            }
        } catch (final Throwable e) { // out of memory, too: the ledger thread must not wait for ever
            LOG.error("the transfer index cannot be written, the node will halt: {}", e.getMessage(), e);
            markUnusable();
            failure = e;
        }
    }

    private void tellMark() {
        final IndexMark mark = writer.mark();
        final PublishedMark last = published;
        if (last != null && mark.sequence() > last.sequence()) {
            published = last.at(mark.sequence(), mark.endsThrough());
            published.write(folder);
        }
        storedSequence = mark.sequence();
    }

    private void markUnusable() {
        unusable = true;
        try {
            Files.write(folder.resolve(UNUSABLE), new byte[0]);
        } catch (final IOException e) {
            LOG.error("folder {} should be removed before the next start: {}", folder, e.toString());
        }
    }

    private void requireRunning() {
        requireOpen();
        if (failure instanceof UnusableIndexException) {
            throw (UnusableIndexException) failure;
        }
        if (failure != null) {
            throw new UnusableIndexException("its writer has failed: " + failure, failure);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the transfer index is closed");
        }
    }

    /** Stops writing; rows that wait for their run are handed over again by the next start. A second call does nothing. */
    @Override
    public void close() {
        if (givenBack) {
            return;
        }
        givenBack = true;
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        writer.close();
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
