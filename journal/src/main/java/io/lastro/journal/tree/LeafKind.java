package io.lastro.journal.tree;

import io.lastro.journal.BatchKind;

/** What a leaf is about. Codes stand in the leaf: append only, never renumber. */
public enum LeafKind {
    /** One account of a CreateAccounts request. */
    ACCOUNTS(1),
    /** One transfer of a CreateTransfers request. */
    TRANSFERS(2),
    /** The expiry of a pending transfer. */
    EXPIRIES(3),
    /** An admin command. */
    ADMIN(4),
    /** Beginning or end of a session. */
    SESSIONS(5),
    /** The auditor's own checkpoint: bytes that the tree does not look into. */
    CHECKPOINT(6);

    private static final LeafKind[] VALUES = values();

    private final int code;

    LeafKind(final int code) {
        this.code = code;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** The kind of a number, or null. */
    public static LeafKind ofCode(final int code) {
        return code < 1 || code > VALUES.length ? null : VALUES[code - 1];
    }

    /** The kind of the leaves of a batch. */
    public static LeafKind of(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> ACCOUNTS;
            case TRANSFERS -> TRANSFERS;
            case EXPIRIES -> EXPIRIES;
            case ADMIN -> ADMIN;
            case SESSIONS -> SESSIONS;
            case CHECKPOINT -> CHECKPOINT;
        };
    }
}
