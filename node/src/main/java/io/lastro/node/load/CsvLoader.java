package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.CreateAccountResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Loads a CSV file into a ledger: a pass that checks and collects the accounts needed, the accounts, then all rows in
 * the order of the file.
 *
 * <p>One object, one load, one thread. May be repeated, with or without its state file: nothing moves twice.
 */
public final class CsvLoader {
    private static final int ROWS_PER_LOOK = 1024;

    private final LoadRequest request;
    private final LoadMapping mapping;
    private final TransferTarget target;
    private final LoadListener listener;
    private final AccountBook book = new AccountBook();
    private long totalRows;
    private long startSequence;
    private LoadReport.Accounts accounts = LoadReport.Accounts.NONE;

    private CsvLoader(final LoadRequest request, final TransferTarget target, final LoadListener listener) {
        this.request = request;
        this.target = target;
        this.listener = listener;
        mapping = request.mapping();
    }

    /**
     * Loads a file.
     *
     * @param target the ledger.
     * @param listener told of progress on this thread.
     * @throws io.lastro.node.config.ConfigException when the file's header does not fit the mapping.
     * @throws LoadFailedException when the load stopped; the state file says where it goes on.
     */
    public static LoadReport load(final LoadRequest request, final TransferTarget target, final LoadListener listener) {
        return new CsvLoader(request, target, listener).run();
    }

    /** Reads and checks a file, and compares its balances with its own sums; sends nothing, keeps no state. */
    public static LoadReport check(final LoadRequest request, final LoadListener listener) {
        final LoadRequest stateless =
                new LoadRequest(request.file(), request.mapping(), request.rejects(), null, request.batchEvents());
        return new CsvLoader(stateless, new DryRunTarget(), listener).run();
    }

