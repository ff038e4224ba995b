package io.lastro.bench.jmh;

import io.lastro.journal.DurabilityLevel;
import io.lastro.journal.SyncMode;

/** What a commit of a benchmark waits for. */
public enum CommitKind {
    /** D0: nothing is synced. */
    D0(DurabilityLevel.D0, SyncMode.WAL),
    /** D1 by the sync of the write-ahead ring. */
    D1_WAL(DurabilityLevel.D1, SyncMode.WAL),
    /** D1 by the sync of the Chronicle Queue file. */
    D1_QUEUE(DurabilityLevel.D1, SyncMode.QUEUE);

    private final DurabilityLevel level;
    private final SyncMode mode;

    CommitKind(final DurabilityLevel level, final SyncMode mode) {
        this.level = level;
        this.mode = mode;
    }

    JournalUnderTest open() {
        return new JournalUnderTest(level, mode);
    }
}
