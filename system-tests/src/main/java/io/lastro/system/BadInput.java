package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.wire.BadFrames;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Bytes that no client should send, and places where no node should run. The connection gets an error with a code or is
 * closed; a client beside it does not notice; a node that cannot run says why and damages nothing.
 */
public final class BadInput {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(60);
    private static final long DECISION_SECONDS = 5;
    private static final int PROGRESS = 3;

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("bad-input");

    /** A campaign. */
    public BadInput(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** All parts. */
    public Tally run(final int fuzzedFrames) throws IOException, InterruptedException {
        System.out.println("bad-input: seed " + seed);
        frames(fuzzedFrames);
        places();
        return tally;
    }

    /** Bad frames against a node that serves a good client. */
    public Tally frames(final int fuzzedFrames) throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("bad-frames")) {
            final Ground ground = new Ground(new NodeUnderTest(workspace.resolve("data")), seed, tally);
            ground.prepare();
            try (NodeProcess process = ground.node().start()) {
                try (GoodClient good = new GoodClient(ground.book(), ground.logOn(process))) {
                    for (final BadFrames bad : BadFrames.values()) {
                        refused(process, bad);
                        good.awaitProgress(PROGRESS);
                    }
                    for (int i = 0; i < fuzzedFrames; i++) {
                        fuzzed(process);
                    }
                    garbage(process, fuzzedFrames);
                    good.awaitProgress(PROGRESS);
                    tally.add("requests of the good client", good.answered());
                }
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, false);
            }
            workspace.succeeded();
        }
        return tally;
    }

    private void refused(final NodeProcess process, final BadFrames bad) throws IOException {
        try (WireConnection connection =
                bad.afterLogon() ? WireConnection.logOn(process.port(), ANSWER) : WireConnection.open(process.port())) {
            final Reply answer = bad.provoke(connection, ANSWER);
            Violation.check(
                    answer.isError() && answer.errorCode() == bad.expected(),
                    "%s was answered with %s, not %s",
                    bad,
                    answer,
                    bad.expected());
            System.out.println("bad-input: " + bad + " -> " + answer);
            tally.add("bad frames refused with their code", 1);
        }
    }

    /** One bit of a good frame is flipped, the checksum is right again: an answer, an error or a closed connection. */
    private void fuzzed(final NodeProcess process) throws IOException, InterruptedException {
        try (WireConnection connection = WireConnection.logOn(process.port(), ANSWER)) {
            connection.sendRaw(BadFrames.flipped(connection, random));
            connection.sendRaw(RequestFrame.ping().seal(connection.sessionId(), connection.nextRequestNo() + 1));
            awaitDecision(connection);
            tally.add("fuzzed frames", 1);
        }
    }

    /** Random bytes, with and without a logon, whole and cut off. */
    private void garbage(final NodeProcess process, final int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            final byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(17))];
            random.nextBytes(bytes);
            try (WireConnection connection = random.nextBoolean()
                    ? WireConnection.logOn(process.port(), ANSWER)
                    : WireConnection.open(process.port())) {
                connection.sendRaw(bytes);
            } catch (final IOException e) {
                // The node closed while we were still sending: a decision too.
                assert e.getMessage() != null;
            }
            tally.add("connections with garbage", 1);
        }
        if (!process.process().isAlive()) {
            throw new Violation("the node died of garbage");
        }
    }

    /** The node may answer the ping behind it, or refuse, or close; it may not leave the connection hanging. */
    private static void awaitDecision(final WireConnection connection) throws InterruptedException {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DECISION_SECONDS);
        while (connection.framesRead() < 2
                && !connection.end().isDone()
                && !connection.connectionError().isDone()) {
            if (System.nanoTime() > endNs) {
                throw new Violation("a flipped frame was neither answered nor refused, nor was the next one");
            }
            Thread.sleep(1);
        }
    }

    /** Port in use, directory in use. */
    public Tally places() throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("bad-places")) {
            final Ground ground = new Ground(new NodeUnderTest(workspace.resolve("data")), seed, tally);
            ground.prepare();
            try (NodeProcess process = ground.node().start()) {
                try (GoodClient good = new GoodClient(ground.book(), ground.logOn(process))) {
                    portInUse(workspace, process);
                    twoNodes(ground, process);
                    notADirectory(workspace);
                    good.awaitProgress(PROGRESS);
                }
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, true);
            }
            foreignBytes(ground);
            workspace.succeeded();
        }
        return tally;
    }

    private void portInUse(final Workspace workspace, final NodeProcess process)
            throws IOException, InterruptedException {
        final NodeUnderTest other = new NodeUnderTest(workspace.resolve("other"));
        refusesToStart(
                other,
                other.context().environment("LASTRO_NET_PORT", Integer.toString(process.port())),
                "port in use",
                Integer.toString(process.port()));
        // It was only the port: the directory is good.
        try (NodeProcess started = other.start()) {
            Violation.check(started.process().isAlive(), "the node died");
        }
    }

    private void twoNodes(final Ground ground, final NodeProcess first) throws IOException, InterruptedException {
        final Path endpoints = ground.node().dataDir().resolve(NodeProcess.ENDPOINTS_FILE);
        final byte[] kept = Files.readAllBytes(endpoints);
        refusesToStart(ground.node(), ground.node().context(), "two nodes on one directory", "LOCKED", "node-1");
        Files.write(endpoints, kept); // the launcher of this campaign removes it, not the second node
        Violation.check(first.process().isAlive(), "the first node died of the second one");
    }

    private void notADirectory(final Workspace workspace) throws IOException, InterruptedException {
        final Path file = Files.writeString(workspace.resolve("file"), "not a directory");
        final NodeUnderTest node = new NodeUnderTest(workspace.resolve("unused"));
        refusesToStart(
                node,
                node.context().environment("LASTRO_DATA_DIR", file.toString()),
                "data.dir is a file",
                file.toString());
    }

    /** A file of somebody else among the journal's. */
    private void foreignBytes(final Ground ground) throws IOException, InterruptedException {
        final Path wal = ground.node().dataDir().resolve("wal").resolve("ring-00.wal");
        final byte[] good = Files.readAllBytes(wal);
        final byte[] foreign = good.clone();
        System.arraycopy("#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, foreign, 0, 10);
        Files.write(wal, foreign);
        refusesToStart(ground.node(), ground.node().context(), "a foreign ring file", "ring-00.wal");
        Files.write(wal, good);
        try (NodeProcess process = ground.node().start()) {
            ground.audit(process, 1.0, random);
        }
    }

    private void refusesToStart(
            final NodeUnderTest node, final NodeProcess.Context context, final String why, final String... words)
            throws IOException, InterruptedException {
        final NodeUnderTest.Ended ended = node.startAndWait(context, START);
        Violation.check(ended.exitCode() == 1, "%s: exit code %d:%n%s", why, ended.exitCode(), ended.output());
        for (final String word : words) {
            Violation.check(
                    ended.output().contains(word), "%s: the message does not name %s:%n%s", why, word, ended.output());
        }
        System.out.println("bad-input: " + why + " -> "
                + ended.output().strip().lines().reduce((a, b) -> b).orElse(""));
        tally.add("starts refused clearly", 1);
    }
}
