package io.lastro.protocol;

/**
 * Who ordered a block.
 */
public enum BlockKind {
    /** A court. */
    COURT(1, "court"),
    /** The payment network after a fraud report. */
    FRAUD(2, "fraud");

    private static final BlockKind[] BY_CODE = new BlockKind[3];

    static {
        for (final BlockKind value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;
    private final String wireName;

    BlockKind(final int code, final String wireName) {
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
    public static BlockKind ofCode(final int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
