package io.lastro.system.simulator;

/** What may go wrong; each seed has a random subset of them. */
enum FaultKind {
    /** kill -9. */
    KILL,
    /** The plug: unsynced pages are lost. */
    POWER_LOSS,
    /** SIGSTOP. */
    PAUSE,
    /** A node is cut off from all others. */
    ISOLATE,
    /** Two nodes do not reach each other, all others do. */
    PARTIAL_PARTITION,
    /** One direction between two nodes, or from or to all, is cut. */
    ONE_WAY,
    /** Messages are lost, doubled, late, damaged. */
    BAD_NETWORK,
    /** A disk is slow. */
    SLOW_DISK,
    /** A disk does nothing for a while; a full one looks the same. */
    HUNG_DISK,
    /** A sync fails and leaves its pages clean. */
    SYNC_FAILS,
    /** The store answers late, or its answer is lost. */
    BAD_STORE,
    /** A node does not reach the store, or none does. */
    STORE_UNREACHABLE,
    /** A wall clock jumps. */
    CLOCK_JUMP,
    /** The primary is cut off from the store and from all but one standby, which is killed when another one leads. */
    OLD_PRIMARY,
    /** Two nodes at once. */
    TWO_AT_ONCE,
    /** A data directory is emptied. */
    EMPTY_DISK,
    /** A data directory is put back from an older image. */
    RESTORED_DISK
}
