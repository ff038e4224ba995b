package io.lastro.bench.result;

/**
 * A number to reach.
 *
 * @param kind who set it.
 * @param limit in the unit of the measurement.
 * @param atLeast whether more is better.
 */
public record Bar(Kind kind, double limit, boolean atLeast) {
    /** Who set a bar; the order of the columns. */
    public enum Kind {
        /** The first benchmark's bar. */
        FIRST,
        /** DESIGN, section 8, bar. */
        DESIGN,
        /** DESIGN, section 8, reach. */
        REACH
    }

    /** More is better. */
    public static Bar atLeast(final Kind kind, final double limit) {
        return new Bar(kind, limit, true);
    }

    /** Less is better. */
    public static Bar atMost(final Kind kind, final double limit) {
        return new Bar(kind, limit, false);
    }

    /** Whether a value reaches it. */
    public boolean isReachedBy(final double value) {
        return atLeast ? value >= limit : value <= limit;
    }
}
