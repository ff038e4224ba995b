package io.lastro.bench.run;

import io.lastro.bench.result.Measurement;
import io.lastro.bench.result.ResultSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench reads}: statement pages and past balances of a large account while transfers go on. */
@Command(
        name = "reads",
        mixinStandardHelpOptions = true,
        description = {
            "Gives one account of a real node many movements, then loads full batches, some transfers of which move that",
            "account too, and meanwhile reads from a second connection: pages of 100 from anywhere in the statement, and",
            "balances at any instant, one after the other; then, without load, the whole statement in pages. Written to reads.json and",
            "reads.md."
        })
public final class ReadsCommand implements Callable<Integer> {
    private static final int QUICK_MOVEMENTS = 50_000;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--movements",
            defaultValue = "1000000",
            description = "Movements of the account. Default: ${DEFAULT-VALUE}.")
    private int movements;

    @Option(
            names = "--load-in-flight",
            defaultValue = "4",
            description = "Batches of the load in flight; 0 = no load. Default: ${DEFAULT-VALUE}.")
    private int loadInFlight;

    /** For picocli. */
    public ReadsCommand() {}

    @Override
    public Integer call() throws Exception {
        final int count = options.quick() ? Math.min(movements, QUICK_MOVEMENTS) : movements;
        final ResultSet results = EndToEnd.newResults("Lastro, reads under load", options)
                .condition("account that is read", String.format("%,d movements before the load", count))
                .condition("load", "batches of 8,190 from one connection, " + loadInFlight + " in flight");
        for (final Measurement measurement : ReadsUnderLoad.run(options, count, loadInFlight, System.out)) {
            results.add(measurement);
        }
        results.print(System.out);
        results.write(options.out(), "reads");
        System.out.println("written: " + options.out().resolve("reads.md"));
        return 0;
    }
}
