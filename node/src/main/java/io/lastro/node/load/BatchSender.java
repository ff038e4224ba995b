package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Balances;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends rows in batches, one under way at a time while the next is filled, and settles each line by the ledger's answer:
 * counts, rejects, stated balances, position. One thread.
 */
final class BatchSender {
    private static final long LONGEST_WAIT_SECONDS = 300;
    private static final long STATE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * What a sender works with.
     *
     * @param target the ledger.
     * @param mapping what the columns mean.
     * @param book the accounts of movements.
     * @param batchEvents most lines of a batch.
     * @param startSequence of the ledger when the load began.
     * @param identity of file, mapping and ledger.
     * @param state where the position is kept; null = nowhere.
     */
    record Context(
            TransferTarget target,
            LoadMapping mapping,
            AccountBook book,
            int batchEvents,
            long startSequence,
            LoadState.Identity identity,
            Path state) {}

    /** A line on its way: a row, or the reason why it is none. */
    private record Line(long number, String unique, LoadRow row, BadLine problem) {}

    /** Lines in the order of the file; the events of the good ones, in the same order. */
    private static final class Batch {
        private final List<Line> lines = new ArrayList<>();
        private final List<Account> accounts = new ArrayList<>();
        private final List<Transfer> transfers = new ArrayList<>();
        private CompletableFuture<List<AccountResult>> accountResults;
        private CompletableFuture<List<TransferResult>> transferResults;
    }

    private final Context context;
    private final RejectsFile rejects;
    private final LoadTally tally;
    private final String uniqueColumn;
    private Batch filling = new Batch();
    private Batch underWay;
    private long doneLine;
    private long stateWrittenNs = System.nanoTime() - STATE_INTERVAL_NS;

    BatchSender(final Context context, final RejectsFile rejects, final LoadTally tally) {
        this.context = context;
        this.rejects = rejects;
        this.tally = tally;
        final LoadMapping.EntryRules entries = context.mapping().entries();
        uniqueColumn = entries == null ? "" : entries.unique().firstColumn();
    }

    /** Takes the line at which the source stands. */
    void add(final RowSource source) throws IOException {
        final LoadRow row = source.row();
        BadLine problem = source.problem();
        if (row != null && row.customer() != null) {
            problem = refusedAccount(row.customer());
            problem = problem == null ? refusedAccount(row.counter()) : problem;
        }
        filling.lines.add(new Line(source.lineNumber(), source.unique(), problem == null ? row : null, problem));
        if (problem == null && row.account() != null) {
            filling.accounts.add(row.account());
        } else if (problem == null) {
            filling.transfers.add(row.transfer());
        }
        if (filling.lines.size() == context.batchEvents()) {
            sendFilled();
        }
    }

    /** Sends what is left and settles everything. */
    void finish() throws IOException {
        sendFilled();
        settleUnderWay();
        rejects.sync();
    }

    /** Writes the position of what is settled, for a load that goes on later. */
    void keepPosition() throws IOException {
        if (context.state() != null && doneLine > 0) {
            new LoadState(context.identity(), doneLine, rejects.sync(), tally).write(context.state());
            stateWrittenNs = System.nanoTime();
        }
    }

