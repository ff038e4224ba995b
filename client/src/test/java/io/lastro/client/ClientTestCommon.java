package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.testnode.TestNode;
import io.lastro.client.testnode.TinyLedger;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base of tests with sockets: fails on a buffer that was not given back and on a thread that was left behind. */
public abstract class ClientTestCommon {
    private static final Logger LEAK_LOGGER = Logger.getLogger(ResourceLeakDetector.class.getName());

    protected final TinyLedger ledger = new TinyLedger();
    protected TestNode node;
    private final List<LastroClient> clients = new ArrayList<>();
    private final List<String> leaks = new ArrayList<>();
    private final Handler leakHandler = new Handler() {
        @Override
        public void publish(final LogRecord record) {
            leaks.add(record.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    };
    private long buffersBefore;

    @BeforeEach
    void startNode() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        LEAK_LOGGER.addHandler(leakHandler);
        buffersBefore = activeBuffers();
        node = new TestNode(ledger);
    }

    @AfterEach
    void stopAndCheck() {
        clients.forEach(LastroClient::close);
        node.close();
        assertTrue(eventually(() -> lastroThreads().isEmpty()), () -> "threads left: " + lastroThreads());
        assertTrue(
                eventually(() -> activeBuffers() == buffersBefore),
                () -> "buffers not given back: " + (activeBuffers() - buffersBefore));
        System.gc();
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release(); // an allocation makes the detector look
        LEAK_LOGGER.removeHandler(leakHandler);
        assertEquals(List.of(), leaks);
    }

    protected ClientContext context() {
        return new ClientContext()
                .address("localhost", node.port())
                .deadline(Duration.ofSeconds(10))
                .backoff(Duration.ofMillis(2), Duration.ofMillis(20));
    }

    protected LastroClient connect(final ClientContext context) {
        final LastroClient client = LastroClient.connect(context);
        clients.add(client);
        return client;
    }

    protected LastroClient connect() {
        return connect(context());
    }

    protected static Account account(final long id) {
        return Account.builder(Id.of(id)).ledger(1).code(1).build();
    }

    protected static Transfer.Builder transfer(final long id) {
        return Transfer.builder(Id.of(id))
                .debit(Id.of(1))
                .credit(Id.of(2))
                .amount(10)
                .ledger(1)
                .code(7);
    }

    protected static boolean eventually(final BooleanSupplier condition) {
        final long endNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            try {
                Thread.sleep(2);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static List<String> lastroThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("lastro-"))
                .toList();
    }

    private static long activeBuffers() {
        return PooledByteBufAllocator.DEFAULT.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }
}
