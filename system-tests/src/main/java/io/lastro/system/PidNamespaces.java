package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.node.Command;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.QueueLock;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.PacedTraffic;
import io.lastro.system.traffic.Traffic;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A node as the only process of its PID namespace, as in a container: it is number 1 in each life. What a killed one left
 * behind under that number must not look like the work of the next one, and a second number 1 on the same directory must
 * not look like the first.
 *
 * <p>The queue's own lock, which keeps a process number, is left taken at each kill. Two things keep it from mattering: a
 * start after a crash writes into a fresh segment, and the JVM options have Chronicle Queue force such a lock.
 */
public final class PidNamespaces {
    private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");
    private static final Duration PERMITTED = Duration.ofSeconds(10);
    private static final Duration REFUSED = Duration.ofSeconds(30);
    private static final int MORE_KILLS = 3;
    private static final double OLDER_SHARE = 0.1;
    private static final long LOAD_MS = 500;
    private static final int LARGEST_BATCH = 100;
    private static final long FEWEST_ACKNOWLEDGED = 100;

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("pid");
    private final List<String> jvmOptions = new ArrayList<>();
    private Ground ground;
    private long firstStartMs;
    private long fastestFirstReplyMs = Long.MAX_VALUE;

    /** A campaign. */
    public PidNamespaces(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** Further options for the nodes' JVMs. */
    public PidNamespaces jvmOptions(final String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** Null when this machine makes PID namespaces, else why not. */
    public static String whyNotPermitted() throws InterruptedException {
        final List<String> command = new ArrayList<>(NAMESPACE);
        command.add("true");
        try {
            final Command.Result result = Command.run(PERMITTED, command);
            return result.exitCode() == 0 ? null : result.output().strip();
        } catch (final IOException e) {
            return e.getMessage();
        }
    }

    /** Time of the first start, on a new directory, until it served, in ms: how fast this machine is just now. */
    public long firstStartMs() {
        return firstStartMs;
    }

    /** Shortest time from a start after a kill to the first reply, in ms. */
    public long fastestFirstReplyMs() {
        return fastestFirstReplyMs;
    }

    /**
     * kill -9 from outside and a start as the same number, that often, and some times more as long as no start was quick:
     * the machine may be busy with other things. Then a second node with that number, too.
     */
    public Tally run(final int kills, final long quickMs) throws IOException, InterruptedException {
        System.out.println("pid: seed " + seed);
        try (Workspace workspace = Workspace.create("pid")) {
            ground = new Ground(new NodeUnderTest(workspace.resolve("data")), seed, tally);
            final long startNs = System.nanoTime();
            NodeProcess process = ground.node().start(context());
            firstStartMs = (System.nanoTime() - startNs) / 1_000_000;
            try {
                ground.createAccounts(process);
                for (int kill = 1; kill <= kills || isSlow(quickMs) && kill <= kills + MORE_KILLS; kill++) {
                    checkPid();
                    killUnderLoad(process);
                    process = startAgain(kill);
                    ground.audit(process, OLDER_SHARE, random);
                }
                secondNode(process);
                ground.audit(process, 1.0, random);
                kill(process);
                ground.verify();
            } finally {
                process.close();
            }
            workspace.succeeded();
        }
        return tally;
    }

    /** Compared with the bar, or with the start of a new directory when that was slow, too. */
    private boolean isSlow(final long quickMs) {
        return fastestFirstReplyMs > Math.max(quickMs, 2 * firstStartMs);
    }

    private NodeProcess.Context context() {
        return ground.node()
                .context()
                .prefix(NAMESPACE.toArray(new String[0]))
                .jvmOptions(jvmOptions.toArray(new String[0]));
    }

    private Path endpoints() {
        return ground.node().dataDir().resolve(NodeProcess.ENDPOINTS_FILE);
    }

    private void checkPid() throws IOException {
        final String told = Files.readString(endpoints());
        Violation.check(told.contains("pid=1\n"), "the node is not number 1 of its namespace: %s", told);
    }

    /** In the middle of an append to the queue, so that the queue's lock stays behind. */
    private void killUnderLoad(final NodeProcess process) throws IOException, InterruptedException {
        final QueueLock lock = new QueueLock(ground.node().dataDir());
        final long before = ground.book().acknowledgedTransfers();
        try (Traffic traffic =
                new Traffic(ground.book(), process.port(), LARGEST_BATCH, Long.MAX_VALUE / 2, random.nextLong())) {
            Thread.sleep(LOAD_MS + random.nextInt((int) LOAD_MS));
            final int stops = lock.killInAppend(javaOf(process), random);
            awaitEnd(process);
            Violation.check(lock.isTaken(), "the killed node gave its lock back");
            tally.add("stops until it was met in an append", stops);
        }
        final long acknowledged = ground.book().acknowledgedTransfers() - before;
        Violation.check(acknowledged >= FEWEST_ACKNOWLEDGED, "a load of %d transfers is none", acknowledged);
        tally.add("kills", 1).add("acknowledged", acknowledged);
    }

    private static ProcessHandle javaOf(final NodeProcess process) throws IOException {
        return process.process().children().findFirst().orElseThrow(() -> new IOException("the namespace is empty"));
    }

    /** kill -9 from outside the namespace. */
    private static void kill(final NodeProcess process) throws IOException, InterruptedException {
        javaOf(process).destroyForcibly();
        awaitEnd(process);
    }

    /** The namespace's maker ends by itself when it is empty, and not before. */
    private static void awaitEnd(final NodeProcess process) throws IOException, InterruptedException {
        if (!process.process().waitFor(REFUSED.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the namespace does not end");
        }
    }

    /** Times the way from the start of the process to its first reply. */
    private NodeProcess startAgain(final int kill) throws IOException, InterruptedException {
        final long startNs = System.nanoTime();
        final NodeProcess process = ground.node().start(context());
        try (WireConnection connection = ground.logOn(process)) {
            final long replyMs = (System.nanoTime() - startNs) / 1_000_000;
            fastestFirstReplyMs = Math.min(fastestFirstReplyMs, replyMs);
            System.out.printf(
                    "pid: kill %d: first reply after %,d ms, as number 1 again, %,d transfers behind; first start %,d ms%n",
                    kill, replyMs, ground.book().acknowledgedTransfers(), firstStartMs);
            Violation.check(connection.sessionId() != 0, "no session");
            return process;
        } catch (final IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Refused, and the first one neither stops nor stumbles. */
    private void secondNode(final NodeProcess first) throws IOException, InterruptedException {
        checkPid();
        final byte[] kept = Files.readAllBytes(endpoints());
        final long before = ground.book().acknowledgedTransfers();
        final NodeUnderTest.Ended ended;
        final Histogram latencies;
        try (PacedTraffic traffic = new PacedTraffic(ground.book(), first.port(), random.nextLong())) {
            ended = ground.node().startAndWait(context(), REFUSED);
            awaitMore(FEWEST_ACKNOWLEDGED); // behind the second one's end as well
            latencies = traffic.latencies();
        }
        Files.write(endpoints(), kept); // the launcher of this campaign removes it, not the second node
        Violation.check(ended.exitCode() == 1, "the second node ended with %d:%n%s", ended.exitCode(), ended.output());
        Violation.check(ended.output().contains("LOCKED"), "the second node does not say LOCKED:%n%s", ended.output());
        Violation.check(first.process().isAlive(), "the first node died of the second one");
        System.out.printf(
                "pid: second node refused beside %,d transfers, p50 %.2f ms, max %.1f ms: %s%n",
                latencies.getTotalCount(),
                latencies.getValueAtPercentile(50) / 1e6,
                latencies.getMaxValue() / 1e6,
                ended.output().lines().filter(line -> line.contains("LOCKED")).findFirst());
        tally.add("second nodes refused", 1)
                .add("acknowledged beside one", ground.book().acknowledgedTransfers() - before);
    }

    private void awaitMore(final long count) throws InterruptedException {
        final long end = ground.book().acknowledgedTransfers() + count;
        final long endNs = System.nanoTime() + REFUSED.toNanos();
        while (ground.book().acknowledgedTransfers() < end) {
            ground.book().throwViolation();
            Violation.check(System.nanoTime() < endNs, "the first node does not go on");
            Thread.sleep(1);
        }
    }
}
