package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.prometheus.client.CollectorRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/**
 * A gateway on a real socket with a pipeline behind it. Fails a test that leaves a buffer, a byte in an account of
 * bytes, a connection or a request behind.
 */
abstract class GatewayTestCase {
    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    private static final long WAIT_MS = 20_000;

    /** Without caches per thread, so that the number of buffers in use is exact. */
    final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 1, 1, 8_192, 9, 0, 0, false);

    final CollectorRegistry registry = new CollectorRegistry();
    final TestNode node = new TestNode();
    RingPipeline pipeline;
    GatewayServer server;
    volatile ReceiptVerdict verdict = ReceiptVerdict.ACCEPTED;
    volatile Receipt receiptSeen;

    GatewayContext context(final int ringCapacity) {
        pipeline = new RingPipeline(ringCapacity);
        return new GatewayContext()
                .requestSink(pipeline)
                .nodeView(node)
                .receiptAuthority((receipt, lineage, group) -> {
                    receiptSeen = receipt;
                    return verdict;
                })
                .registry(registry)
                .eventLoopCount(2)
                .closeLingerMs(300)
                .allocator(allocator);
    }

    void launch(final GatewayContext context) {
        server = GatewayServer.launch(context);
        pipeline.start(server);
    }

    void launch() {
        launch(context(1_024));
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        if (server != null) {
            server.close();
            pipeline.close();
            assertEquals(0, server.connectionCount(), "connections left");
            assertEquals(0, server.bytesOutbound(), "outbound bytes left in the account");
        }
        awaitTrue("buffers left: " + activeBuffers(), () -> activeBuffers() == 0);
    }

    long activeBuffers() {
        return allocator.metric().directArenas().stream()
                        .mapToLong(PoolArenaMetric::numActiveAllocations)
                        .sum()
                + allocator.metric().heapArenas().stream()
                        .mapToLong(PoolArenaMetric::numActiveAllocations)
                        .sum();
    }

    static void awaitTrue(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                fail("waited in vain: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    double metric(final String name) {
        return value(name, new String[] {"port"}, new String[] {"client"});
    }

    double errors(final String code) {
        return value("lastro_gateway_errors_total", new String[] {"code"}, new String[] {code});
    }

    double closes(final String reason) {
        return value("lastro_gateway_connections_closed_total", new String[] {"reason"}, new String[] {reason});
    }

    double pauses(final String reason) {
        return value("lastro_gateway_pauses_total", new String[] {"reason"}, new String[] {reason});
    }

    double pausedNow(final String reason) {
        return value("lastro_gateway_paused_connections", new String[] {"reason"}, new String[] {reason});
    }

    private double value(final String name, final String[] labels, final String[] values) {
        final Double found = registry.getSampleValue(name, labels, values);
        return found == null ? 0 : found;
    }
}
