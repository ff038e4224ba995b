package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.Durability;
import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.LogonEncoder;
import io.lastro.protocol.codec.PongDecoder;
import io.lastro.protocol.codec.SessionClosedDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Grammar of a session: each rule of who may say what and when, each error code decided before the ring. */
class SessionTest extends GatewayTestCase {
    private static final int EVENTS_GROUP = 8 + 50;

    @BeforeEach
    void launchServer() {
        launch();
    }

    @Test
    void shouldTellNodeAndLimitsAtLogon() throws Exception {
        try (TestClient client = new TestClient(server.port())) {
            final LogonAckDecoder ack = client.logon();
            assertNotEquals(0, ack.sessionId());
            assertEquals(TestNode.CLUSTER_LOW, ack.clusterIdLow());
            assertEquals(TestNode.CLUSTER_HIGH, ack.clusterIdHigh());
            assertEquals(3, ack.lineage());
            assertEquals(4, ack.group());
            assertEquals(7, ack.epoch());
            assertEquals(12_345, ack.committedSequence());
            assertEquals(1_700_000_000_000_000_000L, ack.timestampNs());
            assertEquals(2 << 20, ack.maxFrameBytes());
            assertEquals(8_190, ack.maxBatchEvents());
            assertEquals(64, ack.maxInFlight());
            assertEquals(Durability.D1, ack.durability());
            final byte[] version = new byte[ack.serverVersionLength()];
            ack.getServerVersion(version, 0, version.length);
            assertEquals("test-1.0", new String(version, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void shouldGiveEachConnectionItsOwnSession() throws Exception {
        try (TestClient one = TestClient.loggedOn(server.port());
                TestClient two = TestClient.loggedOn(server.port())) {
            assertNotEquals(one.sessionId(), two.sessionId());
            final long own = one.sessionId();
            one.sessionId(two.sessionId());
            final TestClient.Message reply = one.call(one.ping());
            assertEquals(ErrorCode.SESSION_NOT_YOURS, reply.code());
            assertEquals(1, reply.requestNo());
            one.sessionId(own);
            assertEquals(PongDecoder.TEMPLATE_ID, one.call(one.ping()).templateId());
        }
    }

    @Test
    void shouldAcceptOwnClusterAndRefuseAnother() throws Exception {
        try (TestClient client = new TestClient(server.port())) {
            client.sendMessage(logon(
                    client, logon -> logon.clusterIdLow(TestNode.CLUSTER_LOW).clusterIdHigh(TestNode.CLUSTER_HIGH)));
            client.readLogonAck();
        }
        try (TestClient client = new TestClient(server.port())) {
            client.sendMessage(logon(client, logon -> logon.clusterIdLow(TestNode.CLUSTER_LOW)));
            expectFault(client, ErrorCode.WRONG_CLUSTER);
        }
    }

    @Test
    void shouldLetTheNodeJudgeReceipts() throws Exception {
        for (final ReceiptVerdict each : ReceiptVerdict.values()) {
            verdict = each;
            try (TestClient client = new TestClient(server.port())) {
                client.sendMessage(logon(
                        client,
                        logon -> logon.receiptEpoch(1)
                                .receiptSequence(2)
                                .receiptChainLow(3)
                                .receiptChainHigh(4)
                                .receiptMacLow(5)
                                .receiptMacHigh(6)));
                if (each == ReceiptVerdict.ACCEPTED) {
                    client.readLogonAck();
                } else {
                    expectFault(client, ErrorCode.RECEIPT_REFUSED);
                }
                assertEquals(1, receiptSeen.epoch());
                assertEquals(2, receiptSeen.sequence());
                assertEquals(3, receiptSeen.chainLow());
                assertEquals(4, receiptSeen.chainHigh());
                assertEquals(5, receiptSeen.macLow());
                assertEquals(6, receiptSeen.macHigh());
            }
        }
    }

    private static byte[] logon(final TestClient client, final UnaryOperator<LogonEncoder> change) {
        final LogonEncoder encoder = change.apply(client.logonEncoder());
        encoder.putClientName(new byte[0], 0, 0);
        return client.message(8 + encoder.encodedLength());
    }

    private static void expectFault(final TestClient client, final ErrorCode code) throws Exception {
        final TestClient.Message reply = client.read();
        assertEquals(code, reply.code());
        assertEquals(0, reply.requestNo());
        assertTrue(client.isEnd());
    }

    @Test
    void shouldRefuseAnythingBeforeLogon() throws Exception {
        try (TestClient client = new TestClient(server.port())) {
            client.sendMessage(client.ping());
            expectFault(client, ErrorCode.NOT_LOGGED_ON);
        }
        try (TestClient client = new TestClient(server.port())) {
            client.send(new byte[] {'G', 'E', 'T', ' ', '/', ' ', 'H', 'T', 'T', 'P'});
            expectFault(client, ErrorCode.FRAME_TOO_LARGE);
        }
        assertEquals(1, errors("notLoggedOn"));
        assertEquals(1, errors("frameTooLarge"));
    }

    @Test
    void shouldRefuseSecondLogon() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.sendMessage(logon(client, UnaryOperator.identity()));
            expectFault(client, ErrorCode.ALREADY_LOGGED_ON);
        }
    }

    @Test
    void shouldRefuseLogonWithDamagedName() throws Exception {
        try (TestClient client = new TestClient(server.port())) {
            final byte[] message = logon(client, UnaryOperator.identity());
            message[message.length - 4] = 1;
            client.sendMessage(message);
            expectFault(client, ErrorCode.MALFORMED_FRAME);
        }
    }

    /** What was executed before is for the ledger to say. */
    @Test
    void shouldTakeAnyPositiveRequestNumber() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (final long number : new long[] {10, 9, 1, 9, Long.MAX_VALUE}) {
                client.lastRequestNo(number - 1);
                assertEquals(number, client.call(client.transfers(1, 5, false)).requestNo());
            }
            assertEquals(5, pipeline.completedCount());
            client.lastRequestNo(-2);
            final TestClient.Message reply = client.call(client.transfers(1, 5, false));
            assertEquals(ErrorCode.REQUEST_REPLAYED, reply.code());
            assertEquals(-1, reply.requestNo());
            assertEquals(1, errors("requestReplayed"));
            assertEquals(5, pipeline.completedCount());
        }
    }

