package io.lastro.system.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the product ({@code verify}, {@code replay}, {@code load}) or of the system, run as a child process. */
public final class Command {
    private static final String MAIN = "io.lastro.node.Main";

    private Command() {}

    /**
     * How a command ended.
     *
     * @param exitCode its exit code.
     * @param output standard output and error.
     */
    public record Result(int exitCode, String output) {
        /** The rest of the first line that contains the words, behind them. */
        public String after(final String words) throws IOException {
            final int at = output.indexOf(words);
            if (at < 0) {
                throw new IOException("no '" + words + "' in:\n" + output);
            }
            final int end = output.indexOf('\n', at);
            return output.substring(at + words.length(), end < 0 ? output.length() : end)
                    .strip();
        }
    }

    /** Runs a command of the product's command line with the JVM options of production. */
    public static Result lastro(final Duration timeout, final String... arguments)
            throws IOException, InterruptedException {
        return java(timeout, MAIN, arguments);
    }

    /** Runs any program of the class path likewise. */
    public static Result java(final Duration timeout, final String mainClass, final String... arguments)
            throws IOException, InterruptedException {
        return run(timeout, javaCommand(mainClass, arguments));
    }

    /** The words of such a command. */
    public static List<String> javaCommand(final String mainClass, final String... arguments) {
        return words(List.of(), mainClass, List.of(arguments));
    }

    /** The words of a command of the product, with further JVM options. */
    static List<String> words(final List<String> jvmOptions, final List<String> arguments) {
        return words(jvmOptions, MAIN, arguments);
    }

    /**
     * JVM options from {@code -Dlastro.system.jvm-options} for every child process. The default test run keeps them to
     * the quick compiler: its processes live for seconds, and the other one takes half of the cores meanwhile.
     */
    static List<String> shortLifeOptions() {
        final String options = System.getProperty("lastro.system.jvm-options", "");
        return options.isBlank() ? List.of() : List.of(options.strip().split(" +"));
    }

    private static List<String> words(
            final List<String> jvmOptions, final String mainClass, final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        final Path options = optionsDirectory();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options.resolve("common.options"));
        command.add("@" + options.resolve(Runtime.version().feature() >= 25 ? "jdk25.options" : "jdk17.options"));
        command.add("@" + options.resolve("tool.options"));
        command.addAll(shortLifeOptions());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Runs any command; it is killed when the time is over. */
    public static Result run(final Duration timeout, final List<String> command)
            throws IOException, InterruptedException {
        final Path output = Files.createTempFile("lastro-command-", ".out");
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Workspace.remember(process);
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(command.get(command.size() - 1) + " still runs after " + timeout + ":\n"
                            + Files.readString(output));
                }
                return new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Folder with the JVM options of production. */
    static Path optionsDirectory() {
        return home().resolve("deploy").resolve("jvm");
    }

    /** Root of the checkout. */
    public static Path home() {
        Path folder =
                Path.of(System.getProperty("lastro.home", "")).toAbsolutePath().normalize();
        while (folder != null && !Files.isDirectory(folder.resolve("deploy").resolve("jvm"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("deploy/jvm not found: set -Dlastro.home to the root of the checkout");
        }
        return folder;
    }
}
