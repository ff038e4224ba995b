package io.lastro.bench.run;

import io.lastro.bench.machine.Machine;
import io.lastro.bench.result.Measurement;
import io.lastro.bench.result.ResultSet;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The end-to-end set: runs its cases one after the other and collects what they measured. */
public final class EndToEnd {
    private static final List<BenchCase> CASES =
            List.of(new BatchCase(), new SingleCase(), new LatencyCase(), new OpenLoopCase(), new HistoryCase());

    private EndToEnd() {}

    /** Names of the cases, in their order. */
    public static List<String> names() {
        return CASES.stream().map(BenchCase::name).toList();
    }

    /**
     * Runs cases.
     *
     * @param only names of cases; empty = all.
     * @throws IllegalArgumentException for a name that is none.
     * @throws BenchFailedException when a run was no result.
     */
    public static ResultSet run(final BenchOptions options, final List<String> only, final PrintStream out)
            throws IOException, InterruptedException {
        final Set<String> unknown = new TreeSet<>(only);
        names().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no case is called " + unknown + "; there are " + names());
        }
        final ResultSet results = newResults("Lastro, end to end", options);
        for (final BenchCase bench : CASES) {
            if (only.isEmpty() || only.contains(bench.name())) {
                out.println(bench.name() + ": " + bench.title());
                for (final Measurement measurement : bench.run(options, out)) {
                    results.add(measurement);
                }
            }
        }
        return results;
    }

    /** An empty set of results for nodes with these options. */
    static ResultSet newResults(final String title, final BenchOptions options) throws IOException {
        Files.createDirectories(options.work());
        if (Machine.isMemoryOnly(options.work())) {
            System.err.println(
                    "bench: " + options.work() + " is in memory only: what is measured there is not durable");
        }
        return new ResultSet(title, Machine.of(options.work()))
                .condition("node", "own process on loopback, heap " + BenchNode.HEAP + "; client in the same machine")
                .condition(
                        "durability", "D1: acknowledged when synced to this node's disk, journal.sync wal unless said")
                .condition(
                        "configuration",
                        options.keys().isEmpty() ? "defaults" : options.keys().toString())
                .condition("accounts", String.format("%,d, both accounts drawn evenly", options.accounts()))
                .condition(
                        "runs",
                        options.runs() + " of " + options.duration().toMillis() + " ms after "
                                + options.warmUp().toMillis() + " ms of warm-up"
                                + (options.quick() ? "; QUICK: a smoke run, no result" : ""));
    }
}
