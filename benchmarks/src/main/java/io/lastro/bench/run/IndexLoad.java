package io.lastro.bench.run;

import io.lastro.client.Account;
import io.lastro.client.BatchConnection;
import io.lastro.client.BatchListener;
import io.lastro.client.BatchRequest;
import io.lastro.client.ClientContext;
import io.lastro.client.ClientException;
import io.lastro.client.Id;
import io.lastro.client.IoLoops;
import io.lastro.client.LastroClient;
import io.lastro.client.Receipt;
import io.lastro.client.Receipts;
import io.lastro.client.ReplyView;
import io.lastro.client.Transfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Transfers whose ids and fields follow from their number, so that any of them can be asked for again: full batches on
 * one connection, four in flight. Ids are random in their lower half and rise in their upper half, as clients make them.
 */
final class IndexLoad implements BatchListener {
    private static final int IN_FLIGHT = 4;
    private static final int LEDGER = 986;
    private static final int CODE = 1;
    private static final int ACCOUNTS = 10_000;
    private static final int MAX_AMOUNT = 1_000;
    private static final long ACCOUNT_SPACE = 7;
    private static final long ID_SPACE = 0x0192_0000_0000_0000L;
    private static final int IDS_OF_A_MILLISECOND = 600;
    private static final int READY_SECONDS = 10;

    private final ClientContext context;
    private final long count;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long next;
    private volatile long acknowledged;

    /** A load of so many transfers, rounded up to full batches. */
    IndexLoad(final ClientContext context, final long count) {
        this(context, 0, count);
    }

    /** A load that goes on behind those that another one made. */
    IndexLoad(final ClientContext context, final long made, final long count) {
        this.context = context;
        this.count = count;
        next = made;
        acknowledged = made;
    }

    /** Transfers that were created so far. Any thread. */
    long acknowledged() {
        return acknowledged;
    }

    /** Id of a transfer. */
    static Id id(final long number) {
        return Id.of(mix(number), ID_SPACE + number / IDS_OF_A_MILLISECOND);
    }

    /** Amount of a transfer. */
    static long amount(final long number) {
        return 1 + Math.floorMod(number, MAX_AMOUNT);
    }

    /** The transfer as a client would send it again. */
    static Transfer transfer(final long number) {
        final long debit = Math.floorMod(mix(number) >>> 3, ACCOUNTS);
        return Transfer.builder(id(number))
                .debit(account(debit))
                .credit(account((debit + 1) % ACCOUNTS))
                .amount(amount(number))
                .ledger(LEDGER)
                .code(CODE)
                .build();
    }

    private static Id account(final long number) {
        return Id.of(number + 1, ACCOUNT_SPACE);
    }

    /** Creates the accounts, then runs to the end. */
    void run() throws InterruptedException {
        final Receipts receipts = new Receipts(createAccounts());
        try (IoLoops loops = new IoLoops(1, "bench-index")) {
            final BatchConnection connection = new BatchConnection(context, loops, receipts).open();
            try {
                connection.ready().get(READY_SECONDS, TimeUnit.SECONDS);
                for (int i = 0; i < IN_FLIGHT; i++) {
                    final BatchRequest request = BatchRequest.transfers(ProtocolLimits.MAX_BATCH_EVENTS, this);
                    request.attachment(connection);
                    connection.loop().execute(() -> sendNext(request));
                }
                done.get();
            } catch (final ExecutionException e) {
                throw new BenchFailedException("the load ended early: " + e.getCause());
            } catch (final TimeoutException e) {
                throw new BenchFailedException("no connection to the node");
            } finally {
                connection.close();
            }
        }
    }

    private Receipt createAccounts() {
        try (LastroClient client = LastroClient.connect(context)) {
            for (int first = 0; first < ACCOUNTS; first += ProtocolLimits.MAX_BATCH_EVENTS) {
                final List<Account> accounts = new ArrayList<>();
                for (int i = first; i < Math.min(ACCOUNTS, first + ProtocolLimits.MAX_BATCH_EVENTS); i++) {
                    accounts.add(Account.builder(account(i))
                            .ledger(LEDGER)
                            .code(CODE)
                            .build());
                }
                client.createAccounts(accounts);
            }
            return client.receipt();
        }
    }

    private void sendNext(final BatchRequest request) {
        if (next >= count) {
            request.release();
            if (acknowledged >= count) {
                done.complete(null);
            }
            return;
        }
        final BatchConnection connection = (BatchConnection) request.attachment();
        request.clear().attachment(connection);
        for (int i = 0; i < ProtocolLimits.MAX_BATCH_EVENTS; i++, next++) {
            final long random = mix(next);
            final long debit = Math.floorMod(random >>> 3, ACCOUNTS);
            final TransferEvent event = request.addTransfer();
            event.idLow(random).idHigh(ID_SPACE + next / IDS_OF_A_MILLISECOND);
            event.debitAccountIdLow(debit + 1).debitAccountIdHigh(ACCOUNT_SPACE);
            event.creditAccountIdLow((debit + 1) % ACCOUNTS + 1).creditAccountIdHigh(ACCOUNT_SPACE);
            event.amount(amount(next)).ledger(LEDGER).code(CODE);
        }
        connection.send(request);
    }

    @Override
    public void onReply(final BatchRequest request, final ReplyView reply) {
        for (int i = 0; i < reply.count(); i++) {
            if (reply.result(i) != CreateTransferResult.CREATED.code()) {
                done.completeExceptionally(new IllegalStateException("a transfer was refused: " + reply.result(i)));
                return;
            }
        }
        acknowledged += reply.count(); // the loop alone writes it
        sendNext(request);
    }

    @Override
    public void onFailure(final BatchRequest request, final ClientException cause) {
        request.release();
        done.completeExceptionally(cause);
    }

    private static long mix(final long number) {
        long x = (number + 1) * 0x9E37_79B9_7F4A_7C15L;
        x = (x ^ x >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        x = (x ^ x >>> 27) * 0x94D0_49BB_1331_11EBL;
        return x ^ x >>> 31;
    }
}
