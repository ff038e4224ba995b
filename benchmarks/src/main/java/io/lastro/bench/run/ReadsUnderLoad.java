package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Movement;
import io.lastro.client.Page;
import io.lastro.client.StatementFilter;
import io.lastro.client.load.LoadReport;
import io.lastro.client.load.LoadSettings;
import io.lastro.client.load.Workload;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Reads of one account with many movements while full batches are loaded, over the binary protocol. One thread reads.
 *
 * <p>Failure: {@link BenchFailedException} when an answer is not what it must be.
 */
final class ReadsUnderLoad {
    private static final int PAGE = 100;
    private static final int PAGE_OF_ALL = 1_000;
    private static final double BAR_MS = 10;
    private static final double HOT_PERCENT = 2;
    private static final double ALL_PERCENT = 100;
    private static final int RUNS_OF_A_SEED = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final double KIB_PER_MIB = 1_024;
    private static final double BYTES_PER_MIB = 1_024 * 1_024;
    private static final int SAMPLES = 10;

    private final BenchOptions options;
    private final int movements;
    private final int loadInFlight;
    private final PrintStream progress;
    private final Series series = new Series();
    private final Random random = new Random(4711);
    private final Id account = Id.of(1, new LoadSettings().accountSpace());
    private final long seed = System.currentTimeMillis() * RUNS_OF_A_SEED;
    private int loads;
    private BenchNode node;
    private LastroClient client;
    private long firstSequence;
    private long lastSequence;
    private long firstNs;
    private long lastNs;

    private ReadsUnderLoad(
            final BenchOptions options, final int movements, final int loadInFlight, final PrintStream progress) {
        this.options = options;
        this.movements = movements;
        this.loadInFlight = loadInFlight;
        this.progress = progress;
    }

    /** Runs everything on a fresh node. */
    static List<Measurement> run(
            final BenchOptions options, final int movements, final int loadInFlight, final PrintStream progress)
            throws IOException, InterruptedException {
        return new ReadsUnderLoad(options, movements, loadInFlight, progress).run();
    }

