package io.lastro.engine;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.admin.AdminProcessor;
import io.lastro.engine.transfer.TransferLedger;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.DirectBuffer;

/** What more fits into the memory that the Context allows. Ledger thread only. */
final class LedgerRoom {
    private final int maxAccounts;
    private final int maxTransfers;
    private final int maxCommands;
    private final AccountStore accounts;
    private final TransferLedger transfers;
    private final AdminProcessor admin;
    private final LedgerPosition position;

    LedgerRoom(
            final LedgerEngine.Context context,
            final AccountStore accounts,
            final TransferLedger transfers,
            final AdminProcessor admin,
            final LedgerPosition position) {
        maxAccounts = context.maxAccounts();
        maxTransfers = context.maxTransfers();
        maxCommands = context.maxCommands();
        this.accounts = accounts;
        this.transfers = transfers;
        this.admin = admin;
        this.position = position;
    }

    /** Whether that many more accounts and transfers (or burned ids) fit. */
    boolean isEnoughFor(final int newAccounts, final int newTransfers) {
        return (long) accounts.count() + newAccounts <= maxAccounts
                && (newTransfers == 0 || transfers.hasRoom(newTransfers, maxTransfers, position.lastSequence()));
    }

    /** Whether that many more admin commands fit. */
    boolean isEnoughForCommands(final int newCommands) {
        return (long) admin.commands().count() + newCommands <= maxCommands;
    }

    /**
     * Checks a batch.
     *
     * @throws IllegalArgumentException when it is too large.
     * @throws IllegalStateException    when there is no room for it.
     */
    void require(final int eventCount, final int newAccounts, final int newTransfers) {
        if (eventCount < 0 || eventCount > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("a batch has 0 to 8190 events, not " + eventCount);
        }
        if (!isEnoughFor(newAccounts, newTransfers)) {
            throw new IllegalStateException("no room for " + newAccounts + " accounts and " + newTransfers
                    + " transfers more: maxAccounts " + maxAccounts + ", maxTransfers " + maxTransfers);
        }
    }

    /** Checks a batch of admin commands; otherwise like {@link #require}. */
    void requireForCommands(final DirectBuffer events, final int offset, final int count, final boolean recorded) {
        require(count, 0, 0);
        require(count, 0, transfers.neededRoom(admin.requireWellFormed(events, offset, count), recorded));
        if (!isEnoughForCommands(count)) {
            throw new IllegalStateException("no room for " + count + " commands more: maxCommands " + maxCommands);
        }
    }
}
