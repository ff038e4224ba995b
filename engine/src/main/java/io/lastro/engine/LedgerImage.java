package io.lastro.engine;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.admin.CommandStore;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.transfer.TransferLedger;

/**
 * Saves the whole state of a ledger, or loads it.
 *
 * <p>What is older than the history's rest is not part of it, but what the history must have is: the filter, and from
 * which sequence on the ledger will hand over. Ledger thread only.
 */
public final class LedgerImage {
    private final LedgerEngine engine;
    private final LedgerPosition position;
    private final AccountStore accounts;
    private final LedgerTotals totals;
    private final AccountRules rules;
    private final TransferLedger transfers;
    private final CommandStore commands;

    LedgerImage(
            final LedgerEngine engine,
            final LedgerPosition position,
            final AccountStore accounts,
            final LedgerTotals totals,
            final AccountRules rules,
            final TransferLedger transfers,
            final CommandStore commands) {
        this.engine = engine;
        this.position = position;
        this.accounts = accounts;
        this.totals = totals;
        this.rules = rules;
        this.transfers = transfers;
        this.commands = commands;
    }

    /** Hands over all that the history takes; to be called right before {@link #save}. */
    public void settle() {
        engine.requireRunning();
        transfers.settle(position.lastSequence());
    }

    /** Saves everything. */
    public void save(final StateImage image) {
        engine.requireRunning();
        pass(image);
    }

    /**
     * Loads everything into a ledger that has done nothing yet.
     *
     * @throws io.lastro.engine.image.ImageException when it does not fit; the ledger must be thrown away.
     */
    public void load(final StateImage image) {
        engine.requireRunning();
        if (position.lastSequence() != 0 || accounts.count() != 0) {
            throw new IllegalStateException("the ledger is not empty");
        }
        pass(image);
    }

    private void pass(final StateImage image) {
        image.section("ledger");
        image.expect(StateImage.LAYOUT, "memory layout");
        position.image(image);
        accounts.image(image);
        totals.image(image);
        rules.image(image, accounts.count());
        transfers.image(image);
        commands.image(image);
        engine.sessions().store().image(image);
        engine.checkpoints().image(image);
        image.section("end");
    }
}
