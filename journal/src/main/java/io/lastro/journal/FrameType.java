package io.lastro.journal;

/** Type of a frame. Codes are journal format: append only, never renumber. */
public enum FrameType {
    /** Whole requests with their outcomes. */
    REQUEST(1),
    /** Expiries and other time-driven events, made by the leader. */
    TICK(2),
    /** Administrative commands with their outcomes; sessions. */
    ADMIN(3),
    /** The first frame of an epoch: everything behind its base of an older epoch is void. */
    EPOCH_START(4),
    /** A change of the journaled configuration; not written yet. */
    CONFIG(5),
    /** From here on other engine rules hold; not written yet. */
    FEATURE_EPOCH(6),
    /** The auditor's totals and tree; one event, and nothing else in the frame. */
    CHECKPOINT(7),
    /** Names the commit sequence when the node runs idle; takes no sequence. */
    COMMIT(8),
    /** Everything is synced in the queue and the node stops; takes no sequence. */
    CLEAN_STOP(9),
    /** A start after an unclean stop: what was written again, what was cut; local, takes no sequence. */
    VOID(10),
    /** Closes a confirmed wrong frame; not written yet. */
    CORRECTION(11),
    /** Nothing; not written yet. */
    NOOP(12);

    private static final FrameType[] VALUES = values();

    private final int code;

    FrameType(final int code) {
        this.code = code;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** Whether frames of this type stand in the logical chain and take sequences. */
    public boolean takesSequences() {
        return this != COMMIT && this != CLEAN_STOP && this != VOID && this != NOOP;
    }

    /** The type of a number, or null. */
    static FrameType ofCode(final int code) {
        return code < 1 || code > VALUES.length ? null : VALUES[code - 1];
    }
}
