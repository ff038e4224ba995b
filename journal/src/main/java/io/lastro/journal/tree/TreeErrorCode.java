package io.lastro.journal.tree;

/** Why the audit tree refuses. */
public enum TreeErrorCode {
    /** The state file is cut, altered or contradicts itself; the tree can be built again from the journal. */
    DAMAGED_STATE,
    /** A tile is missing, torn, altered or from another tree. */
    DAMAGED_TILE,
    /** The tree belongs to another cluster, lineage or group. */
    FOREIGN_TREE,
    /** Written by a newer version. */
    NEWER_VERSION,
    /** The journal now says something else than what the tree holds: one of the two was altered. */
    LEAF_DIFFERS,
    /** The journal ends before the tree does. */
    JOURNAL_SHORTER,
    /** A sequence is not the next one. */
    SEQUENCE_GAP,
    /** The tree was opened for reading. */
    READ_ONLY,
    /** The operating system reported an error; the tree cannot be used any more. */
    IO_ERROR
}
