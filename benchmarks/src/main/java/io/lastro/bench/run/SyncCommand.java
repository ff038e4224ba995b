package io.lastro.bench.run;

import io.lastro.bench.result.Measurement;
import io.lastro.bench.result.ResultSet;
import io.lastro.client.load.LoadReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench sync}: the two ways of making a commit durable, alternating in one run. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = {
            "Compares journal.sync wal and queue: full batches, single transfers over 32 connections, one at a time.",
            "The modes alternate, each time on a fresh node, so that both meet the same machine. Written to sync.json",
            "and sync.md."
        })
public final class SyncCommand implements Callable<Integer> {
    private static final List<String> MODES = List.of("wal", "queue");

    @Mixin
    private BenchOptions options;

    /** For picocli. */
    public SyncCommand() {}

    @Override
    public Integer call() throws Exception {
        final ResultSet results = EndToEnd.newResults("Lastro, journal.sync wal and queue", options);
        measure().forEach(results::add);
        results.print(System.out);
        results.write(options.out(), "sync");
        System.out.println("written: " + options.out().resolve("sync.md"));
        return 0;
    }

    private List<Measurement> measure() throws IOException, InterruptedException {
        final Map<String, Series> byMode = Map.of("wal", new Series(), "queue", new Series());
        for (int run = 1; run <= options.runs(); run++) {
            for (int i = 0; i < MODES.size(); i++) {
                final String mode = MODES.get((run + i) % MODES.size()); // neither is always the first
                measure(mode, run, byMode.get(mode));
            }
        }
        final List<Measurement> wal = byMode.get("wal").measurements();
        final List<Measurement> queue = byMode.get("queue").measurements();
        final List<Measurement> all = new ArrayList<>();
        for (int i = 0; i < wal.size(); i++) { // side by side
            all.add(wal.get(i));
            all.add(queue.get(i));
        }
        return all;
    }

    private void measure(final String mode, final int run, final Series series)
            throws IOException, InterruptedException {
        try (BenchNode node = BenchNode.start(options, Map.of("LASTRO_JOURNAL_SYNC", mode), null)) {
            final String suffix = "-" + mode + "-" + run;
            final LoadReport batch = BatchCase.drive(node, options, "sync-batch" + suffix);
            final LoadReport single = SingleCase.drive(node, options, "sync-single" + suffix);
            final LoadReport latency = LatencyCase.drive(node, options, "sync-latency" + suffix);
            final Histogram one = BatchCase.transfersOf(latency);
            series.add("batches of 8,190: " + mode, "transfers/s", batch.ratePerSecond());
            series.addMs("batches of 8,190, p99 of a request: " + mode, BatchCase.transfersOf(batch), 99);
            series.add("single, 32 connections: " + mode, "transfers/s", single.ratePerSecond());
            series.addMs("single, 32 connections, p99: " + mode, BatchCase.transfersOf(single), 99);
            series.add("one at a time, p50: " + mode, "us", LatencyCase.us(one, 50));
            series.add("one at a time, p99: " + mode, "us", LatencyCase.us(one, 99));
            System.out.printf(
                    "run %d, %-5s: batches %,.0f/s, single %,.0f/s, one at a time p50 %.0f us%n",
                    run, mode, batch.ratePerSecond(), single.ratePerSecond(), LatencyCase.us(one, 50));
        }
    }
}
