package io.lastro.node.reads;

import io.lastro.journal.JournalException;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalFrames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read model of a node: follows the released frames of the journal on a thread of its own and keeps its index in
 * {@code read-model} inside the data directory.
 *
 * <p>A model that is missing, of another version, damaged, or ahead of the journal is thrown away and built again; reads
 * wait or are turned away meanwhile. When building fails twice at the same place the model stops for good, since then it
 * is the journal that cannot be read; the ledger goes on. Any thread may read.
 */
public final class ReadModel implements AutoCloseable {
    /** Name of its folder in the data directory. */
    public static final String FOLDER = "read-model";

    private static final Logger LOG = LoggerFactory.getLogger(ReadModel.class);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long WAIT_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LOCK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);

    /** What was written goes into files after so long; shorter in tests, so that a kill meets files of all ages. */
    private static final long FLUSH_NS =
            TimeUnit.MILLISECONDS.toNanos(Long.getLong("lastro.read-model.flush-ms", 5_000));

    /** Heads are written at the latest after so long, so many events, or so many of them. */
    private static final long HEADS_NS = Math.min(5 * FLUSH_NS / 2, TimeUnit.SECONDS.toNanos(2));

    private static final long HEADS_EVENTS = 2_000_000;
    private static final int HEADS = HeadTable.MAX_ROWS / 2;

    /** Events that are read at a stretch, and that a read goes through itself instead of waiting for the thread. */
    private static final long STRETCH = 65_536;

    private static final long WORTH_A_LINE = 100_000;

    /** What a model is made of. */
    public static final class Context {
        Path dataDirectory;
        long clusterIdLow;
        long clusterIdHigh;
        long journalEnd;
        LongSupplier released;
        private long cacheBytes = 32L * 1024 * 1024;

        /** Directory of the journal. */
        public Context dataDirectory(final Path value) {
            dataDirectory = value;
            return this;
        }

        /** Cluster of the journal. */
        public Context clusterId(final long low, final long high) {
            clusterIdLow = low;
            clusterIdHigh = high;
            return this;
        }

        /** Last sequence of the journal at the start: a model that has more is wrong. */
        public Context journalEnd(final long value) {
            journalEnd = value;
            return this;
        }

        /** Highest sequence that may be read, at least the journal's end at the start; any thread. */
        public Context released(final LongSupplier value) {
            released = value;
            return this;
        }

        /** Memory for blocks of the index. */
        public Context cacheBytes(final long value) {
            cacheBytes = value;
            return this;
        }
    }

    private final Context context;
    private final Path folder;
    private final Thread thread = new Thread(this::run, "lastro-read-model");
    private final ReentrantReadWriteLock guard = new ReentrantReadWriteLock();
    private ReadStore store; // changed under the write lock, used under the read lock
    private Following following; // the same; null while there is nothing to be read

    /** Held by whoever follows: the thread, or a read that needs a sequence now. Taken after the guard. Fair. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final EntryBatch headBatch = new EntryBatch(); // under headWriting
    private volatile long sequence;
    private volatile long rebuilds;
    private volatile boolean closed;
    private volatile String damage;
    private volatile String stoppedFor;

    /**
     * What follows.
     *
     * @param indexer  under the lock.
     * @param follower under the lock.
     * @param mark     nothing is shown before this sequence, since entries up to there may have been written before.
     */
    private record Following(ModelIndexer indexer, JournalFollower follower, long mark) {}

    /** A model that is not running yet. */
    public ReadModel(final Context context) {
        this.context = context;
        folder = context.dataDirectory.resolve(FOLDER);
        thread.setDaemon(true);
    }

    /** Starts to follow. */
    public ReadModel start() {
        thread.start();
        return this;
    }

    /** The last sequence that reads can see. */
    public long sequence() {
        return sequence;
    }

    /** Sequences that are released and not in the model yet. */
    public long lag() {
        return Math.max(0, context.released.getAsLong() - sequence);
    }

    /** How often the model was thrown away and built again since the start. */
    public long rebuilds() {
        return rebuilds;
    }

    /** Why the model has stopped for good, or null. */
    public String stoppedFor() {
        return stoppedFor;
    }

    /**
     * Brings the model to a sequence: reads the frames itself when they are released and few, so that no other thread
     * has to wake up first, else waits.
     *
     * @return false when the time was over first, or the model has stopped.
     */
    public boolean await(final long wanted, final long timeoutNs) {
        final long startNs = System.nanoTime();
        while (!catchUp(wanted)) {
            if (closed || stoppedFor != null || System.nanoTime() - startNs >= timeoutNs) {
                return false;
            }
            LockSupport.parkNanos(WAIT_NS);
        }
        return true;
    }

    private boolean catchUp(final long wanted) {
        guard.readLock().lock();
        try {
            if (following == null) {
                return false;
            }
            final long goal = Math.max(wanted, following.mark());
            final long now = sequence;
            if (now >= goal) {
                return true;
            }
            if (goal - now > STRETCH || damage != null || context.released.getAsLong() < goal) {
                return false;
            }
            if (!lock.tryLock(LOCK_NS, TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                while (sequence < goal && followNext(following)) {
                    // Goes on.
                }
            } finally {
                lock.unlock();
            }
            return sequence >= goal;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (final DamagedModelException | JournalException e) {
            damaged(e);
            return false;
        } finally {
            guard.readLock().unlock();
        }
    }

    /** Reads one frame, if there is one and all before it were good. Under the lock. */
    private boolean followNext(final Following now) {
        if (damage != null) {
            return false;
        }
        boolean good = false;
        try {
            if (now.follower().poll(context.released.getAsLong(), now.indexer())) {
                now.indexer().bound();
                sequence = now.indexer().applied();
                good = true;
                return true;
            }
            good = true;
            return false;
        } finally {
            if (!good) {
                damage = "a frame behind sequence " + sequence + " could not be taken"; // nobody may go on from here
            }
        }
    }

    private void damaged(final RuntimeException cause) {
        LOG.error("the read model is thrown away: {}", cause.getMessage());
        damage = String.valueOf(cause.getMessage());
        LockSupport.unpark(thread);
    }

    /**
     * Reads from the whole model as of now. Writes the heads first, so it costs more than the reads of one account.
     *
     * @param frames of the calling thread.
     * @throws JournalException when a frame cannot be read.
     * @throws DamagedModelException when the model is being built anew, for this reason or another one.
     */
    <T> T read(final JournalFrames frames, final Function<ModelView, T> reading) {
        return read(frames, true, null, reading);
    }

    /** Reads one account and its movements as of now; otherwise like {@link #read(JournalFrames, Function)}. */
    <T> T readAccount(final JournalFrames frames, final Id128 account, final Function<ModelView, T> reading) {
        return read(frames, false, account, reading);
    }

    /** Reads movements as of now; otherwise like {@link #read(JournalFrames, Function)}. */
    <T> T readMovements(final JournalFrames frames, final Function<ModelView, T> reading) {
        return read(frames, false, null, reading);
    }

    private <T> T read(
            final JournalFrames frames,
            final boolean whole,
            final Id128 account,
            final Function<ModelView, T> reading) {
        guard.readLock().lock();
        try {
            if (following == null || sequence < following.mark() || damage != null) {
                throw new DamagedModelException("the read model is being built");
            }
            try (ModelView view = view(frames, whole, account)) {
                return reading.apply(view);
            } catch (final DamagedModelException | JournalException e) {
                if (damage == null) {
                    damaged(e);
                }
                throw e;
            }
        } finally {
            guard.readLock().unlock();
        }
    }

    private ModelView view(final JournalFrames frames, final boolean whole, final Id128 account) {
        lock.lock();
        try {
            if (damage != null) {
                throw new DamagedModelException("the read model is being built");
            }
            final ModelIndexer indexer = following.indexer();
            if (whole) {
                store.headWriting().lock(); // also waits for what is being written
                try {
                    if (indexer.hasUnwritten()) {
                        indexer.takeHeads(headBatch);
                        store.write(headBatch);
                    }
                } finally {
                    store.headWriting().unlock();
                }
                return new ModelView(store, frames, indexer.applied(), null);
            }
            indexer.writeEntries();
            final AccountHead head = account == null ? null : indexer.head(account);
            return new ModelView(store, frames, indexer.applied(), new ModelView.OnlyAccount(account, head));
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long failedAt = -1;
        while (!closed && stoppedFor == null) {
            try {
                follow();
            } catch (final RuntimeException | LinkageError e) { // the ledger must not suffer, whatever it is
                final long at = sequence;
                drop();
                if (at == failedAt) {
                    stoppedFor = String.valueOf(e.getMessage());
                    LOG.error("the read model stops, reads of it are refused from now on: {}", e.getMessage(), e);
                } else {
                    LOG.error("the read model is built again from the journal: {}", e.toString());
                }
                failedAt = at;
            }
        }
        closeStore();
    }

    /** Opens the model, or a new one, and follows until closed or damaged. */
    private void follow() {
        final ReadStore opened = ReadStore.open(folder, context.cacheBytes);
        guard.writeLock().lock();
        try {
            store = opened;
            damage = null;
        } finally {
            guard.writeLock().unlock();
        }
        final StoredModel stored = new StoredModel(opened, context);
        final ModelPosition position = stored.position();
        final long mark = stored.mark();
        final ModelIndexer indexer = new ModelIndexer(opened, position, mark);
        stored.relocate(indexer);
        sequence = position.sequence();
        try (JournalFollower follower = stored.follower(indexer.position())) {
            final Following now = new Following(indexer, follower, mark);
            following(now);
            try {
                followAll(opened, now);
            } finally {
                following(null); // waits for reads in the middle of it
            }
        }
    }

    private void following(final Following value) {
        guard.writeLock().lock();
        try {
            following = value;
        } finally {
            guard.writeLock().unlock();
        }
    }

    private void followAll(final ReadStore opened, final Following now) {
        long flushedNs = System.nanoTime();
        long headsNs = flushedNs;
        long toldNs = flushedNs;
        long toldSequence = sequence;
        while (!closed) {
            if (damage != null) {
                throw new DamagedModelException(damage);
            }
            if (!followStretch(now)) {
                LockSupport.parkNanos(this, IDLE_NS);
            }
            final long nowNs = System.nanoTime();
            if (writeHeads(opened, now.indexer(), nowNs - headsNs >= HEADS_NS)) {
                headsNs = nowNs;
            }
            if (nowNs - toldNs >= PROGRESS_NS) {
                tellProgress(sequence - toldSequence, nowNs - toldNs);
                toldNs = nowNs;
                toldSequence = sequence;
            }
            if (nowNs - flushedNs >= FLUSH_NS) {
                opened.flush(false); // does nothing when nothing was written
                flushedNs = nowNs;
            }
        }
        writeHeads(opened, now.indexer(), true);
        opened.flush(true);
    }

    /** Reads what is released; returns whether there may be more. Reads that wait for the lock come in between. */
    private boolean followStretch(final Following now) {
        lock.lock();
        try {
            final long end = sequence + STRETCH;
            while (followNext(now)) {
                if (sequence >= end || lock.hasQueuedThreads()) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Writes heads and position when it is time; reads wait only while they are copied. */
    private boolean writeHeads(final ReadStore opened, final ModelIndexer indexer, final boolean inTime) {
        boolean taken = false;
        lock.lock();
        try {
            final boolean due = inTime
                    || indexer.changedHeads() >= HEADS
                    || indexer.applied() - indexer.position().sequence() >= HEADS_EVENTS;
            if (!due || damage != null || !indexer.hasUnwritten()) {
                return false;
            }
            opened.headWriting().lock();
            taken = true;
            indexer.takeHeads(headBatch);
        } catch (final RuntimeException e) {
            if (taken) {
                opened.headWriting().unlock();
            }
            throw e;
        } finally {
            lock.unlock();
        }
        try {
            opened.write(headBatch);
        } finally {
            opened.headWriting().unlock();
        }
        return true;
    }

    private void tellProgress(final long done, final long tookNs) {
        final long behind = lag();
        if (behind > WORTH_A_LINE) {
            LOG.info(
                    "read model: sequence {}, {} behind, {} events/s",
                    sequence,
                    behind,
                    done * TimeUnit.SECONDS.toNanos(1) / Math.max(1, tookNs));
        }
    }

    /** Throws everything away; the next start of following begins at sequence 1. */
    private void drop() {
        sequence = 0;
        rebuilds++;
        closeStore();
        try {
            ReadStore.delete(folder);
        } catch (final IOException e) {
            stoppedFor = "folder " + folder + " cannot be removed: " + e;
            LOG.error("the read model stops: {}", stoppedFor);
        }
    }

    private void closeStore() {
        guard.writeLock().lock();
        try {
            if (store != null) {
                store.close();
                store = null;
            }
        } finally {
            guard.writeLock().unlock();
        }
    }

    /** Stops following, keeps what was read, and waits for the thread. Reads are refused from now on. */
    @Override
    public void close() {
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
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
