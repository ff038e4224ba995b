package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.CreateAccountsReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through the ring and their replies, read with the generated decoders; every way that bytes may arrive. */
class RequestReplyTest extends GatewayTestCase {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 500, 8_190})
    void shouldReplyToTransfers(final int count) throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final TestClient.Message message = client.call(client.transfers(count, 100, false));
            final CreateTransfersReplyDecoder reply = new CreateTransfersReplyDecoder()
                    .wrap(message.body(), 8, CreateTransfersReplyDecoder.BLOCK_LENGTH, 1);
            assertEquals(CreateTransfersReplyDecoder.TEMPLATE_ID, message.templateId());
            assertEquals(1, reply.requestNo());
            assertEquals(42, reply.timestampNs());
            assertEquals(count, reply.lastSequence());
            assertEquals(7, reply.receiptEpoch());
            assertEquals(count, reply.receiptSequence());
            assertEquals(count * 3L, reply.receiptChainLow());
            assertEquals(count * 5L, reply.receiptChainHigh());
            assertEquals(count * 7L, reply.receiptMacLow());
            assertEquals(count * 11L, reply.receiptMacHigh());
            int i = 0;
            for (final CreateTransfersReplyDecoder.ResultsDecoder result : reply.results()) {
                assertEquals(0, result.result());
                assertEquals(100 + i, result.timestampNs());
                assertEquals(i + 1, result.sequence());
                i++;
            }
            assertEquals(count, i);
            assertEquals(message.body().capacity(), reply.limit());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_190})
    void shouldReplyWithBalances(final int count) throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final TestClient.Message message = client.call(client.transfers(count, 0, true));
            final CreateTransfersReplyWithBalancesDecoder reply = new CreateTransfersReplyWithBalancesDecoder()
                    .wrap(message.body(), 8, CreateTransfersReplyWithBalancesDecoder.BLOCK_LENGTH, 1);
            assertEquals(CreateTransfersReplyWithBalancesDecoder.TEMPLATE_ID, message.templateId());
            int i = 0;
            for (final CreateTransfersReplyWithBalancesDecoder.ResultsDecoder result : reply.results()) {
                final int expected = i == 0 ? CreateTransferResult.EXCEEDS_CREDITS.code() : 0;
                assertEquals(expected, result.result());
                assertEquals(i + 1, result.sequence());
                assertArrayEquals(new long[] {i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7}, new long[] {
                    result.debitAccountDebitsPending(),
                    result.debitAccountDebitsPosted(),
                    result.debitAccountCreditsPending(),
                    result.debitAccountCreditsPosted(),
                    result.creditAccountDebitsPending(),
                    result.creditAccountDebitsPosted(),
                    result.creditAccountCreditsPending(),
                    result.creditAccountCreditsPosted()
                });
                i++;
            }
            assertEquals(count, i);
            assertEquals(message.body().capacity(), reply.limit());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8_190})
    void shouldReplyToAccountsAndLookups(final int count) throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final TestClient.Message created = client.call(client.accounts(count));
            final CreateAccountsReplyDecoder accounts = new CreateAccountsReplyDecoder()
                    .wrap(created.body(), 8, CreateAccountsReplyDecoder.BLOCK_LENGTH, 1);
            assertEquals(CreateAccountsReplyDecoder.TEMPLATE_ID, created.templateId());
            int i = 0;
            for (final CreateAccountsReplyDecoder.ResultsDecoder result : accounts.results()) {
                assertEquals(CreateAccountResult.EXISTS.code(), result.result());
                assertEquals(1_000 + i, result.timestampNs());
                assertEquals(i + 1, result.sequence());
                i++;
            }
            assertEquals(count, i);

            final TestClient.Message found = client.call(client.lookupAccounts(count));
            final LookupAccountsReplyDecoder rows =
                    new LookupAccountsReplyDecoder().wrap(found.body(), 8, LookupAccountsReplyDecoder.BLOCK_LENGTH, 1);
            assertEquals(2L * count, rows.lastSequence());
            assertEquals(2L * count, rows.receiptSequence());
            i = 0;
            for (final LookupAccountsReplyDecoder.AccountsDecoder row : rows.accounts()) {
                assertEquals(1_000 + i, row.idLow());
                assertEquals(i & 0xFF, row.found());
                i++;
            }
            assertEquals(count, i);
            assertEquals(found.body().capacity(), rows.limit());

            final TestClient.Message looked = client.call(client.lookupTransfers(count));
            final LookupTransfersReplyDecoder transfers = new LookupTransfersReplyDecoder()
                    .wrap(looked.body(), 8, LookupTransfersReplyDecoder.BLOCK_LENGTH, 1);
            i = 0;
            for (final LookupTransfersReplyDecoder.TransfersDecoder row : transfers.transfers()) {
                assertEquals(1_000 + i, row.idLow());
                assertEquals((i & 0xFF) * 0x0101_0101L, row.sequence() & 0xFFFF_FFFFL);
                i++;
            }
            assertEquals(count, i);
            assertEquals(looked.body().capacity(), transfers.limit());
        }
    }

    @Test
    void shouldHandOverReferencesTraceAndSession() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.call(client.transfers(3, 1, true, "E18236120202301011234s0123456789", "second"));
            assertEquals("E18236120202301011234s0123456789;second;", pipeline.references);
            final GatewayRequest seen = pipeline.lastSeen;
            assertEquals(client.sessionId(), seen.sessionId());
            assertEquals(11, seen.traceIdHigh());
            assertEquals(12, seen.traceIdLow());
            assertEquals(13, seen.parentSpanId());
            assertEquals(1, seen.traceFlags());
            assertEquals(2, seen.referenceCount());
        }
    }

    @Test
    void shouldPassOnErrorsOfThePipeline() throws Exception {
        launch();
        pipeline.failWith = ErrorCode.LEDGER_FULL;
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 1; i <= 100; i++) {
                client.sendMessage(i % 2 == 0 ? client.transfers(3, 1, true) : client.lookupAccounts(3));
            }
            for (int i = 1; i <= 100; i++) {
                final TestClient.Message reply = client.read();
                if (reply.code() != ErrorCode.TOO_MANY_IN_FLIGHT) {
                    assertEquals(ErrorCode.LEDGER_FULL, reply.code());
                    assertEquals("the pipeline says no", reply.detail());
                    assertEquals(9, reply.error().retryAfterMs());
                }
            }
            pipeline.failWith = null;
            assertEquals(3, client.call(client.transfers(3, 1, true)).count());
        }
    }

    /** Reply buffers are shared and pooled; what is left is warm-up. */
    @Test
    void shouldHardlyAllocateOnTheReleaseThread() throws Exception {
        launch(context(1_024).allocator(PooledByteBufAllocator.DEFAULT));
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (TestClient client = TestClient.loggedOn(server.port())) {
            exchange(client, 300);
            final long before = pipeline.completionBytes();
            exchange(client, 500);
            final double perRequest = (pipeline.completionBytes() - before) / (500.0 * 64);
            assertTrue(perRequest < 16, "heap bytes per request: " + perRequest);
        } finally {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        }
    }

    private static void exchange(final TestClient client, final int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 64; i++) {
                client.sendMessage(client.transfers(1, 1, true));
            }
            for (int i = 0; i < 64; i++) {
                assertEquals(1, client.read().count());
            }
        }
    }

    @Test
    void shouldPipelineInOrder() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int round = 0; round < 200; round++) {
                final List<byte[]> frames = new ArrayList<>();
                int bytes = 0;
                for (int i = 0; i < 64; i++) {
                    final byte[] frame = TestClient.frame(client.transfers(1 + (i % 3), 1, i % 2 == 0));
                    frames.add(frame);
                    bytes += frame.length;
                }
                final byte[] all = new byte[bytes];
                int at = 0;
                for (final byte[] frame : frames) {
                    System.arraycopy(frame, 0, all, at, frame.length);
                    at += frame.length;
                }
                client.send(all);
                for (int i = 0; i < 64; i++) {
                    final TestClient.Message reply = client.read();
                    assertEquals(round * 64L + i + 1, reply.requestNo());
                    assertEquals(1 + (i % 3), reply.count());
                }
            }
            assertEquals(200 * 64, pipeline.completedCount());
        }
        awaitTrue("no bytes in flight", () -> server.bytesInFlight() == 0);
        assertEquals(0, metric("lastro_gateway_requests_in_flight"));
    }

    @Test
    void shouldTakeFramesSplitAtEveryByte() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final int bytes = TestClient.frame(client.transfers(1, 1, false)).length;
            client.lastRequestNo(0);
            for (int cut = 1; cut < bytes; cut++) {
                // The first half ends the one before, so that the server sees frames cut at this byte.
                final byte[] frame = TestClient.frame(client.transfers(1, cut, false));
                client.socket().getOutputStream().write(frame, 0, cut);
                Thread.sleep(1);
                client.socket().getOutputStream().write(frame, cut, bytes - cut);
                final TestClient.Message reply = client.read();
                assertEquals(cut, reply.requestNo());
                assertEquals(1, reply.count());
            }
        }
    }

    @Test
    void shouldTakeFramesOneByteAtATime() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 3; i++) {
                for (final byte each : TestClient.frame(client.transfers(4, 1, true, "ref"))) {
                    client.socket().getOutputStream().write(each);
                }
                assertEquals(4, client.read().count());
            }
        }
    }

    @Test
    void shouldTakeLargeFramesInOddPieces() throws Exception {
        launch();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (final int piece : new int[] {1_009, 65_537, 131_071, 1 << 21}) {
                final byte[] small = TestClient.frame(client.transfers(2, 9, false));
                final byte[] large = TestClient.frame(client.transfers(8_190, 9, false, "a", "b"));
                final byte[] both = new byte[small.length + large.length];
                System.arraycopy(small, 0, both, 0, small.length);
                System.arraycopy(large, 0, both, small.length, large.length);
                for (int at = 0; at < both.length; at += piece) {
                    client.socket().getOutputStream().write(both, at, Math.min(piece, both.length - at));
                }
                assertEquals(2, client.read().count());
                assertEquals(8_190, client.read().count());
            }
        }
    }

    @Test
    void shouldServeManyConnectionsAtOnce() throws Exception {
        launch();
        final List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(TestClient.loggedOn(server.port()));
            }
            for (int round = 0; round < 20; round++) {
                for (final TestClient client : clients) {
                    client.sendMessage(client.transfers(2, 5, false));
                }
                for (final TestClient client : clients) {
                    final TestClient.Message reply = client.read();
                    assertEquals(round + 1, reply.requestNo());
                    assertEquals(2, reply.count());
                }
            }
            assertEquals(200, server.connectionCount());
            assertEquals(200, metric("lastro_gateway_connections"));
        } finally {
            for (final TestClient client : clients) {
                client.close();
            }
        }
        awaitTrue("all closed", () -> server.connectionCount() == 0);
    }

    @Test
    void shouldServeOverNio() throws Exception {
        launch(context(16).preferNativeTransport(false));
        assertEquals("nio", server.transport());
        try (TestClient client = TestClient.loggedOn(server.port())) {
            assertEquals(8_190, client.call(client.transfers(8_190, 1, true)).count());
            client.sendMessage(client.sessionClose());
            client.read();
            assertEquals(true, client.isEnd());
        }
    }
}
