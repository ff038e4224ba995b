package io.lastro.protocol;

/**
 * What a limit bounds.
 */
public enum LimitKind {
    /** Amount of each debit. */
    PER_TRANSFER(1, "perTransfer"),
    /** Sum of debits of a Brasilia calendar day. */
    DAY(2, "day"),
    /** Sum of debits of a night. */
    NIGHT(3, "night"),
    /** Number of debits of an hour. */
    HOURLY_COUNT(4, "hourlyCount");

    private static final LimitKind[] BY_CODE = new LimitKind[5];

    static {
        for (final LimitKind value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;
    private final String wireName;

    LimitKind(final int code, final String wireName) {
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
    public static LimitKind ofCode(final int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
