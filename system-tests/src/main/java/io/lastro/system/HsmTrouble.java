package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.node.Command;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.TokenHold;
import io.lastro.system.node.TokenUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.PacedTraffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A node with a real SoftHSM token, under load: the token vanishes, its PIN is wrong, it is slow, it stands still. Transfers
 * are acknowledged as before, the metrics tell the truth, and what was left unsigned is signed by itself afterwards.
 */
public final class HsmTrouble {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration VERIFY = Duration.ofMinutes(2);
    private static final long POLL_MS = 20;
    private static final long ALARM_SECONDS = 1;
    private static final long FEWEST_ACKNOWLEDGED = 200;
    private static final long INTERVAL_MS = 50; // of NodeUnderTest
    private static final long HOLD_MS = 400;
    private static final long FREE_MS = 10;
    private static final long CALL_TIMEOUT_MS = 1_500;
    private static final long BASELINE_MS = 1_000;
    private static final long LONG_CALL_TIMEOUT_MS = 15_000;
    private static final int PIN_ATTEMPTS = 3;
    private static final String WRONG_PIN = "not-the-pin";
    private static final String UNSIGNED = "lastro_audit_unsigned_sequences";
    private static final String ALARM = "lastro_audit_unsigned_alarm";
    private static final String SIGNED = "lastro_audit_signatures_total{result=\"ok\",}";
    private static final String FAILED = "lastro_audit_signatures_total{result=\"failed\",}";

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("hsm");
    private Ground ground;
    private TokenUnderTest token;
    private NodeProcess process;
    private long usableNs;

