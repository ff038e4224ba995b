package io.lastro.replication;

/**
 * A rule that is broken on purpose, so that the simulator can prove that it sees. Production passes {@link #NONE}.
 *
 * <p>From {@link #KEEP_MEMORY_WHEN_DEPOSED} on they are planted in the simulated node, not in the machine.
 */
public enum PlantedBug {
    /** The rules as they are. */
    NONE,
    /** A standby calls durable what is only appended. */
    ACK_BEFORE_SYNC,
    /** A primary counts its own frames before its own sync. */
    COMMIT_BEFORE_OWN_SYNC,
    /** A candidate neither writes its promise nor stops acknowledging. */
    SKIP_PROMISE,
    /** A standby acknowledges to the primary of an epoch older than its promise. */
    ACK_BELOW_PROMISE,
    /** A member that stalls is not required any more as soon as the swap is asked for. */
    SHRINK_BEFORE_SWAP,
    /** A swap without an answer counts as done. */
    UNKNOWN_SWAP_IS_WON,
    /** A takeover without an answer counts as won. */
    UNKNOWN_TAKEOVER_IS_WON,
    /** A member is swapped in as soon as it answers. */
    GROW_BEFORE_CAUGHT_UP,
    /** A member is swapped in without having been required before. */
    GROW_WITHOUT_REQUIRING,
    /** The sync set falls below minSync. */
    EVICT_BELOW_MIN_SYNC,
    /** A new primary throws away what it does not know to be committed. */
    CANDIDATE_VOIDS_OWN_TAIL,
    /** A new primary drops the last frame of its log. */
    DROP_LAST_FRAME_OF_EPOCH,
    /** A member out of the sync set takes over. */
    OUTSIDER_TAKES_OVER,
    /** A standby throws away what it does not know to be committed. */
    TRUNCATE_BY_COMMIT,
    /** A standby acknowledges all that it has without finding where the logs agree. */
    ACK_WITHOUT_RECONCILE,
    /** The answer that said where the logs agree is believed again when it comes twice. */
    RECONCILE_TWICE,
    /** A standby takes frames before it has found where the logs agree. */
    TAKE_BEFORE_RECONCILE,
    /** A standby applies what is not committed. */
    APPLY_UNCOMMITTED,
    /** A new primary opens when it has won the swap. */
    OPEN_BEFORE_EPOCH_START,
    /** A primary that was restarted goes on in the epoch that it led. */
    REUSE_SEQUENCE,
    /** Reads leave a primary when it likes. */
    STALE_READ,
    /** Reads wait for acknowledgements of anything, also of what was sent before. */
    READ_WITHOUT_PROBE,
    /** A primary whose disk hangs goes on saying that it lives. */
    HEARTBEAT_WHILE_DISK_HANGS,
    /** A member that lost the memory of a boot is a candidate at D2. */
    FORGET_BOOT_ID,
    /** A deposed primary keeps the memory of its engine. */
    KEEP_MEMORY_WHEN_DEPOSED,
    /** An emptied data directory keeps its incarnation. */
    EMPTY_DISK_UNDER_OLD_NAME,
    /** A restored data directory keeps its incarnation. */
    RESTORED_DISK_UNDER_OLD_NAME,
    /** A start believes any record that the store once held. */
    TRUST_STALE_CONFIG,
    /** A start ends without the config store. */
    START_WITHOUT_CONFIG,
    /** A start after a crash does not write the tail again. */
    RECOVERY_WITHOUT_REWRITE,
    /** A void is not written, only remembered. */
    VOID_NOT_WRITTEN,
    /** A start reads the log without its voids. */
    RECOVERY_IGNORES_VOIDS,
    /** A failed sync is tried again instead of halting. */
    RETRY_FAILED_SYNC,
    /** A reply leaves when the frame is made. */
    REPLY_BEFORE_COMMIT,
    /** The engine of a primary journals another outcome than the rules give, once in a while. */
    PRIMARY_COMPUTES_WRONGLY,
    /** A start applies all that its log holds. */
    START_APPLIES_UNCOMMITTED
}
