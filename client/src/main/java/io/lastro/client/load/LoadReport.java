package io.lastro.client.load;

import io.lastro.client.ConnectionStats;
import io.lastro.protocol.CreateTransferResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Result of a load run. Counts by result hold everything that was acknowledged, warm-up included; rate and latencies
 * hold what was meant to start in the measurement.
 */
public final class LoadReport {
    /** Series: from the intended start of a request that creates transfers to its reply. */
    public static final String TRANSFERS = "create-transfers";
    /** Series: from the intended start of a balance read to its reply. */
    public static final String BALANCE = "balance";
    /** Series: from the intended start of a hold to the reply of its post. */
    public static final String PIX = "pix";
    /** Name of the plot in the report folder. */
    public static final String PLOT_FILE = "latency.svg";
    /** Name of the summary in the report folder. */
    public static final String JSON_FILE = "report.json";

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TICKS_PER_HALF_DISTANCE = 5;

    private final LoadSettings settings;
    private final LoadTotals totals;
    private final Map<String, Histogram> histograms;

    LoadReport(final LoadSettings settings, final LoadTotals totals) {
        this.settings = settings;
        this.totals = totals;
        histograms = Collections.unmodifiableMap(new LinkedHashMap<>(totals.histograms()));
    }

    /** What was run, in one line. */
    public String summary() {
        return settings.summary();
    }

    /** Acknowledged transfers per second of the measurement, whatever their result. */
    public double ratePerSecond() {
        return totals.elapsedNs() == 0
                ? 0
                : totals.measuredTransfers() * (double) TimeUnit.SECONDS.toNanos(1) / totals.elapsedNs();
    }

    /** Transfers acknowledged in the measurement. */
    public long measuredTransfers() {
        return totals.measuredTransfers();
    }

    /** Requests answered in the measurement. */
    public long measuredRequests() {
        return totals.measuredRequests();
    }

    /** Transfers acknowledged over the whole run, by result. */
    public Map<CreateTransferResult, Long> resultCounts() {
        return Collections.unmodifiableMap(totals.byResult());
    }

    /** Transfers acknowledged over the whole run. */
    public long acknowledged() {
        return totals.byResult().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Transfers without a result, by reason. */
    public Map<String, Long> errors() {
        return Collections.unmodifiableMap(totals.errors());
    }

    /** Transfers whose outcome is unknown. */
    public long unknownTransfers() {
        return totals.unknownTransfers();
    }

    /** Transfers that were sent again after a lost connection and were there already. */
    public long resentExists() {
        return totals.resentExists();
    }

    /** What happened to the connections. */
    public ConnectionStats connectionStats() {
        return totals.stats();
    }

    /** What ended the run early; null = nothing. */
    public Throwable firstFailure() {
        return totals.firstFailure();
    }

    /** Latencies in ns by series. */
    public Map<String, Histogram> histograms() {
        return histograms;
    }

    /** The settings of the run. */
    public LoadSettings settings() {
        return settings;
    }

    /** The promises that were broken; empty = all were kept. */
    public List<Promise> brokenPromises() {
        final List<Promise> broken = new ArrayList<>();
        for (final Promise promise : settings.promises()) {
            final Histogram histogram = histograms.get(promise.series());
            if (histogram != null && !promise.isKept(histogram)) {
                broken.add(promise);
            }
        }
        return broken;
    }

    /** Measured time, ns. */
    public long elapsedNs() {
        return totals.elapsedNs();
    }

    /** Prints counts, rate and the table of latencies beside the promises. */
    public void print(final PrintStream out) {
        final ConnectionStats stats = totals.stats();
        out.println();
        out.printf(
                "measured %,d transfers in %,d requests in %.2f s: %,.0f transfers/s%n",
                measuredTransfers(), measuredRequests(), elapsedNs() / 1e9, ratePerSecond());
        out.printf("acknowledged in all, warm-up included: %,d%n", acknowledged());
        totals.byResult().forEach((result, count) -> out.printf("  %-40s %,15d%n", result.wireName(), count));
        totals.errors().forEach((name, count) -> out.printf("  %-40s %,15d%n", "no result: " + name, count));
        if (stats.lost() > 0 || stats.busyReplies() > 0 || resentExists() > 0) {
            out.printf(
                    "connections: lost %,d, requests sent again %,d (%,d transfers were there already), busy %,d%n",
                    stats.lost(), stats.resentRequests(), resentExists(), stats.busyReplies());
        }
        if (firstFailure() != null) {
            out.println("ended early: " + firstFailure().getMessage());
        }
        printLatencies(out);
    }

    private void printLatencies(final PrintStream out) {
        out.println();
        out.printf(
                "%-18s %12s %10s %10s %10s %10s %10s %10s   %s%n",
                "latency, ms", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max", "promise");
        histograms.forEach((name, histogram) -> {
            out.printf("%-18s %,12d", name, histogram.getTotalCount());
            for (final double percentile : PERCENTILES) {
                out.printf(" %,10.3f", histogram.getValueAtPercentile(percentile) / NS_PER_MS);
            }
            out.println("   " + promiseText(name, histogram));
        });
    }

    private String promiseText(final String series, final Histogram histogram) {
        final StringBuilder text = new StringBuilder();
        for (final Promise promise : settings.promises()) {
            if (promise.series().equals(series)) {
                text.append(text.isEmpty() ? "" : ", ").append(promise.name());
                text.append(promise.isKept(histogram) ? ": kept" : ": BROKEN");
            }
        }
        return text.toString();
    }

    /**
     * Writes one {@code .hgrm} file per series (values in ms), {@value #JSON_FILE} and {@value #PLOT_FILE}.
     *
     * @throws IOException when the folder cannot be written.
     */
    public void write(final Path folder) throws IOException {
        Files.createDirectories(folder);
        for (final Map.Entry<String, Histogram> entry : histograms.entrySet()) {
            final Path file = folder.resolve(entry.getKey() + ".hgrm");
            try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
                entry.getValue().outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, NS_PER_MS);
                if (out.checkError()) {
                    throw new IOException("cannot write " + file);
                }
            }
        }
        Files.writeString(folder.resolve(JSON_FILE), ReportJson.of(this));
        Files.writeString(folder.resolve(PLOT_FILE), LatencyPlot.svg(this));
    }
}
