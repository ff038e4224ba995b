package io.lastro.replication;

/** How a group may acknowledge. */
public enum ClusterMode {
    /** As the sync set and minSync say. */
    NORMAL,
    /** On one copy, by the signatures of two operators, until healed the same way. */
    DEGRADED
}
