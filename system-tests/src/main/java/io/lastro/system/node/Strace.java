package io.lastro.system.node;

import io.lastro.node.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** strace as the hand that delays or fails the node's syncs. A missing strace is an IOException, never a skip. */
public final class Strace implements AutoCloseable {
    /** Calls that make bytes durable. */
    public static final String SYNCS = "fdatasync,fsync,msync";

    private static final Duration ATTACH = Duration.ofSeconds(20);
    private static final long POLL_MS = 20;

    private final Process process;
    private final Path trace;

    private Strace(final Process process, final Path trace) {
        this.process = process;
        this.trace = trace;
    }

    /** Words in front of a node's command that inject something into each of its syncs from the first on. */
    public static String[] prefix(final Path trace, final String injection) {
        return new String[] {
            "strace",
            "-f",
            "-qq",
            "-ttt",
            "-o",
            trace.toString(),
            "-e",
            "trace=" + SYNCS,
            "-e",
            "inject=" + SYNCS + ":" + injection
        };
    }

    /** Attaches to a running node's threads; returns when each is traced. */
    public static Strace attach(final NodeProcess node, final Path trace, final String injection)
            throws IOException, InterruptedException {
        return attach(List.of("-f", "-p", Long.toString(node.process().pid())), trace, injection);
    }

    /** Attaches to the node's thread of that name only. */
    public static Strace attach(
            final NodeProcess node, final String threadName, final Path trace, final String injection)
            throws IOException, InterruptedException {
        return attach(List.of("-p", threadOf(node, threadName)), trace, injection);
    }

    private static Strace attach(final List<String> target, final Path trace, final String injection)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("strace", "-ttt", "-o", trace.toString()));
        command.addAll(List.of("-e", "trace=" + SYNCS, "-e", "inject=" + SYNCS + ":" + injection));
        command.addAll(target);
        final Path messages = trace.resolveSibling(trace.getFileName() + ".messages");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        Workspace.remember(process);
        final Strace strace = new Strace(process, trace);
        final long endNs = System.nanoTime() + ATTACH.toNanos();
        while (!Files.readString(messages).contains("attached")) {
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > endNs) {
                strace.close();
                throw new IOException("strace could not attach: " + Files.readString(messages));
            }
        }
        return strace;
    }

    private static String threadOf(final NodeProcess node, final String name) throws IOException {
        final Path tasks = Path.of("/proc", Long.toString(node.process().pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            for (final Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    return thread.getFileName().toString();
                }
            }
        }
        throw new IOException("the node has no thread " + name);
    }

    /** Lines of a trace file that contain the words. */
    public static List<String> lines(final Path trace, final String words) throws IOException {
        return Files.readAllLines(trace).stream()
                .filter(line -> line.contains(words))
                .toList();
    }

    /** Unix time in ms of the first injected call, from the trace. */
    public double firstInjectionMs() throws IOException {
        final List<String> injected = lines(trace, "(INJECTED)");
        if (injected.isEmpty()) {
            throw new IOException("strace injected nothing: " + Files.readString(trace));
        }
        for (final String word : injected.get(0).split(" +")) {
            if (word.matches("\\d+\\.\\d+")) {
                return Double.parseDouble(word) * 1000;
            }
        }
        throw new IOException("no time in '" + injected.get(0) + "'");
    }

    /** Detaches. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(ATTACH.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
    }
}
