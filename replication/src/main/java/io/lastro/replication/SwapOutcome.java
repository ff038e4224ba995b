package io.lastro.replication;

/** What became of a compare-and-swap. */
public enum SwapOutcome {
    /** It is in force. */
    WON,
    /** It is not and never will be: the record had another version. */
    LOST,
    /** It may be in force, or come into force later. */
    UNKNOWN
}
