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
import io.lastro.protocol.ProtocolLimits;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules of the ledger in plain Java: maps, lists and big integers, slow and without tricks.
 *
 * <p>This class is a request's frame: time, expiries in front of it, linked chains. The rules of an event are in {@link
 * AccountRules}, {@link TransferRules} and {@link AdminRules}, the reads in {@link Reads}. One thread.
 */
public final class ReferenceLedger implements Ledger {
    private final Book book = new Book();
    private long clockNs;
    private long lastTimestampNs;
    private long lastSequence;

    /** All there is, to look at without releasing anything. */
    ModelState state() {
        return book.state;
    }

    /** Timestamp of the last event; 0 = none. */
    long lastTimestampNs() {
        return lastTimestampNs;
    }

    @Override
    public long timeNs() {
        return clockNs;
    }

    @Override
    public void timeNs(final long value) {
        clockNs = Math.max(clockNs, value);
    }

    @Override
    public long lastSequence() {
        return lastSequence;
    }

    @Override
    public List<AccountResult> createAccounts(final List<NewAccount> events) {
        Format.batch(events);
        events.forEach(Format::account);
        return run(events, new AccountRules(book));
    }

    @Override
    public List<TransferResult> createTransfers(final List<NewTransfer> events) {
        Format.batch(events);
        events.forEach(Format::transfer);
        return run(events, new TransferRules(book));
    }

    @Override
    public List<CommandResult> admin(final List<NewCommand> commands) {
        Format.batch(commands);
        commands.forEach(Format::command);
        final List<CommandResult> results = new ArrayList<>();
        final AdminRules rules = new AdminRules(book);
        final long batchNs = begin(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            results.add(rules.execute(commands.get(i), moment(batchNs, commands.size() - 1 - i, false)));
        }
        return results;
    }

    /** Runs a batch of events that can be linked; before an empty one too, what is due is released. */
    private <E, R> List<R> run(final List<E> events, final EventRules<E, R> rules) {
        final List<R> results = new ArrayList<>();
        final List<Moment> moments = new ArrayList<>();
        final long batchNs = begin(events.size());
        ModelState beforeChain = null;
        int chainBegin = 0;
        boolean chainFailed = false;
        for (int i = 0; i < events.size(); i++) {
            final E event = events.get(i);
            final Moment at = moment(batchNs, events.size() - 1 - i, rules.imported(events.get(0)));
            moments.add(at);
            if (rules.linked(event) && beforeChain == null) {
                beforeChain = book.state.copy();
                chainBegin = i;
                chainFailed = false;
            }
            final boolean open = rules.linked(event) && i == events.size() - 1;
            final boolean failedBefore = beforeChain != null && chainFailed;
            final R result =
                    open ? rules.chainOpen(at) : failedBefore ? rules.chainFailed(at) : rules.execute(event, at);
            results.add(result);
            if (beforeChain != null && !chainFailed && !rules.succeeded(result)) {
                chainFailed = true;
                book.state = beforeChain;
                results.set(i, rules.afterUndoing(result));
                for (int undone = chainBegin; undone < i; undone++) {
                    results.set(undone, rules.chainFailed(moments.get(undone)));
                }
            }
            if (!rules.linked(event)) {
                beforeChain = null;
            }
        }
        return results;
    }

    /** Releases what is due before a request or read of n events and returns the timestamp of its batch. */
    private long begin(final int n) {
        int dueCount = 0;
        for (final Due due : book.state.due) {
            // Each release takes a nanosecond of its own when the clock stands still, which can make the next one due.
            final boolean isDue = due.expiresAtNs() <= Math.max(clockNs - n, lastTimestampNs + dueCount);
            if (!isDue || dueCount == ProtocolLimits.MAX_BATCH_EVENTS) {
                break;
            }
            dueCount++;
        }
        final long batchNs = Math.max(clockNs, lastTimestampNs + dueCount + n);
        for (int i = 0; i < dueCount; i++) {
            final ModelTransfer hold =
                    book.state.transfers.get(book.state.due.first().id());
            new Writer(book.state).expire(hold, moment(batchNs - n, dueCount - 1 - i, false));
        }
        return batchNs;
    }

    private Moment moment(final long batchNs, final int eventsBehind, final boolean importedBatch) {
        lastTimestampNs = batchNs - eventsBehind;
        lastSequence++;
        return new Moment(lastTimestampNs, lastSequence, batchNs, importedBatch);
    }

    @Override
    public List<AccountView> lookupAccounts(final List<BigInteger> ids) {
        Format.batch(ids);
        ids.forEach(Format::id);
        final long instantNs = begin(0);
        return ids.stream()
                .map(book.state.accounts::get)
                .map(account -> account == null ? null : account.viewAt(instantNs, book.state.settings))
                .collect(Collectors.toList());
    }

    @Override
    public List<TransferView> lookupTransfers(final List<BigInteger> ids) {
        Format.batch(ids);
        ids.forEach(Format::id);
        begin(0);
        return ids.stream()
                .map(book.state.transfers::get)
                .map(transfer -> transfer == null ? null : transfer.view())
                .collect(Collectors.toList());
    }

    @Override
    public List<Movement> accountTransfers(final StatementFilter filter) {
        Format.statement(filter, book.state.accounts.keySet());
        begin(0);
        return new Reads(book.state).statement(filter);
    }

    @Override
    public Balances balanceAtTime(final BigInteger accountId, final long instantNs) {
        Format.id(accountId);
        Format.notNegative(instantNs);
        begin(0);
        return new Reads(book.state)
                .balance(accountId, account -> account.timestampNs <= instantNs, row -> row.timestampNs() <= instantNs);
    }

    @Override
    public Balances balanceAtSequence(final BigInteger accountId, final long sequence) {
        Format.id(accountId);
        Format.notNegative(sequence);
        begin(0);
        return new Reads(book.state)
                .balance(accountId, account -> account.sequence <= sequence, row -> row.sequence() <= sequence);
    }

    @Override
    public List<AccountView> queryAccounts(final QueryFilter filter) {
        Format.query(filter);
        Format.noReference(filter);
        final long instantNs = begin(0);
        return new Reads(book.state)
                .accounts(filter).stream()
                        .map(account -> account.viewAt(instantNs, book.state.settings))
                        .collect(Collectors.toList());
    }

    @Override
    public List<TransferView> queryTransfers(final QueryFilter filter) {
        Format.query(filter);
        begin(0);
        return new Reads(book.state)
                .transfers(filter).stream().map(ModelTransfer::view).collect(Collectors.toList());
    }

    @Override
    public List<Movement> changeEvents(final long fromSequence, final int limit) {
        Format.notNegative(fromSequence);
        Format.limit(limit);
        begin(0);
        return new Reads(book.state).changes(fromSequence, limit);
    }
}
