package io.lastro.node.audit;

/** Steps of the auditor at which a fail point can end the process. */
public enum AuditStep {
    /** A checkpoint is in the ring; nothing of it is journaled. */
    CHECKPOINT_OFFERED,
    /** A checkpoint was met in a released frame; it is not signed. */
    CHECKPOINT_JOURNALED,
    /** The tree is synced, the position behind it is not written. */
    TREE_SYNCED,
    /** A signed note is on disk. */
    NOTE_WRITTEN
}
