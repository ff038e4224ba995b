package io.lastro.protocol;

/**
 * What an admin command does.
 */
public enum AdminKind {
    /** Sets how far the posted debits may go above the posted credits. */
    SET_CREDIT_LIMIT(1, "setCreditLimit"),
    /** Sets, raises or removes a limit on debits. */
    SET_LIMIT(2, "setLimit"),
    /** Blocks an amount; two signatures. */
    ADD_BLOCK(3, "addBlock"),
    /** Lowers a block; two signatures. */
    RELEASE_BLOCK(4, "releaseBlock"),
    /** Moves blocked money to another account; two signatures. */
    EXECUTE_BLOCK(5, "executeBlock"),
    /** Stops new debits, credits or both; two signatures. */
    FREEZE(6, "freeze"),
    /** Lets them pass again; two signatures. */
    UNFREEZE(7, "unfreeze"),
    /** Changes a value of the journaled configuration; two signatures. */
    CONFIG(8, "config");

    private static final AdminKind[] BY_CODE = new AdminKind[9];

    static {
        for (final AdminKind value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;
    private final String wireName;

    AdminKind(final int code, final String wireName) {
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
    public static AdminKind ofCode(final int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
