package io.lastro.journal;

/** Named moments of the journal's life, for fail points and tests. Listed in the order of a commit, then the rest. */
public enum JournalStep {
    /** The group is encoded; nothing of it is written. */
    BEFORE_RING_WRITE,
    /** The group is written to the ring, not synced. */
    AFTER_RING_WRITE,
    /** The group is durable in the ring, not yet in the queue. */
    AFTER_RING_SYNC,
    /** The group is in the ring and appended to the queue; commit returns next. */
    AFTER_QUEUE_APPEND,
    /** The queue's files are about to be synced; on the queue-sync thread, or the journal thread with sync: queue. */
    BEFORE_QUEUE_SYNC,
    /** The queue's files are synced; not yet recorded. */
    AFTER_QUEUE_SYNC,
    /** The ring moves on to its next file. */
    RING_FILE_SWITCH,
    /** The queue has begun a new segment. */
    SEGMENT_ROLL,
    /** Start after an unclean stop: some frames are written again, nothing is synced. */
    DURING_RECOVERY_REWRITE,
    /** Start after an unclean stop: the frames are written again and synced, the folder has its name. */
    AFTER_RECOVERY_REWRITE,
    /** Start: some ring files have their new header, others the old one. */
    DURING_RING_RESET,
    /** Start: the ring is empty and of a new generation; nothing is appended yet. */
    AFTER_RING_RESET,
    /** Stop: the queue is synced, the CLEAN_STOP frame is not written. */
    BEFORE_CLEAN_STOP,
    /** Stop: the CLEAN_STOP frame is synced in the ring and in the queue. */
    AFTER_CLEAN_STOP
}
