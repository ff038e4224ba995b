package io.lastro.engine.reference;

import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
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
        return all;
    }

    /** A new engine. */
    static Ledger engine() {
        return new EmbeddedLedger();
    }
}
