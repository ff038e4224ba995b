package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.FIRST;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atLeast;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** One transfer per request over many connections, pipelined. */
final class SingleCase implements BenchCase {
    static final int CONNECTIONS = 32;

    @Override
    public String name() {
        return "single";
    }

    @Override
    public String title() {
        return "1 transfer per request over " + CONNECTIONS + " connections, pipelined";
    }

    @Override
    public List<Measurement> run(final BenchOptions options, final PrintStream progress)
            throws IOException, InterruptedException {
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            for (int run = 1; run <= options.runs(); run++) {
                final double groupsBefore = node.metric("lastro_journal_groups_total");
                final LoadReport report = drive(node, options, name() + "-" + run);
                final double groups = node.metric("lastro_journal_groups_total") - groupsBefore;
                series.add(
                        "single transfers, 32 connections",
                        "transfers/s",
                        report.ratePerSecond(),
                        atLeast(FIRST, 50_000),
                        atLeast(DESIGN, 150_000),
                        atLeast(REACH, 250_000));
                series.addMs("single transfers: p50", BatchCase.transfersOf(report), 50);
                series.addMs(
                        "single transfers: p99",
                        BatchCase.transfersOf(report),
                        99,
                        atMost(DESIGN, 10),
                        atMost(REACH, 5));
                series.add("single transfers: transfers per group", "", report.acknowledged() / groups);
                progress.printf("  run %d: %,.0f transfers/s%n", run, report.ratePerSecond());
            }
            node.stop();
        }
        return series.measurements();
    }

    static LoadReport drive(final BenchNode node, final BenchOptions options, final String histograms)
            throws IOException, InterruptedException {
        return node.drive(node.newLoad()
                .connections(CONNECTIONS)
                .inFlight(options.inFlight())
                .batch(1)
                .reportFolder(options.out().resolve("histograms").resolve(histograms)));
    }
}
