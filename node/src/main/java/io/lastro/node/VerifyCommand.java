package io.lastro.node;

import io.lastro.journal.CheckResult;
import io.lastro.journal.Damage;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.cli.Printer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro verify DIR}: frames, CRCs, chain and container of a journal, without changing anything. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every byte of a node's journal: frames, CRC32C, chain values, commit marks, container; and that every",
            "record can be decoded. Names the first bad record: file, position, sequence, what. With --full also executes",
            "every request again and compares each outcome, compares the sums of each ledger and the snapshots' state. With",
            "--tree computes the audit tree again and holds it against the signed notes of checkpoints/ and those of --note;",
            "--full does so too when there are any.",
            "Reads only; the node must be stopped."
        },
        footer = {"", "Exit codes: 0 good, 1 not readable or in use, 2 usage, 4 damage or a difference found."})
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Option(names = "--full", description = "Executes everything again as well.")
    private boolean full;

    @Option(
            names = "--tree",
            description = "Tree and signatures, without executing anything; --key and --note alone mean it too.")
    private boolean tree;

    @Mixin
    private TreeOptions options;

    @Option(names = "--json", description = "The report as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
        final long startNs = System.nanoTime();
        final ProgressLine progress = new ProgressLine("verify");
        final FullVerifyReport report = verify(progress);
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Printer.json(VerifyFields.of(report, seconds), out);
        } else {
            print(report, seconds, out);
        }
        return report.good() ? ExitCodes.OK : ExitCodes.DAMAGE;
    }

    private FullVerifyReport verify(final Progress progress) {
        if (full) {
            return JournalVerifier.verify(directory, FullChecks.all(directory, new ReplayCheck(), options), progress);
        }
        if (tree || options.given()) {
            return JournalVerifier.verify(directory, FullChecks.tree(directory, options), progress);
        }
        return new FullVerifyReport(JournalVerifier.verify(directory, progress), List.of());
    }

    private static void print(final FullVerifyReport report, final double seconds, final PrintWriter out) {
        final VerifyReport walked = report.walked();
        out.printf(
                "frames %d, records %d, last sequence %d, committed %d, %d bytes, %s%n",
                walked.frames(),
                walked.records(),
                walked.lastSequence(),
                walked.commitSequence(),
                walked.bytes(),
                walked.cleanStop() ? "clean stop" : "not stopped cleanly");
        out.printf("chain value %s%n", walked.chainValue());
        out.printf("%.3f s, %.0f records/s%n", seconds, walked.records() / seconds);
        for (final Damage damage : walked.damages()) {
            out.println("DAMAGE " + damage.code() + ": " + damage.message());
        }
        for (final CheckResult check : report.checks()) {
            out.println(check.verdict() + " " + check.name() + ": " + check.text());
        }
        out.println(verdict(report));
        out.flush();
    }

    private static String verdict(final FullVerifyReport report) {
        if (report.good()) {
            return report.checks().stream().allMatch(CheckResult::good)
                    ? "verify: good"
                    : "verify: good as far as it was checked; not everything was";
        }
        final int damages = report.walked().damages().size();
        final long wrong =
                report.checks().stream().filter(check -> !check.passes()).count();
        return "verify: " + damages + (damages == 1 ? " damage" : " damages")
                + (report.checks().isEmpty()
                        ? ""
                        : ", " + wrong + " of " + report.checks().size() + " checks not good");
    }
}
