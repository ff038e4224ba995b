package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.reads.SampleJournal;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rates of verify and verify --full over full batches, per second and per second of processor time; prints them. */
@Tag("slow")
class VerifySpeedTest {
    private static final int BATCHES = Integer.getInteger("lastro.batches", 200);
    private static final double VERIFY_BAR = 1_000_000;
    private static final double FULL_BAR = 250_000;

    @TempDir
    Path directory;

    @Test
    void shouldVerifyFastEnough() {
        final long last = SampleJournal.writeLarge(directory, BATCHES);
        double fast = 0;
        double fastPerCore = 0;
        for (int round = 0; round < 2; round++) { // the second one is compiled
            final long startNs = System.nanoTime();
            final long startCpuNs = cpuNs();
            final VerifyReport report = JournalVerifier.verify(directory, Progress.NONE);
            fast = report.records() / ((System.nanoTime() - startNs) / 1e9);
            fastPerCore = report.records() / ((cpuNs() - startCpuNs) / 1e9);
            assertTrue(report.good() && report.lastSequence() == last);
        }
        final long startNs = System.nanoTime();
        final long startCpuNs = cpuNs();
        final FullVerifyReport full =
                JournalVerifier.verify(directory, FullChecks.all(new ReplayCheck()), Progress.NONE);
        final double rate = full.walked().records() / ((System.nanoTime() - startNs) / 1e9);
        final double ratePerCore = full.walked().records() / ((cpuNs() - startCpuNs) / 1e9);
        assertTrue(full.good(), full.checks().toString());
        System.out.printf(
                "%d records: verify %.0f records/s (%.0f per core), --full %.0f records/s (%.0f per core)%n",
                last, fast, fastPerCore, rate, ratePerCore);
        assertTrue(fastPerCore >= VERIFY_BAR, "verify " + fastPerCore);
        assertTrue(ratePerCore >= FULL_BAR, "verify --full " + ratePerCore);
    }

    /** Of this process; other processes of a busy machine do not count. */
    private static long cpuNs() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
