package io.lastro.node;

import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalRepair;
import io.lastro.journal.RepairReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lastro repair DIR}: heals one damaged copy from the other one, or refuses. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "For a node that refuses to start because one copy of a frame is damaged while the other copy is good:",
            "writes the good frames again into a fresh segment and keeps the damaged files under damaged/.",
            "Refuses when it cannot prove that every acknowledged frame is kept."
        })
final class RepairCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Override
    public Integer call() {
        final RepairReport report = JournalRepair.repair(new JournalConfig(directory), new ProgressLog("repair"));
        report.damages().forEach(damage -> System.out.println("found " + damage));
        report.setAside().forEach(file -> System.out.println("set aside " + file));
        System.out.println(
                report.repaired()
                        ? "repaired: " + report.framesRewritten() + " frames written again, last sequence "
                                + report.lastSequence()
                        : "nothing to repair");
        return ExitCodes.OK;
    }
}
