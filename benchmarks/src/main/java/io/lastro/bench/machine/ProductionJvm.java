package io.lastro.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM options of production, {@code deploy/jvm}: the launcher, the node and every measured JVM take the same files. */
public final class ProductionJvm {
    private static final int FEATURE_WITH_OWN_FILE = 25;

    private ProductionJvm() {}

    /**
     * The option files for this JDK, in the order in which they are read.
     *
     * @throws IllegalStateException when they are not found above the working directory or {@code lastro.home}.
     */
    public static List<Path> optionFiles() {
        final String home = System.getProperty("lastro.home", System.getenv("LASTRO_HOME"));
        Path folder =
                (home == null ? Path.of("") : Path.of(home)).toAbsolutePath().normalize();
        while (folder != null) {
            final Path options = folder.resolve("deploy").resolve("jvm");
            if (Files.isRegularFile(options.resolve("common.options"))) {
                final boolean recent = Runtime.version().feature() >= FEATURE_WITH_OWN_FILE;
                return List.of(
                        options.resolve("common.options"),
                        options.resolve(recent ? "jdk25.options" : "jdk17.options"),
                        options.resolve("server.options"));
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException("deploy/jvm/common.options not found; set LASTRO_HOME to the checkout");
    }

    /** The folder that holds {@code deploy}. */
    public static Path home() {
        return optionFiles().get(0).getParent().getParent().getParent();
    }

    /** As arguments of the java command. */
    public static List<String> arguments() {
        return optionFiles().stream().map(file -> "@" + file).toList();
    }

    /** The options themselves, without the module openings that every process needs; for results. */
    public static List<String> flags() throws IOException {
        final List<String> flags = new ArrayList<>();
        for (final Path file : optionFiles()) {
            for (final String line : Files.readAllLines(file)) {
                final String option = line.strip();
                if (!option.isEmpty() && !option.startsWith("#") && !option.startsWith("--add-")) {
                    flags.add(option);
                }
            }
        }
        return flags;
    }
}
