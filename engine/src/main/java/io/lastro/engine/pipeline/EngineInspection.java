package io.lastro.engine.pipeline;

import io.lastro.engine.LedgerEngine;

/**
 * A look at the engine from inside the pipeline, for digests and totals.
 *
 * <p>The ledger stands still while it looks: for operators' questions only.
 */
public interface EngineInspection {
    /** Reads what it wants to know; must not change the engine. LEDGER thread. */
    void inspect(LedgerEngine engine);

    /** Everything that was seen is durable now, up to {@code sequence}. RELEASE thread. */
    void released(long sequence);
}
