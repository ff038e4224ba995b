package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bulk path allocates a little per request, nothing per transfer. */
class AllocationTest extends ClientTestCommon {
    private static final int BATCH = 1_000;
    private static final int WARM_UP = 60;
    private static final int MEASURED = 200;

    /** Sends itself again until all rounds are done. */
    private final class Rounds implements BatchListener {
        private final BatchConnection connection;
        private final CompletableFuture<Long> bytes = new CompletableFuture<>();
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long next = 1_000;
        private long startBytes;
        private int round;

        Rounds(final BatchConnection connection) {
            this.connection = connection;
        }

        void send(final BatchRequest request) {
            request.clear().deadlineNs(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
            for (int i = 0; i < BATCH; i++) {
                request.addTransfer()
                        .idLow(next++)
                        .debitAccountIdLow(1)
                        .creditAccountIdLow(2)
                        .amount(1)
                        .ledger(1)
                        .code(1);
            }
            connection.send(request);
        }

        @Override
        public void onReply(final BatchRequest request, final ReplyView reply) {
            int created = 0;
            for (int i = 0; i < reply.count(); i++) {
                created += reply.result(i) == 0 ? 1 : 0;
            }
            if (created != BATCH) {
                bytes.completeExceptionally(new AssertionError("created " + created));
            }
            if (++round == WARM_UP) {
                startBytes = threads.getCurrentThreadAllocatedBytes();
            }
            if (round == WARM_UP + MEASURED) {
                bytes.complete(threads.getCurrentThreadAllocatedBytes() - startBytes);
                request.release();
            } else {
                send(request);
            }
        }

        @Override
        public void onFailure(final BatchRequest request, final ClientException cause) {
            request.release();
            bytes.completeExceptionally(cause);
        }
    }

    @Test
    void shouldNotAllocatePerTransfer() throws Exception {
        connect().createAccounts(List.of(account(1), account(2)));
        io.netty.util.ResourceLeakDetector.setLevel(io.netty.util.ResourceLeakDetector.Level.DISABLED);
        try (IoLoops loops = new IoLoops(1, "lastro-allocation")) {
            final BatchConnection connection = new BatchConnection(context(), loops, new Receipts(Receipt.NONE)).open();
            final Rounds rounds = new Rounds(connection);
            rounds.send(BatchRequest.transfers(BATCH, rounds));
            final long bytes = rounds.bytes.get(60, TimeUnit.SECONDS);
            connection.close().get(5, TimeUnit.SECONDS);
            System.out.println("client loop: " + bytes / MEASURED + " bytes allocated per request of " + BATCH);
            assertTrue(bytes < MEASURED * (long) BATCH / 2, "bytes per request: " + bytes / MEASURED);
        }
        assertEquals((WARM_UP + MEASURED) * BATCH, ledger.transferCount());
    }
}
