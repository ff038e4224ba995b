package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.atLeast;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.ResultSet;
import io.lastro.client.ClientContext;
import io.lastro.client.LastroClient;
import io.lastro.client.LookupResult;
import io.lastro.client.StoredTransfer;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench index}: whether memory and speed stay the same while the history grows. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = {
            "Fills a real node with transfers, full batches from one connection, and prints for each part of the way the",
            "rate, the node's processor time, its memory (heap bounded, the rest counted by the kernel) and how far the",
            "transfer index is. Then looks old transfers up one at a time, sends an old batch again, kills the node with",
            "-9 and starts it. Needs about 300 bytes of disk for each transfer. Written to index.json and index.md."
        })
public final class IndexCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int POLL_MS = 20;
    private static final int LOOKUPS = 2_000;
    private static final int EDGE_PARTS = 5;
    private static final int QUICK_TRANSFERS = 200_000;
    private static final double SLOWDOWN_BAR = 0.8;
    private static final double BYTES_PER_MIB = 1 << 20;

    @Mixin
    private BenchOptions options;

    @Option(names = "--transfers", defaultValue = "50000000", description = "Transfers. Default: ${DEFAULT-VALUE}.")
    private long transfers;

    @Option(names = "--part", defaultValue = "1000000", description = "Transfers of a line. Default: ${DEFAULT-VALUE}.")
    private long part;

    @Option(names = "--heap", defaultValue = "192m", description = "Heap of the node. Default: ${DEFAULT-VALUE}.")
    private String heap;

    /** For picocli. */
    public IndexCommand() {}

    /** What was seen when that many transfers were acknowledged. */
    private record Sample(long transfers, long timeNs, double cpuSeconds, double memoryMib, double indexed) {}

    @Override
    public Integer call() throws Exception {
        final long count = options.quick() ? Math.min(transfers, QUICK_TRANSFERS) : transfers;
        final long line = options.quick() ? Math.max(1, count / 10) : part;
        final ResultSet results = EndToEnd.newResults("Lastro, the transfer index", options)
                .condition("transfers", String.format("%,d in batches of 8,190 after a warm-up", count))
                .condition("heap of the node", heap);
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options, Map.of(), null, "-Xms" + heap, "-Xmx" + heap)) {
            final IndexLoad load = new IndexLoad(context(node), count);
            final List<Sample> samples = drive(node, load, line);
            tell(samples, series);
            askAgain(node, load.acknowledged(), series);
            node.kill();
            final double seconds = node.startAgain() / Series.NS_PER_SECOND;
            series.add("kill -9 to first reply, all of it behind", "s", seconds);
            System.out.printf("first reply %.1f s after kill -9%n", seconds);
            askAgain(node, load.acknowledged(), new Series());
        }
        series.measurements().forEach(results::add);
        results.print(System.out);
        results.write(options.out(), "index");
        System.out.println("written: " + options.out().resolve("index.md"));
        return 0;
    }

    private static ClientContext context(final BenchNode node) {
        return new ClientContext().address(LOOPBACK, node.process().port()).deadline(DEADLINE);
    }

    private static List<Sample> drive(final BenchNode node, final IndexLoad load, final long line)
            throws IOException, InterruptedException {
        final CompletableFuture<Void> run = new CompletableFuture<>();
        final Thread driver = new Thread(
                () -> {
                    try {
                        load.run();
                        run.complete(null);
                    } catch (final InterruptedException | RuntimeException e) {
                        run.completeExceptionally(e);
                    }
                },
                "bench-index-driver");
        driver.start();
        System.out.printf(
                "%14s %14s %16s %12s %14s%n", "transfers", "transfers/s", "node cpu us each", "memory MiB", "indexed");
        final List<Sample> samples = new ArrayList<>();
        samples.add(sample(node, 0));
        while (!run.isDone()) {
            Thread.sleep(POLL_MS);
            final long acknowledged = load.acknowledged();
            if (acknowledged / line > last(samples).transfers() / line) {
                samples.add(sample(node, acknowledged));
                printLine(samples);
            }
        }
        run.join();
        return samples;
    }

    private static Sample last(final List<Sample> samples) {
        return samples.get(samples.size() - 1);
    }

    private static Sample sample(final BenchNode node, final long acknowledged)
            throws IOException, InterruptedException {
        final long nowNs = System.nanoTime();
        final ProcessHandle process = node.process().process().toHandle();
        return new Sample(
                acknowledged,
                nowNs,
                process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / Series.NS_PER_SECOND,
                ownMemoryMib(process.pid()),
                node.metric("lastro_transfer_index_sequence"));
    }

    /** Memory of the process that is no page of a file: heap, slabs, RocksDB, stacks, code. */
    private static double ownMemoryMib(final long pid) throws IOException {
        for (final String row : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (row.startsWith("RssAnon:")) {
                return Long.parseLong(row.replaceAll("[^0-9]", "")) * 1024 / BYTES_PER_MIB;
            }
        }
        throw new BenchFailedException("the kernel does not tell the memory of process " + pid);
    }

    private static void printLine(final List<Sample> samples) {
        final Sample now = last(samples);
        final Sample before = samples.get(samples.size() - 2);
        System.out.printf(
                "%,14d %,14.0f %16.2f %,12.0f %,14.0f%n",
                now.transfers(), rate(before, now), cpuUs(before, now), now.memoryMib(), now.indexed());
    }

    private static double rate(final Sample from, final Sample to) {
        return (to.transfers() - from.transfers()) * Series.NS_PER_SECOND / (to.timeNs() - from.timeNs());
    }

    private static double cpuUs(final Sample from, final Sample to) {
        return (to.cpuSeconds() - from.cpuSeconds()) * 1e6 / (to.transfers() - from.transfers());
    }

    /** The first part warms up; medians of the next ones and of the last ones are compared. */
    private static void tell(final List<Sample> samples, final Series series) {
        final List<Double> rates = new ArrayList<>();
        final List<Double> cpu = new ArrayList<>();
        for (int i = 2; i < samples.size(); i++) {
            rates.add(rate(samples.get(i - 1), samples.get(i)));
            cpu.add(cpuUs(samples.get(i - 1), samples.get(i)));
        }
        final int edge = Math.min(EDGE_PARTS, rates.size() / 2);
        final int end = rates.size();
        for (int i = 0; i < edge; i++) {
            series.add("first parts", "transfers/s", rates.get(i));
            series.add("first parts, node's processor time", "us/transfer", cpu.get(i));
        }
        for (int i = end - edge; i < end; i++) {
            series.add("last parts", "transfers/s", rates.get(i));
            series.add("last parts, node's processor time", "us/transfer", cpu.get(i));
        }
        series.add(
                "speed of the last parts to that of the first",
                "",
                median(rates.subList(end - edge, end)) / median(rates.subList(0, edge)),
                atLeast(DESIGN, SLOWDOWN_BAR));
        final double most =
                samples.stream().mapToDouble(Sample::memoryMib).max().orElseThrow();
        series.add("most memory of the node, files not counted", "MiB", most);
        series.add(
                "that memory per transfer",
                "bytes",
                most * BYTES_PER_MIB / last(samples).transfers(),
                atMost(DESIGN, 40));
    }

    private static double median(final List<Double> values) {
        final List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Old transfers are found, and an old batch sent again moves nothing. */
    private static void askAgain(final BenchNode node, final long count, final Series series) {
        final SplittableRandom random = new SplittableRandom(1);
        final Histogram lookups = new Histogram(2);
        try (LastroClient client = LastroClient.connect(context(node))) {
            for (int i = 0; i < LOOKUPS; i++) {
                final long number = random.nextLong(count);
                final long startNs = System.nanoTime();
                final LookupResult<StoredTransfer> found = client.lookupTransfers(List.of(IndexLoad.id(number)));
                lookups.recordValue(System.nanoTime() - startNs);
                final StoredTransfer stored = found.rows()
                        .get(0)
                        .orElseThrow(() -> new BenchFailedException("transfer " + number + " is lost"));
                if (stored.transfer().amount() != IndexLoad.amount(number)) {
                    throw new BenchFailedException("transfer " + number + " has another amount");
                }
            }
            series.addMs("lookup of one transfer of any age, p50", lookups, 50);
            series.addMs("lookup of one transfer of any age, p99", lookups, 99);
            series.add("an old batch of 8,190 sent again", "ms", repeatOldBatch(client));
        }
    }

    private static double repeatOldBatch(final LastroClient client) {
        final List<Transfer> old = new ArrayList<>();
        for (long number = 0; number < ProtocolLimits.MAX_BATCH_EVENTS; number++) {
            old.add(IndexLoad.transfer(number));
        }
        final long startNs = System.nanoTime();
        final List<TransferResult> results = client.createTransfers(old);
        final long tookNs = System.nanoTime() - startNs;
        for (final TransferResult result : results) {
            if (result.result() != CreateTransferResult.EXISTS) {
                throw new BenchFailedException("an old transfer sent again was answered " + result.result());
            }
        }
        return tookNs / Series.NS_PER_MS;
    }
}
