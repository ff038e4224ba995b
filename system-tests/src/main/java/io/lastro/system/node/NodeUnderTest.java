package io.lastro.system.node;

import io.lastro.node.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts of a node on one data directory, with files as small as the configuration allows. One thread. */
public final class NodeUnderTest {
    /** Exit code of a node that a fail point ended. */
    public static final int KILLED = 137;
    /** Exit code of a node that halted. */
    public static final int HALTED = 70;

    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build();

    private final Path dataDir;
    private final Path log;
    private String mainClass;

    /** A node that will live in a directory and write its output to a file beside it. */
    public NodeUnderTest(final Path dataDir) {
        this.dataDir = dataDir;
        log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
    }

    /** Another main class that understands {@code start}. */
    public NodeUnderTest mainClass(final Class<?> value) {
        mainClass = value.getName();
        return this;
    }

    /** The data directory. */
    public Path dataDir() {
        return dataDir;
    }

    /** File with the output of all starts. */
    public Path log() {
        return log;
    }

    /** Settings for a start, to be added to. */
    public NodeProcess.Context context() {
        final NodeProcess.Context context = new NodeProcess.Context()
                .dataDir(dataDir)
                .log(log)
                .heap("256m")
                .jvmOptions(Command.shortLifeOptions().toArray(new String[0]))
                .jvmOptions("-Dlastro.read-model.flush-ms=100", "-Dlastro.audit.sync-ms=100")
                .environment("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "50")
                .environment("LASTRO_JOURNAL_WAL_FILES", "2")
                .environment("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB")
                .environment("LASTRO_JOURNAL_SEGMENT_BYTES", "8MiB")
                .environment("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "1MiB")
                .environment("LASTRO_JOURNAL_QUEUE_SYNC_INTERVAL_MS", "200")
                .environment("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "64MiB")
                .environment("LASTRO_ENGINE_RECENT_TRANSFERS", "200")
                .environment("LASTRO_ENGINE_HISTORY_RUN_TRANSFERS", "500")
                .environment("LASTRO_ENGINE_HISTORY_FILTER_BYTES", "64KiB");
        return mainClass == null ? context : context.mainClass(mainClass);
    }

    /** Starts and waits until the node serves. */
    public NodeProcess start() throws IOException, InterruptedException {
        return start(context());
    }

    /** Starts and waits until the node serves. */
    public NodeProcess start(final NodeProcess.Context context) throws IOException, InterruptedException {
        Workspace.forgetEnded();
        final NodeProcess node = NodeProcess.start(context);
        Workspace.remember(node.process());
        return node;
    }

    /** Starts with a fail point that ends the node at the n-th time of a step. */
    public NodeProcess.Context failingAt(final String step, final int count) {
        return context().jvmOptions("-Dlastro.failpoint=" + step + ":" + count);
    }

    /**
     * Starts a node that is expected to end by itself.
     *
     * @return exit code and what it wrote.
     * @throws IOException when it still runs after the time.
     */
    public Ended startAndWait(final NodeProcess.Context context, final Duration timeout)
            throws IOException, InterruptedException {
        final long logBefore = Files.exists(log) ? Files.size(log) : 0;
        final Process process = NodeProcess.launch(context);
        Workspace.remember(process);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "the node on " + dataDir + " still runs after " + timeout + ":\n" + logFrom(logBefore));
            }
            return new Ended(process.exitValue(), logFrom(logBefore));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * How a process ended.
     *
     * @param exitCode its exit code.
     * @param output what it wrote to its log.
     */
    public record Ended(int exitCode, String output) {}

    /** The node's log from an offset on. */
    public String logFrom(final long offset) throws IOException {
        final byte[] all = Files.readAllBytes(log);
        final int from = (int) Math.min(offset, all.length);
        return new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A metric without labels of a running node. */
    public static double metric(final NodeProcess node, final String name) throws IOException, InterruptedException {
        final HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.adminPort() + "/metrics"))
                .timeout(HTTP_TIMEOUT)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("/metrics has no " + name));
    }

    /** Digest and sums of a running node. */
    public static Status status(final NodeProcess node) throws IOException, InterruptedException {
        final HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.adminPort() + "/status"))
                .timeout(HTTP_TIMEOUT)
                .build();
        final HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("/status answered " + response.statusCode() + ": " + response.body());
        }
        return new Status(
                field(response.body(), "digest"),
                Long.parseLong(field(response.body(), "committedSequence")),
                Long.parseLong(field(response.body(), "digestSequence")),
                response.body());
    }

    /**
     * Part of /status.
     *
     * @param digest state digest, 32 hexadecimal digits.
     * @param committedSequence highest durable sequence.
     * @param digestSequence sequence of the digest.
     * @param json the whole answer.
     */
    public record Status(String digest, long committedSequence, long digestSequence, String json) {}

    private static String field(final String json, final String name) throws IOException {
        final Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([0-9a-f]+)").matcher(json);
        if (!matcher.find()) {
            throw new IOException("/status has no " + name + ": " + json);
        }
        return matcher.group(1);
    }
}
