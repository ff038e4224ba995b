package io.lastro.replication;

/** What a replica is at the moment. */
public enum Role {
    /** Has not read the config record since it was started: answers nobody. */
    STARTING,
    /** Follows the primary of its epoch, or waits for one. */
    STANDBY,
    /** Suspects the primary and tries to win the next epoch; acknowledges nothing older since its promise. */
    CANDIDATE,
    /** Leads its epoch; open for clients when its EPOCH_START is committed. */
    PRIMARY,
    /** Stopped for good: says nothing. */
    HALTED
}
