package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.FIRST;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atLeast;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Full batches from one client, pipelined; and what they take in the journal. */
final class BatchCase implements BenchCase {
    static final int IN_FLIGHT = 4;

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String title() {
        return "batches of 8,190 from one connection, " + IN_FLIGHT + " in flight";
    }

    @Override
    public List<Measurement> run(final BenchOptions options, final PrintStream progress)
            throws IOException, InterruptedException {
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            for (int run = 1; run <= options.runs(); run++) {
                final double bytesBefore = node.metric("lastro_journal_bytes_total");
                final LoadReport report = drive(node, options, name() + "-" + run);
                final double bytes = node.metric("lastro_journal_bytes_total") - bytesBefore;
                series.add(
                        "batches of 8,190, 1 client",
                        "transfers/s",
                        report.ratePerSecond(),
                        atLeast(FIRST, 300_000),
                        atLeast(DESIGN, 600_000),
                        atLeast(REACH, 1_000_000));
                series.addMs("batches of 8,190: p50 of a request", transfersOf(report), 50);
                series.addMs("batches of 8,190: p99 of a request", transfersOf(report), 99);
                series.add(
                        "journal, full batches",
                        "bytes/transfer",
                        bytes / report.acknowledged(),
                        atMost(DESIGN, 256),
                        atMost(REACH, 160));
                progress.printf(
                        "  run %d: %,.0f transfers/s, %.1f journal bytes each%n",
                        run, report.ratePerSecond(), bytes / report.acknowledged());
            }
            node.stop();
        }
        return series.measurements();
    }

    static LoadReport drive(final BenchNode node, final BenchOptions options, final String histograms)
            throws IOException, InterruptedException {
        return node.drive(node.newLoad()
                .connections(1)
                .inFlight(IN_FLIGHT)
                .batch(ProtocolLimits.MAX_BATCH_EVENTS)
                .reportFolder(options.out().resolve("histograms").resolve(histograms)));
    }

    static org.HdrHistogram.Histogram transfersOf(final LoadReport report) {
        return report.histograms().get(LoadReport.TRANSFERS);
    }
}
