package io.lastro.protocol;

/** What happened to a session. Codes are journal format: append only. */
public enum SessionKind {
    /** A client opened it. */
    OPEN(1),
    /** Its client closed it. */
    CLOSE(2),
    /** It was the least recently used one when another one needed its place. */
    EVICT(3);

    private static final SessionKind[] VALUES = values();

    private final int code;

    SessionKind(final int code) {
        this.code = code;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** The kind of a pinned number; null for a number that none has. */
    public static SessionKind ofCode(final int code) {
        return code < 1 || code > VALUES.length ? null : VALUES[code - 1];
    }
}
