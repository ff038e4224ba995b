package io.lastro.replication;

/** What a shown receipt means. */
public enum ReceiptVerdict {
    /** The frame is here and committed. */
    FOUND,
    /** Not here yet: ask again, or elsewhere. */
    BEHIND,
    /** A newer epoch than ours: we are stale. */
    STALE,
    /** The primary of an open epoch does not have what was acknowledged: it halts. */
    LOST
}
