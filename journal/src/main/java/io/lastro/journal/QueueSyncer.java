package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Syncs the queue's files behind the ring, on a thread of its own: after so many bytes or so much time.
 *
 * <p>The journal thread tells what it appended; any thread may read the watermarks. An error halts the journal and ends
 * the thread; nothing is tried twice.
 */
final class QueueSyncer implements AutoCloseable {
    private static final long POLL_NS = 1_000_000;
    private static final int POLLS_PER_LOOK_AT_THE_DISK = 10;

    private final JournalStorage storage;
    private final JournalSteps steps;
    private final JournalCounters counters;
    private final Path directory;
    private final long syncBytes;
    private final long syncIntervalNs;
    private final Consumer<Throwable> onFailure;
    private final Queue<Path> newFiles = new ConcurrentLinkedQueue<>();
    private final List<Path> dirtyFiles = new ArrayList<>();
    private final Thread thread;
    private boolean folderSynced;
    private volatile long appendedSequence;
    private volatile long appendedBytes;
    private volatile long syncedSequence;
    private volatile boolean requested;
    private volatile boolean stopped;
    private volatile boolean failed;
    private volatile long usableBytes;

    /** A syncer of one run's folder; {@link #start} starts its thread. */
    QueueSyncer(
            final JournalConfig config,
            final Path directory,
            final long baseSequence,
            final JournalCounters counters,
            final Consumer<Throwable> onFailure)
            throws IOException {
        storage = config.storage();
        steps = config.steps();
        syncBytes = config.queueSyncBytes();
        syncIntervalNs = config.queueSyncIntervalNs();
        this.counters = counters;
        this.directory = directory;
        this.onFailure = onFailure;
        appendedSequence = baseSequence;
        syncedSequence = baseSequence;
        usableBytes = storage.usableBytes(directory);
        thread = new Thread(this::run, "journal-queue-sync");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A segment was begun; to be called before what is in it is told. Journal thread. */
    void onNewFile(final Path file) {
        newFiles.add(file);
    }

    /** Everything up to a sequence is in the queue. Journal thread. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writing thread
    void onAppended(final long sequence, final long bytes) {
        appendedSequence = sequence;
        appendedBytes = appendedBytes + bytes;
    }

    /** Highest sequence in the queue. */
    long appendedSequence() {
        return appendedSequence;
    }

    /** Highest sequence that is synced in the queue. */
    long syncedSequence() {
        return syncedSequence;
    }

    /** Free bytes of the disk when last looked at. */
    long usableBytes() {
        return usableBytes;
    }

    /** Waits until the queue is synced up to a sequence; throws when the syncer has failed. Journal thread. */
    void await(final long sequence) throws IOException {
        while (syncedSequence < sequence) {
            if (failed) {
                throw new IOException("the queue could not be synced");
            }
            requested = true;
            LockSupport.unpark(thread);
            LockSupport.parkNanos(POLL_NS / 10);
        }
    }

    /** Syncs at once on the calling thread; for {@code sync: queue}, where no thread of its own runs, and for the stop. */
    void syncNow() throws IOException {
        final long sequence = appendedSequence; // read first: its files are known by now
        for (Path file = newFiles.poll(); file != null; file = newFiles.poll()) {
            dirtyFiles.add(file);
            folderSynced = false;
        }
        steps.at(JournalStep.BEFORE_QUEUE_SYNC);
        final long start = System.nanoTime();
        final int last = dirtyFiles.size() - 1;
        for (int i = 0; i <= last; i++) {
            storage.forceFile(dirtyFiles.get(i));
        }
        if (!folderSynced) {
            storage.forceDirectory(directory);
            storage.forceDirectory(directory.getParent());
            folderSynced = true;
        }
        while (dirtyFiles.size() > 1) {
            dirtyFiles.remove(0); // only the current segment is written any more
        }
        usableBytes = storage.usableBytes(directory);
        counters.onQueueSync(System.nanoTime() - start);
        steps.at(JournalStep.AFTER_QUEUE_SYNC);
        syncedSequence = sequence;
    }

    private void run() {
        long lastSyncNs = System.nanoTime();
        long bytesAtSync = 0;
        long polls = 0;
        try {
            while (!stopped) {
                LockSupport.parkNanos(POLL_NS);
                if (++polls % POLLS_PER_LOOK_AT_THE_DISK == 0) {
                    usableBytes = storage.usableBytes(directory);
                }
                final long bytes = appendedBytes;
                final boolean due =
                        bytes - bytesAtSync >= syncBytes || System.nanoTime() - lastSyncNs >= syncIntervalNs;
                if (due || requested) {
                    requested = false;
                    if (bytes != bytesAtSync) {
                        syncNow();
                        bytesAtSync = bytes;
                    }
                    lastSyncNs = System.nanoTime();
                }
            }
        } catch (final Throwable t) { // whatever it is, the journal must not go on
            onFailure.accept(t); // before the flag: whoever waits must find the first cause
            failed = true;
        }
    }

    /** Ends the thread; syncs nothing. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
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
