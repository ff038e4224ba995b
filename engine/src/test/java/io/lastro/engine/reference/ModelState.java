package io.lastro.engine.reference;

import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewCommand;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** All that a linked chain rolls back: a chain keeps a copy from before its first event. */
final class ModelState {
    /**
     * A command that was accepted.
     *
     * @param asked command.
     * @param at when.
     */
    record Accepted(NewCommand asked, Moment at) {}

    /** Accounts in the order of their creation. */
    final Map<BigInteger, ModelAccount> accounts = new LinkedHashMap<>();

    /** Transfers in the order of their creation. */
    final Map<BigInteger, ModelTransfer> transfers = new LinkedHashMap<>();

    /** Open holds that expire. */
    final TreeSet<Due> due = new TreeSet<>();

    /** What moved, by sequence. */
    final List<Movement> movements = new ArrayList<>();

    /** Accepted commands by id. */
    final Map<BigInteger, Accepted> commands = new LinkedHashMap<>();

    /** The configuration. */
    Settings settings = new Settings();

    /** Timestamp of the last account; 0 = none. */
    long lastAccountTimestampNs;

    /** Timestamp of the last transfer; 0 = none. */
    long lastTransferTimestampNs;

    /** A deep copy. */
    ModelState copy() {
        final ModelState copy = new ModelState();
        accounts.forEach((id, account) -> copy.accounts.put(id, account.copy()));
        transfers.forEach((id, transfer) -> copy.transfers.put(id, transfer.copy()));
        copy.due.addAll(due);
        copy.movements.addAll(movements);
        copy.commands.putAll(commands);
        copy.settings = settings.copy();
        copy.lastAccountTimestampNs = lastAccountTimestampNs;
        copy.lastTransferTimestampNs = lastTransferTimestampNs;
        return copy;
    }

    /** The account of a stored transfer that it debits. */
    ModelAccount debitOf(final ModelTransfer transfer) {
        return accounts.get(transfer.stored.debitAccountId());
    }

    /** The account of a stored transfer that it credits. */
    ModelAccount creditOf(final ModelTransfer transfer) {
        return accounts.get(transfer.stored.creditAccountId());
    }

    /** Whether an account has this timestamp. */
    boolean isAccountTimestamp(final long timestampNs) {
        return accounts.values().stream().anyMatch(account -> account.timestampNs == timestampNs);
    }

    /** Whether a transfer has this timestamp. */
    boolean isTransferTimestamp(final long timestampNs) {
        return transfers.values().stream().anyMatch(transfer -> transfer.timestampNs == timestampNs);
    }
}
