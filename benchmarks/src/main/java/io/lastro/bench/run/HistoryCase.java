package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.FIRST;
import static io.lastro.bench.result.Bar.Kind.REACH;
import static io.lastro.bench.result.Bar.atLeast;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Bar;
import io.lastro.bench.result.Measurement;
import io.lastro.client.load.LoadReport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.JournalReplay;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A journal of many transfers: start after kill -9 with it behind, then replay and verify of the stopped node's. */
final class HistoryCase implements BenchCase {
    private static final int DESIGN_SMALL = 2_000_000;
    private static final int DESIGN_LARGE = 10_000_000;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String title() {
        return "start after kill -9, replay and verify";
    }

    @Override
    public List<Measurement> run(final BenchOptions options, final PrintStream progress)
            throws IOException, InterruptedException {
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            final LoadReport report = node.drive(node.newLoad()
                    .connections(1)
                    .inFlight(BatchCase.IN_FLIGHT)
                    .batch(ProtocolLimits.MAX_BATCH_EVENTS)
                    .warmUp(Duration.ZERO)
                    .count(options.behind()));
            progress.printf("  %,d transfers are in the journal%n", report.acknowledged());
            for (int run = 1; run <= options.runs(); run++) {
                node.kill();
                final double seconds = node.startAgain() / Series.NS_PER_SECOND;
                series.add(
                        String.format("kill -9 to first reply, %,d behind", options.behind()),
                        "s",
                        seconds,
                        startBars(options.behind()));
                progress.printf("  run %d: first reply %.2f s after the start%n", run, seconds);
            }
            node.stop();
            for (int run = 1; run <= options.runs(); run++) {
                replayAndVerify(node.dataDirectory(), report.acknowledged(), series);
                System.gc(); // gives the memory of the replay's engine back
            }
        }
        return series.measurements();
    }

    private static Bar[] startBars(final int behind) {
        if (behind <= DESIGN_SMALL) {
            return new Bar[] {atMost(DESIGN, 3), atMost(REACH, 2)};
        }
        return behind <= DESIGN_LARGE ? new Bar[] {atMost(DESIGN, 8), atMost(REACH, 5)} : new Bar[0];
    }

    private static void replayAndVerify(final Path data, final long transfers, final Series series) {
        final long replayStartNs = System.nanoTime();
        final JournalReplay replay = JournalReplay.run(data, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        final long verifyStartNs = System.nanoTime();
        final VerifyReport verify = JournalVerifier.verify(data, Progress.NONE);
        final long endNs = System.nanoTime();
        if (replay.transfers() != transfers || !verify.good() || verify.records() != replay.records()) {
            throw new BenchFailedException("the journal does not hold what was acknowledged: " + transfers
                    + " transfers acknowledged, replayed " + replay + ", verified " + verify);
        }
        final double replaySeconds = (verifyStartNs - replayStartNs) / Series.NS_PER_SECOND;
        final double verifySeconds = (endNs - verifyStartNs) / Series.NS_PER_SECOND;
        series.add(
                "replay (re-execution)",
                "records/s",
                replay.records() / replaySeconds,
                atLeast(FIRST, 1_000_000),
                atLeast(DESIGN, 1_000_000),
                atLeast(REACH, 2_000_000));
        series.add(
                "verify",
                "records/s",
                verify.records() / verifySeconds,
                atLeast(DESIGN, 1_000_000),
                atLeast(REACH, 2_000_000));
    }
}
