package io.lastro.engine.reference;

import java.util.ArrayList;
import java.util.List;

/** Moves the clock: a little, or to where something happens, or right beside that. */
final class ClockGen {
    /** 2025-01-15 23:59:50 of the Brasilia clock. */
    static final long START_NS = 1_736_996_390_000_000_000L;

    /** A clock so late that the longest timeout leaves 63 bits. */
    static final long LATE_NS = 5_000_000_000_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long HOUR_NS = 60 * MINUTE_NS;
    private static final long DAY_NS = 24 * HOUR_NS;
    private static final long WEST_NS = 3 * HOUR_NS;

    private final World world;
    private final Dice dice;

    ClockGen(final World world) {
        this.world = world;
        dice = world.dice;
    }

    /** Where the clock goes now; it never goes back. */
    long next() {
        final long nowNs = world.model.timeNs();
        return Math.max(nowNs, wish(nowNs));
    }

    private long wish(final long nowNs) {
        return switch (dice.weighted(40, 30, 20, 10)) {
            case 0 -> nowNs + dice.of(0L, 1L, 2L, 5L, SECOND_NS / 2, SECOND_NS, 2 * SECOND_NS, MINUTE_NS);
            case 1 -> happening() + dice.of(-1L, 0L, 0L, 0L, 1L, 2L, 3L);
            case 2 -> edgeOfBrasilia() + dice.of(-1L, 0L, 0L, 1L, 2L, -SECOND_NS);
            default -> nowNs + dice.of(10 * MINUTE_NS, HOUR_NS, HOUR_NS, DAY_NS, DAY_NS + 1);
        };
    }

    private long happening() {
        final ModelState state = world.model.state();
        final List<Long> instants = new ArrayList<>();
        for (final Due due : state.due) {
            instants.add(due.expiresAtNs());
            if (instants.size() > 2) {
                break;
            }
        }
        for (final ModelAccount account : state.accounts.values()) {
            account.rules.limits.values().stream()
                    .filter(limit -> limit.waiting != null)
                    .forEach(limit -> instants.add(limit.waiting.effectiveAtNs()));
            account.rules.blocks.stream()
                    .filter(block -> block.expiresAtNs != 0)
                    .forEach(block -> instants.add(block.expiresAtNs));
        }
        instants.removeIf(instant -> instant < world.model.timeNs() || instant > world.model.timeNs() + 400 * DAY_NS);
        return instants.isEmpty() ? world.model.timeNs() : dice.of(instants);
    }

    private long edgeOfBrasilia() {
        final long localNs = world.model.timeNs() - WEST_NS;
        final long midnight = Math.floorDiv(localNs, DAY_NS) * DAY_NS + WEST_NS;
        final long hour = Math.floorDiv(localNs, HOUR_NS) * HOUR_NS + WEST_NS;
        final List<Long> edges = new ArrayList<>(List.of(hour + HOUR_NS, hour + HOUR_NS));
        for (final long edge : new long[] {6 * HOUR_NS, 20 * HOUR_NS, DAY_NS}) {
            if (midnight + edge > world.model.timeNs()) {
                edges.add(midnight + edge);
            }
        }
        return dice.of(edges);
    }
}
