package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.protocol.ErrorCode;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Strace;
import io.lastro.system.node.Workspace;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Slow and failing syncs, by strace on the real node: an acknowledgement is never earlier than the sync of its group, and
 * a sync that fails ends the node without an acknowledgement.
 */
public final class Syncs {
    private static final int DELAY_MS = 200;
    private static final long NS_PER_MS = 1_000_000;
    private static final int PIPELINED = 8;
    private static final int FAILING_SYNC = 5;
    private static final int MOST_REQUESTS = 200;
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SLOW_START = Duration.ofSeconds(180);
    private static final long END_SECONDS = 30;
    private static final String JOURNAL_THREAD = "lastro-journal";

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("sync");

    /** A campaign. */
    public Syncs(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** Delay, then failures; prints its seed. */
    public Tally run(final int requests, final int failures) throws IOException, InterruptedException {
        System.out.println("sync: seed " + seed);
        delayed(requests, null);
        for (int i = 0; i < failures; i++) {
            failing(i % 2 == 0);
        }
        return tally;
    }

    /** No reply to a write comes earlier than the delay of a sync. A main class may be planted. */
    public Tally delayed(final int requests, final Class<?> mainClass) throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("sync-delay")) {
            final NodeUnderTest node = new NodeUnderTest(workspace.resolve("data"));
            if (mainClass != null) {
                node.mainClass(mainClass);
            }
            final Ground ground = new Ground(node, seed, tally);
            ground.prepare();
            final Path trace = workspace.resolve("trace");
            try (NodeProcess process = node.start(node.context()
                            .startTimeout(SLOW_START)
                            .prefix(Strace.prefix(trace, "delay_exit=" + DELAY_MS * 1000)));
                    WireConnection connection = ground.logOn(process)) {
                if (mainClass != null) {
                    workspace.succeeded(); // a planted bug will be seen: nothing to look at
                }
                long least = Long.MAX_VALUE;
                for (int i = 0; i < requests; i++) {
                    least = Math.min(least, oneAtATime(ground, connection, 1 + random.nextInt(3)));
                }
                least = Math.min(least, pipelined(ground, connection));
                System.out.printf(
                        "sync: each sync delayed by %d ms: %d requests, quickest reply after %.1f ms%n",
                        DELAY_MS, requests + PIPELINED, least / (double) NS_PER_MS);
            }
            final int seen = Strace.lines(trace, "(DELAYED)").size();
            if (seen < requests) {
                throw new IOException("strace delayed only " + seen + " syncs for " + requests + " requests");
            }
            workspace.succeeded();
            tally.add("replies not before the delayed sync", requests + PIPELINED);
        }
        return tally;
    }

    private long oneAtATime(final Ground ground, final WireConnection connection, final int count) throws IOException {
        final Request request = ground.book().make(Shape.PLAIN, count);
        request.markSent();
        final long sentNs = System.nanoTime();
        return checkDelay(
                ground,
                connection,
                request,
                sentNs,
                connection.send(ground.book().plan().frame(request)));
    }

    private long pipelined(final Ground ground, final WireConnection connection) throws IOException {
        final List<Request> requests = new ArrayList<>();
        final List<Long> sentNs = new ArrayList<>();
        final List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < PIPELINED; i++) {
            final Request request = ground.book().make(Shape.PLAIN, 1);
            request.markSent();
            requests.add(request);
            sentNs.add(System.nanoTime());
            replies.add(connection.send(ground.book().plan().frame(request)));
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < PIPELINED; i++) {
            least = Math.min(least, checkDelay(ground, connection, requests.get(i), sentNs.get(i), replies.get(i)));
        }
        return least;
    }

    private static long checkDelay(
            final Ground ground,
            final WireConnection connection,
            final Request request,
            final long sentNs,
            final CompletableFuture<Reply> answer)
            throws IOException {
        final Reply reply = WireConnection.await(answer, ANSWER);
        Violation.check(!reply.isError(), "%s: %s", request, reply);
        ground.book().acknowledged(request, reply, connection.logonAck());
        ground.book().throwViolation();
        final long tookNs = reply.receivedNs() - sentNs;
        Violation.check(
                tookNs >= DELAY_MS * NS_PER_MS,
                "%s was acknowledged after %.3f ms, although each sync takes %d ms",
                request,
                tookNs / (double) NS_PER_MS,
                DELAY_MS);
        return tookNs;
    }

    /** The n-th sync fails, of the journal's thread or of any thread: the node halts, and the restart is right. */
    public Tally failing(final boolean journalThreadOnly) throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("sync-error")) {
            final NodeUnderTest node = new NodeUnderTest(workspace.resolve("data"));
            final Ground ground = new Ground(node, seed + 1, tally);
            ground.prepare();
            final Path trace = workspace.resolve("trace");
            final String injection = "error=EIO:when=" + FAILING_SYNC;
            try (NodeProcess process = node.start()) {
                final List<Double> acknowledgedMs = new ArrayList<>();
                try (WireConnection connection = ground.logOn(process);
                        Strace strace = journalThreadOnly
                                ? Strace.attach(process, JOURNAL_THREAD, trace, injection)
                                : Strace.attach(process, trace, injection)) {
                    sendUntilRefused(ground, connection, acknowledgedMs);
                    awaitHalt(process, node);
                    checkNothingAfter(strace.firstInjectionMs(), acknowledgedMs, journalThreadOnly);
                }
            }
            ground.verify();
            try (NodeProcess process = node.start()) {
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, true);
            }
            workspace.succeeded();
            tally.add("failed syncs", 1);
            System.out.println("sync: sync " + FAILING_SYNC + " of "
                    + (journalThreadOnly ? "the journal's thread" : "a thread")
                    + " failed: the node halted, not acknowledged, the restart is right");
        }
        return tally;
    }

    private static void sendUntilRefused(
            final Ground ground, final WireConnection connection, final List<Double> acknowledgedMs) {
        for (int i = 0; i < MOST_REQUESTS; i++) {
            final Request request = ground.book().make(Shape.PLAIN, 3);
            request.markSent();
            try {
                final Reply reply = connection.call(ground.book().plan().frame(request), ANSWER);
                if (reply.isError()) {
                    Violation.check(reply.errorCode() == ErrorCode.HALTED, "%s was answered with %s", request, reply);
                    return;
                }
                final long agoNs = System.nanoTime() - reply.receivedNs();
                acknowledgedMs.add(System.currentTimeMillis() - agoNs / (double) NS_PER_MS);
                ground.book().acknowledged(request, reply, connection.logonAck());
                ground.book().throwViolation();
            } catch (final IOException e) {
                return; // the connection is gone: no answer
            }
        }
    }

    private static void awaitHalt(final NodeProcess process, final NodeUnderTest node)
            throws IOException, InterruptedException {
        Violation.check(
                process.process().waitFor(END_SECONDS, TimeUnit.SECONDS),
                "a sync failed, but the node still runs:%n%s",
                node.logFrom(0));
        Violation.check(
                process.process().exitValue() == NodeUnderTest.HALTED,
                "a sync failed, and the node ended with %d instead of %d:%n%s",
                process.process().exitValue(),
                NodeUnderTest.HALTED,
                node.logFrom(0));
    }

    private static void checkNothingAfter(
            final double failedMs, final List<Double> acknowledgedMs, final boolean journalThreadOnly) {
        final long after =
                acknowledgedMs.stream().filter(atMs -> atMs > failedMs + 1).count();
        // A failed sync behind the ring concerns no group in hand: the one that is being answered may still be.
        Violation.check(
                after <= (journalThreadOnly ? 0 : 1), "%d requests were acknowledged after the sync had failed", after);
    }
}
