package io.lastro.node;

import io.lastro.journal.JournalCheck;
import java.util.List;

/** What {@code verify --full} and {@code audit} check over the events; the tree and the signatures have their place here. */
public final class FullChecks {
    private FullChecks() {}

    /** All of them, in the order of the report. */
    public static List<JournalCheck> all(final ReplayCheck replay) {
        return List.of(replay, new LedgerSumsCheck(replay));
    }
}
