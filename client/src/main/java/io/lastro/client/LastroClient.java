package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.CommandSignatures;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Client of a ledger node. Thread-safe; one instance serves a whole process.
 *
 * <p><b>Order.</b> Calls of one thread go over one connection and, with batching on and the default of one write request
 * at a time, are executed in the order in which they were made. What other threads wait to send meanwhile shares the
 * next request. With {@code writesInFlight} above 1, or batching off, a node that answers BUSY can change the order of
 * calls that were not waited for. Reads do not wait for writes: a read sees a write whose future has completed.
 *
 * <p><b>Outcome.</b> A call ends in its deadline: with results; with {@link UnknownOutcomeException} when it may have
 * been executed; with {@link NotSentException} or {@link RejectedException} when it certainly was not; with
 * {@link LostAcknowledgementException} when the node lost something. Keep the ids before calling and send the same ones
 * again after an unknown outcome: a transfer id never moves value twice.
 *
 * <p><b>Threads.</b> Futures complete on a network thread: work chained to them must not block. Blocking methods may not
 * be called there.
 */
public final class LastroClient implements AutoCloseable {
    private static final Duration BLOCKING_GRACE = Duration.ofSeconds(1);

    private final ClientContext context;
    private final Receipts receipts;
    private final IoLoops loops;
    private final List<BatchConnection> connections = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();

    private LastroClient(final ClientContext context) {
        this.context = context;
        receipts = new Receipts(context.firstReceipt());
        loops = new IoLoops(context.loopThreads(), "lastro-client");
        for (int i = 0; i < context.connections(); i++) {
            final BatchConnection connection = new BatchConnection(context, loops, receipts);
            connections.add(connection);
            lanes.add(new Lane(context, connection, receipts));
        }
    }

    /**
     * Opens the connections and waits for the first logon of each, at most the context's deadline.
     *
     * @throws ClientException when no node could be reached, or the one reached must not be used.
     */
    public static LastroClient connect(final ClientContext context) {
        final LastroClient client = new LastroClient(context.conclude());
        try {
            client.connections.forEach(BatchConnection::open);
            final long endNs = System.nanoTime() + context.deadline().toNanos();
            for (final BatchConnection connection : client.connections) {
                awaitLogon(connection, endNs - System.nanoTime());
            }
            return client;
        } catch (final RuntimeException | Error e) {
            client.closeNow();
            throw e;
        }
    }

    private static void awaitLogon(final BatchConnection connection, final long timeoutNs) {
        try {
            await(connection.ready(), timeoutNs, "no logon");
        } catch (final UnknownOutcomeException e) { // nothing has been sent yet but a logon
            throw new NotSentException("no logon in time: " + connection.stats().lastCause(), e.getCause());
        }
    }

    /** Creates accounts: one result per account, in order. */
    public CompletableFuture<List<AccountResult>> createAccountsAsync(final List<Account> accounts) {
        return createAccountsAsync(accounts, CallOptions.DEFAULT);
    }

    /** Creates accounts: one result per account, in order. */
    public CompletableFuture<List<AccountResult>> createAccountsAsync(
            final List<Account> accounts, final CallOptions options) {
        return lane().submit(new Calls.CreateAccounts(accounts, deadlineNs(options)));
    }

    /** Creates accounts and waits. */
    public List<AccountResult> createAccounts(final List<Account> accounts) {
        return await(createAccountsAsync(accounts), CallOptions.DEFAULT);
    }

    /** Executes transfers: one result per transfer, in order; linked ones stay together. */
    public CompletableFuture<List<TransferResult>> createTransfersAsync(final List<Transfer> transfers) {
        return createTransfersAsync(transfers, CallOptions.DEFAULT);
    }

    /** Executes transfers: one result per transfer, in order; linked ones stay together. */
    public CompletableFuture<List<TransferResult>> createTransfersAsync(
            final List<Transfer> transfers, final CallOptions options) {
        return lane().submit(new Calls.CreateTransfers(transfers, options.balances(), deadlineNs(options)));
    }

    /** Executes transfers and waits. */
    public List<TransferResult> createTransfers(final List<Transfer> transfers) {
        return createTransfers(transfers, CallOptions.DEFAULT);
    }

    /** Executes transfers and waits. */
    public List<TransferResult> createTransfers(final List<Transfer> transfers, final CallOptions options) {
        return await(createTransfersAsync(transfers, options), options);
    }