    private LoadReport run() {
        final long startNs = System.nanoTime();
        try {
            final LoadState.Identity identity = scan();
            startSequence = target.currentSequence();
            final LoadState state = request.state() == null ? null : LoadState.read(request.state(), identity);
            openAccounts();
            final LoadTally tally = state == null ? new LoadTally() : state.tally();
            send(identity, state, tally);
            if (request.state() != null) {
                Files.deleteIfExists(request.state());
            }
            return report(tally, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        } catch (final IOException e) {
            throw new LoadFailedException(request.file() + ": " + e, e);
        }
    }

    private LoadState.Identity scan() throws IOException {
        final ProgressMeter meter = new ProgressMeter(listener, LoadProgress.Phase.CHECKING, 0);
        final long bytes = Files.size(request.file());
        try (RowSource source = new RowSource(request.file(), mapping)) {
            while (source.next()) {
                if (source.row() != null && source.row().customer() != null) {
                    book.note(source.row());
                }
                if (++totalRows % ROWS_PER_LOOK == 0) {
                    meter.rows(totalRows);
                }
            }
            meter.tell(totalRows);
            return new LoadState.Identity(
                    bytes,
                    source.sha256Hex(),
                    mapping.sha256(),
                    target.clusterId().toHex());
        }
    }

    private void openAccounts() {
        final ProgressMeter meter = new ProgressMeter(
                listener, LoadProgress.Phase.OPENING, book.all().size());
        final List<AccountBook.Entry> batch = new ArrayList<>();
        long done = 0;
        for (final AccountBook.Entry entry : book.all()) {
            batch.add(entry);
            if (batch.size() == batchEvents()) {
                openBatch(batch);
                done += batch.size();
                meter.rows(done);
                batch.clear();
            }
        }
        openBatch(batch);
        if (!book.all().isEmpty()) {
            meter.tell(done + batch.size());
        }
    }

    private void openBatch(final List<AccountBook.Entry> batch) {
        if (batch.isEmpty()) {
            return;
        }
        final List<Account> events = new ArrayList<>(batch.size());
        for (final AccountBook.Entry entry : batch) {
            final boolean unlimited = entry.isWithoutLimit(mapping.movements());
            events.add(Account.builder(entry.id)
                    .ledger(mapping.ledger())
                    .code(entry.code)
                    .flags(unlimited ? 0 : AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                    .build());
        }
        final List<AccountResult> results =
                BatchSender.await(target.createAccounts(events), "while accounts were opened, before any row");
        for (int i = 0; i < batch.size(); i++) {
            count(batch.get(i), results.get(i).result());
        }
        setCreditLimits(batch);
    }

    /** The same file makes the same commands. An account that has got another limit meanwhile keeps it. */
    private void setCreditLimits(final List<AccountBook.Entry> batch) {
        final TextId ids = mapping.common().ids();
        final List<Command> commands = new ArrayList<>();
        for (final AccountBook.Entry entry : batch) {
            final long limit = entry.creditLimit(mapping.movements());
            if (limit > 0 && entry.refusal == null) {
                commands.add(Command.of(
                                AdminKind.SET_CREDIT_LIMIT,
                                ids.command("credit limit " + limit + " of " + entry.id.toHex()))
                        .accountId(entry.id)
                        .amount(limit)
                        .who("load")
                        .why("the loaded file goes below zero"));
            }
        }
        long set = 0;
        for (int from = 0; from < commands.size(); from += AdminFormat.MAX_BATCH_COMMANDS) {
            final List<Command> part =
                    commands.subList(from, Math.min(commands.size(), from + AdminFormat.MAX_BATCH_COMMANDS));
            for (final CommandResult result :
                    BatchSender.await(target.admin(part), "while credit limits were set, before any row")) {
                set += result.isAccepted() ? 1 : 0;
            }
        }
        accounts = new LoadReport.Accounts(
                accounts.opened(),
                accounts.existing(),
                accounts.withoutLimit(),
                accounts.withoutLimitOnlyComputed(),
                accounts.creditLimits() + set,
                accounts.refused());
    }

    private void count(final AccountBook.Entry entry, final CreateAccountResult result) {
        final boolean unlimited = entry.isCustomer && entry.isWithoutLimit(mapping.movements());
        // An account that an earlier file opened with another limit keeps it; the ledger judges each row.
        final boolean existing =
                result == CreateAccountResult.EXISTS || result == CreateAccountResult.EXISTS_WITH_DIFFERENT_FLAGS;
        final boolean created = result == CreateAccountResult.CREATED;
        entry.refusal = created || existing ? null : result;
        accounts = new LoadReport.Accounts(
                accounts.opened() + (created ? 1 : 0),
                accounts.existing() + (existing ? 1 : 0),
                accounts.withoutLimit() + (unlimited ? 1 : 0),
                accounts.withoutLimitOnlyComputed() + (unlimited && !entry.isStatedNegative() ? 1 : 0),
                accounts.creditLimits(),
                accounts.refused() + (created || existing ? 0 : 1));
    }

    private void send(final LoadState.Identity identity, final LoadState state, final LoadTally tally)
            throws IOException {
        try (RejectsFile rejects = new RejectsFile(request.rejects(), state == null ? 0 : state.rejectsBytes());
                RowSource source = new RowSource(request.file(), mapping)) {
            final BatchSender sender = new BatchSender(
                    new BatchSender.Context(
                            target, mapping, book, batchEvents(), startSequence, identity, request.state()),
                    rejects,
                    tally);
            try {
                sendRows(source, sender, state == null ? 1 : state.line());
            } catch (final LoadFailedException e) {
                sender.keepPosition();
                throw e;
            }
            if (!source.sha256Hex().equals(identity.fileSha256())) {
                throw new LoadFailedException(
                        request.file() + " was changed while it was loaded; what was loaded may be a mixture");
            }
        }
    }

    private void sendRows(final RowSource source, final BatchSender sender, final long doneLine) throws IOException {
        final ProgressMeter meter = new ProgressMeter(listener, LoadProgress.Phase.LOADING, totalRows);
        long rows = 0;
        while (source.next()) {
            if (source.lineNumber() > doneLine) {
                sender.add(source);
            }
            if (++rows % ROWS_PER_LOOK == 0) {
                meter.rows(rows);
            }
        }
        sender.finish();
        meter.tell(rows);
    }

    private int batchEvents() {
        return Math.min(request.batchEvents(), target.maxBatchEvents());
    }

    private LoadReport report(final LoadTally tally, final long elapsedMs) {
        return new LoadReport(
                new LoadReport.Lines(
                        tally.get(LoadTally.Count.ROWS),
                        tally.get(LoadTally.Count.LOADED),
                        tally.get(LoadTally.Count.EXISTING),
                        tally.get(LoadTally.Count.REJECTED)),
                new LoadReport.StatedBalances(
                        tally.get(LoadTally.Count.STATED),
                        tally.get(LoadTally.Count.AGREEING),
                        tally.get(LoadTally.Count.DIFFERING),
                        tally.get(LoadTally.Count.DIFFERENCES_BEGUN)),
                accounts,
                new LoadReport.Amounts(
                        mapping.common().amounts().scale(),
                        tally.get(LoadTally.Sum.LOADED_AMOUNT),
                        tally.get(LoadTally.Sum.EXISTING_AMOUNT),
                        tally.get(LoadTally.Sum.CUSTOMER_CREDITS),
                        tally.get(LoadTally.Sum.CUSTOMER_DEBITS)),
                elapsedMs);
    }
}
