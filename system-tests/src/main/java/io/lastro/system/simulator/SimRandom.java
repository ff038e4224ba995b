package io.lastro.system.simulator;

import java.util.SplittableRandom;

/** Random numbers of a seed. */
final class SimRandom {
    private final SplittableRandom random;

    SimRandom(final long seed) {
        random = new SplittableRandom(seed);
    }

    private SimRandom(final SplittableRandom random) {
        this.random = random;
    }

    /** An independent stream. */
    SimRandom split() {
        return new SimRandom(random.split());
    }

    boolean chance(final double probability) {
        return random.nextDouble() < probability;
    }

    int below(final int bound) {
        return random.nextInt(bound);
    }

    long between(final long least, final long most) {
        return least + random.nextLong(most - least + 1);
    }

    long number() {
        return random.nextLong();
    }

    /** Mostly near the least, at times near the most: such are the times of real systems. */
    long skewed(final long least, final long most) {
        final double x = random.nextDouble();
        return least + (long) (x * x * x * (most - least));
    }
}
