package io.lastro.bench.run;

import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.load.LoadDriver;
import io.lastro.client.load.LoadReport;
import io.lastro.client.load.LoadSettings;
import io.lastro.node.NodeProcess;
import io.lastro.protocol.CreateTransferResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A node process on a fresh data directory, which is deleted at the end. One thread.
 *
 * <p>Failure: {@link BenchFailedException} when the load was not answered in full.
 */
final class BenchNode implements AutoCloseable {
    static final String HEAP = "512m";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(30); // a stall shall show as latency
    private static final Duration FIRST_REPLY_TIMEOUT = Duration.ofSeconds(30);

    private final BenchOptions options;
    private final Path folder;
    private final Map<String, String> environment;
    private final String mainClass;
    private final List<String> properties;
    private final HttpClient http = HttpClient.newHttpClient();
    private NodeProcess process;

    private BenchNode(
            final BenchOptions options,
            final Path folder,
            final Map<String, String> environment,
            final String mainClass,
            final List<String> properties) {
        this.options = options;
        this.folder = folder;
        this.environment = environment;
        this.mainClass = mainClass;
        this.properties = properties;
    }

    /** A started node with production's sizes. */
    static BenchNode start(final BenchOptions options) throws IOException, InterruptedException {
        return start(options, Map.of(), null);
    }

    /** A started node with configuration keys as {@code LASTRO_...} variables; main class null = the node's. */
    static BenchNode start(
            final BenchOptions options,
            final Map<String, String> environment,
            final String mainClass,
            final String... properties)
            throws IOException, InterruptedException {
        Files.createDirectories(options.work());
        final Path folder = Files.createTempDirectory(options.work(), "node-");
        final BenchNode node = new BenchNode(options, folder, environment, mainClass, List.of(properties));
        try {
            node.launch();
            return node;
        } catch (final IOException | InterruptedException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void launch() throws IOException, InterruptedException {
        final NodeProcess.Context context = new NodeProcess.Context()
                .dataDir(dataDirectory())
                .log(folder.resolve("node.log"))
                .heap(HEAP)
                .startTimeout(START_TIMEOUT)
                .jvmOptions(options.nodeOptions().toArray(String[]::new))
                .jvmOptions(properties.toArray(String[]::new));
        if (mainClass != null) {
            context.mainClass(mainClass);
        }
        options.environment().forEach(context::environment);
        environment.forEach(context::environment);
        process = NodeProcess.start(context);
    }

    NodeProcess process() {
        return process;
    }

    Path folder() {
        return folder;
    }

    Path dataDirectory() {
        return folder.resolve("data");
    }

    /** Settings of a load at this node: no side traffic, the options' accounts and times. */
    LoadSettings newLoad() {
        return new LoadSettings()
                .address(LOOPBACK, process.port())
                .accounts(options.accounts())
                .warmUp(options.warmUp())
                .duration(options.duration())
                .balancesPerSecond(0)
                .deadline(REQUEST_DEADLINE)
                .reconnect(false)
                .promises(List.of())
                .progress(options.verbose())
                .out(options.verbose() ? System.out : new PrintStream(OutputStream.nullOutputStream()));
    }

    /** Runs a load of which every transfer has to be created. */
    LoadReport drive(final LoadSettings settings) throws IOException, InterruptedException {
        final LoadReport report = new LoadDriver(settings).run();
        require(report.firstFailure() == null, "the load ended early: " + report.firstFailure(), settings);
        require(report.errors().isEmpty(), "transfers without a result: " + report.errors(), settings);
        require(report.unknownTransfers() == 0, "transfers of unknown outcome: " + report.unknownTransfers(), settings);
        require(
                report.resultCounts().keySet().equals(java.util.Set.of(CreateTransferResult.CREATED)),
                "not every transfer was created: " + report.resultCounts(),
                settings);
        require(report.measuredTransfers() > 0, "nothing was measured", settings);
        return report;
    }

    private static void require(final boolean holds, final String message, final LoadSettings settings) {
        if (!holds) {
            throw new BenchFailedException(message + " (" + settings.summary() + ")");
        }
    }

    /** A metric without labels from the admin port. */
    double metric(final String name) throws IOException, InterruptedException {
        final URI page = URI.create("http://" + LOOPBACK + ":" + process.adminPort() + "/metrics");
        final String body = http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return body.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new BenchFailedException("the node has no metric " + name));
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /**
     * Starts the node again on its data.
     *
     * @return ns from the start of the process to the first reply.
     */
    long startAgain() throws IOException, InterruptedException {
        final long startNs = System.nanoTime();
        launch();
        try (LastroClient client = LastroClient.connect(
                new ClientContext().address(LOOPBACK, process.port()).deadline(FIRST_REPLY_TIMEOUT))) {
            client.lookupAccounts(List.of(Id.of(1, new LoadSettings().accountSpace())));
        }
        return System.nanoTime() - startNs;
    }

    /** SIGTERM and the clean end. */
    void stop() throws IOException, InterruptedException {
        final int code = process.stop(STOP_TIMEOUT);
        if (code != 0 && code != 143) { // 128 + SIGTERM: how a JVM ends after its shutdown hooks
            throw new BenchFailedException("the node ended with exit code " + code + "; its log is " + process.log());
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.close();
        }
        deleteAll(folder);
    }

    static void deleteAll(final Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).toList();
            for (final Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
