package io.lastro.engine.reference;

import java.util.List;
import java.util.Random;

/** Seeded choices. */
final class Dice {
    private static final int PERCENT = 100;

    private final Random random;

    Dice(final long seed) {
        random = new Random(seed);
    }

    /** 0 to bound - 1. */
    int below(final int bound) {
        return random.nextInt(bound);
    }

    /** True in so many of a hundred cases. */
    boolean chance(final int percent) {
        return random.nextInt(PERCENT) < percent;
    }

    /** One of some values. */
    @SafeVarargs
    final <T> T of(final T... values) {
        return values[random.nextInt(values.length)];
    }

    /** One of some values. */
    <T> T of(final List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** An index, as often as its weight says. */
    int weighted(final int... weights) {
        int sum = 0;
        for (final int weight : weights) {
            sum += weight;
        }
        int rest = random.nextInt(sum);
        int index = 0;
        while (rest >= weights[index]) {
            rest -= weights[index];
            index++;
        }
        return index;
    }
}
