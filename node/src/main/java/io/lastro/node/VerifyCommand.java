package io.lastro.node;

import io.lastro.journal.Damage;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.VerifyReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lastro verify DIR}: frames, CRCs, chain and container of a journal, without changing anything. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every byte of a node's journal: frames, CRC32C, chain values, commit marks, container.",
            "Reads only; the node must be stopped. Exit code 4 when damage is found."
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Override
    public Integer call() {
        final long startNs = System.nanoTime();
        final VerifyReport report = JournalVerifier.verify(directory, new ProgressLog("verify"));
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "frames %d, records %d, last sequence %d, committed %d, %d bytes, %s%n",
                report.frames(),
                report.records(),
                report.lastSequence(),
                report.commitSequence(),
                report.bytes(),
                report.cleanStop() ? "clean stop" : "not stopped cleanly");
        System.out.printf("chain value %s%n", report.chainValue());
        System.out.printf("%.3f s, %.0f records/s%n", seconds, report.records() / seconds);
        for (final Damage damage : report.damages()) {
            System.out.println("DAMAGE " + damage);
        }
        System.out.println(
                report.good() ? "verify: good" : "verify: " + report.damages().size() + " damages");
        return report.good() ? ExitCodes.OK : ExitCodes.DAMAGE;
    }
}
