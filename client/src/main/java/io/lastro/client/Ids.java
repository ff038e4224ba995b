package io.lastro.client;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Makes ids that grow with time: 48 bits of Unix milliseconds, then 80 random bits; within a millisecond the random
 * part counts up.
 *
 * <p>Ids of one generator are unique and strictly increase (unsigned), also when the clock steps back. Neighbours in
 * time are neighbours in the ledger's index, which is why these are quicker than random ids. Thread-safe.
 */
public final class Ids {
    private static final Ids PROCESS = new Ids(System::currentTimeMillis, new SecureRandom());
    private static final int RANDOM_BITS_IN_HIGH = 16;
    private static final long RANDOM_MASK_IN_HIGH = (1L << RANDOM_BITS_IN_HIGH) - 1;

    private final LongSupplier clockMs;
    private final RandomGenerator random;
    private long lastMs = -1;
    private long high;
    private long low;

    /**
     * A generator of its own.
     *
     * @param clockMs Unix time in ms; a step back is survived.
     * @param random source of the random part: a seeded one makes the ids repeatable.
     */
    public Ids(final LongSupplier clockMs, final RandomGenerator random) {
        this.clockMs = clockMs;
        this.random = random;
    }

    /** The next id of the generator that the whole process shares. */
    public static Id next() {
        return PROCESS.make();
    }

    /** The next id of this generator. */
    public synchronized Id make() {
        final long nowMs = clockMs.getAsLong();
        if (nowMs > lastMs) {
            lastMs = nowMs;
            high = nowMs << RANDOM_BITS_IN_HIGH | random.nextLong() & RANDOM_MASK_IN_HIGH;
            low = random.nextLong() >>> 1; // the upper half stays free to count into
        } else if (++low == 0) {
            high++;
        }
        return new Id(low, high);
    }
}