    @Test
    void shouldResumeASessionAfterItsConnectionIsGone() throws Exception {
        final long session;
        try (TestClient client = TestClient.loggedOn(server.port())) {
            session = client.sessionId();
        }
        awaitTrue("closed", () -> server.connectionCount() == 0);
        assertTrue(pipeline.isOpen(session));
        try (TestClient client = new TestClient(server.port())) {
            final LogonAckDecoder ack = client.sendLogon(session, "test").readLogonAck();
            assertEquals(session, ack.sessionId());
            assertEquals(17, ack.lastRequestNo());
            assertEquals(1, client.call(client.transfers(1, 5, false)).count());
        }
    }

    @Test
    void shouldGiveASessionToItsOwnIdentityOnly() throws Exception {
        try (TestClient owner = TestClient.loggedOn(server.port());
                TestClient stranger = new TestClient(server.port())) {
            stranger.sendLogon(owner.sessionId(), "tesT");
            expectFault(stranger, ErrorCode.SESSION_NOT_YOURS);
            assertEquals(1, owner.call(owner.transfers(1, 5, false)).count(), "the owner goes on undisturbed");
        }
    }

    @Test
    void shouldRefuseASessionThatIsNotThere() throws Exception {
        final long session;
        try (TestClient client = TestClient.loggedOn(server.port())) {
            session = client.sessionId();
            pipeline.evict(session);
        }
        try (TestClient client = new TestClient(server.port())) {
            client.sendLogon(session, "test");
            expectFault(client, ErrorCode.SESSION_NOT_FOUND);
        }
    }

    @Test
    void shouldCloseTheOlderOfTwoConnectionsOfASession() throws Exception {
        try (TestClient older = TestClient.loggedOn(server.port());
                TestClient newer = new TestClient(server.port())) {
            newer.sendLogon(older.sessionId(), "test").readLogonAck();
            expectFault(older, ErrorCode.SESSION_TAKEN_OVER);
            assertEquals(1, newer.call(newer.transfers(1, 5, false)).count());
            awaitTrue("counted", () -> closes("taken_over") == 1);
        }
    }

