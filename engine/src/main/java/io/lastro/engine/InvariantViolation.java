package io.lastro.engine;

/** A rule that must never break is broken: not the client's mistake, so nothing is answered and the engine halts. */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    InvariantViolation(final String invariant, final long actual, final long expected) {
        super(invariant + ": found " + actual + ", expected " + expected);
        this.invariant = invariant;
    }

    /** Name of the broken invariant. */
    public String invariant() {
        return invariant;
    }
}
