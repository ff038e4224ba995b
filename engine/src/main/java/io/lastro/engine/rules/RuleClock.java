package io.lastro.engine.rules;

import io.lastro.protocol.LedgerSetting;

/**
 * The Brasilia clock: in which hour, day and night an event falls. A window is named by the instant at which it begins,
 * ns since the Unix epoch. Ledger thread only.
 */
final class RuleClock {
    /** Beginning of no night. */
    static final long NO_WINDOW = Long.MIN_VALUE;

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long HOUR_NS = 60 * MINUTE_NS;
    private static final long DAY_NS = 24 * HOUR_NS;

    private final LedgerConfiguration configuration;

    RuleClock(final LedgerConfiguration configuration) {
        this.configuration = configuration;
    }

    long hour(final long nowNs) {
        return beginning(nowNs, HOUR_NS);
    }

    long day(final long nowNs) {
        return beginning(nowNs, DAY_NS);
    }

    /** The night of an instant: after midnight the one that began on the day before; {@link #NO_WINDOW} by day. */
    long night(final long nowNs) {
        final long startNs = configuration.value(LedgerSetting.NIGHT_START_MINUTE) * MINUTE_NS;
        final long endNs = configuration.value(LedgerSetting.NIGHT_END_MINUTE) * MINUTE_NS;
        final long midnightNs = day(nowNs);
        final long timeOfDayNs = nowNs - midnightNs;
        if (startNs <= endNs) {
            return timeOfDayNs >= startNs && timeOfDayNs < endNs ? midnightNs + startNs : NO_WINDOW;
        }
        if (timeOfDayNs >= startNs) {
            return midnightNs + startNs;
        }
        return timeOfDayNs < endNs ? midnightNs - DAY_NS + startNs : NO_WINDOW;
    }

    private long beginning(final long nowNs, final long lengthNs) {
        final long westNs = configuration.value(LedgerSetting.MINUTES_WEST_OF_UTC) * MINUTE_NS;
        return Math.floorDiv(nowNs - westNs, lengthNs) * lengthNs + westNs;
    }
}
