package io.lastro.engine.reference;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.MemoryHistory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The ledgers that tables and histories run against. */
final class Ledgers {
    private Ledgers() {}

    /** All of them by name. */
    static Map<String, Supplier<Ledger>> all() {
        final Map<String, Supplier<Ledger>> all = new LinkedHashMap<>();
        all.put("model", ReferenceLedger::new);
        all.put("engine", Ledgers::engine);
        all.put("engine that forgets", Ledgers::forgetfulEngine);
        return all;
    }

    /** A new engine. */
    static Ledger engine() {
        return new EmbeddedLedger();
    }

    /** A new engine that keeps next to nothing in memory, with a filter that is wrong often. */
    static Ledger forgetfulEngine() {
        return new EmbeddedLedger(new LedgerEngine.Context()
                .initialTransfers(1)
                .initialAccounts(1)
                .history(new HistorySettings(new MemoryHistory(2), 1, 1)));
    }
}
