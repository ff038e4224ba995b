package io.lastro.system.simulator;

import io.lastro.replication.PlantedBug;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code ./lastro simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "A cluster of three replicas, a spare and clients on one thread, from one seed: faults, invariants, progress.",
            "Exit code 0 when every seed kept every promise, 1 at the first one that did not (its seed is printed).",
            "The same seed gives the same trace hash."
        })
public final class Simulate implements Callable<Integer> {
    private static final int EXIT_VIOLATION = 1;
    private static final long NS_PER_MS = 1_000_000;
    private static final long NS_PER_S = 1_000_000_000;

    @Option(names = "--seeds", defaultValue = "1000", description = "How many seeds (default ${DEFAULT-VALUE}).")
    private long seeds;

    @Option(names = "--first", defaultValue = "1", description = "The first of them (default ${DEFAULT-VALUE}).")
    private long first;

    @Option(names = "--seed", description = "Only this one.")
    private Long seed;

    @Option(names = "--trace", description = "Tells every step of the seed.")
    private boolean trace;

    @Option(names = "--keep-going", description = "Goes on behind a violation.")
    private boolean keepGoing;

    @Option(names = "--bug", defaultValue = "NONE", description = "Plants a bug: ${COMPLETION-CANDIDATES}.")
    private PlantedBug bug;

    @Option(names = "--bugs", description = "Plants each bug and looks for it from the first seed on.")
    private boolean bugs;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "Longest search for one bug (default ${DEFAULT-VALUE}).")
    private long seconds;

    private Simulate() {}

    /** Runs and exits. */
    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new Simulate()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (bugs) {
            return bug == PlantedBug.NONE ? findAll() : find(bug) ? 0 : EXIT_VIOLATION;
        }
        if (seed != null) {
            return one(new Simulation(trace ? System.out : null), seed) ? 0 : EXIT_VIOLATION;
        }
        return many();
    }

    private boolean one(final Simulation simulation, final long which) {
        try {
            final Simulation.Result result = simulation.run(which, bug);
            System.out.printf(
                    Locale.ROOT,
                    "kept    seed %d: hash %016x, %d events, %d epochs, %d sequences, %d transfers acknowledged, %d reads%n",
                    which,
                    result.hash(),
                    result.events(),
                    result.epochs(),
                    result.sequences(),
                    result.acknowledged(),
                    result.reads());
            return true;
        } catch (final RuntimeException e) {
            e.printStackTrace(System.out);
            System.out.printf("BROKEN  seed %d: %s%n", which, e.getMessage());
            return false;
        }
    }

    private int many() {
        final Simulation simulation = new Simulation(null);
        final long begunNs = System.nanoTime();
        long epochs = 0;
        long acknowledged = 0;
        long reads = 0;
        long events = 0;
        long simulatedNs = 0;
        int broken = 0;
        for (long s = first; s < first + seeds; s++) {
            try {
                final Simulation.Result result = simulation.run(s, bug);
                epochs += result.epochs();
                acknowledged += result.acknowledged();
                reads += result.reads();
                events += result.events();
                simulatedNs += result.simulatedNs();
            } catch (final RuntimeException e) {
                System.out.printf("BROKEN  seed %d: %s%n", s, e.getMessage());
                broken++;
                if (!keepGoing) {
                    return EXIT_VIOLATION;
                }
            }
        }
        final long tookMs = (System.nanoTime() - begunNs) / NS_PER_MS;
        System.out.printf(
                Locale.ROOT,
                "%s %d seeds, %d broken, %.1f s, %.2f ms a seed: %d events, %d epochs, %d transfers acknowledged, %d reads,"
                        + " %.0f s simulated%n",
                broken == 0 ? "kept   " : "BROKEN ",
                seeds,
                broken,
                tookMs / 1e3,
                (double) tookMs / seeds,
                events,
                epochs,
                acknowledged,
                reads,
                simulatedNs / 1e9);
        return broken == 0 ? 0 : EXIT_VIOLATION;
    }

    private int findAll() {
        int missed = 0;
        for (final PlantedBug planted : PlantedBug.values()) {
            if (planted != PlantedBug.NONE) {
                missed += find(planted) ? 0 : 1;
            }
        }
        System.out.printf(
                "%d of %d planted bugs found%n",
                PlantedBug.values().length - 1 - missed, PlantedBug.values().length - 1);
        return missed == 0 ? 0 : EXIT_VIOLATION;
    }

    private boolean find(final PlantedBug planted) {
        final Simulation simulation = new Simulation(null);
        final long begunNs = System.nanoTime();
        long s = first;
        for (; System.nanoTime() - begunNs < seconds * NS_PER_S; s++) {
            try {
                simulation.run(s, planted);
            } catch (final RuntimeException e) {
                System.out.printf(
                        Locale.ROOT,
                        "found   %-30s after %6d seeds, %7.2f s, seed %d: %s%n",
                        planted,
                        s - first + 1,
                        (System.nanoTime() - begunNs) / 1e9,
                        s,
                        e.getMessage());
                return true;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "MISSED  %-30s in %d seeds, %.1f s%n",
                planted,
                s - first,
                (System.nanoTime() - begunNs) / 1e9);
        return false;
    }
}
