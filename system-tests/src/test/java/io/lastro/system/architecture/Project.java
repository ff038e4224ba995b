package io.lastro.system.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The checkout under test: its modules and their source files. */
final class Project {
    /** Folder of a module, and the package that all its types are in or below. */
    static final Map<String, String> PACKAGE_OF_MODULE = Map.of(
            "protocol", "io.lastro.protocol",
            "engine", "io.lastro.engine",
            "journal", "io.lastro.journal",
            "replication", "io.lastro.replication",
            "hsm-bridge", "io.lastro.hsm",
            "net-gateway", "io.lastro.gateway",
            "client", "io.lastro.client",
            "node", "io.lastro.node",
            "benchmarks", "io.lastro.bench",
            "system-tests", "io.lastro.system");

    static final Path ROOT = findRoot();
    private static final Map<String, List<Source>> PARSED = new HashMap<>();

    private Project() {}

    /** Upwards from the working directory, so that it works from Maven and from an editor. */
    private static Path findRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isRegularFile(directory.resolve("protocol/pom.xml"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException(
                    "not inside a checkout: " + Path.of("").toAbsolutePath());
        }
        return directory;
    }

    /** Folders that the root pom names as modules. */
    static List<String> modules() {
        try {
            return Files.readAllLines(ROOT.resolve("pom.xml")).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith("<module>"))
                    .map(line -> line.substring("<module>".length(), line.indexOf("</module>")))
                    .toList();
        } catch (final IOException e) {
            throw new IllegalStateException("cannot read the root pom", e);
        }
    }

    /** Java files of one module below {@code src/main/java} or another source root; none when there is no such root. */
    static List<Path> javaFiles(final String module, final String sourceRoot) {
        final Path directory = ROOT.resolve(module).resolve(sourceRoot);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new IllegalStateException("cannot list " + directory, e);
        }
    }

    /** Parsed sources of all modules below one source root, each root parsed once. */
    static synchronized List<Source> sources(final String sourceRoot) {
        return PARSED.computeIfAbsent(
                sourceRoot,
                root -> Source.read(
                        ROOT,
                        modules().stream()
                                .flatMap(module -> javaFiles(module, root).stream())
                                .toList()));
    }
}
