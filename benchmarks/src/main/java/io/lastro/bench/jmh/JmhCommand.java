package io.lastro.bench.jmh;

import io.lastro.bench.machine.ProductionJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}: the micro-benchmarks, with production's JVM options and the GC profiler unless told otherwise. */
@Command(
        name = "jmh",
        description = {
            "Runs the JMH benchmarks: engine, journal append, frame encoding. All arguments go to JMH, such as",
            "a regular expression of names, -p accounts=10000000, -f 3, -prof perfnorm. Without -rff the results are",
            "also written to bench-results/jmh.json."
        },
        footer = {"", "JMH's own help: ./lastro bench jmh -h   What there is: ./lastro bench jmh -lp"})
public final class JmhCommand implements Callable<Integer> {
    private static final Path RESULTS = Path.of("bench-results", "jmh.json");

    @Parameters(paramLabel = "JMH ARGUMENT", arity = "0..*", description = "Passed on to JMH.")
    private List<String> arguments = List.of();

    /** For picocli. */
    public JmhCommand() {}

    @Override
    public Integer call() throws Exception {
        final CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            return 0;
        }
        final Collection<RunResult> results = run(options);
        return results.isEmpty() ? 1 : 0;
    }

    /** Runs what the arguments select; one result per benchmark and set of parameters. */
    public static Collection<RunResult> run(final String... arguments)
            throws CommandLineOptionException, RunnerException, IOException {
        return run(new CommandLineOptions(arguments));
    }

    private static Collection<RunResult> run(final CommandLineOptions options) throws RunnerException, IOException {
        final ChainedOptionsBuilder builder =
                new OptionsBuilder().parent(options).shouldFailOnError(true);
        if (!options.getJvmArgs().hasValue()) {
            builder.jvmArgs(ProductionJvm.arguments().toArray(String[]::new));
        }
        if (options.getProfilers().isEmpty()) {
            builder.addProfiler(GCProfiler.class);
        }
        if (!options.getResult().hasValue()) {
            Files.createDirectories(RESULTS.toAbsolutePath().getParent());
            builder.resultFormat(ResultFormatType.JSON).result(RESULTS.toString());
        }
        return new Runner(builder.build()).run();
    }
}
