package io.lastro.engine.reference;

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.engine.embedded.TransferView;
import java.math.BigInteger;
import java.util.List;

/** Passes everything on to another ledger; subclasses count or falsify. */
class LedgerWrapper implements Ledger {
    private final Ledger inner;

    LedgerWrapper(final Ledger inner) {
        this.inner = inner;
    }

    @Override
    public long timeNs() {
        return inner.timeNs();
    }

    @Override
    public void timeNs(final long value) {
        inner.timeNs(value);
    }

    @Override
    public List<AccountResult> createAccounts(final List<NewAccount> events) {
        return inner.createAccounts(events);
    }

    @Override
    public List<TransferResult> createTransfers(final List<NewTransfer> events) {
        return inner.createTransfers(events);
    }

    @Override
    public List<CommandResult> admin(final List<NewCommand> commands) {
        return inner.admin(commands);
    }

    @Override
    public List<AccountView> lookupAccounts(final List<BigInteger> ids) {
        return inner.lookupAccounts(ids);
    }

    @Override
    public List<TransferView> lookupTransfers(final List<BigInteger> ids) {
        return inner.lookupTransfers(ids);
    }

    @Override
    public List<Movement> accountTransfers(final StatementFilter filter) {
        return inner.accountTransfers(filter);
    }

    @Override
    public Balances balanceAtTime(final BigInteger accountId, final long instantNs) {
        return inner.balanceAtTime(accountId, instantNs);
    }

    @Override
    public Balances balanceAtSequence(final BigInteger accountId, final long sequence) {
        return inner.balanceAtSequence(accountId, sequence);
    }

    @Override
    public List<AccountView> queryAccounts(final QueryFilter filter) {
        return inner.queryAccounts(filter);
    }

    @Override
    public List<TransferView> queryTransfers(final QueryFilter filter) {
        return inner.queryTransfers(filter);
    }

    @Override
    public List<Movement> changeEvents(final long fromSequence, final int limit) {
        return inner.changeEvents(fromSequence, limit);
    }

    @Override
    public long lastSequence() {
        return inner.lastSequence();
    }
}
