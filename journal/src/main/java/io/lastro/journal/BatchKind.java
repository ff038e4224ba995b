package io.lastro.journal;

/** Kind of a batch inside a frame. Codes are journal format: append only. */
public enum BatchKind {
    /** CreateAccounts. */
    ACCOUNTS(1),
    /** CreateTransfers. */
    TRANSFERS(2),
    /** Expiries of pending transfers. */
    EXPIRIES(3);

    private final int code;

    BatchKind(final int code) {
        this.code = code;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** The kind of a number, or null. */
    static BatchKind ofCode(final int code) {
        switch (code) {
            case 1:
                return ACCOUNTS;
            case 2:
                return TRANSFERS;
            case 3:
                return EXPIRIES;
            default:
                return null;
        }
    }
}
