package io.lastro.node;

import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts {@code lastro snapshot} as a process of its own whenever enough was journaled since the last one. Its failure
 * is logged and counted, never the node's; it is tried again after as many events. Timer thread, metrics from any.
 */
final class SnapshotSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
    private static final String OUTPUT = "last.log";
    private static final long END_WAIT_SECONDS = 5;

    private final NodeConfig config;
    private final SnapshotFolder folder;
    private final LongSupplier durableSequence;
    private Process process;
    private long triedAt;
    private volatile long snapshotSequence;
    private volatile long made;
    private volatile long failed;

    /**
     * A schedule for a node that is recovered.
     *
     * @param durableSequence what is durable now.
     * @throws IOException when the folder cannot be listed.
     */
    SnapshotSchedule(final NodeConfig config, final LongSupplier durableSequence) throws IOException {
        this.config = config;
        this.durableSequence = durableSequence;
        folder = new SnapshotFolder(config.identity().dataDirectory());
        snapshotSequence = newest();
        triedAt = snapshotSequence;
    }

    /** Sequence of the newest snapshot; 0 = none. */
    long snapshotSequence() {
        return snapshotSequence;
    }

    /** Snapshots that were made since the start. */
    long made() {
        return made;
    }

    /** Attempts that failed since the start. */
    long failed() {
        return failed;
    }

    /** To be called now and then. */
    void check() throws IOException {
        if (process != null) {
            if (process.isAlive()) {
                return;
            }
            ended(process.exitValue());
            process = null;
        }
        final int every = config.snapshots().everyEvents();
        final long durable = durableSequence.getAsLong();
        if (every > 0 && durable - triedAt >= every) {
            triedAt = durable;
            process = start();
        }
    }

    private Process start() throws IOException {
        Files.createDirectories(folder.path());
        return SnapshotProcess.start(
                config.identity().dataDirectory(),
                config.snapshots().keep(),
                folder.path().resolve(OUTPUT));
    }

    private void ended(final int exitCode) throws IOException {
        snapshotSequence = newest();
        if (exitCode == ExitCodes.OK) {
            made++;
            LOG.info("snapshot of sequence {}", snapshotSequence);
        } else {
            failed++;
            LOG.error(
                    "a snapshot failed with exit code {}; its output is in {}",
                    exitCode,
                    folder.path().resolve(OUTPUT));
        }
    }

    private long newest() throws IOException {
        final List<Path> files = folder.newestFirst();
        return files.isEmpty() ? 0 : SnapshotFolder.sequence(files.get(0));
    }

    /** Ends a snapshot that is being made; the next one begins anew. */
    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
