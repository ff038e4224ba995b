package io.lastro.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that all end-to-end commands share. */
public final class BenchOptions {
    private static final Duration QUICK_WARM_UP = Duration.ofMillis(400);
    private static final Duration QUICK_DURATION = Duration.ofMillis(800);
    private static final int QUICK_BEHIND = 50_000;
    private static final String QUICK_WAL_FILE_BYTES = "32MiB";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "bench-results",
            description = "Where results are written (JSON, Markdown, raw histograms). Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the nodes' data directories are made and deleted, on the disk to be measured."
                    + " Default: the folder of --out.")
    private Path work;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each case; the median is told. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "Load before each measurement. Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Time of each measurement. Default: ${DEFAULT-VALUE}.")
    private int durationSeconds;

    @Option(names = "--accounts", defaultValue = "10000", description = "Accounts. Default: ${DEFAULT-VALUE}.")
    private int accounts;

    @Option(
            names = "--in-flight",
            defaultValue = "32",
            description = "Requests in flight on each of the 32 connections. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(
            names = "--behind",
            defaultValue = "2000000",
            description = "Transfers in the journal behind a kill and for the replay. Default: ${DEFAULT-VALUE}.")
    private int behind;

    @Option(names = "--quick", description = "Smoke run: small files, one run of about 1 s per case. No result.")
    private boolean quick;

    @Option(
            names = "--node-option",
            paramLabel = "OPTION",
            description = "One more JVM option for the nodes, such as -XX:StartFlightRecording=filename=/tmp/node.jfr")
    private List<String> nodeOptions = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A configuration key of the nodes, such as pipeline.wait-strategy=yielding")
    private Map<String, String> keys = Map.of();

    @Option(names = "--verbose", description = "Shows the load driver's own report of every run.")
    private boolean verbose;

    /** For picocli. */
    public BenchOptions() {}

    /** Folder of the results. */
    public Path out() {
        return out.toAbsolutePath().normalize();
    }

    /** Folder under which nodes get their data directories. */
    public Path work() {
        return work == null ? out() : work.toAbsolutePath().normalize();
    }

    int runs() {
        return quick ? 1 : Math.max(1, runs);
    }

    Duration warmUp() {
        return quick ? QUICK_WARM_UP : Duration.ofSeconds(warmUpSeconds);
    }

    Duration duration() {
        return quick ? QUICK_DURATION : Duration.ofSeconds(durationSeconds);
    }

    int accounts() {
        return accounts;
    }

    int inFlight() {
        return inFlight;
    }

    int behind() {
        return quick ? QUICK_BEHIND : behind;
    }

    boolean quick() {
        return quick;
    }

    List<String> nodeOptions() {
        return nodeOptions;
    }

    /** Configuration keys of the nodes, as their {@code LASTRO_...} variables. */
    Map<String, String> environment() {
        final Map<String, String> environment = new TreeMap<>();
        if (quick) {
            environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", QUICK_WAL_FILE_BYTES);
        }
        keys.forEach((key, value) -> environment.put(
                "LASTRO_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value));
        return environment;
    }

    Map<String, String> keys() {
        return keys;
    }

    boolean verbose() {
        return verbose;
    }
}