    /** A campaign. */
    public HsmTrouble(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** What a case does between the first and the last signature; the load is running. */
    @FunctionalInterface
    private interface Trouble {
        void run(PacedTraffic traffic) throws IOException, InterruptedException;
    }

    /**
     * The token's files go away and come back, that often; then each signature takes several checkpoint intervals; then
     * the token stands still for longer than a call may take. One node, which is never started again.
     */
    public Tally goneAndSlow(final int rounds) throws IOException, InterruptedException {
        System.out.println("hsm: token gone, slow, standing still; seed " + seed);
        try (Workspace workspace = Workspace.create("hsm-gone")) {
            prepare(workspace);
            try (NodeProcess started = ground.node().start(token.own(context()))) {
                process = started;
                ground.createAccounts(process);
                for (int round = 1; round <= rounds; round++) {
                    vanishOnce(round == rounds);
                }
                slow();
                end();
            }
            workspace.succeeded();
        }
        return tally;
    }

    /** The last load ends before the token is back, so that there is no new event to wake the signer. */
    private void vanishOnce(final boolean loadEndsFirst) throws IOException, InterruptedException {
        final long logBefore = Files.size(ground.node().log());
        underLoad(traffic -> {
            awaitSignatures();
            token.vanish();
            outage(logBefore, "HSM_GONE");
            if (!loadEndsFirst) {
                comeBack();
                awaitEndOfOutage(logBefore);
            }
        });
        if (loadEndsFirst) {
            Thread.sleep(3 * INTERVAL_MS); // the last checkpoint there will be
            awaitMore(FAILED, 1);
            Violation.check(metric(UNSIGNED) > 0, "everything is signed without a token");
            comeBack();
        }
        awaitEndOfOutage(logBefore);
        awaitAllSigned(logBefore);
        tally.add("tokens gone and back", 1);
    }

    private void comeBack() throws IOException {
        token.comeBack();
        usableNs = System.nanoTime();
    }

    /**
     * There is no PIN file when the node starts, then one with a wrong PIN, then the right PIN is put into it. In the end
     * the node is stopped while the token stands still.
     */
    public Tally wrongPin() throws IOException, InterruptedException {
        System.out.println("hsm: wrong PIN, seed " + seed);
        try (Workspace workspace = Workspace.create("hsm-pin")) {
            prepare(workspace);
            final Path pinFile = workspace.resolve("pin");
            final NodeProcess.Context context = token.device(context(), pinFile)
                    .environment("LASTRO_HSM_TIMEOUT_MS", Long.toString(LONG_CALL_TIMEOUT_MS));
            try (NodeProcess started = ground.node().start(context)) {
                process = started;
                ground.createAccounts(process);
                awaitTold(0, "HSM_PIN_MISSING");
                seenOnce(pinFile);
                underLoad(traffic -> awaitSignatures());
                ground.audit(process, 1.0, random);
                stopWhileHeld();
                verify();
            }
            workspace.succeeded();
        }
        return tally;
    }

    private void seenOnce(final Path pinFile) throws IOException, InterruptedException {
        final long writesBefore = token.recordWrites();
        final double failedBefore = metric(FAILED);
        TokenUnderTest.writePin(pinFile, WRONG_PIN);
        underLoad(traffic -> {
            outage(0, "HSM_PIN_WRONG");
            await("attempts", () -> metric(FAILED) >= failedBefore + PIN_ATTEMPTS);
        });
        final double asked = metric(FAILED) - failedBefore;
        Violation.check(metric(SIGNED) == 0, "signed with a wrong PIN");
        Violation.check(
                token.recordWrites() == writesBefore + 1,
                "the node needed the token %.0f times; it saw %d wrong PINs, not 1",
                asked,
                token.recordWrites() - writesBefore);
        TokenUnderTest.writePin(pinFile, token.pin());
        usableNs = System.nanoTime();
        awaitEndOfOutage(0);
        awaitAllSigned(0);
        // The right PIN makes the token forget the wrong one: the last write.
        Violation.check(token.recordWrites() == writesBefore + 2, "the token was written to otherwise");
        final String told = ground.node().logFrom(0);
        Violation.check(!told.contains(token.pin()) && !told.contains(WRONG_PIN), "the log has a PIN:%n%s", told);
        tally.add("attempts to sign with a wrong PIN", (long) asked).add("wrong PINs that the token saw", 1);
    }

    /** A stop does not wait for a call to the token, however long that may take. */
    private void stopWhileHeld() throws IOException, InterruptedException {
        try (TokenHold hold = token.hold(VERIFY.toMillis(), FREE_MS)) {
            underLoad(traffic -> await("the alarm", () -> metric(ALARM) == 1));
            final long startNs = System.nanoTime();
            ground.stop(process);
            final long tookMs = (System.nanoTime() - startNs) / 1_000_000;
            System.out.printf("hsm: stopped within %,d ms beside a token that stands still%n", tookMs);
            Violation.check(tookMs < LONG_CALL_TIMEOUT_MS, "a stop waited %d ms for the token", tookMs);
        }
    }

    private void slow() throws IOException, InterruptedException {
        final long logBefore = Files.size(ground.node().log());
        underLoad(traffic -> {
            awaitSignatures();
            traffic.latencies(); // those of the warm-up are left out
            Thread.sleep(BASELINE_MS);
            final Histogram before = traffic.latencies();
            final Histogram slow = slowly(traffic);
            final Histogram still = standingStill(traffic, logBefore);
            checkLatencies(before, slow, "slow");
            checkLatencies(before, still, "standing still");
        });
        awaitAllSigned(logBefore);
    }

    /** Several signatures by a token that is slower than the checkpoints come. */
    private Histogram slowly(final PacedTraffic traffic) throws IOException, InterruptedException {
        try (TokenHold hold = token.hold(HOLD_MS, FREE_MS)) {
            final double checkpoints = metric("lastro_audit_checkpoints_total");
            final double signed = metric(SIGNED);
            final double failed = metric(FAILED);
            final double largestBefore = metric(UNSIGNED);
            final long startNs = System.nanoTime();
            double largest = 0;
            while (metric(SIGNED) < signed + 5) {
                largest = Math.max(largest, metric(UNSIGNED));
                Thread.sleep(POLL_MS);
            }
            final double tookMs = (System.nanoTime() - startNs) / 1e6 / (metric(SIGNED) - signed);
            Violation.check(tookMs > 2 * INTERVAL_MS, "a signature took %.0f ms only", tookMs);
            Violation.check(metric(FAILED) == failed, "a slow token made signatures fail");
            Violation.check(
                    metric("lastro_audit_checkpoints_total") - checkpoints > metric(SIGNED) - signed,
                    "checkpoints wait for their signatures");
            Violation.check(largest > 0, "nothing was ever unsigned");
            System.out.printf(
                    "hsm: %.0f ms for a signature, checkpoints each %d ms; up to %.0f sequences unsigned, %.0f before%n",
                    tookMs, INTERVAL_MS, largest, largestBefore);
            tally.add("slow signatures", 5);
        }
        return traffic.latencies();
    }

    /** No signature at all for longer than a call may take, several times over. */
    private Histogram standingStill(final PacedTraffic traffic, final long logBefore)
            throws IOException, InterruptedException {
        final Histogram latencies;
        try (TokenHold hold = token.hold(VERIFY.toMillis(), FREE_MS)) {
            outage(logBefore, "HSM_TIMEOUT");
            latencies = traffic.latencies();
        }
        usableNs = System.nanoTime();
        awaitEndOfOutage(logBefore);
        tally.add("tokens that stood still", 1);
        return latencies;
    }

    /** A commit that waits for the signer has its latency. What else the machine does is in the time before, too. */
    private void checkLatencies(final Histogram before, final Histogram now, final String what) {
        System.out.printf(
                "hsm: token %s: p50 %.2f ms, p99 %.2f ms, max %.1f ms of %d; before p50 %.2f ms, p99 %.2f ms of %d%n",
                what,
                now.getValueAtPercentile(50) / 1e6,
                now.getValueAtPercentile(99) / 1e6,
                now.getMaxValue() / 1e6,
                now.getTotalCount(),
                before.getValueAtPercentile(50) / 1e6,
                before.getValueAtPercentile(99) / 1e6,
                before.getTotalCount());
        Violation.check(now.getTotalCount() >= FEWEST_ACKNOWLEDGED, "%s: only %d transfers", what, now.getTotalCount());
        Violation.check(
                now.getValueAtPercentile(50) < 4 * before.getValueAtPercentile(50) + TimeUnit.MILLISECONDS.toNanos(2),
                "%s: half of the transfers take longer than %d us",
                what,
                now.getValueAtPercentile(50) / 1_000);
        Violation.check(
                now.getValueAtPercentile(99)
                        < Math.max(TimeUnit.MILLISECONDS.toNanos(HOLD_MS), 3 * before.getValueAtPercentile(99)),
                "%s: transfers wait as long as signatures",
                what);
    }

    private void prepare(final Workspace workspace) throws IOException {
        final NodeUnderTest node = new NodeUnderTest(workspace.resolve("data"));
        Files.createDirectories(node.dataDir());
        token = new TokenUnderTest(node);
        ground = new Ground(node, seed, tally);
    }

    private NodeProcess.Context context() {
        return ground.node()
                .context()
                .environment("LASTRO_AUDIT_UNSIGNED_ALARM_SECONDS", Long.toString(ALARM_SECONDS))
                .environment("LASTRO_HSM_TIMEOUT_MS", Long.toString(CALL_TIMEOUT_MS));
    }

    private void underLoad(final Trouble trouble) throws IOException, InterruptedException {
        final long before = ground.book().acknowledgedTransfers();
        try (PacedTraffic traffic = new PacedTraffic(ground.book(), process.port(), random.nextLong())) {
            trouble.run(traffic);
        }
        tally.add("acknowledged", ground.book().acknowledgedTransfers() - before);
    }

    /** Signatures fail, transfers go on, and the metrics and the log say so. */
    private void outage(final long logBefore, final String code) throws IOException, InterruptedException {
        awaitMore(FAILED, 1);
        final double signed = metric(SIGNED);
        final double unsigned = metric(UNSIGNED);
        final long acknowledged = ground.book().acknowledgedTransfers();
        await("the alarm", () -> metric(ALARM) == 1);
        await("transfers to go on", () -> ground.book().acknowledgedTransfers() >= acknowledged + FEWEST_ACKNOWLEDGED);
        await("the unsigned window to rise", () -> metric(UNSIGNED) > unsigned + FEWEST_ACKNOWLEDGED / 2);
        Violation.check(
                metric("lastro_audit_unsigned_seconds") >= ALARM_SECONDS,
                "alarm after %s s",
                metric("lastro_audit_unsigned_seconds"));
        Violation.check(metric(SIGNED) == signed, "signed although the token is not usable");
        Violation.check(metric("lastro_audit_stopped") == 0, "an outage of the token stopped the auditor");
        awaitTold(logBefore, code);
        tally.add("acknowledged during outages", ground.book().acknowledgedTransfers() - acknowledged);
    }

    private void awaitTold(final long logBefore, final String code) throws IOException, InterruptedException {
        await(
                "the log to say " + code,
                () -> ground.node()
                        .logFrom(logBefore)
                        .lines()
                        .anyMatch(line -> line.contains("stays unsigned for now") && line.contains(code)));
    }

    private void awaitSignatures() throws IOException, InterruptedException {
        awaitMore(SIGNED, 2);
        await("the alarm to be off", () -> metric(ALARM) == 0);
    }

    private void awaitEndOfOutage(final long logBefore) throws IOException, InterruptedException {
        await("the alarm to end", () -> metric(ALARM) == 0);
        await(
                "the log to tell the end",
                () -> ground.node().logFrom(logBefore).contains("checkpoints are signed again"));
        System.out.printf(
                "hsm: signed again %.1f s after the token was usable%n", (System.nanoTime() - usableNs) / 1e9);
    }

    /** Without load, in the same process, without anybody's help. */
    private void awaitAllSigned(final long logBefore) throws IOException, InterruptedException {
        ground.auditTree(process, logBefore);
    }

    /** Everything acknowledged is there and signed. */
    private void end() throws IOException, InterruptedException {
        ground.audit(process, 1.0, random);
        ground.auditTree(process, Files.size(ground.node().log()));
        ground.stop(process);
        verify();
    }

    /** The stopped node's directory, in full and with the public key. */
    private void verify() throws IOException, InterruptedException {
        ground.verify();
        final Command.Result verified = Command.lastro(
                VERIFY,
                "verify",
                "--full",
                ground.node().dataDir().toString(),
                "--key",
                token.publicKey().toString());
        Violation.check(
                verified.exitCode() == 0 && verified.output().contains("verify: good\n"),
                "verify --full ended with %d:%n%s",
                verified.exitCode(),
                verified.output());
        System.out.println("hsm: "
                + verified.output()
                        .lines()
                        .filter(line -> line.contains("sign"))
                        .toList());
        tally.add("full verifications with the public key", 1);
    }

    /** A condition over the running node. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void awaitMore(final String metric, final int count) throws IOException, InterruptedException {
        final double before = metric(metric);
        await(metric + " to rise by " + count, () -> metric(metric) >= before + count);
    }

    private void await(final String what, final Condition condition) throws IOException, InterruptedException {
        final long endNs = System.nanoTime() + WAIT.toNanos();
        while (!condition.holds()) {
            ground.book().throwViolation();
            Violation.check(
                    System.nanoTime() < endNs,
                    "waited %s for %s in vain:%n%s",
                    WAIT,
                    what,
                    ground.node().logFrom(0));
            Thread.sleep(POLL_MS);
        }
    }

    private double metric(final String name) throws IOException, InterruptedException {
        return NodeUnderTest.metric(process, name);
    }
}
