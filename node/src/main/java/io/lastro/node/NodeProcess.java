package io.lastro.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A node as a child process: what the demo and the fault campaigns start, kill and start again.
 *
 * <p>The child gets this process's class path and the JVM options of production ({@code deploy/jvm}). Its configuration
 * comes through {@code LASTRO_...} environment variables on top of the defaults. Not thread-safe.
 */
public final class NodeProcess implements AutoCloseable {
    /** File in the data directory that names process and ports while a node serves. */
    public static final String ENDPOINTS_FILE = "node.endpoints";

    private static final long POLL_MS = 10;
    private static final int TAIL_LINES = 40;

    private final Process process;
    private final Path dataDir;
    private final Path log;
    private final int port;
    private final int adminPort;

    private NodeProcess(
            final Process process, final Path dataDir, final Path log, final int port, final int adminPort) {
        this.process = process;
        this.dataDir = dataDir;
        this.log = log;
        this.port = port;
        this.adminPort = adminPort;
    }

    /** What to start and how; the data directory and the log are required. */
    public static final class Context {
        private Path dataDir;
        private Path log;
        private String mainClass = Main.class.getName();
        private String heap = "512m";
        private Duration startTimeout = Duration.ofSeconds(60);
        private final List<String> prefix = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();

        /** The node's data directory; made when missing. */
        public Context dataDir(final Path value) {
            dataDir = value.toAbsolutePath();
            return this;
        }

        /** File that gets the node's output, appended. */
        public Context log(final Path value) {
            log = value;
            return this;
        }

        /** Another main class that understands {@code start}, for tests that assemble the node themselves. */
        public Context mainClass(final String value) {
            mainClass = value;
            return this;
        }

        /** Java heap, as in -Xmx. */
        public Context heap(final String value) {
            heap = value;
            return this;
        }

        /** How long {@link NodeProcess#start} waits until the node serves. */
        public Context startTimeout(final Duration value) {
            startTimeout = value;
            return this;
        }

        /** Words in front of the java command, a tracer for instance. */
        public Context prefix(final String... words) {
            prefix.addAll(List.of(words));
            return this;
        }

        /** Options for the child's JVM. */
        public Context jvmOptions(final String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /** A configuration key as a {@code LASTRO_...} variable. */
        public Context environment(final String name, final String value) {
            environment.put(name, value);
            return this;
        }
    }

    /**
     * Starts a node on free ports and waits until it serves.
     *
     * @throws EndedEarlyException when the node ends before it serves.
     * @throws IOException when it does not serve in time; the message has the end of its log.
     */
    public static NodeProcess start(final Context context) throws IOException, InterruptedException {
        final Process process = launch(context);
        final Path endpoints = context.dataDir.resolve(ENDPOINTS_FILE);
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < context.startTimeout.toNanos()) {
            final Properties found = endpointsOf(endpoints);
            if (found != null) {
                return new NodeProcess(
                        process,
                        context.dataDir,
                        context.log,
                        Integer.parseInt(found.getProperty("port")),
                        Integer.parseInt(found.getProperty("adminPort")));
            }
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                throw new EndedEarlyException(process.exitValue(), tail(context.log));
            }
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new IOException("the node did not serve within " + context.startTimeout + ":\n" + tail(context.log));
    }

    /**
     * Starts a node and returns at once: for starts that are expected to end by themselves.
     *
     * <p>Removes an endpoints file that a killed node left.
     */
    public static Process launch(final Context context) throws IOException {
        Files.createDirectories(context.dataDir);
        Files.deleteIfExists(context.dataDir.resolve(ENDPOINTS_FILE));
        final List<String> command = new ArrayList<>(context.prefix);
        command.addAll(javaCommand(context.heap));
        command.addAll(context.jvmOptions);
        command.add(context.mainClass);
        command.add("start");
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("LASTRO_"));
        builder.environment().put("LASTRO_DATA_DIR", context.dataDir.toString());
        builder.environment().put("LASTRO_NET_PORT", "0");
        builder.environment().put("LASTRO_ADMIN_PORT", "0");
        builder.environment().putAll(context.environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(context.log.toFile()));
        return builder.start();
    }

    /** The java command with production's options and this process's class path, without a main class. */
    static List<String> javaCommand(final String heap) {
        final Path options = optionsDirectory();
        final int feature = Runtime.version().feature();
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options.resolve("common.options"));
        command.add("@" + options.resolve(feature >= 25 ? "jdk25.options" : "jdk17.options"));
        command.add("@" + options.resolve("server.options"));
        command.add("-Xms" + heap);
        command.add("-Xmx" + heap);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    private static Path optionsDirectory() {
        final String home = System.getProperty("lastro.home", System.getenv("LASTRO_HOME"));
        Path folder = (home == null ? Path.of("") : Path.of(home)).toAbsolutePath();
        while (folder != null) {
            final Path options = folder.resolve("deploy").resolve("jvm");
            if (Files.isRegularFile(options.resolve("common.options"))) {
                return options;
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException(
                "deploy/jvm/common.options not found above the working directory; set LASTRO_HOME");
    }

    private static Properties endpointsOf(final Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        final Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (final IOException e) {
            return null; // being written: looked at again in a moment
        }
        return properties.containsKey("complete") ? properties : null;
    }

    private static String tail(final Path log) throws IOException {
        final List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** Port of the binary protocol on loopback. */
    public int port() {
        return port;
    }

    /** Port of health, metrics and status on loopback. */
    public int adminPort() {
        return adminPort;
    }

    /** The process, for signals and exit codes. */
    public Process process() {
        return process;
    }

    /** The node's data directory. */
    public Path dataDir() {
        return dataDir;
    }

    /** The file with the node's output. */
    public Path log() {
        return log;
    }

    /** kill -9 and wait until the process is gone. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /**
     * SIGTERM and wait for the clean end.
     *
     * @return the exit code.
     * @throws IOException when the node has not ended in time.
     */
    public int stop(final Duration timeout) throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw new IOException("the node did not stop within " + timeout + ":\n" + tail(log));
        }
        return process.exitValue();
    }

    /** Kills the process when it still runs. */
    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            kill();
        }
    }
}
