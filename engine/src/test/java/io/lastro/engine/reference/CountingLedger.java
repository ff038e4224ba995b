package io.lastro.engine.reference;

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import java.util.List;

/** Counts the results of the ledger behind it. */
final class CountingLedger extends LedgerWrapper {
    private final Coverage coverage;

    CountingLedger(final Ledger inner, final Coverage coverage) {
        super(inner);
        this.coverage = coverage;
    }

    @Override
    public List<AccountResult> createAccounts(final List<NewAccount> events) {
        final List<AccountResult> results = super.createAccounts(events);
        results.forEach(result -> coverage.met(result.result()));
        return results;
    }

    @Override
    public List<TransferResult> createTransfers(final List<NewTransfer> events) {
        final List<TransferResult> results = super.createTransfers(events);
        results.forEach(result -> coverage.met(result.result()));
        return results;
    }

    @Override
    public List<CommandResult> admin(final List<NewCommand> commands) {
        final List<CommandResult> results = super.admin(commands);
        results.forEach(result -> coverage.met(result.result()));
        return results;
    }
}
