package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.CallOptions;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.ServerInfo;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A node behind a client. The client stays the caller's. */
public final class ClientTarget implements TransferTarget {
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
        return client.createAccountsAsync(batch);
    }

    @Override
    public CompletableFuture<List<TransferResult>> createTransfers(final List<Transfer> batch) {
        return client.createTransfersAsync(batch, CallOptions.WITH_BALANCES);
    }
}
