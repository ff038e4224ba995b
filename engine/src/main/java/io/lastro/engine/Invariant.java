package io.lastro.engine;

/**
 * Checks that are always on, in production too. They look at what was written, not at what was meant, and a failed one
 * halts the engine.
 *
 * <p>Numbers are passed as they are, so that a check costs a comparison and allocates nothing unless it fails.
 */
public final class Invariant {
    private Invariant() {}

    /**
     * Passes when the condition holds.
     *
     * @param name of the invariant, a constant.
     * @throws InvariantViolation when it does not hold.
     */
    public static void check(final boolean holds, final String name, final long actual, final long expected) {
        if (!holds) {
            throw new InvariantViolation(name, actual, expected);
        }
    }

    /**
     * Passes when both numbers are equal.
     *
     * @param name of the invariant, a constant.
     * @throws InvariantViolation when they differ.
     */
    public static void equal(final long actual, final long expected, final String name) {
        if (actual != expected) {
            throw new InvariantViolation(name, actual, expected);
        }
    }
}
