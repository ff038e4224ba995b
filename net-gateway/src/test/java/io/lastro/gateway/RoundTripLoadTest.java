package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Round trips through gateway and ring with nothing behind them: client, event loop and release thread share the
 * machine. Prints the rates; {@code -Dlastro.load.seconds=N} sets the length of each part.
 */
@Tag("slow")
class RoundTripLoadTest extends GatewayTestCase {
    private static final int SECONDS = Integer.getInteger("lastro.load.seconds", 5);
    private static final int CONNECTIONS = 32;
    private static final int SMALL_REPLY_BYTES = 8 + 8 + 72 + 4 + 18;

    private void launchForSpeed() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        launch(context(4_096).eventLoopCount(1).allocator(PooledByteBufAllocator.DEFAULT));
    }

    @Test
    void shouldCarrySingleTransfersOver32Connections() throws Exception {
        launchForSpeed();
        final List<TestClient> clients = new ArrayList<>();
        final List<ByteBuffer> windows = new ArrayList<>();
        final int window = 64;
        for (int i = 0; i < CONNECTIONS; i++) {
            final TestClient client = TestClient.loggedOn(server.port());
            clients.add(client);
            final byte[] frame = TestClient.frame(client.transfers(1, 5, false));
            final ByteBuffer frames = ByteBuffer.allocate(frame.length * window).order(LITTLE_ENDIAN);
            for (int f = 0; f < window; f++) {
                frames.put(frame);
            }
            windows.add(frames);
        }
        final byte[] replies = new byte[SMALL_REPLY_BYTES * window];
        final long startNs = System.nanoTime();
        final long endNs = startNs + SECONDS * 1_000_000_000L;
        long count = 0;
        long requestNo = 0;
        while (System.nanoTime() < endNs) {
            for (int i = 0; i < CONNECTIONS; i++) {
                number(windows.get(i), window, requestNo);
                clients.get(i).send(windows.get(i).array());
            }
            requestNo += window;
            for (int i = 0; i < CONNECTIONS; i++) {
                new DataInputStream(clients.get(i).socket().getInputStream()).readFully(replies);
                final long last =
                        ByteBuffer.wrap(replies).order(LITTLE_ENDIAN).getLong(SMALL_REPLY_BYTES * (window - 1) + 16);
                assertEquals(requestNo, last);
                count += window;
            }
        }
        report("single transfers, 32 connections x 64 in flight", count, startNs, 1);
        for (final TestClient client : clients) {
            client.close();
        }
        assertEquals(count, pipeline.completedCount());
    }

    private static void number(final ByteBuffer frames, final int count, final long before) {
        final int frameBytes = frames.capacity() / count;
        final CRC32C crc = new CRC32C();
        for (int f = 0; f < count; f++) {
            final int at = f * frameBytes;
            frames.putLong(at + 8 + 8 + 8, before + f + 1);
            crc.reset();
            crc.update(frames.array(), at + 8, frameBytes - 8);
            frames.putInt(at + 4, (int) crc.getValue());
        }
    }

    @Test
    void shouldCarryFullBatches() throws Exception {
        launchForSpeed();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final ByteBuffer frame = ByteBuffer.wrap(TestClient.frame(client.transfers(8_190, 5, false)))
                    .order(LITTLE_ENDIAN);
            final long startNs = System.nanoTime();
            final long endNs = startNs + SECONDS * 1_000_000_000L;
            long sent = 0;
            long count = 0;
            while (System.nanoTime() < endNs) {
                while (sent - count < 4) {
                    number(frame, 1, sent);
                    client.send(frame.array());
                    sent++;
                }
                assertEquals(8_190, client.read().count());
                count++;
            }
            report("transfers in batches of 8,190, 1 connection x 4 in flight", count * 8_190, startNs, 8_190);
            while (count++ < sent) {
                client.read();
            }
        }
    }

    @Test
    void shouldAnswerOneAtATime() throws Exception {
        launchForSpeed();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final ByteBuffer frame = ByteBuffer.wrap(TestClient.frame(client.transfers(1, 5, false)))
                    .order(LITTLE_ENDIAN);
            final List<Long> timesNs = new ArrayList<>();
            final long startNs = System.nanoTime();
            final long endNs = startNs + SECONDS * 1_000_000_000L;
            while (System.nanoTime() < endNs) {
                number(frame, 1, timesNs.size());
                final long beforeNs = System.nanoTime();
                roundTrip(client, frame);
                timesNs.add(System.nanoTime() - beforeNs);
            }
            report("single transfers, one at a time", timesNs.size(), startNs, 1);
            timesNs.sort(null);
            System.out.printf(
                    "  round trip us: p50 %.1f, p99 %.1f%n",
                    timesNs.get(timesNs.size() / 2) / 1e3, timesNs.get(timesNs.size() * 99 / 100) / 1e3);
        }
    }

    private static void roundTrip(final TestClient client, final ByteBuffer frame) throws IOException {
        client.send(frame.array());
        assertEquals(1, client.read().count());
    }

    private void report(final String what, final long transfers, final long startNs, final int perRequest) {
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "%s, JDK %s, %s: %,.0f transfers/s, %,.0f requests/s%n",
                what,
                Runtime.version().feature(),
                server.transport(),
                transfers / seconds,
                transfers / seconds / perRequest);
        System.out.printf(
                "  heap bytes allocated by completing and flushing: %.2f per request%n",
                (double) pipeline.completionBytes() / pipeline.completedCount());
        assertTrue(transfers > 0);
    }
}
