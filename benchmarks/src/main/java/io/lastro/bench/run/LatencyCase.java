package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One request at a time on one connection, beside what the disk itself takes at about the same moment. */
final class LatencyCase implements BenchCase {
    private static final int PROBE_WRITES = 4_000;
    private static final int QUICK_PROBE_WRITES = 300;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String title() {
        return "one request at a time on one connection";
    }

    @Override
    public List<Measurement> run(final BenchOptions options, final PrintStream progress)
            throws IOException, InterruptedException {
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            for (int run = 1; run <= options.runs(); run++) {
                final int writes = options.quick() ? QUICK_PROBE_WRITES : PROBE_WRITES;
                final Histogram disk = DiskProbe.run(node.folder(), writes);
                final Histogram request = BatchCase.transfersOf(drive(node, options, name() + "-" + run));
                disk.add(DiskProbe.run(node.folder(), writes));
                series.add("disk: 4 KiB write + fdatasync, p50", "us", us(disk, 50));
                series.add("disk: 4 KiB write + fdatasync, p99", "us", us(disk, 99));
                series.add("one at a time: p50", "us", us(request, 50));
                series.add("one at a time: p99", "us", us(request, 99));
                series.add(
                        "one at a time: p50 above the disk's",
                        "us",
                        us(request, 50) - us(disk, 50),
                        atMost(DESIGN, 100),
                        atMost(REACH, 60));
                progress.printf("  run %d: p50 %.0f us, disk %.0f us%n", run, us(request, 50), us(disk, 50));
            }
            node.stop();
        }
        return series.measurements();
    }

    static LoadReport drive(final BenchNode node, final BenchOptions options, final String histograms)
            throws IOException, InterruptedException {
        return node.drive(node.newLoad()
                .connections(1)
                .inFlight(1)
                .batch(1)
                .reportFolder(options.out().resolve("histograms").resolve(histograms)));
    }

    static double us(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / Series.NS_PER_US;
    }
}
