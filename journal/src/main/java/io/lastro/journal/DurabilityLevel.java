package io.lastro.journal;

/** What {@link Journal#commit()} means when it has returned. */
public enum DurabilityLevel {
    /** In memory of the operating system only: for tests. Nothing is synced before it returns. */
    D0,
    /** Synced to disk on this node. */
    D1
}
