package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.ResultSet;
import io.lastro.client.ClientContext;
import io.lastro.client.load.LoadReport;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.node.SnapshotProcess;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench recovery}: how soon a node answers after kill -9, with and without a snapshot, and what one costs. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = {
            "Fills a real node with transfers, kills it with -9, and measures the time to the first reply with all of them",
            "behind it; goes on with snapshots, kills it again, and measures with a snapshot. Then, on a node of its own, an",
            "open loop of 10,000 transfers/s without and with a snapshot being made beside it. Needs about 300 bytes of",
            "disk for each transfer. Written to recovery.json and recovery.md."
        })
public final class RecoveryCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int QUICK_DIVISOR = 100;
    private static final int OPEN_RATE = 10_000;
    private static final int OPEN_CONNECTIONS = 8;
    private static final int SNAPSHOT_WAIT_SECONDS = 180;
    private static final double BYTES_PER_MIB = 1 << 20;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--transfers",
            defaultValue = "10000000",
            description = "Transfers behind the first starts, without a snapshot. Default: ${DEFAULT-VALUE}.")
    private long transfers;

    @Option(
            names = "--with-snapshot",
            defaultValue = "100000000",
            description = "Transfers behind the last starts, with snapshots. Default: ${DEFAULT-VALUE}.")
    private long withSnapshot;

    @Option(
            names = "--every",
            defaultValue = "5000000",
            description = "Transfers between two snapshots (snapshots.every-events). Default: ${DEFAULT-VALUE}.")
    private int every;

    /** For picocli. */
    public RecoveryCommand() {}

    @Override
    public Integer call() throws Exception {
        final int divisor = options.quick() ? QUICK_DIVISOR : 1;
        final ResultSet results = EndToEnd.newResults("Lastro, recovery", options)
                .condition("transfers without a snapshot", String.format("%,d", transfers / divisor))
                .condition("transfers with snapshots", String.format("%,d", withSnapshot / divisor))
                .condition("a snapshot every", String.format("%,d events", every / divisor));
        final Series series = new Series();
        starts(series, transfers / divisor, withSnapshot / divisor, every / divisor);
        stalls(series, divisor);
        series.measurements().forEach(results::add);
        results.print(System.out);
        results.write(options.out(), "recovery");
        System.out.println("written: " + options.out().resolve("recovery.md"));
        return 0;
    }

    private void starts(final Series series, final long small, final long large, final int between)
            throws IOException, InterruptedException {
        final Map<String, String> keys =
                Map.of("LASTRO_SNAPSHOTS_EVERY_EVENTS", Integer.toString(between), "LASTRO_SNAPSHOTS_KEEP", "2");
        try (BenchNode node = BenchNode.start(options, keys, null)) {
            fill(node, 0, small);
            startAgain(node, series, String.format("kill -9 to first reply, %,d behind, no snapshot", small), 8, 5);
            fill(node, small, large);
            awaitSnapshot(node);
            startAgain(node, series, String.format("kill -9 to first reply, %,d behind, with snapshots", large), 10, 5);
            node.stop();
        }
    }

    private void fill(final BenchNode node, final long made, final long count) throws InterruptedException {
        final long startNs = System.nanoTime();
        new IndexLoad(
                        new ClientContext()
                                .address(LOOPBACK, node.process().port())
                                .deadline(DEADLINE),
                        roundUp(made),
                        count)
                .run();
        final double seconds = (System.nanoTime() - startNs) / Series.NS_PER_SECOND;
        System.out.printf("  %,d transfers are in the journal, %,.0f/s%n", roundUp(count), (count - made) / seconds);
    }

    /** A load ends with a full batch. */
    private static long roundUp(final long count) {
        return Math.floorDiv(count + ProtocolLimits.MAX_BATCH_EVENTS - 1, ProtocolLimits.MAX_BATCH_EVENTS)
                * ProtocolLimits.MAX_BATCH_EVENTS;
    }

    private void startAgain(
            final BenchNode node, final Series series, final String name, final double bar, final double reach)
            throws IOException, InterruptedException {
        for (int run = 1; run <= options.runs(); run++) {
            node.kill();
            final double seconds = node.startAgain() / Series.NS_PER_SECOND;
            series.add(name, "s", seconds, atMost(DESIGN, bar), atMost(REACH, reach));
            System.out.printf("  run %d: first reply %.2f s after the start%n", run, seconds);
        }
    }

    /** Waits until no snapshot is being made. */
    private static void awaitSnapshot(final BenchNode node) throws IOException, InterruptedException {
        double last = -1;
        for (int second = 0; second < SNAPSHOT_WAIT_SECONDS; second++) {
            final double now = node.metric("lastro_snapshot_sequence");
            if (now > 0 && now == last && second > 0 && !isSnapshotRunning(node)) {
                System.out.printf("  newest snapshot: sequence %,.0f%n", now);
                return;
            }
            last = now;
            TimeUnit.SECONDS.sleep(1);
        }
        throw new BenchFailedException("no snapshot was made within " + SNAPSHOT_WAIT_SECONDS + " s");
    }

    private static boolean isSnapshotRunning(final BenchNode node) {
        return node.process().process().descendants().findAny().isPresent();
    }

    /** The same load twice: alone, and while a snapshot of a long journal is made. */
    private void stalls(final Series series, final int divisor) throws IOException, InterruptedException {
        try (BenchNode node = BenchNode.start(options, Map.of("LASTRO_SNAPSHOTS_EVERY_EVENTS", "0"), null)) {
            fill(node, 0, transfers / divisor);
            for (int run = 1; run <= options.runs(); run++) {
                final Histogram alone = BatchCase.transfersOf(open(node));
                final Process snapshot = snapshot(node);
                final Histogram beside = BatchCase.transfersOf(open(node));
                final boolean ran = snapshot.isAlive();
                if (snapshot.waitFor() != 0) {
                    throw new BenchFailedException("the snapshot failed; its output is in " + node.folder());
                }
                series.addMs("open loop 10,000/s, nothing else: p99", alone, 99);
                series.addMs("open loop 10,000/s, nothing else: longest", alone, 100, atMost(DESIGN, 50));
                series.addMs("open loop 10,000/s, a snapshot beside it: p99", beside, 99);
                series.addMs("open loop 10,000/s, a snapshot beside it: longest", beside, 100, atMost(DESIGN, 50));
                System.out.printf(
                        "  run %d: longest %.1f ms alone, %.1f ms beside a snapshot%s%n",
                        run,
                        alone.getMaxValue() / Series.NS_PER_MS,
                        beside.getMaxValue() / Series.NS_PER_MS,
                        ran ? ", which took longer" : "");
            }
            series.add("size of the snapshot", "MiB", newestBytes(node) / BYTES_PER_MIB);
            node.stop();
        }
    }

    private static double newestBytes(final BenchNode node) throws IOException {
        return Files.size(new SnapshotFolder(node.dataDirectory()).newestFirst().get(0));
    }

    private LoadReport open(final BenchNode node) throws IOException, InterruptedException {
        return node.drive(node.newLoad()
                .connections(OPEN_CONNECTIONS)
                .inFlight(ProtocolLimits.MAX_IN_FLIGHT)
                .batch(1)
                .ratePerSecond(OPEN_RATE)
                .out(new PrintStream(PrintStream.nullOutputStream()))
                .duration(options.duration().multipliedBy(options.quick() ? 1 : 2)));
    }

    private static Process snapshot(final BenchNode node) throws IOException {
        return SnapshotProcess.start(node.dataDirectory(), 2, node.folder().resolve("snapshot.log"));
    }
}
