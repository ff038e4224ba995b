package io.lastro.journal;

/** Kind of a batch inside a frame. Codes are journal format: append only. */
public enum BatchKind {
    /** CreateAccounts. */
    ACCOUNTS(1, FrameType.REQUEST),
    /** CreateTransfers. */
    TRANSFERS(2, FrameType.REQUEST),
    /** Expiries of pending transfers. */
    EXPIRIES(3, FrameType.TICK),
    /** Admin commands. */
    ADMIN(4, FrameType.ADMIN),
    /** Beginnings and ends of sessions. */
    SESSIONS(5, FrameType.ADMIN),
    /** What the auditor found; one event, alone in its frame. */
    CHECKPOINT(6, FrameType.CHECKPOINT);

    private static final BatchKind[] VALUES = values();

    private final int code;
    private final FrameType frameType;

    BatchKind(final int code, final FrameType frameType) {
        this.code = code;
        this.frameType = frameType;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** Type of the frames that hold such batches. */
    FrameType frameType() {
        return frameType;
    }

    /** The kind of a number, or null. */
    static BatchKind ofCode(final int code) {
        return code < 1 || code > VALUES.length ? null : VALUES[code - 1];
    }
}
