package io.lastro.engine.pipeline;

import java.util.function.LongSupplier;

/**
 * Ledger time: an anchor plus monotonic time, slewed towards the wall clock by at most 1 ms a second, never back.
 *
 * <p>A wall clock that jumps does not move the ledger; {@link #offsetNs()} shows how far apart they are so that an alarm
 * can be raised. LEDGER thread only, except {@link #offsetNs()}. All times in ns; wall time is Unix time.
 */
public final class LedgerClock {
    /** Further than this from the wall clock is an alarm. */
    public static final long ALARM_OFFSET_NS = 500_000_000L;

    private static final long SLEW_INTERVAL_NS = 1_000_000_000L;
    private static final long MAX_SLEW_NS = 1_000_000L;

    private final LongSupplier wallNs;
    private final LongSupplier monotonicNs;
    private long anchorNs;
    private long anchorMonotonicNs;
    private long lastNs;
    private volatile long offsetNs;

    /** Anchors ledger time at the wall clock, or at {@code atLeastNs} when the wall clock is behind the ledger. */
    public LedgerClock(final LongSupplier wallNs, final LongSupplier monotonicNs, final long atLeastNs) {
        this.wallNs = wallNs;
        this.monotonicNs = monotonicNs;
        final long wall = wallNs.getAsLong();
        anchorNs = Math.max(wall, atLeastNs);
        anchorMonotonicNs = monotonicNs.getAsLong();
        lastNs = anchorNs;
        offsetNs = anchorNs - wall;
    }

    /** Ledger time now; never less than what it said before. */
    public long nowNs() {
        final long monotonic = monotonicNs.getAsLong();
        final long elapsedNs = monotonic - anchorMonotonicNs;
        long now = anchorNs + elapsedNs;
        if (elapsedNs >= SLEW_INTERVAL_NS) {
            final long offset = now - wallNs.getAsLong();
            offsetNs = offset;
            final long budgetNs = elapsedNs / SLEW_INTERVAL_NS * MAX_SLEW_NS;
            now -= Math.max(-budgetNs, Math.min(budgetNs, offset));
            anchorNs = now;
            anchorMonotonicNs = monotonic;
        }
        lastNs = Math.max(lastNs, now);
        return lastNs;
    }

    /** Ledger time minus wall time at the last comparison, ns. Any thread. */
    public long offsetNs() {
        return offsetNs;
    }
}
