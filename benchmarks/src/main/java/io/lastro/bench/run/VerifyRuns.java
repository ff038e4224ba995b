package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.atLeast;
import static io.lastro.bench.result.Bar.atMost;

import com.sun.management.OperatingSystemMXBean;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.FullChecks;
import io.lastro.node.ReplayCheck;
import io.lastro.node.TreeOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * How fast a journal is verified, frames alone and in full (executed again, ledger sums, tree), and how large it is. By
 * the clock, and by the processor time of this process, in which nothing else runs meanwhile.
 */
final class VerifyRuns {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path data;
    private final Series series;

    VerifyRuns(final Path data, final Series series) {
        this.data = data;
        this.series = series;
    }

    /** The first run of each kind warms up and is not told. */
    void run(final int runs) {
        for (int run = 0; run <= runs; run++) {
            plain(run > 0);
            full(run > 0);
            System.gc(); // gives the memory of the executed ledger back
        }
    }

    private void plain(final boolean told) {
        final long startNs = System.nanoTime();
        final VerifyReport report = JournalVerifier.verify(data, Progress.NONE);
        final double seconds = (System.nanoTime() - startNs) / Series.NS_PER_SECOND;
        if (!report.good()) {
            throw new BenchFailedException("the journal is not good: " + report);
        }
        if (told) {
            series.add("verify", "records/s", report.records() / seconds, atLeast(DESIGN, 1_000_000));
            series.add(
                    "journal for each transfer",
                    "bytes",
                    (double) report.bytes() / report.records(),
                    atMost(DESIGN, 256));
        }
    }

    private void full(final boolean told) {
        final long startNs = System.nanoTime();
        final long startCpuNs = SYSTEM.getProcessCpuTime();
        final FullVerifyReport report =
                JournalVerifier.verify(data, FullChecks.all(data, new ReplayCheck(), new TreeOptions()), Progress.NONE);
        final double cpuSeconds = (SYSTEM.getProcessCpuTime() - startCpuNs) / Series.NS_PER_SECOND;
        final double seconds = (System.nanoTime() - startNs) / Series.NS_PER_SECOND;
        if (!report.good()) {
            throw new BenchFailedException("the journal is not good: " + report);
        }
        if (told) {
            final long records = report.walked().records();
            series.add("verify --full, by the clock", "records/s", records / seconds);
            series.add("verify --full, a core", "records/s", records / cpuSeconds, atLeast(DESIGN, 250_000));
        }
    }
}
