package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The ledgers that tables and histories run against. */
final class Ledgers {
    private static final String ENGINE = "io.lastro.engine.embedded.EmbeddedLedger";

    private Ledgers() {}

    /** All of them by name. */
    static Map<String, Supplier<Ledger>> all() {
        final Map<String, Supplier<Ledger>> all = new LinkedHashMap<>();
        all.put("model", ReferenceLedger::new);
        if (engineIsThere()) {
            all.put("engine", Ledgers::engine);
        }
        return all;
    }

    /** Whether the engine can be used as an object. */
    static boolean engineIsThere() {
        try {
            Class.forName(ENGINE);
            return true;
        } catch (final ClassNotFoundException e) {
            return false;
        }
    }

    /** A new engine. */
    static Ledger engine() {
        try {
            return (Ledger) Class.forName(ENGINE).getConstructor().newInstance();
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
