package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A fixed rate of single transfers, each timed from when it was meant to start, so that no stall is left out. */
final class OpenLoopCase implements BenchCase {
    private static final int RATE_PER_SECOND = 10_000;
    private static final int CONNECTIONS = 8;
    private static final double RATE_TOLERANCE = 0.9;

    @Override
    public String name() {
        return "open";
    }

    @Override
    public String title() {
        return "open loop of 10,000 single transfers/s over " + CONNECTIONS + " connections";
    }

    @Override
    public List<Measurement> run(final BenchOptions options, final PrintStream progress)
            throws IOException, InterruptedException {
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            for (int run = 1; run <= options.runs(); run++) {
                final LoadReport report = node.drive(node.newLoad()
                        .connections(CONNECTIONS)
                        .inFlight(ProtocolLimits.MAX_IN_FLIGHT)
                        .batch(1)
                        .ratePerSecond(RATE_PER_SECOND)
                        .duration(options.duration().multipliedBy(options.quick() ? 1 : 2))
                        .reportFolder(options.out().resolve("histograms").resolve(name() + "-" + run)));
                if (!options.quick() && report.ratePerSecond() < RATE_TOLERANCE * RATE_PER_SECOND) {
                    throw new BenchFailedException("the rate was not held: " + report.ratePerSecond());
                }
                final Histogram times = BatchCase.transfersOf(report);
                series.addMs("open loop 10,000/s: p50", times, 50, atMost(DESIGN, 0.5));
                series.addMs("open loop 10,000/s: p99", times, 99, atMost(DESIGN, 5));
                series.addMs("open loop 10,000/s: p99.99", times, 99.99, atMost(REACH, 20));
                series.addMs("open loop 10,000/s: longest stall", times, 100, atMost(DESIGN, 50));
                progress.printf(
                        "  run %d: p50 %.3f ms, p99 %.3f ms, longest %.3f ms%n",
                        run,
                        times.getValueAtPercentile(50) / Series.NS_PER_MS,
                        times.getValueAtPercentile(99) / Series.NS_PER_MS,
                        times.getMaxValue() / Series.NS_PER_MS);
            }
            node.stop();
        }
        return series.measurements();
    }
}
