package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.Kind.FIRST;
import static io.lastro.bench.result.Bar.atMost;

import io.lastro.bench.result.Bar;
import io.lastro.bench.result.Measurement;
import io.lastro.bench.result.ResultSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench allocation}: bytes allocated, and processor time, per transfer on each thread of a real node. */
@Command(
        name = "allocation",
        mixinStandardHelpOptions = true,
        description = {
            "Counts what the threads of a real node allocate per transfer, and their processor time, after a warm-up of",
            "the same size. Exit code 1",
            "when the ledger or the journal thread allocates " + AllocationProof.NOTHING_BYTES
                    + " bytes per transfer or more (memory taken once per",
            "many transfers leaves a few small objects). Written to allocation.json and allocation.md."
        })
public final class AllocationCommand implements Callable<Integer> {
    private static final int QUICK_TRANSFERS = 100_000;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--transfers",
            defaultValue = "1000000",
            description = "Transfers counted. Default: ${DEFAULT-VALUE}.")
    private int transfers;

    /** For picocli. */
    public AllocationCommand() {}

    @Override
    public Integer call() throws Exception {
        final int count = options.quick() ? Math.min(transfers, QUICK_TRANSFERS) : transfers;
        final ResultSet results = EndToEnd.newResults("Lastro, allocation", options)
                .condition("transfers", String.format("%,d counted after as many to warm up", count));
        boolean proven = true;
        for (final AllocationProof.Load load : AllocationProof.Load.values()) {
            System.out.println("allocation: " + load.name().toLowerCase(Locale.ROOT));
            final Map<String, AllocationProof.ThreadCost> byThread = AllocationProof.run(options, load, count);
            addAll(results, load.name().toLowerCase(Locale.ROOT), byThread);
            proven &= AllocationProof.HOT_THREADS.stream()
                    .allMatch(thread -> byThread.get(thread).bytes() < AllocationProof.NOTHING_BYTES);
        }
        results.print(System.out);
        results.write(options.out(), "allocation");
        System.out.println("written: " + options.out().resolve("allocation.md"));
        return proven ? 0 : 1;
    }

    private static void addAll(
            final ResultSet results, final String load, final Map<String, AllocationProof.ThreadCost> byThread) {
        final List<String> ours = byThread.keySet().stream()
                .filter(thread -> thread.startsWith("lastro-"))
                .toList();
        for (final String thread : ours) {
            final List<Bar> bars = AllocationProof.HOT_THREADS.contains(thread) ? bars() : List.of();
            final List<Double> bytes = List.of(byThread.get(thread).bytes());
            results.add(new Measurement(load + ": " + thread + ", allocated", "bytes/transfer", bytes, bars));
        }
        for (final String thread : ours) {
            final List<Double> cpuNs = List.of(byThread.get(thread).cpuNs());
            results.add(new Measurement(load + ": " + thread + ", processor", "ns/transfer", cpuNs, List.of()));
        }
    }

    private static List<Bar> bars() {
        return List.of(atMost(FIRST, AllocationProof.NOTHING_BYTES), atMost(DESIGN, AllocationProof.NOTHING_BYTES));
    }
}
