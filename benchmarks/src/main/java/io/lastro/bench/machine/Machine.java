package io.lastro.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine and the versions that a result belongs to.
 *
 * @param facts what is known, by name, in the order in which it is shown.
 */
public record Machine(Map<String, String> facts) {
    private static final String UNKNOWN = "unknown";
    private static final long GIT_TIMEOUT_SECONDS = 10;
    private static final double KIB_PER_GIB = 1 << 20;

    /** Looks at this machine and at the file system of a directory. */
    public static Machine of(final Path directory) throws IOException {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", lineValue("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        final FileStore store = Files.getFileStore(directory);
        facts.put("file system", store.type() + " on " + store.name());
        facts.put(
                "jdk",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                        + System.getProperty("java.vendor"));
        facts.put("jvm flags", String.join(" ", ProductionJvm.flags()));
        facts.put("commit", commit());
        facts.put("load average at start", loadAverage());
        return new Machine(facts);
    }

    /** Load averages now, as the kernel tells them; a busy machine gives other numbers. */
    public static String loadAverage() {
        try {
            final String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
            return words[0] + " " + words[1] + " " + words[2];
        } catch (final IOException e) {
            return UNKNOWN;
        }
    }

    /** Whether files in the directory live in memory only, so that a sync means nothing. */
    public static boolean isMemoryOnly(final Path directory) throws IOException {
        final String type = Files.getFileStore(directory).type();
        return "tmpfs".equals(type) || "ramfs".equals(type);
    }

    private static String memory() {
        final String kib = lineValue("/proc/meminfo", "MemTotal", "").replaceAll("[^0-9]", "");
        return kib.isEmpty() ? UNKNOWN : String.format("%.1f GiB", Long.parseLong(kib) / KIB_PER_GIB);
    }

    private static String lineValue(final String file, final String name, final String otherwise) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (final IOException e) {
            return otherwise;
        }
    }

    private static String commit() {
        final String hash = git("rev-parse", "--short=12", "HEAD");
        if (hash.isEmpty()) {
            return UNKNOWN;
        }
        return git("status", "--porcelain").isEmpty() ? hash : hash + " with changes";
    }

    /** Output of a git command in the checkout; empty when there is none. */
    private static String git(final String... arguments) {
        final List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        try {
            final Process process = new ProcessBuilder(command)
                    .directory(ProductionJvm.home().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(GIT_TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
        } catch (final IOException e) {
            return "";
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
