package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.ChangeEventsReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads that leave the ring at the gate and are answered by several other threads. */
class ModelReadTest extends GatewayTestCase {
    private static final int ROW_BYTES = ChangeEventsReplyDecoder.MovementsDecoder.sbeBlockLength();

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    private void launchWithReads(final boolean held) {
        launch();
        pipeline.reads = request -> threads.execute(() -> {
            try {
                if (held) {
                    mayAnswer.await();
                }
                answer(request);
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** As many rows as the limit says, each filled with the low byte of fromSequence; limit 7 fails. */
    private static void answer(final GatewayRequest request) {
        final ChangeEventsDecoder.FiltersDecoder filter = new ChangeEventsDecoder()
                .wrapAndApplyHeader(request.buffer(), 0, new MessageHeaderDecoder())
                .filters()
                .next();
        final long from = filter.fromSequence();
        final int limit = filter.limit();
        if (limit == 7) {
            request.failRead(ErrorCode.BUSY, "not now", 33);
            return;
        }
        final UnsafeBuffer rows = new UnsafeBuffer(new byte[limit * ROW_BYTES + 5]);
        rows.setMemory(5, limit * ROW_BYTES, (byte) from);
        request.completeRead(request.gateSequence() + 1, from + limit, rows, 5, limit);
    }

    @AfterEach
    void stopThreads() {
        mayAnswer.countDown();
        threads.shutdown();
    }

    @Test
    void shouldAnswerFromManyThreadsBetweenWritesInTheirOrder() throws Exception {
        launchWithReads(false);
        final List<Thread> clients = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final long seed = i;
            final Thread thread = new Thread(() -> {
                try {
                    talk(new Random(seed));
                } catch (final Throwable t) {
                    synchronized (failures) {
                        failures.add(t);
                    }
                }
            });
            clients.add(thread);
            thread.start();
        }
        for (final Thread client : clients) {
            client.join();
        }
        assertEquals(List.of(), failures);
    }

    private void talk(final Random random) throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int round = 0; round < 40; round++) {
                final Set<Long> open = new HashSet<>();
                long lastWrite = 0;
                for (int i = 0; i < 20; i++) {
                    final boolean read = random.nextBoolean();
                    final long number = client.lastRequestNo() + 1;
                    client.send(TestClient.frame(
                            read
                                    ? client.changeEvents(number, 1 + random.nextInt(9), 1)
                                    : client.transfers(random.nextInt(30), 1, false)));
                    open.add(number);
                }
                while (!open.isEmpty()) {
                    final TestClient.Message message = client.read();
                    assertTrue(open.remove(message.requestNo()), "request " + message.requestNo());
                    if (message.templateId() == CreateTransfersReplyDecoder.TEMPLATE_ID) {
                        assertTrue(message.requestNo() > lastWrite, "writes in order");
                        lastWrite = message.requestNo();
                    } else if (message.templateId() == ChangeEventsReplyDecoder.TEMPLATE_ID) {
                        assertRows(message);
                    } else {
                        assertEquals(ErrorCode.BUSY, message.code());
                        assertEquals(33, message.error().retryAfterMs());
                    }
                }
            }
        }
    }

    private static void assertRows(final TestClient.Message message) {
        final ChangeEventsReplyDecoder reply =
                new ChangeEventsReplyDecoder().wrap(message.body(), 8, ChangeEventsReplyDecoder.BLOCK_LENGTH, 1);
        assertEquals(reply.receiptSequence() + 1, reply.lastSequence());
        assertEquals(reply.receiptSequence() * 11, reply.receiptMacHigh());
        final long next = reply.next();
        int count = 0;
        for (final ChangeEventsReplyDecoder.MovementsDecoder row : reply.movements()) {
            assertEquals((byte) reply.requestNo() & 0xFFL, row.idLow() & 0xFF);
            assertEquals(row.idLow(), row.creditAccountCreditsPosted());
            count++;
        }
        assertTrue(count > 0);
        assertEquals(reply.requestNo() + count, next);
        assertEquals(message.body().capacity(), reply.limit());
    }

    @Test
    void shouldRefuseOtherThanOneFilterAndKeepTheConnection() throws Exception {
        launchWithReads(false);
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (final int filters : new int[] {0, 2}) {
                final TestClient.Message message = client.call(client.changeEvents(1, 5, filters));
                assertFalse(message.templateId() == ChangeEventsReplyDecoder.TEMPLATE_ID);
                assertEquals(ErrorCode.MALFORMED_FRAME, message.code());
                assertEquals("a read has exactly one filter", message.detail());
            }
            assertEquals(
                    "limit 0 is not 1 to 8190",
                    client.call(client.changeEvents(1, 0, 1)).detail());
            assertRows(client.call(client.changeEvents(client.lastRequestNo() + 1, 5, 1)));
        }
    }

    @Test
    void shouldGiveEverythingBackWhenReadsAreAnsweredAfterTheirConnectionIsGone() throws Exception {
        launchWithReads(true);
        final TestClient client = TestClient.loggedOn(server.port());
        for (int i = 0; i < 10; i++) {
            client.send(TestClient.frame(client.changeEvents(i + 1, 5, 1)));
        }
        awaitTrue("all in the hands of readers", () -> metric("lastro_gateway_requests_in_flight") == 10);
        awaitTrue("all behind the gate", () -> pipeline.completedCount() == 10);
        client.close();
        awaitTrue("closed", () -> server.connectionCount() == 0);
        mayAnswer.countDown();
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        awaitTrue("requests are given back", () -> metric("lastro_gateway_requests_in_flight") == 0);
        assertEquals(0, server.bytesInFlight());
    }

    @Test
    void shouldGiveEverythingBackWhenReadsAreAnsweredAfterTheServerHasStopped() throws Exception {
        launchWithReads(true);
        final TestClient client = TestClient.loggedOn(server.port());
        for (int i = 0; i < 10; i++) {
            client.send(TestClient.frame(client.changeEvents(i + 1, 5, 1)));
        }
        awaitTrue("all behind the gate", () -> pipeline.completedCount() == 10);
        server.close();
        mayAnswer.countDown();
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        client.close();
    }
}