    /** The answer of a ledger, or the reason why there is none. */
    static <T> T await(final CompletableFuture<T> answer, final String when) {
        try {
            return answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (final ExecutionException e) {
            throw new LoadFailedException(
                    "stopped " + when + ": " + e.getCause().getMessage(), e.getCause());
        } catch (final TimeoutException e) {
            throw new LoadFailedException("stopped " + when + ": no answer in " + LONGEST_WAIT_SECONDS + " s", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted " + when, e);
        }
    }

    private BadLine refusedAccount(final LoadRow.NeededAccount account) {
        final CreateAccountResult refusal = context.book().find(account.id()).refusal;
        return refusal == null
                ? null
                : new BadLine("", account.name(), "the account could not be opened: " + refusal.wireName());
    }

    private void sendFilled() throws IOException {
        // Settled first: the next batch is sent only when the ledger has answered the one before.
        settleUnderWay();
        if (filling.lines.isEmpty()) {
            return;
        }
        if (!filling.accounts.isEmpty()) {
            filling.accountResults = context.target().createAccounts(filling.accounts);
        } else if (!filling.transfers.isEmpty()) {
            filling.transferResults = context.target().createTransfers(filling.transfers);
        }
        underWay = filling;
        filling = new Batch();
    }

    private void settleUnderWay() throws IOException {
        if (underWay == null) {
            return;
        }
        final Batch batch = underWay;
        final String when = "before the answer for lines " + batch.lines.get(0).number() + " to "
                + batch.lines.get(batch.lines.size() - 1).number()
                + "; the same command goes on from there, nothing moves twice";
        final List<AccountResult> accounts =
                batch.accountResults == null ? List.of() : await(batch.accountResults, when);
        final List<TransferResult> transfers =
                batch.transferResults == null ? List.of() : await(batch.transferResults, when);
        underWay = null;
        int event = 0;
        for (final Line line : batch.lines) {
            tally.add(LoadTally.Count.ROWS);
            if (line.row() == null) {
                reject(line, line.problem());
            } else if (line.row().account() != null) {
                settle(line, accounts.get(event++).result());
            } else {
                settle(line, transfers.get(event++));
            }
        }
        doneLine = batch.lines.get(batch.lines.size() - 1).number();
        if (System.nanoTime() - stateWrittenNs >= STATE_INTERVAL_NS) {
            keepPosition();
        }
    }

    private void settle(final Line line, final CreateAccountResult result) throws IOException {
        switch (result) {
            case CREATED -> tally.add(LoadTally.Count.LOADED);
            case EXISTS -> tally.add(LoadTally.Count.EXISTING);
            default -> reject(line, new BadLine(uniqueColumn, line.unique(), "ledger: " + result.wireName()));
        }
    }

    private void settle(final Line line, final TransferResult result) throws IOException {
        final boolean fromThisRun = result.sequence() > context.startSequence();
        if (result.result() == CreateTransferResult.CREATED
                || result.result() == CreateTransferResult.EXISTS && fromThisRun && result.resent()) {
            tally.add(LoadTally.Count.LOADED);
            tally.add(LoadTally.Sum.LOADED_AMOUNT, line.row().transfer().amount());
            addCustomer(line.row());
            compare(line, result);
        } else if (result.result() == CreateTransferResult.EXISTS && fromThisRun) {
            // The set of seen keys was full: the ledger has found the duplicate.
            reject(line, new BadLine(uniqueColumn, line.unique(), "the unique key stands already on an earlier line"));
        } else if (result.result() == CreateTransferResult.EXISTS) {
            tally.add(LoadTally.Count.EXISTING);
            tally.add(LoadTally.Sum.EXISTING_AMOUNT, line.row().transfer().amount());
            addCustomer(line.row());
        } else {
            final String reason = "ledger: " + result.result().wireName();
            reject(line, new BadLine(uniqueColumn, line.unique(), reason));
        }
    }

    private void addCustomer(final LoadRow row) {
        if (row.customer() != null) {
            final boolean credit = row.creditsCustomer();
            final LoadTally.Sum sum = credit ? LoadTally.Sum.CUSTOMER_CREDITS : LoadTally.Sum.CUSTOMER_DEBITS;
            tally.add(sum, row.transfer().amount());
        }
    }

    private void compare(final Line line, final TransferResult result) throws IOException {
        final LoadRow row = line.row();
        final LoadRow.StatedBalance stated = row.stated();
        if (stated == null) {
            return;
        }
        final boolean ofDebit = row.customer() == null ? stated.rule().ofDebitAccount() : !row.creditsCustomer();
        final Balances balances = ofDebit ? result.debitAccount() : result.creditAccount();
        if (balances == null) {
            return;
        }
        final long actual = stated.rule().creditSense() ? balances.creditBalance() : -balances.creditBalance();
        final AccountBook.Entry entry = row.customer() == null
                ? null
                : context.book().find(row.customer().id());
        tally.add(LoadTally.Count.STATED);
        final long difference = actual - stated.minor();
        if (difference == 0) {
            tally.add(LoadTally.Count.AGREEING);
        } else {
            tally.add(LoadTally.Count.DIFFERING);
            rejects.add(line.number(), difference(line, stated, actual, entry), RejectsFile.BALANCE_DIFFERS);
        }
        if (entry != null && entry.difference != difference) {
            entry.difference = difference;
            entry.differsSinceLine = line.number();
        }
    }

    private BadLine difference(
            final Line line, final LoadRow.StatedBalance stated, final long actual, final AccountBook.Entry entry) {
        final DecimalAmount print = context.mapping().common().amounts();
        final java.math.BigInteger difference =
                java.math.BigInteger.valueOf(actual).subtract(java.math.BigInteger.valueOf(stated.minor()));
        final boolean isOld = entry != null && entry.difference == actual - stated.minor();
        if (!isOld) {
            tally.add(LoadTally.Count.DIFFERENCES_BEGUN);
        }
        final String since = isOld ? ", as since line " + entry.differsSinceLine : "";
        return new BadLine(
                stated.column(),
                stated.text(),
                "loaded, but the ledger has " + print.print(actual) + ", a difference of " + print.print(difference)
                        + since);
    }

    private void reject(final Line line, final BadLine problem) throws IOException {
        tally.add(LoadTally.Count.REJECTED);
        rejects.add(line.number(), problem, RejectsFile.REJECTED);
    }
}
