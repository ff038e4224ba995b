package io.lastro.system.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.lastro.replication.PlantedBug;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster from one seed: keeps its promises, is the same each time, and goes red when a rule is broken. */
class SimulatorTest {
    private static final int SEEDS = 200;
    /** Rare since a primary that hears nobody evicts nobody. */
    private static final long SEED_THAT_EVICTS = 4_250;

    private static final int SEEDS_PER_BUG = 500;
    private static final int MANY_SEEDS = 10_000;
    private static final long FIRST_OF_MANY = 1_000_000;

    private final Simulation simulation = new Simulation(null);

    @Test
    void shouldKeepEveryPromise() {
        run(1, SEEDS);
    }

    @Test
    @Tag("slow")
    void shouldKeepEveryPromiseOverManySeeds() {
        run(FIRST_OF_MANY, MANY_SEEDS);
    }

    private void run(final long first, final int count) {
        long epochs = 0;
        long acknowledged = 0;
        long reads = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                final Simulation.Result result = simulation.run(seed, PlantedBug.NONE);
                epochs += result.epochs();
                acknowledged += result.acknowledged();
                reads += result.reads();
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed + ": ./lastro simulate --seed " + seed + " --trace", e);
            }
        }
        assertTrue(epochs > 2L * count, "takeovers: " + epochs);
        assertTrue(acknowledged > 100L * count, "acknowledged: " + acknowledged);
        assertTrue(reads > 20L * count, "reads: " + reads);
    }

    @Test
    void shouldDoTheSameTwice() {
        final Simulation.Result once = simulation.run(7, PlantedBug.NONE);
        assertEquals(once, simulation.run(7, PlantedBug.NONE), "same runner");
        assertEquals(once, new Simulation(null).run(7, PlantedBug.NONE), "another runner");
        assertNotEquals(once.hash(), simulation.run(8, PlantedBug.NONE).hash(), "another seed");
    }

    /** The bugs that need few seeds; {@code ./lastro simulate --bugs} looks for all of them. */
    @ParameterizedTest
    @EnumSource(
            value = PlantedBug.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "NONE",
                "RECONCILE_TWICE",
                "STALE_READ",
                "READ_WITHOUT_PROBE",
                "FORGET_BOOT_ID",
                "TRUST_STALE_CONFIG",
                "START_WITHOUT_CONFIG"
            })
    void shouldSeeThePlantedBug(final PlantedBug bug) {
        final long first = bug == PlantedBug.EVICT_BELOW_MIN_SYNC ? SEED_THAT_EVICTS : 1;
        for (long seed = first; seed < first + SEEDS_PER_BUG; seed++) {
            try {
                simulation.run(seed, bug);
            } catch (final RuntimeException e) {
                return;
            }
        }
        fail(bug + " was not seen in " + SEEDS_PER_BUG + " seeds");
    }
}
