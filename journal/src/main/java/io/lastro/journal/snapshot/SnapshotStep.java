package io.lastro.journal.snapshot;

/** Named moments in which a snapshot comes into being, for fail points and tests, in their order. */
public enum SnapshotStep {
    /** The header and some chunks are in the unfinished file. */
    DURING_SNAPSHOT_WRITE,
    /** The unfinished file is written and synced; it does not have its name. */
    BEFORE_SNAPSHOT_RENAME,
    /** The file has its name; the folder is not synced. */
    AFTER_SNAPSHOT_RENAME,
    /** The snapshot is durable; older ones are still there. */
    AFTER_SNAPSHOT_SYNC
}
