package io.lastro.node.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastro demo}: see {@link Demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Starts a real node, books a real bank's movements and compares every balance with the bank's, drives load,",
            "kills the node with -9 in the middle, restarts it from its journal and proves that every acknowledged",
            "transfer is there once. Exit code 1 when anything, a latency promise included, does not hold."
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where data and logs go; a fresh temporary one if absent.")
    private Path work;

    @Option(names = "--keep", description = "Keep the work directory also when everything held.")
    private boolean keep;

    @Option(names = "--rate", defaultValue = "20000", description = "Transfers a second offered in the measured run.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "8", description = "Length of the measured run.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        final Path directory = work == null ? Files.createTempDirectory("lastro-demo-") : Files.createDirectories(work);
        final Path examples = examples();
        final boolean held = new Demo(directory, examples, rate, seconds, System.out).run();
        if (held && work == null && !keep) {
            delete(directory);
        } else {
            System.out.println("data, logs, histograms and plot: " + directory);
        }
        return held ? 0 : 1;
    }

    private static Path examples() {
        final String home = System.getProperty("lastro.home", ".");
        final Path folder = Path.of(home, "examples", "real-bank");
        if (!Files.isRegularFile(folder.resolve("mapping.yaml"))) {
            throw new IllegalStateException("examples/real-bank is not there: run the demo from the checkout");
        }
        return folder;
    }

    private static void delete(final Path directory) throws java.io.IOException {
        final List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (final Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
