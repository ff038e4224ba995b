package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.TransferOutcome;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.SessionClosedDecoder;
import io.prometheus.client.CollectorRegistry;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, drain, halt, close, and connections that go away while their requests are in the ring. */
class LifecycleTest extends GatewayTestCase {
    @Test
    void shouldDrainWithEveryRequestAnswered() throws Exception {
        launch();
        pipeline.hold();
        try (TestClient busy = TestClient.loggedOn(server.port());
                TestClient idle = TestClient.loggedOn(server.port())) {
            busy.sendMessage(busy.transfers(5, 1, false));
            awaitTrue("in the ring", () -> pipeline.size() == 1);
            final CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> server.drain(10_000));
            expectClosed(idle);
            final TestClient.Message refused = busy.call(busy.transfers(1, 1, false));
            assertEquals(ErrorCode.SHUTTING_DOWN, refused.code());
            assertEquals(2, refused.requestNo());
            assertFalse(drained.isDone());
            pipeline.release();
            assertEquals(5, busy.read().count());
            expectClosed(busy);
            busy.close();
            idle.close();
            assertTrue(drained.get(10, TimeUnit.SECONDS));
            assertThrows(ConnectException.class, () -> new TestClient(server.port()).close());
            assertEquals(1, pipeline.completedCount());
        }
    }

    private static void expectClosed(final TestClient client) throws Exception {
        final TestClient.Message reply = client.read();
        assertEquals(SessionClosedDecoder.TEMPLATE_ID, reply.templateId());
        assertEquals(0, reply.requestNo());
        assertTrue(client.isEnd());
    }

    @Test
    void shouldAnswerParkedRequestsWhenDraining() throws Exception {
        launch(context(1).busyAfterMs(20_000));
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 3; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            awaitTrue("parked", () -> pausedNow("ring_full") == 1);
            final CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> server.drain(10_000));
            assertEquals(ErrorCode.SHUTTING_DOWN, client.read().code());
            assertEquals(ErrorCode.SHUTTING_DOWN, client.read().code());
            pipeline.release();
            assertEquals(1, client.read().requestNo());
            expectClosed(client);
            client.close();
            assertTrue(drained.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldCutOffWhoeverOutlastsTheDrain() throws Exception {
        launch();
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.sendMessage(client.transfers(1, 1, false));
            awaitTrue("in the ring", () -> pipeline.size() == 1);
            assertFalse(server.drain(200));
            assertTrue(client.isEnd());
        }
    }

    @Test
    void shouldReleaseNothingAfterHalt() throws Exception {
        launch();
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.sendMessage(client.transfers(1, 1, false));
            client.sendMessage(client.transfers(1, 1, false));
            awaitTrue("in the ring", () -> pipeline.size() == 2);
            server.halt("disk gave EIO");
            server.halt("a later cause");
            for (int i = 1; i <= 2; i++) {
                expectHalted(client.read(), i);
            }
            pipeline.release();
            awaitTrue("completed", () -> pipeline.completedCount() == 2);
            expectHalted(client.call(client.transfers(1, 1, false)), 3);
            expectHalted(client.call(client.ping()), 4);
            try (TestClient late = new TestClient(server.port())) {
                late.sendMessage(logon(late));
                expectHalted(late.read(), 0);
                assertTrue(late.isEnd());
            }
        }
        awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
        assertEquals(2, pipeline.completedCount());
    }

    /** The test's own thread is the release thread here: a reply that is encoded but not flushed must not leave. */
    @Test
    void shouldDropRepliesThatWereCompletedButNotFlushedBeforeHalt() throws Exception {
        final BlockingQueue<GatewayRequest> ring = new LinkedBlockingQueue<>();
        launch(context(1)
                .requestSink(request ->
                        request.kind() == RequestKind.OPEN_SESSION ? pipeline.offer(request) : ring.offer(request)));
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.sendMessage(client.transfers(1, 1, false));
            final GatewayRequest request = ring.poll(10, TimeUnit.SECONDS);
            final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[TransferOutcome.BLOCK_BYTES]);
            request.completeTransfers(1, 1, new Receipt(), outcomes, 0);
            server.halt("disk gave EIO");
            server.flushReplies();
            expectHalted(client.read(), 1);
            expectHalted(client.call(client.ping()), 2);
        }
        awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
    }

    private static byte[] logon(final TestClient client) {
        final var encoder = client.logonEncoder();
        encoder.putClientName(new byte[0], 0, 0);
        return client.message(8 + encoder.encodedLength());
    }

    private static void expectHalted(final TestClient.Message reply, final long requestNo) {
        assertEquals(ErrorCode.HALTED, reply.code());
        assertEquals(requestNo, reply.requestNo());
        assertEquals("disk gave EIO", reply.detail());
    }

    @Test
    void shouldFreeRequestsWhoseConnectionIsGone() throws Exception {
        launch();
        for (int round = 0; round < 20; round++) {
            pipeline.hold();
            final TestClient client = TestClient.loggedOn(server.port());
            for (int i = 0; i < 10; i++) {
                client.sendMessage(client.transfers(i % 2 == 0 ? 1 : 2_000, 1, true));
            }
            awaitTrue("in the ring", () -> pipeline.size() == 10);
            client.close();
            awaitTrue("gone", () -> server.connectionCount() == 0);
            pipeline.release();
            awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
        }
        assertEquals(200, pipeline.completedCount());
        assertEquals(0, metric("lastro_gateway_requests_in_flight"));
        try (TestClient client = TestClient.loggedOn(server.port())) {
            assertEquals(
                    CreateTransfersReplyDecoder.TEMPLATE_ID,
                    client.call(client.transfers(1, 1, false)).templateId());
        }
    }

    @Test
    void shouldSurviveConnectionsThatCloseWhileRepliesGoOut() throws Exception {
        launch();
        for (int round = 0; round < 50; round++) {
            final List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                final TestClient client = TestClient.loggedOn(server.port());
                clients.add(client);
                for (int r = 0; r < 5; r++) {
                    client.sendMessage(client.transfers(200, 1, true));
                }
            }
            for (final TestClient client : clients) {
                client.socket().setSoLinger(true, 0);
                client.close();
            }
        }
        awaitTrue("gone", () -> server.connectionCount() == 0);
        awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
    }

    @Test
    void shouldFreeRequestsCompletedAfterClose() throws Exception {
        launch();
        pipeline.hold();
        final TestClient client = TestClient.loggedOn(server.port());
        for (int i = 0; i < 10; i++) {
            client.sendMessage(client.transfers(100, 1, true));
        }
        awaitTrue("in the ring", () -> pipeline.size() == 10);
        server.close();
        assertTrue(activeBuffers() > 0);
        assertTrue(client.isEnd());
        client.close();
        pipeline.close();
        assertEquals(10, pipeline.completedCount());
        assertEquals(0, activeBuffers());
    }

    @Test
    void shouldRefuseToCompleteTwice() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.call(client.transfers(1, 1, false));
            final GatewayRequest done = pipeline.lastSeen;
            awaitTrue("taken back", () -> server.bytesInFlight() == 0);
            assertThrows(IllegalStateException.class, () -> done.fail(ErrorCode.BUSY, "", 0));
        }
    }

    @Test
    void shouldNameThePortThatIsInUse() {
        launch();
        final RingPipeline first = pipeline;
        final GatewayContext second =
                context(1).registry(new CollectorRegistry()).port(server.port());
        pipeline = first;
        final UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> GatewayServer.launch(second));
        assertTrue(e.getMessage().contains("127.0.0.1:" + server.port()), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void shouldRefusePlainTcpOnOtherAddresses(final String host) {
        final GatewayContext context = context(1).bindHost(host);
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> GatewayServer.launch(context));
        assertTrue(e.getMessage().contains("loopback"), e.getMessage());
    }

    @Test
    void shouldBindAnyAddressWhenAllowed() throws Exception {
        launch(context(16).bindHost("0.0.0.0").allowPlainOnAnyAddress(true));
        try (TestClient client = TestClient.loggedOn(server.port())) {
            assertEquals(1, client.call(client.ping()).requestNo());
        }
    }
}
