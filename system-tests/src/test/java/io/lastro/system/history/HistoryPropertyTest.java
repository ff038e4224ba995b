package io.lastro.system.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random histories: right ones are accepted, every single change is found, and a search through all orders agrees. */
class HistoryPropertyTest {
    private static final int CHANGED_HISTORIES = 2_000;
    private static final int SMALL_HISTORIES = 4_000;
    private static final Map<Spoiling, Integer> FOUND = new EnumMap<>(Spoiling.class);
    private static int accepted;
    private static int rejected;

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void shouldAcceptRightHistories(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final HistoryReport report = Simulation.run(seed, 1 + random.nextInt(8), random.nextInt(120), true)
                .check();
        assertTrue(report.good(), () -> report.violations().toString());
    }

    @Property(tries = CHANGED_HISTORIES, shrinking = ShrinkingMode.OFF)
    void shouldFindEverySingleChange(@ForAll final long seed) {
        for (final Spoiling spoiling : Spoiling.values()) {
            final SplittableRandom random = new SplittableRandom(seed);
            final PlainHistory history = Simulation.run(seed, 1 + random.nextInt(6), 5 + random.nextInt(40), true);
            if (spoiling.spoil(history, random)) {
                assertFalse(history.check().good(), spoiling::name);
                FOUND.merge(spoiling, 1, Integer::sum);
            }
        }
    }

    @Property(tries = SMALL_HISTORIES, shrinking = ShrinkingMode.OFF)
    void shouldAgreeWithASearchThroughAllOrders(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final PlainHistory history = Simulation.run(seed, 1 + random.nextInt(4), 1 + random.nextInt(7), false);
        final int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(history, random);
        }
        final boolean right = BruteForce.accepts(history);
        final HistoryReport report = history.check();
        assertEquals(right, report.good(), () -> report.violations() + history.toString());
        accepted += right ? 1 : 0;
        rejected += right ? 0 : 1;
    }

    /** Any small change, one that leaves the history right included. */
    private static void change(final PlainHistory history, final SplittableRandom random) {
        final int dice = random.nextInt(20);
        if (dice >= 8) {
            final Spoiling[] all = Spoiling.values();
            all[random.nextInt(all.length)].spoil(history, random);
            return;
        }
        final PlainHistory.Op op = Spoiling.pick(history, random, one -> true);
        if (op == null) {
            return;
        }
        if (dice == 0) {
            op.sequence += random.nextInt(3) - 1;
        } else if (dice < 6) {
            final long shift = random.nextInt(31) - 15;
            op.invoked += shift;
            op.responded += shift;
        } else if (dice == 6) {
            op.responded = PlainHistory.NEVER; // the answer did not arrive
        } else {
            op.invoked -= random.nextInt(10);
        }
    }

    @AfterContainer
    static void tell() {
        System.out.println("single changes found: " + FOUND);
        System.out.println("the search accepted " + accepted + " small histories and rejected " + rejected);
        // Nothing is proven by changes that were never made.
        final boolean changed = FOUND.getOrDefault(Spoiling.PHANTOM, 0) == CHANGED_HISTORIES;
        for (final Spoiling spoiling : Spoiling.values()) {
            assertTrue(!changed || FOUND.getOrDefault(spoiling, 0) > 100, spoiling::name);
        }
        final boolean compared = accepted + rejected == SMALL_HISTORIES;
        assertTrue(!compared || accepted > 500 && rejected > 500);
    }
}
