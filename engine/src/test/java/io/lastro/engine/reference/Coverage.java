package io.lastro.engine.reference;

import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each result was met. */
final class Coverage {
    private final Map<CreateAccountResult, Long> accounts = new EnumMap<>(CreateAccountResult.class);
    private final Map<CreateTransferResult, Long> transfers = new EnumMap<>(CreateTransferResult.class);
    private final Map<AdminResult, Long> commands = new EnumMap<>(AdminResult.class);

    /** Counts the result of an account. */
    void met(final CreateAccountResult result) {
        accounts.merge(result, 1L, Long::sum);
    }

    /** Counts the result of a transfer. */
    void met(final CreateTransferResult result) {
        transfers.merge(result, 1L, Long::sum);
    }

    /** Counts the result of a command. */
    void met(final AdminResult result) {
        commands.merge(result, 1L, Long::sum);
    }

    /** The results that were never met. */
    List<String> missing() {
        final List<String> missing = new ArrayList<>();
        for (final CreateAccountResult result : CreateAccountResult.values()) {
            if (!accounts.containsKey(result)) {
                missing.add("account: " + result.wireName());
            }
        }
        for (final CreateTransferResult result : CreateTransferResult.values()) {
            if (!transfers.containsKey(result)) {
                missing.add("transfer: " + result.wireName());
            }
        }
        for (final AdminResult result : AdminResult.values()) {
            if (!commands.containsKey(result)) {
                missing.add("admin: " + result.wireName());
            }
        }
        return missing;
    }

    @Override
    public String toString() {
        return "accounts " + accounts + "\ntransfers " + transfers + "\nadmin " + commands;
    }
}
