package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.RecoveryHandler;

/** Brings an engine to the end of a journal by executing it again. */
public final class Executing {
    private Executing() {}

    /** To be passed to whoever opens the journal. */
    public static RecoveryHandler on(final LedgerEngine engine) {
        return new Replayer(engine);
    }
}
