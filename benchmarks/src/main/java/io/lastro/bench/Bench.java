package io.lastro.bench;

import io.lastro.bench.jmh.JmhCommand;
import io.lastro.bench.result.Bar;
import io.lastro.bench.result.ResultSet;
import io.lastro.bench.run.AllocationCommand;
import io.lastro.bench.run.AuditCommand;
import io.lastro.bench.run.BenchFailedException;
import io.lastro.bench.run.BenchOptions;
import io.lastro.bench.run.EndToEnd;
import io.lastro.bench.run.IndexCommand;
import io.lastro.bench.run.ReadsCommand;
import io.lastro.bench.run.RecoveryCommand;
import io.lastro.bench.run.SyncCommand;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program behind {@code ./lastro bench}; without a subcommand it runs the end-to-end set. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            JmhCommand.class,
            SyncCommand.class,
            AllocationCommand.class,
            IndexCommand.class,
            RecoveryCommand.class,
            ReadsCommand.class,
            AuditCommand.class
        },
        description = {
            "Measures a ledger node on this machine: starts real nodes as processes of their own, drives them over TCP,",
            "and prints the numbers beside the bars of the first benchmark and of DESIGN section 8. Written to",
            "end-to-end.json and end-to-end.md, with the raw histograms."
        },
        footerHeading = "%nCases:%n",
        footer = {
            "  batch    batches of 8,190 from one connection; journal bytes per transfer",
            "  single   1 transfer per request over 32 connections, pipelined",
            "  latency  one request at a time, beside the disk's own write + fdatasync",
            "  open     open loop of 10,000 single transfers/s",
            "  history  start after kill -9, replay and verify",
            "",
            "Exit codes: 0 measured, 1 a run was no result (or, with --strict, a bar was missed), 2 usage."
        })
public final class Bench implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int HELP_WIDTH = 120;

    @Mixin
    private BenchOptions options;

    @Option(names = "--only", split = ",", paramLabel = "CASE", description = "Cases to run; default: all.")
    private List<String> only = List.of();

    @Option(names = "--strict", description = "Exit code 1 when a median misses a bar of the first benchmark.")
    private boolean strict;

    private Bench() {}

    /** Runs one command and exits with its code. */
    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command; its exit code. */
    static int run(final String... arguments) {
        final CommandLine line = new CommandLine(new Bench());
        line.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchFailedException || failure instanceof IllegalArgumentException) {
                command.getErr().println("bench: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return failure instanceof IllegalArgumentException ? USAGE : FAILED;
        });
        return line.execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        final ResultSet results = EndToEnd.run(options, only, System.out);
        results.print(System.out);
        results.write(options.out(), "end-to-end");
        System.out.println("written: " + options.out().resolve("end-to-end.md"));
        return strict && !results.reachesAll(Bar.Kind.FIRST) ? FAILED : 0;
    }
}