    /** Executes one transfer; shares a request with what other threads send at the same time. */
    public CompletableFuture<TransferResult> createTransferAsync(final Transfer transfer) {
        return createTransferAsync(transfer, CallOptions.DEFAULT);
    }

    /** Executes one transfer; shares a request with what other threads send at the same time. */
    public CompletableFuture<TransferResult> createTransferAsync(final Transfer transfer, final CallOptions options) {
        return lane().submit(new Calls.CreateTransfer(transfer, options.balances(), deadlineNs(options)));
    }

    /** Executes one transfer and waits. */
    public TransferResult createTransfer(final Transfer transfer) {
        return await(createTransferAsync(transfer), CallOptions.DEFAULT);
    }

    /**
     * Executes admin commands: one result per command, in order. They are signed for the cluster that is connected now.
     *
     * @throws IllegalArgumentException when one is malformed, saying what is wrong.
     */
    public CompletableFuture<List<CommandResult>> adminAsync(final List<Command> commands) {
        final ServerInfo server = serverInfo();
        final CommandSignatures signatures = new CommandSignatures(
                server.clusterId().low(), server.clusterId().high(), server.lineage(), server.group());
        final UnsafeBuffer events = new UnsafeBuffer(new byte[commands.size() * AdminEvent.BLOCK_BYTES]);
        final AdminEvent event = new AdminEvent();
        for (int i = 0; i < commands.size(); i++) {
            commands.get(i).encode(event.wrapWritable(events, i * AdminEvent.BLOCK_BYTES), signatures);
        }
        return lane().submit(new AdminCall(events, deadlineNs(CallOptions.DEFAULT)));
    }

    /** Executes admin commands and waits. */
    public List<CommandResult> admin(final List<Command> commands) {
        return await(adminAsync(commands), CallOptions.DEFAULT);
    }

    /** Reads accounts: one row per id, in order, empty where there is no such account. */
    public CompletableFuture<LookupResult<AccountState>> lookupAccountsAsync(final List<Id> ids) {
        return lane().submit(new Calls.LookupAccounts(ids, deadlineNs(CallOptions.DEFAULT)));
    }

    /** Reads accounts and waits. */
    public LookupResult<AccountState> lookupAccounts(final List<Id> ids) {
        return await(lookupAccountsAsync(ids), CallOptions.DEFAULT);
    }

    /** Reads transfers: one row per id, in order, empty where there is no such transfer. */
    public CompletableFuture<LookupResult<StoredTransfer>> lookupTransfersAsync(final List<Id> ids) {
        return lane().submit(new Calls.LookupTransfers(ids, deadlineNs(CallOptions.DEFAULT)));
    }

    /** Reads transfers and waits. */
    public LookupResult<StoredTransfer> lookupTransfers(final List<Id> ids) {
        return await(lookupTransfersAsync(ids), CallOptions.DEFAULT);
    }

    /** Reads the rules of accounts: one row per id, in order, empty where there is no such account. */
    public CompletableFuture<LookupResult<AccountRules>> lookupRulesAsync(final List<Id> accountIds) {
        return lane().submit(new LookupRulesCall(accountIds, deadlineNs(CallOptions.DEFAULT)));
    }

    /** Reads the rules of accounts and waits. */
    public LookupResult<AccountRules> lookupRules(final List<Id> accountIds) {
        return await(lookupRulesAsync(accountIds), CallOptions.DEFAULT);
    }

    /** Reads a page of an account's statement; one that is not there is an error, not empty. */
    public CompletableFuture<Page<Movement>> accountTransfersAsync(final StatementFilter filter) {
        return read(RequestKind.ACCOUNT_TRANSFERS, filter.entry(), ReadCall.page(ReadRows::movement));
    }

    /** Reads a page of an account's statement and waits. */
    public Page<Movement> accountTransfers(final StatementFilter filter) {
        return await(accountTransfersAsync(filter), CallOptions.DEFAULT);
    }

    /** All movements that the filter matches, over as many pages as it takes; iterating blocks. */
    public Iterable<Movement> statement(final StatementFilter filter) {
        return () -> new Pages<>(next -> accountTransfers(next == 0 ? filter : filter.after(next)));
    }

    /** Reads an account's counters right after the last event at or before an instant, Unix time in ns. */
    public CompletableFuture<PastBalances> balanceAtTimeAsync(final Id accountId, final long instantNs) {
        return read(RequestKind.BALANCE_AT, balanceFilter(accountId, instantNs, 0), ReadRows::pastBalances);
    }

