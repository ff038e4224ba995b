package io.lastro.protocol;

/**
 * Values of the journaled configuration that the rules depend on.
 */
public enum LedgerSetting {
    /** Brasilia clock, 0 to 1439; 180 by default. */
    MINUTES_WEST_OF_UTC(1, "minutesWestOfUtc"),
    /** Minute of the day at which night begins, 0 to 1439; 1200 by default. */
    NIGHT_START_MINUTE(2, "nightStartMinute"),
    /** Minute of the day at which night ends, 0 to 1439; 360 by default. */
    NIGHT_END_MINUTE(3, "nightEndMinute"),
    /** How long a raise waits at least; 86400 by default. */
    LIMIT_RAISE_DELAY_SECONDS(4, "limitRaiseDelaySeconds");

    private static final LedgerSetting[] BY_CODE = new LedgerSetting[5];

    static {
        for (final LedgerSetting value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;
    private final String wireName;

    LedgerSetting(final int code, final String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** The name used in the SBE schema, in JSON and in the documentation. */
    public String wireName() {
        return wireName;
    }

    /** The value of a pinned number; null for a number that none has. */
    public static LedgerSetting ofCode(final int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
