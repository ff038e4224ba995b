package io.lastro.engine.reference;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.MovingLedger;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.MemoryHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The ledgers that tables and histories run against. */
final class Ledgers {
    private static final int MOVE_EVERY = 5;

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

    /** An engine that forgets, and moves into a new one every few requests. */
    static Ledger movingEngine() {
        final MemoryHistory history = new MemoryHistory(2);
        return moving(() -> new LedgerEngine.Context()
                .initialTransfers(1)
                .initialAccounts(1)
                .history(new HistorySettings(history, 1, 1)));
    }

    /** An engine without a history that moves into a new one every few requests. */
    static Ledger movingWholeEngine() {
        return moving(LedgerEngine.Context::new);
    }

    private static Ledger moving(final Supplier<LedgerEngine.Context> bounds) {
        final MovingLedger moving = new MovingLedger(bounds);
        return new LedgerWrapper(moving.ledger()) {
            private int requests;

            @Override
            public List<AccountResult> createAccounts(final List<NewAccount> events) {
                moveSometimes();
                return super.createAccounts(events);
            }

            @Override
            public List<TransferResult> createTransfers(final List<NewTransfer> events) {
                moveSometimes();
                return super.createTransfers(events);
            }

            @Override
            public List<CommandResult> admin(final List<NewCommand> commands) {
                moveSometimes();
                return super.admin(commands);
            }

            private void moveSometimes() {
                if (++requests % MOVE_EVERY == 0) {
                    moving.move();
                }
            }
        };
    }
}
