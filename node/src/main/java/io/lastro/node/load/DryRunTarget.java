package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Balances;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * No ledger: adds up what the file itself says, so that stated balances can be compared before anything is sent. Accepts
 * everything that fits into 63 bit; limits and accounts that are missing are the ledger's to judge. Sums follow single
 * transfers only: from the first two-phase or balancing transfer on, balances are not told.
 */
final class DryRunTarget implements TransferTarget {
    private static final int TWO_PHASE = TransferFlags.PENDING
            | TransferFlags.POST_PENDING
            | TransferFlags.VOID_PENDING
            | TransferFlags.BALANCING_DEBIT
            | TransferFlags.BALANCING_CREDIT;

    private final Map<Id, long[]> sums = new HashMap<>();
    private long sequence;
    private boolean sumsAreKnown = true;

    @Override
    public Id clusterId() {
        return Id.ZERO;
    }

    @Override
    public long currentSequence() {
        return sequence;
    }

    @Override
    public int maxBatchEvents() {
        return ProtocolLimits.MAX_BATCH_EVENTS;
    }

    @Override
    public CompletableFuture<List<AccountResult>> createAccounts(final List<Account> batch) {
        final List<AccountResult> results = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            results.add(new AccountResult(CreateAccountResult.CREATED, 0, ++sequence, false, null));
        }
        return CompletableFuture.completedFuture(results);
    }

    @Override
    public CompletableFuture<List<CommandResult>> admin(final List<Command> commands) {
        final List<CommandResult> results = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            results.add(new CommandResult(AdminResult.OK, 0, ++sequence, 1, 0, false, null));
        }
        return CompletableFuture.completedFuture(results);
    }

    @Override
    public CompletableFuture<List<TransferResult>> createTransfers(final List<Transfer> batch) {
        final List<TransferResult> results = new ArrayList<>();
        for (final Transfer transfer : batch) {
            results.add(apply(transfer));
        }
        return CompletableFuture.completedFuture(results);
    }

    private TransferResult apply(final Transfer transfer) {
        if (transfer.has(TWO_PHASE)) {
            sumsAreKnown = false;
        }
        if (!sumsAreKnown) {
            return result(CreateTransferResult.CREATED, null, null);
        }
        final long[] debit = sums.computeIfAbsent(transfer.debitAccountId(), id -> new long[2]);
        final long[] credit = sums.computeIfAbsent(transfer.creditAccountId(), id -> new long[2]);
        if (debit[0] > Long.MAX_VALUE - transfer.amount()) {
            return result(CreateTransferResult.OVERFLOWS_DEBITS_POSTED, null, null);
        }
        if (credit[1] > Long.MAX_VALUE - transfer.amount()) {
            return result(CreateTransferResult.OVERFLOWS_CREDITS_POSTED, null, null);
        }
        debit[0] += transfer.amount();
        credit[1] += transfer.amount();
        return result(CreateTransferResult.CREATED, balances(debit), balances(credit));
    }

    private TransferResult result(final CreateTransferResult result, final Balances debit, final Balances credit) {
        final boolean created = result == CreateTransferResult.CREATED;
        return new TransferResult(result, 0, ++sequence, false, created, debit, credit, null);
    }

    private static Balances balances(final long[] sums) {
        return new Balances(0, sums[0], 0, sums[1]);
    }
}