    /** Reads an account's counters at an instant and waits. */
    public PastBalances balanceAtTime(final Id accountId, final long instantNs) {
        return await(balanceAtTimeAsync(accountId, instantNs), CallOptions.DEFAULT);
    }

    /** Reads an account's counters right after the last event at or before a sequence. */
    public CompletableFuture<PastBalances> balanceAtSequenceAsync(final Id accountId, final long sequence) {
        return read(RequestKind.BALANCE_AT, balanceFilter(accountId, 0, sequence), ReadRows::pastBalances);
    }

    /** Reads an account's counters at a sequence and waits. */
    public PastBalances balanceAtSequence(final Id accountId, final long sequence) {
        return await(balanceAtSequenceAsync(accountId, sequence), CallOptions.DEFAULT);
    }

    private static byte[] balanceFilter(final Id accountId, final long instantNs, final long sequence) {
        final UnsafeBuffer filter = new UnsafeBuffer(new byte[BalanceAtDecoder.FiltersDecoder.sbeBlockLength()]);
        filter.putLong(BalanceAtDecoder.FiltersDecoder.accountIdLowEncodingOffset(), accountId.low(), LITTLE_ENDIAN);
        filter.putLong(BalanceAtDecoder.FiltersDecoder.accountIdHighEncodingOffset(), accountId.high(), LITTLE_ENDIAN);
        filter.putLong(BalanceAtDecoder.FiltersDecoder.instantNsEncodingOffset(), instantNs, LITTLE_ENDIAN);
        filter.putLong(BalanceAtDecoder.FiltersDecoder.sequenceEncodingOffset(), sequence, LITTLE_ENDIAN);
        return filter.byteArray();
    }

    /** Reads a page of accounts by what they carry. */
    public CompletableFuture<Page<AccountState>> queryAccountsAsync(final QueryFilter filter) {
        return read(RequestKind.QUERY_ACCOUNTS, filter.entry(), ReadCall.page(ReadRows::accountState));
    }

    /** Reads a page of accounts by what they carry and waits. */
    public Page<AccountState> queryAccounts(final QueryFilter filter) {
        return await(queryAccountsAsync(filter), CallOptions.DEFAULT);
    }

    /** All accounts that the filter matches, over as many pages as it takes; iterating blocks. */
    public Iterable<AccountState> allAccounts(final QueryFilter filter) {
        return () -> new Pages<>(next -> queryAccounts(next == 0 ? filter : filter.from(next)));
    }

    /** Reads a page of transfers by what they carry. */
    public CompletableFuture<Page<StoredTransfer>> queryTransfersAsync(final QueryFilter filter) {
        return read(RequestKind.QUERY_TRANSFERS, filter.entry(), ReadCall.page(ReadRows::storedTransfer));
    }

    /** Reads a page of transfers by what they carry and waits. */
    public Page<StoredTransfer> queryTransfers(final QueryFilter filter) {
        return await(queryTransfersAsync(filter), CallOptions.DEFAULT);
    }

    /** All transfers that the filter matches, over as many pages as it takes; iterating blocks. */
    public Iterable<StoredTransfer> allTransfers(final QueryFilter filter) {
        return () -> new Pages<>(next -> queryTransfers(next == 0 ? filter : filter.from(next)));
    }

    /**
     * Reads what moved from a sequence on, at most limit (1 to 8,190) events. The page's next is where to go on, now or
     * any time later; it is never 0.
     */
    public CompletableFuture<Page<Movement>> changeEventsAsync(final long fromSequence, final int limit) {
        Fields.requireUnsigned16("limit", limit);
        final UnsafeBuffer filter = new UnsafeBuffer(new byte[ChangeEventsDecoder.FiltersDecoder.sbeBlockLength()]);
        filter.putLong(ChangeEventsDecoder.FiltersDecoder.fromSequenceEncodingOffset(), fromSequence, LITTLE_ENDIAN);
        filter.putShort(ChangeEventsDecoder.FiltersDecoder.limitEncodingOffset(), (short) limit, LITTLE_ENDIAN);
        return read(RequestKind.CHANGE_EVENTS, filter.byteArray(), ReadCall.page(ReadRows::movement));
    }