    @Test
    void shouldCloseASessionBehindItsRequests() throws Exception {
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 64; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            client.sendMessage(client.sessionClose());
            awaitTrue("all in the ring", () -> pipeline.size() == 65);
            assertTrue(pipeline.isOpen(client.sessionId()));
            pipeline.release();
            for (int i = 1; i <= 64; i++) {
                assertEquals(i, client.read().requestNo());
            }
            assertEquals(SessionClosedDecoder.TEMPLATE_ID, client.read().templateId());
            assertTrue(client.isEnd());
            assertFalse(pipeline.isOpen(client.sessionId()));
        }
    }

    @Test
    void shouldOpenNoSessionWhileWritesAreRefused() throws Exception {
        node.writeRefusal = ErrorCode.DISK_RESERVE;
        try (TestClient client = TestClient.loggedOn(server.port())) {
            assertEquals(0, client.sessionId());
            assertEquals(1, client.call(client.lookupAccounts(1)).count());
            assertEquals(
                    ErrorCode.DISK_RESERVE,
                    client.call(client.transfers(1, 1, false)).code());
            node.writeRefusal = null;
            assertEquals(
                    ErrorCode.SESSION_NOT_FOUND,
                    client.call(client.transfers(1, 1, false)).code());
            assertEquals(
                    SessionClosedDecoder.TEMPLATE_ID,
                    client.call(client.sessionClose()).templateId());
        }
    }

    @Test
    void shouldEndConnectionOnRequestNumberZero() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.lastRequestNo(-1);
            client.sendMessage(client.ping());
            expectFault(client, ErrorCode.REQUEST_REPLAYED);
        }
    }

    @Test
    void shouldAnswerPing() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final TestClient.Message reply = client.call(client.ping());
            final PongDecoder pong = new PongDecoder().wrap(reply.body(), 8, PongDecoder.BLOCK_LENGTH, 1);
            assertEquals(1, pong.requestNo());
            assertEquals(12_345, pong.committedSequence());
            assertEquals(1_700_000_000_000_000_000L, pong.timestampNs());
        }
    }

    @Test
    void shouldSendAllRepliesBeforeSessionClosed() throws Exception {
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 3; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            client.sendMessage(client.sessionClose());
            client.sendMessage(client.ping());
            awaitTrue("three requests and the close in the ring", () -> pipeline.size() == 4);
            pipeline.release();
            for (int i = 1; i <= 3; i++) {
                final TestClient.Message reply = client.read();
                assertEquals(CreateTransfersReplyDecoder.TEMPLATE_ID, reply.templateId());
                assertEquals(i, reply.requestNo());
            }
            final TestClient.Message last = client.read();
            assertEquals(SessionClosedDecoder.TEMPLATE_ID, last.templateId());
            assertEquals(4, last.requestNo());
            assertTrue(client.isEnd());
        }
        awaitTrue("closed", () -> server.connectionCount() == 0);
        awaitTrue("counted", () -> closes("session_closed") == 1);
        assertEquals(0, metric("lastro_gateway_sessions"));
    }

    @Test
    void shouldRefuseWhenDeadlineHasPassed() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final long nowNs = System.currentTimeMillis() * 1_000_000L;
            assertEquals(
                    ErrorCode.DEADLINE_EXCEEDED,
                    client.call(client.transfers(1, 1, false, nowNs - 1_000_000_000L))
                            .code());
            assertEquals(
                    CreateTransfersReplyDecoder.TEMPLATE_ID,
                    client.call(client.transfers(1, 1, false, nowNs + 60_000_000_000L))
                            .templateId());
            assertEquals(1, pipeline.completedCount());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"DISK_RESERVE", "LEDGER_FULL", "NOT_PRIMARY"})
    void shouldRefuseWritesButNotReads(final ErrorCode refusal) throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            node.writeRefusal = refusal;
            assertEquals(refusal, client.call(client.transfers(1, 1, false)).code());
            assertEquals(refusal, client.call(client.accounts(1)).code());
            assertEquals(1, client.call(client.lookupAccounts(1)).count());
            assertEquals(1, client.call(client.lookupTransfers(1)).count());
            node.writeRefusal = null;
            assertEquals(1, client.call(client.transfers(1, 1, false)).count());
        }
    }

    @Test
    void shouldBoundRequestsInFlight() throws Exception {
        pipeline.hold();
        try (TestClient client = TestClient.loggedOn(server.port())) {
            for (int i = 0; i < 65; i++) {
                client.sendMessage(client.transfers(1, 1, false));
            }
            final TestClient.Message refused = client.read();
            assertEquals(ErrorCode.TOO_MANY_IN_FLIGHT, refused.code());
            assertEquals(65, refused.requestNo());
            assertEquals(64, metric("lastro_gateway_requests_in_flight"));
            pipeline.release();
            for (int i = 1; i <= 64; i++) {
                assertEquals(i, client.read().requestNo());
            }
            assertEquals(66, client.call(client.transfers(1, 1, false)).requestNo());
        }
    }

    /** Each row damages one place of a good CreateTransfers of 2 events and 1 reference; the connection stays usable. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        header version newer       |   6 | 2     | UNSUPPORTED_VERSION
        header version older       |   6 | 0     | UNSUPPORTED_VERSION
        block shorter              |   0 | 49    | MALFORMED_FRAME
        block longer               |   0 | 51    | UNSUPPORTED_VERSION
        events block shorter       |  58 | 127   | MALFORMED_FRAME
        events block longer        |  58 | 129   | UNSUPPORTED_VERSION
        one event too many         |  60 | 3     | MALFORMED_FRAME
        one event too few          |  60 | 1     | MALFORMED_FRAME
        8,191 events               |  60 | 8191  | BATCH_TOO_LARGE
        65,535 events              |  60 | 65535 | BATCH_TOO_LARGE
        references block shorter   | 318 | 35    | MALFORMED_FRAME
        references block longer    | 318 | 37    | UNSUPPORTED_VERSION
        two references             | 320 | 2     | MALFORMED_FRAME
        no reference               | 320 | 0     | MALFORMED_FRAME
        8,191 references           | 320 | 8191  | BATCH_TOO_LARGE
        reference index too high   | 310 | 2     | MALFORMED_FRAME
        reserved reply flag        |  56 | 512   | MALFORMED_FRAME
        """)
    void shouldRefuseDamagedRequests(final String name, final int offset, final int value, final ErrorCode expected)
            throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final byte[] message = client.transfers(2, 1, false, "ref");
            ByteBuffer.wrap(message).order(LITTLE_ENDIAN).putShort(offset, (short) value);
            final TestClient.Message reply = client.call(message);
            assertEquals(expected, reply.code(), name);
            assertEquals(1, reply.requestNo());
            assertEquals(1, client.call(client.transfers(1, 1, false)).count());
            assertEquals(1, pipeline.completedCount());
        }
    }

    @Test
    void shouldRefuseEveryTruncation() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final byte[] whole = client.transfers(2, 1, false, "ref");
            for (int length = 24; length < whole.length; length++) {
                client.lastRequestNo(length);
                final byte[] message = client.transfers(2, 1, false, "ref");
                final TestClient.Message reply = client.call(Arrays.copyOf(message, length));
                assertEquals(ErrorCode.MALFORMED_FRAME, reply.code(), "length " + length);
            }
            final byte[] longer = client.transfers(2, 1, false, "ref");
            assertEquals(
                    ErrorCode.MALFORMED_FRAME,
                    client.call(Arrays.copyOf(longer, longer.length + 1)).code());
            assertEquals(0, pipeline.completedCount());
        }
    }

    @Test
    void shouldEndConnectionWhenTheRequestCannotBeNamed() throws Exception {
        for (int length = 8; length < 24; length++) {
            try (TestClient client = TestClient.loggedOn(server.port())) {
                client.sendMessage(Arrays.copyOf(client.ping(), length));
                expectFault(client, ErrorCode.MALFORMED_FRAME);
            }
        }
    }

    @Test
    void shouldEndConnectionOnUnknownTemplateAndForeignSchema() throws Exception {
        for (final int template : new int[] {0, 2, 9, 18, 20, 26, 46, 65_535}) {
            try (TestClient client = TestClient.loggedOn(server.port())) {
                final byte[] message = client.ping();
                ByteBuffer.wrap(message).order(LITTLE_ENDIAN).putShort(2, (short) template);
                client.sendMessage(message);
                expectFault(client, ErrorCode.UNKNOWN_TEMPLATE);
            }
        }
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final byte[] message = client.ping();
            ByteBuffer.wrap(message).order(LITTLE_ENDIAN).putShort(4, (short) 1);
            client.sendMessage(message);
            expectFault(client, ErrorCode.UNSUPPORTED_VERSION);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, MALFORMED_FRAME",
        "7, MALFORMED_FRAME",
        "2097153, FRAME_TOO_LARGE",
        "2147483647, FRAME_TOO_LARGE",
        "-1, FRAME_TOO_LARGE",
        "-2147483648, FRAME_TOO_LARGE"
    })
    void shouldEndConnectionOnImpossibleLength(final int length, final ErrorCode expected) throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            client.send(
                    ByteBuffer.allocate(64).order(LITTLE_ENDIAN).putInt(length).array());
            expectFault(client, expected);
        }
    }

    @Test
    void shouldEndConnectionOnWrongChecksum() throws Exception {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            final byte[] frame = TestClient.frame(client.transfers(3, 1, false));
            frame[EVENTS_GROUP + 40] ^= 1;
            client.send(frame);
            expectFault(client, ErrorCode.CHECKSUM_MISMATCH);
            assertEquals(1, errors("checksumMismatch"));
            assertEquals(0, pipeline.completedCount());
            assertNull(pipeline.lastSeen);
        }
    }

    /** Closing a socket with unread input resets it; the client must see the error first all the same. */
    @Test
    void shouldDeliverTheErrorAlthoughInputIsLeft() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (TestClient client = TestClient.loggedOn(server.port())) {
                final byte[] frame = TestClient.frame(client.transfers(3, 1, false));
                frame[60] ^= 1;
                final byte[] flood = Arrays.copyOf(frame, 600_000);
                client.send(flood);
                Thread.sleep(5);
                client.send(new byte[1_000]);
                Thread.sleep(5);
                expectFault(client, ErrorCode.CHECKSUM_MISMATCH);
            }
        }
    }
}
