package io.lastro.node;

import io.lastro.client.load.LoadDriver;
import io.lastro.client.load.LoadReport;
import io.lastro.client.load.LoadSettings;
import io.lastro.client.load.Promise;
import io.lastro.client.load.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastro drive}: the load driver against running nodes. */
@Command(
        name = "drive",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Drives load at a node and measures latency: closed loop, or open loop at a given rate (latency counted from",
            "the intended start, so that a stall is not omitted). Exit code 1 when a promise is broken or an answer fails."
        })
final class DriveCommand implements Callable<Integer> {
    @Option(names = "--address", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:7310", description = "The node.")
    private String address;

    @Option(names = "--connections", defaultValue = "4", description = "Connections that create transfers.")
    private int connections;

    @Option(names = "--in-flight", defaultValue = "4", description = "Requests in flight per connection, 1 to 64.")
    private int inFlight;

    @Option(names = "--batch", defaultValue = "1", description = "Transfers per request, 1 to 8190.")
    private int batch;

    @Option(names = "--rate", defaultValue = "0", description = "Transfers a second of an open loop; 0 = closed loop.")
    private double rate;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "2", description = "Time before measuring.")
    private int warmUpSeconds;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "10", description = "Time of the measurement.")
    private int durationSeconds;

    @Option(names = "--count", defaultValue = "0", description = "Transfers to measure instead of a duration.")
    private long count;

    @Option(names = "--workload", defaultValue = "uniform", description = "One of ${COMPLETION-CANDIDATES}.")
    private Workload workload;

    @Option(names = "--hot-percent", defaultValue = "50", description = "Share of transfers on the hot account.")
    private double hotPercent;

    @Option(names = "--accounts", defaultValue = "10000", description = "Accounts of the load; created first.")
    private int accounts;

    @Option(names = "--seed", description = "Seed of ids and amounts; printed when not given.")
    private Long seed;

    @Option(names = "--acks", paramLabel = "FILE", description = "Appends every acknowledged transfer to this file.")
    private Path acks;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Writes .hgrm files, a JSON summary and a plot there.")
    private Path report;

    @Option(names = "--p99-ms", paramLabel = "MS", description = "Own promise: p99 of the requests below this.")
    private Double p99Ms;

    @Override
    public Integer call() throws Exception {
        final int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
            System.err.println("lastro: --address is not HOST:PORT: " + address);
            return ExitCodes.USAGE;
        }
        final List<Promise> promises = new ArrayList<>(List.of(Promise.BALANCE, Promise.PIX));
        if (p99Ms != null) {
            promises.add(Promise.onTransfers(99, (long) (p99Ms * TimeUnit.MILLISECONDS.toNanos(1))));
        }
        final LoadSettings settings = new LoadSettings()
                .address(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                .connections(connections)
                .inFlight(inFlight)
                .batch(batch)
                .ratePerSecond(rate)
                .warmUp(Duration.ofSeconds(warmUpSeconds))
                .duration(Duration.ofSeconds(durationSeconds))
                .count(count)
                .workload(workload)
                .hotPercent(hotPercent)
                .accounts(accounts)
                .acksFile(acks)
                .reportFolder(report)
                .promises(promises);
        if (seed != null) {
            settings.seed(seed);
        }
        final LoadReport result = new LoadDriver(settings).run();
        final boolean good = result.brokenPromises().isEmpty()
                && result.errors().isEmpty()
                && result.firstFailure() == null
                && result.unknownTransfers() == 0;
        return good ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
