package io.lastro.node;

import io.lastro.gateway.admin.AdminContext;
import io.lastro.gateway.admin.AdminServer;
import io.lastro.journal.JournalException;
import io.lastro.node.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node as this process: admin port, timer, endpoints file, SIGTERM.
 *
 * <p>A halt ends the process with exit code 70 as soon as clients have been told; nothing more is written then.
 */
public final class NodeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRunner.class);
    private static final long TELL_CLIENTS_MS = 200;
    private static final long STOP_WAIT_SECONDS = 60;

    private final NodeConfig config;
    private final LedgerNode node;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "lastro-timer"));
    private AdminServer admin;
    private SnapshotSchedule snapshots;

    /** A runner for a checked configuration. */
    public NodeRunner(final NodeConfig config) {
        this.config = config;
        node = new LedgerNode(config, this::halted);
    }

    /** The node, to be changed before {@link #run()} by tests that assemble it themselves. */
    public LedgerNode node() {
        return node;
    }

    /**
     * Starts the node and returns when it has stopped.
     *
     * @return the exit code.
     */
    public int run() throws InterruptedException {
        try {
            node.start();
            startAdmin();
        } catch (final JournalException | IOException | UncheckedIOException | IllegalArgumentException e) {
            LOG.error("the node does not start: {}", e.getMessage());
            LOG.debug("cause", e);
            timer.shutdownNow();
            return ExitCodes.FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "lastro-stop"));
        stopped.await();
        return ExitCodes.OK;
    }

    private void startAdmin() throws IOException {
        snapshots = new SnapshotSchedule(config, node.journal()::durableSequence);
        NodeMetrics.register(node, snapshots);
        final NodeStatus status = new NodeStatus(node);
        final long tickMs = Math.max(1, config.journal().idleCommitMs() / 2);
        timer.scheduleWithFixedDelay(this::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::checkSnapshots, 1, 1, TimeUnit.SECONDS);
        admin = AdminServer.launch(new AdminContext()
                .bindHost(config.admin().address())
                .port(config.admin().port())
                .liveness(status::liveness)
                .readiness(() -> status.readiness(stopping.get()))
                .statusJson(status::json)
                .registry(node.registry()));
        writeEndpoints();
        LOG.info(
                "serving clients on {}:{} ({}), health and metrics on {}:{}, data in {}",
                config.net().address(),
                node.gateway().port(),
                node.gateway().transport(),
                config.admin().address(),
                admin.port(),
                config.identity().dataDirectory());
    }

    private void tick() {
        try {
            node.tick();
        } catch (final RuntimeException e) {
            halted(e);
        }
    }

    private void checkSnapshots() {
        try {
            snapshots.check();
        } catch (final IOException | RuntimeException e) {
            LOG.error("a snapshot cannot be started: {}", e.toString());
        }
    }

    private void writeEndpoints() throws IOException {
        final Path file = config.identity().dataDirectory().resolve(NodeProcess.ENDPOINTS_FILE);
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                fresh,
                "pid=" + ProcessHandle.current().pid() + "\nport="
                        + node.gateway().port() + "\nadminPort=" + admin.port() + "\ncomplete=yes\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void stopOnSignal() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        LOG.info("stopping: no new requests, answering those in hand");
        try {
            final boolean drained = node.stop();
            timer.shutdownNow();
            timer.awaitTermination(STOP_WAIT_SECONDS, TimeUnit.SECONDS);
            snapshots.close();
            admin.close();
            Files.deleteIfExists(config.identity().dataDirectory().resolve(NodeProcess.ENDPOINTS_FILE));
            LOG.info("stopped cleanly{}", drained ? "" : "; connections that did not end in time were cut off");
        } catch (final JournalException | IOException e) {
            LOG.error("the stop was not clean: {}", e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void halted(final Throwable cause) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        final Thread exit = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(TELL_CLIENTS_MS);
                    } catch (final InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    // Not System.exit: a clean stop on a broken journal must not be tried.
                    Runtime.getRuntime().halt(ExitCodes.HALTED);
                },
                "lastro-halt");
        exit.setDaemon(true);
        exit.start();
    }
}
