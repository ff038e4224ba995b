package io.lastro.replication;

import java.util.List;

/**
 * Finds where two logs agree: by epoch and sequence, proven by the chain value, never by a commit number.
 *
 * <p>An epoch has one primary and so one chain: two logs that both hold frames of an epoch are the same up to where the
 * shorter of them leaves it. The newest epoch that both hold decides.
 */
final class Reconciliation {
    /** A standby names so many epochs; one that is further behind starts from the beginning. */
    static final int MAX_EPOCH_ENDS = 64;

    private Reconciliation() {}

    /** Last sequence up to which the own log and one with these epochs are the same. */
    static long commonSequence(final LogIndex own, final List<LogIndex.EpochEnd> theirs) {
        for (final LogIndex.EpochEnd end : theirs) {
            final long mine = own.lastSequenceOf(end.epoch());
            if (mine > 0) {
                return Math.min(mine, end.lastSequence());
            }
        }
        return 0;
    }
}
