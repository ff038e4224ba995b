package io.lastro.bench.run;

import com.sun.management.ThreadMXBean;
import io.lastro.node.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The node's program with a listener on its standard input: for each line, the path of a file, it writes what every
 * thread has allocated (bytes) and worked (ns of processor time) so far. Everything else is the node's own {@link Main}.
 */
public final class MeasuredNode {
    private MeasuredNode() {}

    /** Starts the listener, then the node with the same arguments. */
    public static void main(final String[] arguments) {
        final Thread listener = new Thread(MeasuredNode::listen, "bench-listener");
        listener.setDaemon(true);
        listener.start();
        Main.main(arguments);
    }

    private static void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                write(Path.of(line));
            }
        } catch (final IOException e) {
            System.err.println("bench listener: " + e);
        }
    }

    private static void write(final Path file) throws IOException {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final StringBuilder text = new StringBuilder();
        for (final ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                text.append(threads.getThreadAllocatedBytes(thread.getThreadId()))
                        .append(' ')
                        .append(threads.getThreadCpuTime(thread.getThreadId()))
                        .append(' ')
                        .append(thread.getThreadName())
                        .append('\n');
            }
        }
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