    /** Reads what moved from a sequence on and waits. */
    public Page<Movement> changeEvents(final long fromSequence, final int limit) {
        return await(changeEventsAsync(fromSequence, limit), CallOptions.DEFAULT);
    }

    /**
     * Asks for the proof that an event is in the journal: a receipt file that {@code verify-receipt} and
     * docs/audit-tree.md check without the node. Empty when there is no such event; fails with
     * {@link io.lastro.protocol.ErrorCode#NOT_PROVEN_YET} until a signed head covers it, about a second.
     */
    public CompletableFuture<Optional<String>> inclusionProofAsync(final long sequence) {
        final UnsafeBuffer filter = new UnsafeBuffer(new byte[InclusionProofDecoder.FiltersDecoder.sbeBlockLength()]);
        filter.putLong(InclusionProofDecoder.FiltersDecoder.sequenceEncodingOffset(), sequence, LITTLE_ENDIAN);
        return read(RequestKind.INCLUSION_PROOF, filter.byteArray(), ReadRows::proof);
    }

    /** Asks for the proof that an event is in the journal, and waits. */
    public Optional<String> inclusionProof(final long sequence) {
        return await(inclusionProofAsync(sequence), CallOptions.DEFAULT);
    }

    private <R> CompletableFuture<R> read(
            final RequestKind kind, final byte[] filter, final Function<ReplyView, R> decoder) {
        return lane().submit(new ReadCall<>(kind, filter, decoder, deadlineNs(CallOptions.DEFAULT)));
    }

    /** Asks whether the node answers, without touching the ledger. */
    public CompletableFuture<Pong> pingAsync() {
        return lane().submit(new Calls.PingCall(deadlineNs(CallOptions.DEFAULT)));
    }

    /** Asks whether the node answers, and waits. */
    public Pong ping() {
        return await(pingAsync(), CallOptions.DEFAULT);
    }

    /** The newest receipt; worth keeping over a restart of the program. */
    public Receipt receipt() {
        return receipts.newest();
    }

    /** What the node told at the last logon. */
    public ServerInfo serverInfo() {
        return connections.get(0).serverInfo();
    }

    /** Sums of what happened to the connections. */
    public ConnectionStats stats() {
        return connections.stream().map(BatchConnection::stats).reduce(ConnectionStats.NONE, ConnectionStats::plus);
    }

    /**
     * Refuses new calls, waits for those in hand, each until its deadline, ends the sessions and stops the threads.
     */
    @Override
    public void close() {
        final List<CompletableFuture<Void>> drained = new ArrayList<>();
        for (final Lane lane : lanes) {
            drained.add(lane.drain());
        }
        for (final CompletableFuture<Void> lane : drained) {
            awaitQuietly(lane, context.deadline().plus(BLOCKING_GRACE));
        }
        closeNow();
    }

    private void closeNow() {
        for (final BatchConnection connection : connections) {
            awaitQuietly(connection.close(), BatchConnection.CLOSE_TIMEOUT.plus(BLOCKING_GRACE));
        }
        loops.close();
    }

    private Lane lane() {
        final int caller = Long.hashCode(Thread.currentThread().getId());
        return lanes.get(Math.floorMod(caller, lanes.size()));
    }

    private long deadlineNs(final CallOptions options) {
        return System.nanoTime() + duration(options).toNanos();
    }

    private Duration duration(final CallOptions options) {
        return options.deadline() == null ? context.deadline() : options.deadline();
    }

    private <T> T await(final CompletableFuture<T> future, final CallOptions options) {
        if (connections.stream().anyMatch(BatchConnection::inLoop)) {
            throw new IllegalStateException("a blocking call on a network thread would wait for itself");
        }
        return await(future, duration(options).plus(BLOCKING_GRACE).toNanos(), "the client's thread does not answer");
    }

    private static <T> T await(final CompletableFuture<T> future, final long timeoutNs, final String why) {
        try {
            return future.get(Math.max(0, timeoutNs), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof ClientException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (final TimeoutException e) {
            throw new UnknownOutcomeException(why, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownOutcomeException("interrupted while waiting", e);
        }
    }

    private static void awaitQuietly(final CompletableFuture<?> future, final Duration timeout) {
        try {
            await(future, timeout.toNanos(), "closing");
        } catch (final ClientException | CompletionException e) {
            // Closing goes on: the callers concerned have been told through their own futures.
            assert e.getMessage() != null;
        }
    }
}
