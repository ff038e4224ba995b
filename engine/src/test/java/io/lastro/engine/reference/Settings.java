package io.lastro.engine.reference;

import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;

/** The journaled configuration, and the fixed windows of the Brasilia clock that follow from it. */
final class Settings {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long HOUR_NS = 60 * MINUTE_NS;
    private static final long DAY_NS = 24 * HOUR_NS;

    /** Raised by each accepted config command. */
    long version;

    private long minutesWestOfUtc = 180;
    private long nightStartMinute = 1200;
    private long nightEndMinute = 360;
    private long raiseDelaySeconds = 86_400;

    /** Another object with the same values. */
    Settings copy() {
        final Settings copy = new Settings();
        copy.version = version;
        copy.minutesWestOfUtc = minutesWestOfUtc;
        copy.nightStartMinute = nightStartMinute;
        copy.nightEndMinute = nightEndMinute;
        copy.raiseDelaySeconds = raiseDelaySeconds;
        return copy;
    }

    /** Changes one value. */
    void set(final LedgerSetting setting, final long value) {
        switch (setting) {
            case MINUTES_WEST_OF_UTC -> minutesWestOfUtc = value;
            case NIGHT_START_MINUTE -> nightStartMinute = value;
            case NIGHT_END_MINUTE -> nightEndMinute = value;
            case LIMIT_RAISE_DELAY_SECONDS -> raiseDelaySeconds = value;
        }
    }

    /** How long a raise waits at least. */
    long raiseDelayNs() {
        return raiseDelaySeconds * SECOND_NS;
    }

    /** Beginning of the window of a kind that an instant lies in; null when it lies in none. */
    Long windowBegin(final LimitKind kind, final long instantNs) {
        return switch (kind) {
            case PER_TRANSFER -> null;
            case DAY -> periodBegin(instantNs, DAY_NS);
            case HOURLY_COUNT -> periodBegin(instantNs, HOUR_NS);
            case NIGHT -> nightBegin(instantNs);
        };
    }

    private long periodBegin(final long instantNs, final long periodNs) {
        final long westNs = minutesWestOfUtc * MINUTE_NS;
        return Math.floorDiv(instantNs - westNs, periodNs) * periodNs + westNs;
    }

    private Long nightBegin(final long instantNs) {
        final long midnight = periodBegin(instantNs, DAY_NS);
        final long minute = (instantNs - midnight) / MINUTE_NS;
        final long thisEvening = midnight + nightStartMinute * MINUTE_NS;
        if (nightStartMinute < nightEndMinute) {
            return minute >= nightStartMinute && minute < nightEndMinute ? thisEvening : null;
        }
        if (nightStartMinute == nightEndMinute) {
            return null;
        }
        if (minute >= nightStartMinute) {
            return thisEvening;
        }
        return minute < nightEndMinute ? thisEvening - DAY_NS : null;
    }
}
