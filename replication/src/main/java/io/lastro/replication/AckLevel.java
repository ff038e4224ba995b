package io.lastro.replication;

/** What an acknowledgement to a client means. */
public enum AckLevel {
    /** In the journal of all sync members, synced within 5 ms. */
    D2,
    /** Synced to disk on all sync members. */
    D3
}
