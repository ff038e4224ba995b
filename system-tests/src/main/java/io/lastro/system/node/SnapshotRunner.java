package io.lastro.system.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code snapshot} processes one after the other beside a node, until it is closed. Some are killed: by a fail point
 * when they write, or at any moment. A thread of its own.
 */
public final class SnapshotRunner implements AutoCloseable {
    private static final List<String> STEPS =
            List.of("DURING_SNAPSHOT_WRITE", "BEFORE_SNAPSHOT_RENAME", "AFTER_SNAPSHOT_RENAME", "AFTER_SNAPSHOT_SYNC");
    private static final int MOST_PAUSE_MS = 3000;
    private static final int MOST_LIFE_MS = 1200;
    private static final long WAIT_SECONDS = 60;

    private final Path dataDir;
    private final Path output;
    private final Random random;
    private final Thread thread = new Thread(this::run, "snapshots");
    private volatile boolean closed;
    private volatile Process process;
    private volatile Throwable failure;
    private int made;
    private int killed;

    /** Begins. */
    public SnapshotRunner(final Path dataDir, final long seed) {
        this.dataDir = dataDir;
        output = dataDir.resolveSibling("snapshots.log");
        random = new Random(seed);
        thread.start();
    }

    /** Snapshots that were made; when it is closed. */
    public int made() {
        return made;
    }

    /** Processes that were killed; when it is closed. */
    public int killed() {
        return killed;
    }

    private void run() {
        try {
            while (!closed) {
                runOnce();
                Thread.sleep(random.nextInt(MOST_PAUSE_MS));
            }
        } catch (final InterruptedException e) {
            // closed
        } catch (final Exception e) {
            failure = e;
        }
    }

    private void runOnce() throws IOException, InterruptedException {
        final int fate = random.nextInt(4);
        final List<String> options =
                fate == 0 ? List.of("-Dlastro.failpoint=" + STEPS.get(random.nextInt(STEPS.size())) + ":1") : List.of();
        final Process started = new ProcessBuilder(
                        Command.words(options, List.of("snapshot", "--keep", "2", dataDir.toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        Workspace.remember(started);
        process = started;
        if (closed || fate == 1 && !started.waitFor(random.nextInt(MOST_LIFE_MS), TimeUnit.MILLISECONDS)) {
            started.destroyForcibly();
        }
        if (!started.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("a snapshot of " + dataDir + " is not done after " + WAIT_SECONDS + " s");
        }
        final int exitCode = started.exitValue();
        if (exitCode == 0) {
            made++;
        } else if (exitCode == NodeUnderTest.KILLED) {
            killed++;
        } else {
            throw new IOException("a snapshot ended with " + exitCode + ":\n" + Files.readString(output));
        }
    }

    /** Kills the one that runs. */
    @Override
    public void close() throws IOException {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            final Process running = process;
            if (running != null) {
                running.destroyForcibly();
            }
            try {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