    private List<Measurement> run() throws IOException, InterruptedException {
        // A checkpoint of the auditor takes a sequence, too, and the reads count on those of the account being gapless.
        final Map<String, String> keys = Map.of("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "3600000");
        try (BenchNode started = BenchNode.start(options, keys, null)) {
            node = started;
            try (LastroClient connected = LastroClient.connect(new ClientContext()
                    .address("127.0.0.1", node.process().port())
                    .deadline(DEADLINE))) {
                client = connected;
                prepare();
                for (int run = 1; run <= options.runs(); run++) {
                    readAtRandom(run);
                }
                readAll();
            }
            node.stop();
        }
        return series.measurements();
    }

    private LoadSettings newLoad(final double hotPercent) {
        return node.newLoad()
                .seed(seed + ++loads)
                .connections(1)
                .inFlight(Math.max(1, loadInFlight))
                .batch(ProtocolLimits.MAX_BATCH_EVENTS)
                .workload(Workload.HOT)
                .hotPercent(hotPercent);
    }

    private void prepare() throws IOException, InterruptedException {
        node.drive(newLoad(ALL_PERCENT).warmUp(Duration.ZERO).count(movements));
        final Page<Movement> first =
                client.accountTransfers(StatementFilter.of(account).limit(1).build());
        final Page<Movement> last = client.accountTransfers(
                StatementFilter.of(account).newestFirst().limit(1).build());
        firstSequence = first.rows().get(0).sequence();
        firstNs = first.rows().get(0).eventTimestampNs();
        lastSequence = last.rows().get(0).sequence();
        lastNs = last.rows().get(0).eventTimestampNs();
        progress.printf(
                "  account %s has movements at the sequences %,d to %,d%n", account, firstSequence, lastSequence);
    }

    private void readAtRandom(final int run) throws IOException, InterruptedException {
        final Histogram pages = new Histogram(3);
        final Histogram balances = new Histogram(3);
        final LoadReport report = whileLoading(options.duration(), () -> {
            Thread.sleep(loadInFlight == 0 ? 0 : options.warmUp().toMillis());
            final long endNs = System.nanoTime() + options.duration().toNanos();
            while (System.nanoTime() < endNs) {
                pages.recordValue(timed(this::page));
                balances.recordValue(timed(this::balance));
            }
            return null;
        });
        if (report != null) {
            series.add("transfers meanwhile", "transfers/s", report.ratePerSecond());
        }
        add("page of " + PAGE + " from the middle", pages);
        add("balanceAt an instant", balances);
        progress.printf(
                "  run %d: %,.0f transfers/s; page p50 %.2f, p99 %.2f, max %.1f ms; balanceAt p50 %.2f, p99 %.2f, max"
                        + " %.1f ms (%,d of each)%n",
                run,
                report == null ? 0 : report.ratePerSecond(),
                ms(pages, 50),
                ms(pages, 99),
                ms(pages, 100),
                ms(balances, 50),
                ms(balances, 99),
                ms(balances, 100),
                pages.getTotalCount());
    }

    private void add(final String what, final Histogram times) {
        series.addMs(what + ": p50", times, 50, atMost(DESIGN, BAR_MS));
        series.addMs(what + ": p99", times, 99, atMost(DESIGN, BAR_MS));
        series.addMs(what + ": longest", times, 100);
    }

    private static double ms(final Histogram times, final double percentile) {
        return times.getValueAtPercentile(percentile) / Series.NS_PER_MS;
    }

    private static long timed(final Runnable read) {
        final long startNs = System.nanoTime();
        read.run();
        return System.nanoTime() - startNs;
    }

    private void page() {
        final long from = random.nextLong(firstSequence, lastSequence - 2 * PAGE);
        final Page<Movement> page = client.accountTransfers(StatementFilter.of(account)
                .sequences(from, lastSequence)
                .limit(PAGE)
                .build());
        require(page.rows().size() == PAGE, "a page has " + page.rows().size() + " rows");
        require(page.rows().get(0).sequence() == from, "a page begins elsewhere"); // each of them moved the account
    }

    private void balance() {
        final long instant = random.nextLong(firstNs, lastNs);
        require(client.balanceAtTime(account, instant).balances().isPresent(), "a balance is missing");
    }

    /** Pages through everything there is, without a load, whose transfers take memory too; looks at that of both sides. */
    private void readAll() throws IOException {
        final long[] readerBytes = {Long.MAX_VALUE, 0};
        final double[] nodeMib = {Double.MAX_VALUE, 0};
        final long startNs = System.nanoTime();
        long rows = 0;
        long after = 0;
        boolean more = true;
        for (int sample = 0; sample <= SAMPLES; sample++) {
            final long goal = (lastSequence - firstSequence + 1) * sample / SAMPLES;
            while (more && rows < goal) {
                final Page<Movement> page = client.accountTransfers(StatementFilter.of(account)
                        .sequences(0, lastSequence)
                        .after(after)
                        .limit(PAGE_OF_ALL)
                        .build());
                rows += page.rows().size();
                after = page.next();
                more = page.hasNext();
            }
            System.gc();
            final long heap =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            readerBytes[0] = Math.min(readerBytes[0], heap);
            readerBytes[1] = Math.max(readerBytes[1], heap);
            final double resident = nodeAnonymousMib();
            nodeMib[0] = Math.min(nodeMib[0], resident);
            nodeMib[1] = Math.max(nodeMib[1], resident);
        }
        require(rows == lastSequence - firstSequence + 1, "the statement has " + rows + " rows");
        series.add("whole statement", "movements/s", rows * Series.NS_PER_SECOND / (System.nanoTime() - startNs));
        series.add("reader's live heap while paging, least", "MiB", readerBytes[0] / BYTES_PER_MIB);
        series.add("reader's live heap while paging, most", "MiB", readerBytes[1] / BYTES_PER_MIB);
        series.add("node's own memory while paging, least", "MiB", nodeMib[0]);
        series.add("node's own memory while paging, most", "MiB", nodeMib[1]);
    }

    /** What the node has in memory besides the pages of files. */
    private double nodeAnonymousMib() throws IOException {
        final Path status =
                Path.of("/proc", Long.toString(node.process().process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
                .findFirst()
                .orElseThrow(() -> new BenchFailedException("no RssAnon in " + status));
    }

    /** Reads while a load runs; the load's report, null without one. */
    private LoadReport whileLoading(final Duration duration, final Callable<Void> reading)
            throws IOException, InterruptedException {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            final Future<LoadReport> load = loadInFlight == 0
                    ? null
                    : thread.submit(() -> node.drive(newLoad(HOT_PERCENT).duration(duration)));
            reading.call();
            return load == null ? null : load.get();
        } catch (final ExecutionException e) {
            throw new BenchFailedException("the load failed: " + e.getCause());
        } catch (final IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new BenchFailedException("a read failed: " + e);
        } finally {
            thread.shutdownNow();
            thread.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void require(final boolean holds, final String message) {
        if (!holds) {
            throw new BenchFailedException(message);
        }
    }
}
