package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latency of an open loop with the auditor and without, each on a node of its own, in turns. */
final class AuditLatency {
    private static final int CONNECTIONS = 8;
    private static final double RATE_TOLERANCE = 0.9;
    private static final double PERCENT = 100;
    private static final double MOST_PERCENT = 3;
    private static final int P50 = 50;
    private static final int P99 = 99;
    private static final double P999 = 99.9;

    private final BenchOptions options;
    private final int rate;
    private final int batch;

    AuditLatency(final BenchOptions options, final int rate, final int batch) {
        this.options = options;
        this.rate = rate;
        this.batch = batch;
    }

    List<Measurement> measure() throws IOException, InterruptedException {
        final Histogram with = new Histogram(3);
        final Histogram without = new Histogram(3);
        with.setAutoResize(true);
        without.setAutoResize(true);
        final Series series = new Series();
        for (int run = 1; run <= options.runs(); run++) {
            for (int i = 0; i < 2; i++) {
                final boolean audited = (run + i) % 2 == 0; // neither is always the first
                drive(audited, run, audited ? with : without, series);
            }
        }
        for (final double percentile : new double[] {P50, P99, P999}) {
            series.addMs("p" + percentile + " without the auditor", without, percentile);
            series.addMs("p" + percentile + " with the auditor", with, percentile);
        }
        final double p99With = with.getValueAtPercentile(P99);
        final double p99Without = without.getValueAtPercentile(P99);
        series.add(
                "p99 with the auditor is longer by",
                "%",
                (p99With / p99Without - 1) * PERCENT,
                atMost(DESIGN, MOST_PERCENT));
        return new ArrayList<>(series.measurements());
    }

    private void drive(final boolean audited, final int run, final Histogram times, final Series series)
            throws IOException, InterruptedException {
        final String mode = audited ? "with" : "without";
        try (BenchNode node = BenchNode.start(options, Map.of("LASTRO_AUDIT_ENABLED", String.valueOf(audited)), null)) {
            final LoadReport report = node.drive(node.newLoad()
                    .connections(CONNECTIONS)
                    .inFlight(ProtocolLimits.MAX_IN_FLIGHT)
                    .batch(batch)
                    .ratePerSecond(rate)
                    .duration(options.duration().multipliedBy(options.quick() ? 1 : 2))
                    .reportFolder(options.out().resolve("histograms").resolve("audit-" + mode + "-" + run)));
            if (!options.quick() && report.ratePerSecond() < RATE_TOLERANCE * rate) {
                throw new BenchFailedException("the rate was not held: " + report.ratePerSecond());
            }
            final Histogram own = BatchCase.transfersOf(report);
            times.add(own);
            series.addMs("p99 of each run " + mode + " the auditor", own, P99);
            final double lag = audited ? node.metric("lastro_audit_lag_sequences") : 0;
            System.out.printf(
                    "run %d, %-7s the auditor: p50 %.3f ms, p99 %.3f ms, longest %.3f ms%s%n",
                    run,
                    mode,
                    own.getValueAtPercentile(P50) / Series.NS_PER_MS,
                    own.getValueAtPercentile(P99) / Series.NS_PER_MS,
                    own.getMaxValue() / Series.NS_PER_MS,
                    audited ? String.format(", the auditor is %,.0f sequences behind at the end", lag) : "");
            node.stop();
        }
    }
}
