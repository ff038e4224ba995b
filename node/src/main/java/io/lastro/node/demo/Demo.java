package io.lastro.node.demo;

import io.lastro.client.ClientContext;
import io.lastro.client.LastroClient;
import io.lastro.client.load.LoadDriver;
import io.lastro.client.load.LoadReport;
import io.lastro.client.load.LoadSettings;
import io.lastro.client.load.Workload;
import io.lastro.journal.Progress;
import io.lastro.node.JournalReplay;
import io.lastro.node.NodeProcess;
import io.lastro.node.load.ClientTarget;
import io.lastro.node.load.CsvLoader;
import io.lastro.node.load.LoadMapping;
import io.lastro.node.load.LoadRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps of the demonstration, in order; each prints what it found and notes whether it held.
 *
 * <p>One thread, besides those of client and load driver.
 */
final class Demo {
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{32})\"");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final long KILL_AFTER_MS = 4_000;
    private static final long WORST_LOAD_MS = 60_000;

    private final Path directory;
    private final Path examples;
    private final int rate;
    private final int seconds;
    private final PrintStream out;
    private final Verdict verdict;
    private final long startNs = System.nanoTime();
    private final NodeProcess.Context launch;
    private NodeProcess node;

    Demo(final Path directory, final Path examples, final int rate, final int seconds, final PrintStream out) {
        this.directory = directory;
        this.examples = examples;
        this.rate = rate;
        this.seconds = seconds;
        this.out = out;
        verdict = new Verdict(out);
        launch = new NodeProcess.Context().dataDir(directory.resolve("data")).log(directory.resolve("node.log"));
    }

    /** Runs all steps; true when everything held. The node is gone when it returns or throws. */
    boolean run() throws Exception {
        try {
            start("1. a node starts as its own process, with an empty journal");
            bookRealBank();
            final Path acks = driveAndKill();
            final String before =
                    digestOfJournal("4. the killed node's journal is executed again, every outcome compared");
            start("5. the node starts again from its journal");
            proveAcknowledged(acks);
            verdict.equal("state digest before the restart and after", before, digestOfNode());
            measure();
            stopAndCount(acks);
        } finally {
            if (node != null) {
                node.close();
            }
        }
        out.printf("%ntook %.1f s%n", (System.nanoTime() - startNs) / 1e9);
        return verdict.print();
    }

    private void start(final String heading) throws IOException, InterruptedException {
        out.println();
        out.println(heading);
        final long fromNs = System.nanoTime();
        node = NodeProcess.start(launch);
        out.printf(
                "   process %d serves 127.0.0.1:%d after %d ms%n",
                node.process().pid(), node.port(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNs));
    }

    private LastroClient connect() {
        return LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.port()).deadline(Duration.ofSeconds(20)));
    }

    private void bookRealBank() {
        out.println();
        out.println("2. the movements of a real bank, each balance compared with that bank's own");
        final LoadMapping mapping = LoadMapping.read(examples.resolve("mapping.yaml"));
        final LoadRequest request = LoadRequest.of(examples.resolve("movements.csv.gz"), mapping, directory);
        try (LastroClient client = connect()) {
            final io.lastro.node.load.LoadReport report =
                    CsvLoader.load(request, new ClientTarget(client), progress -> {});
            report.text().lines().forEach(line -> out.println("   " + line));
            verdict.check(
                    "rows of the real set agreeing with the bank: "
                            + report.balances().agreeing() + " of "
                            + report.lines().rows(),
                    report.isClean()
                            && report.balances().agreeing() == report.lines().rows());
        }
    }

    private Path driveAndKill() throws Exception {
        out.println();
        out.println("3. load, every acknowledgement noted outside the node; kill -9 in the middle");
        final Path acks = directory.resolve("acknowledged.log");
        final LoadDriver driver = new LoadDriver(new LoadSettings()
                .address("127.0.0.1", node.port())
                .connections(8)
                .inFlight(8)
                .batch(16)
                .accounts(2_000)
                .accountSpace(0xDE)
                .workload(Workload.PIX)
                .warmUp(Duration.ZERO)
                .duration(Duration.ofSeconds(60))
                .reconnect(false)
                .promises(java.util.List.of())
                .progress(false)
                .acksFile(acks)
                .out(new PrintStream(directory.resolve("killed-load.txt").toFile())));
        final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(() -> {
            try {
                return driver.run();
            } catch (final IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(KILL_AFTER_MS);
        node.kill();
        driver.stop();
        final LoadReport report = load.get(WORST_LOAD_MS, TimeUnit.MILLISECONDS);
        out.printf(
                "   killed after %.1f s of load: %,d transfers acknowledged, %,d in flight with unknown outcome%n",
                KILL_AFTER_MS / 1e3, report.acknowledged(), report.unknownTransfers());
        verdict.check("the node was killed under load", report.acknowledged() > 0 && report.unknownTransfers() > 0);
        return acks;
    }

    private String digestOfJournal(final String heading) {
        out.println();
        out.println(heading);
        final long fromNs = System.nanoTime();
        final JournalReplay replay =
                JournalReplay.run(directory.resolve("data"), Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        out.printf(
                "   %,d records up to sequence %,d, %,.0f records/s%n   state digest %s%n",
                replay.records(),
                replay.lastSequence(),
                replay.records() * 1e9 / (System.nanoTime() - fromNs),
                replay.digest());
        return replay.digest();
    }

    private void proveAcknowledged(final Path acks) throws IOException {
        final AckedTransfers acked = AckedTransfers.read(acks);
        try (LastroClient client = connect()) {
            final AckedTransfers.Found found = acked.lookUp(client);
            out.printf(
                    "   acknowledged %,d, found after the kill %,d, missing %,d, changed %,d%n",
                    acked.count(), found.found(), found.missing(), found.different());
            verdict.check(
                    "acknowledged transfers found after the kill: " + found.found() + " of " + acked.count(),
                    found.found() == acked.count() && acked.count() > 0);
        }
    }

    private void measure() throws IOException, InterruptedException {
        out.println();
        out.printf("6. latency at %,d transfers/s, open loop, one transfer per request, durable (D1)%n", rate);
        final LoadReport report = new LoadDriver(new LoadSettings()
                        .address("127.0.0.1", node.port())
                        .connections(8)
                        .inFlight(64)
                        .batch(1)
                        .ratePerSecond(rate)
                        .accounts(2_000)
                        .accountSpace(0xDE)
                        .workload(Workload.PIX)
                        .warmUp(Duration.ofSeconds(3))
                        .duration(Duration.ofSeconds(seconds))
                        .progress(false)
                        .reportFolder(directory.resolve("latency"))
                        .out(out))
                .run();
        verdict.check("latency promises kept", report.brokenPromises().isEmpty());
        verdict.check(
                "every request of the measured run answered",
                report.errors().isEmpty() && report.unknownTransfers() == 0 && report.measuredTransfers() > 0);
    }

    private void stopAndCount(final Path acks) throws IOException, InterruptedException {
        final String live = digestOfNode();
        out.println();
        out.println("7. the node stops; its journal is executed again and every acknowledgement counted in it");
        final int exitCode = node.stop(STOP_TIMEOUT);
        final AckedTransfers acked = AckedTransfers.read(acks);
        final Map<Long, Integer> times = new HashMap<>();
        final JournalReplay replay =
                JournalReplay.run(directory.resolve("data"), Progress.NONE, (idLow, idHigh, sequence, timestampNs) -> {
                    final AckedTransfers.Ack ack = acked.of(idLow, idHigh);
                    if (ack != null) {
                        times.merge(ack.sequence(), 1, Integer::sum);
                    }
                });
        final long doubled = times.values().stream().filter(count -> count > 1).count();
        out.printf(
                "   acknowledged before the kill %,d, in the journal %,d, doubled %,d%n",
                acked.count(), times.size(), doubled);
        replay.totals().forEach(total -> out.println("   " + total));
        verdict.check("the node stopped cleanly", exitCode == 0 || exitCode == 143);
        verdict.check("acknowledged transfers doubled: " + doubled, doubled == 0 && times.size() == acked.count());
        verdict.equal("state digest of the running node and of its journal", live, replay.digest());
    }

    private String digestOfNode() throws IOException, InterruptedException {
        final HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + "/status"))
                                .timeout(STOP_TIMEOUT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        final Matcher digest = DIGEST.matcher(response.body());
        if (!digest.find()) {
            throw new IOException("no digest in the node's status: " + response.body());
        }
        out.println("   state digest " + digest.group(1) + " (told by the node)");
        return digest.group(1);
    }
}
