package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where a load goes: a ledger behind a client, or inside the process. Batches are executed in the order of the calls; a
 * future fails when the outcome of its batch is not known or the batch was refused as a whole.
 */
public interface TransferTarget {
    /** The ledger's cluster: a position of one ledger is not used on another. */
    Id clusterId();

    /**
     * The highest durable sequence now; asked once, when a load begins. What the ledger answers with a higher one was
     * created after that.
     */
    long currentSequence();

    /** Most events of one batch. */
    int maxBatchEvents();

    /** Opens accounts; one result each, in order. */
    CompletableFuture<List<AccountResult>> createAccounts(List<Account> batch);

    /** Executes admin commands; one result each, in order. */
    CompletableFuture<List<CommandResult>> admin(List<Command> commands);

    /** Creates transfers and asks for the balances after each; one result each, in order. */
    CompletableFuture<List<TransferResult>> createTransfers(List<Transfer> batch);
}
