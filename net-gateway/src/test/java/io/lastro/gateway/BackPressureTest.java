package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A full ring, too many bytes, clients that do not read or do not go on: each is held back alone. */
class BackPressureTest extends GatewayTestCase {
    @Test
    void shouldParkAndGoOnWhenTheRingHasRoomAgain() throws Exception {
        launch(context(4).busyAfterMs(20_000));
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port());
                TestClient other = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 60; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            awaitTrue("paused", () -> pausedNow("ring_full") == 1);
            other.sendMessage(other.transfers(1, 1, false));
            awaitTrue("both paused", () -> pausedNow("ring_full") == 2);
            pipeline.release();
            for (int i = 1; i <= 60; i++) {
                final TestClient.Message reply = client.read();
                assertEquals(i, reply.requestNo());
                assertEquals(1, reply.count());
            }
            assertEquals(1, other.read().count());
            assertEquals(0, pausedNow("ring_full"));
            assertEquals(0, errors("busy"));
            assertEquals(61, pipeline.completedCount());
        }
    }

    @Test
    void shouldAnswerBusyWithAHintWhenTheRingStaysFull() throws Exception {
        launch(context(2).busyAfterMs(50).retryAfterMs(77));
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final long startNs = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            for (int i = 3; i <= 4; i++) {
                final TestClient.Message reply = client.read();
                assertEquals(ErrorCode.BUSY, reply.code());
                assertEquals(i, reply.requestNo());
                assertEquals(77, reply.error().retryAfterMs());
            }
            assertTrue(System.nanoTime() - startNs >= 100_000_000L, "BUSY came too early");
            pipeline.release();
            assertEquals(1, client.read().requestNo());
            assertEquals(2, client.read().requestNo());
            assertEquals(5, client.call(client.transfers(1, 1, false)).requestNo());
            assertEquals(3, pipeline.completedCount());
        }
    }

    @Test
    void shouldPauseReadsAboveTheBoundOfBytesInFlight() throws Exception {
        launch(context(1_024).maxBytesInFlight(2 << 20));
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final int count = 20;
            final Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.sendMessage(client.transfers(4_000, 1, false));
                    }
                } catch (final IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            awaitTrue("paused", () -> pausedNow("bytes_in_flight") == 1);
            Thread.sleep(50);
            final long bound = (2 << 20) + 4_000 * 128 + 100;
            assertTrue(server.bytesInFlight() <= bound, "bytes in flight: " + server.bytesInFlight());
            assertEquals(5, pipeline.size());
            pipeline.release();
            for (int i = 1; i <= count; i++) {
                assertEquals(i, client.read().requestNo());
            }
            sender.join();
        }
        awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
    }

    @Test
    void shouldBoundFramesThatAreBeingReceived() throws Exception {
        launch(context(1_024).maxBytesAssembling(2 << 20));
        final List<TestClient> halves = new ArrayList<>();
        try (TestClient small = TestClient.loggedOn(server.port())) {
            byte[] frame = null;
            for (int i = 0; i < 4; i++) {
                final TestClient client = TestClient.loggedOn(server.port());
                halves.add(client);
                frame = TestClient.frame(client.transfers(8_000, 1, false));
                client.socket().getOutputStream().write(frame, 0, frame.length - 1);
            }
            awaitTrue("one has to wait", () -> pausedNow("bytes_assembling") == 1);
            assertEquals(3, small.call(small.transfers(3, 1, false)).count());
            for (int i = 0; i < 4; i++) {
                halves.get(i).socket().getOutputStream().write(frame, frame.length - 1, 1);
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(8_000, halves.get(i).read().count());
            }
        } finally {
            for (final TestClient client : halves) {
                client.close();
            }
        }
    }

    @Test
    void shouldPauseASlowReaderAndServeItLater() throws Exception {
        launch(context(1_024));
        try (TestClient slow = new TestClient(server.port(), 32 << 10);
                TestClient other = TestClient.loggedOn(server.port())) {
            slow.logon();
            for (int i = 0; i < 30; i++) {
                slow.sendMessage(slow.lookupTransfers(8_190));
            }
            awaitTrue("paused", () -> pausedNow("slow_reader") == 1);
            for (int i = 0; i < 100; i++) {
                assertEquals(1, other.call(other.transfers(1, 1, false)).count());
            }
            for (int i = 1; i <= 30; i++) {
                final TestClient.Message reply = slow.read();
                assertEquals(i, reply.requestNo());
                assertEquals(8_190, reply.count());
            }
            awaitTrue("goes on", () -> pausedNow("slow_reader") == 0);
            assertEquals(31, slow.call(slow.ping()).requestNo());
        }
    }

    @Test
    void shouldCloseAReaderThatDoesNotReadAtAll() throws Exception {
        launch(context(1_024).slowReaderTimeoutMs(300));
        try (TestClient slow = new TestClient(server.port(), 32 << 10);
                TestClient other = TestClient.loggedOn(server.port())) {
            slow.logon();
            for (int i = 0; i < 10; i++) {
                slow.sendMessage(slow.lookupTransfers(8_190));
            }
            awaitTrue("closed", () -> closes("slow_reader") == 1);
            assertEquals(1, other.call(other.transfers(1, 1, false)).count());
        }
    }

    @Test
    void shouldCloseASlowReaderAboveItsBytes() throws Exception {
        launch(context(1_024).slowReaderCloseBytes(4 << 20));
        try (TestClient slow = new TestClient(server.port(), 32 << 10)) {
            slow.logon();
            pipeline.hold();
            for (int i = 0; i < 20; i++) {
                slow.sendMessage(slow.lookupTransfers(8_190));
            }
            awaitTrue("all in the ring", () -> pipeline.size() == 20);
            pipeline.release();
            awaitTrue("closed", () -> closes("slow_reader") == 1);
        }
    }

    @Test
    void shouldCloseSlowReadersWhenAllTogetherHoldTooMuch() throws Exception {
        launch(context(1_024).maxBytesOutbound(4 << 20));
        try (TestClient slow = new TestClient(server.port(), 32 << 10);
                TestClient other = TestClient.loggedOn(server.port())) {
            slow.logon();
            pipeline.hold(); // else it could be closed while it still sends
            for (int i = 0; i < 20; i++) {
                slow.sendMessage(slow.lookupTransfers(8_190));
            }
            awaitTrue("all in the ring", () -> pipeline.size() == 20);
            pipeline.release();
            awaitTrue("closed", () -> closes("slow_reader") == 1);
            assertEquals(1, other.call(other.transfers(1, 1, false)).count());
        }
    }

    @Test
    void shouldHoldBackAFloodOfPings() throws Exception {
        launch(context(16).slowReaderLowBytes(16 << 10).slowReaderHighBytes(64 << 10));
        try (TestClient flood = new TestClient(server.port(), 16 << 10);
                TestClient other = TestClient.loggedOn(server.port())) {
            flood.logon();
            final Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        flood.sendMessage(flood.ping());
                    }
                } catch (final IOException expected) {
                    // The client closes below.
                }
            });
            sender.start();
            awaitTrue("paused", () -> pausedNow("slow_reader") == 1);
            Thread.sleep(100);
            // One read of the socket may be answered after the mark was passed.
            assertTrue(server.bytesOutbound() < 1 << 20, "outbound: " + server.bytesOutbound());
            assertEquals(1, other.call(other.transfers(1, 1, false)).count());
            flood.close();
            sender.join();
        }
    }

    @Test
    void shouldCloseWhoDoesNotLogOn() throws Exception {
        launch(context(16).logonTimeoutMs(200));
        try (TestClient silent = new TestClient(server.port());
                TestClient good = TestClient.loggedOn(server.port())) {
            assertTrue(silent.isEnd());
            awaitTrue("counted", () -> closes("logon_timeout") == 1);
            assertEquals(1, good.call(good.transfers(1, 1, false)).count());
        }
    }

    @Test
    void shouldCloseWhoStopsWithinAFrame() throws Exception {
        launch(context(16).frameTimeoutMs(200));
        try (TestClient client = TestClient.loggedOn(server.port());
                TestClient good = TestClient.loggedOn(server.port())) {
            final byte[] frame = TestClient.frame(client.transfers(2, 1, false));
            client.socket().getOutputStream().write(frame, 0, frame.length - 1);
            assertTrue(client.isEnd());
            awaitTrue("counted", () -> closes("frame_timeout") == 1);
            assertEquals(1, good.call(good.transfers(1, 1, false)).count());
        }
    }

    @Test
    void shouldCloseIdleConnectionsOnly() throws Exception {
        launch(context(16).idleTimeoutMs(300));
        pipeline.hold();
        try (TestClient idle = TestClient.loggedOn(server.port());
                TestClient waiting = TestClient.loggedOn(server.port())) {
            waiting.sendMessage(waiting.transfers(1, 1, false));
            assertTrue(idle.isEnd());
            Thread.sleep(400);
            awaitTrue("counted", () -> closes("idle") == 1);
            pipeline.release();
            assertEquals(1, waiting.read().count());
        }
    }

    @Test
    void shouldBoundConnections() throws Exception {
        launch(context(16).maxConnections(2));
        try (TestClient one = TestClient.loggedOn(server.port());
                TestClient two = TestClient.loggedOn(server.port())) {
            try (TestClient third = new TestClient(server.port())) {
                final TestClient.Message reply = third.read();
                assertEquals(ErrorCode.BUSY, reply.code());
                assertEquals(0, reply.requestNo());
                assertTrue(third.isEnd());
            }
            assertEquals(1, one.call(one.transfers(1, 1, false)).count());
            two.close();
            awaitTrue("room", () -> server.connectionCount() == 1);
            try (TestClient again = TestClient.loggedOn(server.port())) {
                assertEquals(1, again.call(again.transfers(1, 1, false)).count());
            }
        }
    }
}
