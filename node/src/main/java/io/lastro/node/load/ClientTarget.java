package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.CallOptions;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.ServerInfo;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A node behind a client. The client stays the caller's. */
public final class ClientTarget implements TransferTarget {
    /** Longest time until the answer to a batch, a node's restart included. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final CallOptions ACCOUNTS = new CallOptions(DEADLINE, false);
    private static final CallOptions TRANSFERS = new CallOptions(DEADLINE, true);

    private final LastroClient client;
    private final ServerInfo server;

    /** A connected client; for order it must use one connection. */
    public ClientTarget(final LastroClient client) {
        this.client = client;
        server = client.serverInfo();
    }

    @Override
    public Id clusterId() {
        return server.clusterId();
    }

    @Override
    public long currentSequence() {
        return client.ping().committedSequence();
    }

    @Override
    public int maxBatchEvents() {
        return server.limits().batchEvents();
    }

    @Override
    public CompletableFuture<List<AccountResult>> createAccounts(final List<Account> batch) {
        return client.createAccountsAsync(batch, ACCOUNTS);
    }

    @Override
    public CompletableFuture<List<CommandResult>> admin(final List<Command> commands) {
        return client.adminAsync(commands);
    }

    @Override
    public CompletableFuture<List<TransferResult>> createTransfers(final List<Transfer> batch) {
        return client.createTransfersAsync(batch, TRANSFERS);
    }
}
