package io.lastro.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The parts of an open journal, taken in order and given back in the opposite one. */
final class JournalOpening {
    private static final int DOCUMENT_SHARE_OF_BLOCK = 4;
    private static final String NO_SPACE = "No space left on device";

    final JournalCounters counters = new JournalCounters();
    final DirectoryLock lock;
    JournalIdentity identity;
    JournalSummary summary;
    QueueSyncer syncer;
    QueueAppender queue;
    RingWriter ring;

    private final Recovery recovery;
    private Path runFolder;
    private RecoveryPlan plan;
    private long ringGeneration;

    private JournalOpening(final DirectoryLock lock, final Recovery recovery) {
        this.lock = lock;
        this.recovery = recovery;
    }

    /** Lock, identity, recovery, ring, queue; everything is given back when one of them fails. */
    static JournalOpening open(
            final JournalConfig config,
            final RecoveryHandler handler,
            final Progress progress,
            final Consumer<Throwable> onFailure) {
        makeFolder(config);
        final DirectoryLock lock = DirectoryLock.exclusive(
                config.dataDirectory(),
                "node " + config.nodeId() + ", incarnation " + config.newIncarnation() + ", pid "
                        + ProcessHandle.current().pid());
        final JournalOpening parts = new JournalOpening(lock, new Recovery(config));
        boolean ready = false;
        try {
            parts.recover(config, handler, progress);
            parts.start(config, onFailure);
            ready = true;
            return parts;
        } catch (final Throwable t) { // a memory fault of a mapped file is an Error
            throw translate(config, t);
        } finally {
            if (!ready) {
                parts.release(false);
            }
        }
    }

    private static void makeFolder(final JournalConfig config) {
        try {
            config.storage().createDirectory(config.dataDirectory());
        } catch (final IOException e) {
            throw new JournalException(
                    JournalErrorCode.NOT_WRITABLE,
                    "directory " + config.dataDirectory() + " cannot be made: " + e
                            + "; check the path, its owner and permissions",
                    e);
        }
    }

    private void recover(final JournalConfig config, final RecoveryHandler handler, final Progress progress)
            throws IOException {
        identity = recovery.identity();
        try (FileWindow window = new FileWindow();
                FileWindow ringWindow = new FileWindow();
                BatchDelivery delivery = new BatchPipe(handler);
                RecoveryPlan reading = new RecoveryPlan(
                        recovery.layout(), identity, Faults.throwing(), delivery, window, ringWindow)) {
            plan = reading.readRingAhead();
            plan.startAfter(handler.onLocked()).read(progress);
            if (!plan.clean) {
                recovery.removeLeftovers(plan.queue);
                recovery.rewrite(plan, window);
                summary = plan.summary(plan.tailFrames.size());
                plan.queue = QueueFiles.list(recovery.layout(), Faults.throwing());
            } else {
                summary = plan.summary(0);
            }
            recovery.removeLeftovers(plan.queue);
            ringGeneration = new RingFiles(recovery.layout(), config, identity)
                    .reset(plan.ring, summary.lastSequence(), plan.sink.chain());
        }
    }

    private void start(final JournalConfig config, final Consumer<Throwable> onFailure) throws IOException {
        runFolder = recovery.layout().run(plan.queue.lastRun() + 1, false);
        config.storage().createDirectory(runFolder);
        syncer = new QueueSyncer(config, runFolder, summary.lastSequence(), counters, onFailure);
        queue = new QueueAppender(runFolder, plan.queue.lastSegment() + 1, config, syncer, counters);
        if (RingFiles.used(config)) {
            ring = new RingWriter(
                    recovery.layout().wal(),
                    config,
                    identity,
                    ringGeneration,
                    summary.lastSequence(),
                    counters,
                    syncer);
        }
    }

    /** An empty group of the configured size. */
    GroupBuffer newGroup(final JournalConfig config) {
        final int documentBytes =
                (int) Math.min(FrameLayout.MAX_FRAME_BYTES, config.queueBlockBytes() / DOCUMENT_SHARE_OF_BLOCK);
        return new GroupBuffer(
                config.maxGroupBytes(), config.maxFrameBytes(), documentBytes, identity, Journal.FIRST_EPOCH);
    }

    /** Gives everything back; syncs nothing. */
    void release(final boolean dropEmptyRun) {
        quietly(syncer);
        quietly(queue);
        quietly(ring);
        if (dropEmptyRun && runFolder != null && Files.exists(runFolder)) {
            try {
                recovery.deleteFolder(runFolder);
            } catch (final IOException ignored) {
                // The next start removes a run without segments as well.
            }
        }
        quietly(lock);
    }

    private static void quietly(final AutoCloseable part) {
        if (part != null) {
            try {
                part.close();
            } catch (final Exception ignored) {
                // What matters is synced already, or the journal has halted for a cause that is kept.
            }
        }
    }

    /** Gives any failure a code and says what to do. */
    static JournalException translate(final JournalConfig config, final Throwable cause) {
        if (cause instanceof JournalException) {
            return (JournalException) cause;
        }
        final String text = String.valueOf(cause.getMessage());
        final String where = "directory " + config.dataDirectory() + ": ";
        if (text.contains(NO_SPACE)) {
            return new JournalException(
                    JournalErrorCode.DISK_FULL, where + cause + "; make room and start again", cause);
        }
        if (cause instanceof AccessDeniedException
                || cause instanceof FileSystemException && text.contains("Read-only")) {
            return new JournalException(
                    JournalErrorCode.NOT_WRITABLE, where + cause + "; check owner and permissions", cause);
        }
        if (cause instanceof InternalError) {
            return new JournalException(
                    config.dataDirectory().toFile().getUsableSpace() < config.freeSpaceFloorBytes()
                            ? JournalErrorCode.DISK_FULL
                            : JournalErrorCode.IO_ERROR,
                    where + "memory fault while a mapped queue file was written (" + cause
                            + "); the disk is full or failing: check it, make room and start again",
                    cause);
        }
        return new JournalException(
                JournalErrorCode.IO_ERROR, where + cause + "; check the disk, then start again", cause);
    }
}
