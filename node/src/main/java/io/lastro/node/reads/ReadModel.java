package io.lastro.node.reads;

import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalFrames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long WAIT_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long WORTH_A_LINE = 100_000;

    /** What a model is made of. */
    public static final class Context {
        private Path dataDirectory;
        private long clusterIdLow;
        private long clusterIdHigh;
        private long journalEnd;
        private LongSupplier released;
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
    private volatile long sequence;
    private volatile long rebuilds;
    private volatile boolean closed;
    private volatile boolean damageSeen;
    private volatile String stoppedFor;

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
     * Waits until the model has a sequence.
     *
     * @return false when the time was over first, or the model has stopped.
     */
    public boolean await(final long wanted, final long timeoutNs) {
        final long startNs = System.nanoTime();
        while (sequence < wanted) {
            if (closed || stoppedFor != null || System.nanoTime() - startNs >= timeoutNs) {
                return false;
            }
            LockSupport.unpark(thread);
            LockSupport.parkNanos(WAIT_NS);
        }
        return true;
    }

    /**
     * Reads from the model as of now.
     *
     * @param frames of the calling thread.
     * @throws JournalException when a frame cannot be read.
     * @throws DamagedModelException when the model is being built anew, for this reason or another one.
     */
    <T> T read(final JournalFrames frames, final Function<ModelView, T> reading) {
        guard.readLock().lock();
        try {
            if (store == null) {
                throw new DamagedModelException("the read model is being built");
            }
            try (ModelView view = new ModelView(store, frames)) {
                return reading.apply(view);
            }
        } catch (final DamagedModelException | JournalException e) {
            if (store != null) {
                LOG.error("the read model is thrown away: {}", e.getMessage());
                damageSeen = true;
            }
            throw e;
        } finally {
            guard.readLock().unlock();
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
        } finally {
            guard.writeLock().unlock();
        }
        damageSeen = false;
        final ModelPosition position = position(opened);
        try (ModelIndexer indexer = new ModelIndexer(opened, position)) {
            relocate(indexer);
            sequence = position.sequence();
            try (JournalFollower follower = follower(indexer.position())) {
                followAll(opened, indexer, follower);
            }
        }
    }

    private ModelPosition position(final ReadStore opened) {
        final byte[] stored = opened.get(ReadKeys.position());
        if (stored == null) {
            LOG.info("the read model is built from the journal, which ends with sequence {}", context.journalEnd);
            return ModelPosition.start(context.clusterIdLow, context.clusterIdHigh);
        }
        final ModelPosition found = ModelPosition.decode(stored);
        if (found == null) {
            throw new DamagedModelException("it is of another version");
        }
        if (found.clusterLow() != context.clusterIdLow || found.clusterHigh() != context.clusterIdHigh) {
            throw new DamagedModelException("it belongs to another cluster");
        }
        if (found.sequence() > context.journalEnd && found.sequence() > context.released.getAsLong()) {
            throw new DamagedModelException(
                    "it has sequence " + found.sequence() + ", the journal ends with " + context.journalEnd);
        }
        LOG.info("the read model has sequence {}, the journal ends with {}", found.sequence(), context.journalEnd);
        return found;
    }

    private JournalFollower follower(final ModelPosition position) {
        return position.sequence() == 0
                ? JournalFollower.fromStart(context.dataDirectory)
                : JournalFollower.behind(context.dataDirectory, position.lastFrame(), position.sequence());
    }

    private void relocate(final ModelIndexer indexer) {
        final int known = indexer.position().rewrittenRun();
        final int last = JournalFollower.rewritten(
                context.dataDirectory,
                known,
                (final FrameLocation location, final long firstSequence, final int count) ->
                        indexer.relocate(location, firstSequence));
        if (last > known) {
            indexer.relocated(last);
        }
    }

    private void followAll(final ReadStore opened, final ModelIndexer indexer, final JournalFollower follower) {
        long flushedNs = System.nanoTime();
        long toldNs = flushedNs;
        long toldSequence = sequence;
        boolean unflushed = false;
        while (!closed) {
            if (damageSeen) {
                throw new DamagedModelException("a read has found damage");
            }
            final boolean told = follower.poll(context.released.getAsLong(), indexer);
            if ((!told || indexer.isFull()) && indexer.commit()) {
                sequence = indexer.position().sequence();
                unflushed = true;
            } else if (!told) {
                LockSupport.parkNanos(this, IDLE_NS);
            }
            final long nowNs = System.nanoTime();
            if (nowNs - toldNs >= PROGRESS_NS) {
                tellProgress(sequence - toldSequence, nowNs - toldNs);
                toldNs = nowNs;
                toldSequence = sequence;
            }
            if (unflushed && nowNs - flushedNs >= FLUSH_NS) {
                opened.flush(false);
                flushedNs = nowNs;
                unflushed = false;
            }
        }
        opened.flush(true);
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
