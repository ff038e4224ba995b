package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerSessions;
import io.lastro.journal.Progress;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.codec.AdminReplyDecoder;
import io.lastro.protocol.codec.CreateAccountsReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.SessionClosedDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over TCP, through journal, restart and replay. */
class SessionsTest {
    private static final String ME = "wallet";

    @TempDir
    private Path directory;

    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private LedgerNode node;

    @BeforeEach
    void start() throws Exception {
        node = NodeFixture.start(directory, Map.of(), halted::set).node();
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.stop();
        }
        assertNull(halted.get());
    }

    /** Stops the node, replays its journal and starts it again; what stood before must stand again. */
    private void restart() throws Exception {
        final String digest = digest();
        node.stop();
        node = null;
        assertEquals(
                digest,
                JournalReplay.run(directory.resolve("data"), Progress.NONE, JournalReplay.CreatedTransfers.NONE)
                        .digest());
        start();
        assertEquals(digest, digest());
    }

    private String digest() throws Exception {
        return node.digest().get(20, TimeUnit.SECONDS).digest();
    }

    private RawClient connect(final long session) throws Exception {
        return RawClient.loggedOn(node.gateway().port(), session, ME);
    }

    private long sequence() {
        return node.journal().durableSequence();
    }

    private static CreateAccountsReplyDecoder accounts(final byte[] reply) {
        assertEquals(
                CreateAccountsReplyDecoder.TEMPLATE_ID,
                RawClient.templateOf(reply),
                () -> "" + RawClient.errorOf(reply));
        return new CreateAccountsReplyDecoder()
                .wrapAndApplyHeader(new UnsafeBuffer(reply), 0, new MessageHeaderDecoder());
    }

    private static int resultOf(final byte[] reply) {
        return accounts(reply).results().next().result();
    }

    @Test
    void shouldOpenASessionByAnEventThatIsDurable() throws Exception {
        try (RawClient client = connect(0)) {
            assertTrue(client.session() != 0);
            assertEquals(1, sequence());
            client.sendAccounts(1, 1, 2);
            final CreateAccountsReplyDecoder reply = accounts(client.read());
            assertEquals(3, reply.lastSequence());
        }
        restart();
    }

    @Test
    void shouldGiveTheReplyThatNobodyReadOverTheNextConnection() throws Exception {
        final long session;
        try (RawClient client = connect(0)) {
            session = client.session();
            client.sendAccounts(1, 1, 3); // and nobody waits for the answer
            while (sequence() < 4) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        final byte[] reply;
        try (RawClient client = connect(session)) {
            assertEquals(session, client.session());
            assertEquals(1, client.lastRequestNo());
            reply = client.sendAccounts(1, 1, 3).read();
            assertEquals(CreateAccountResult.CREATED.code(), resultOf(reply), "not exists: it was not executed again");
            assertEquals(4, accounts(reply).lastSequence());
            assertEquals(4, sequence(), "no sequence was taken");
        }
        restart();
        try (RawClient client = connect(session)) {
            assertArrayEquals(reply, client.sendAccounts(1, 1, 3).read());
            assertEquals(
                    CreateAccountResult.EXISTS.code(),
                    resultOf(client.sendAccounts(2, 1, 3).read()));
        }
        restart();
    }

    @Test
    void shouldGiveTheFirstReplyToTheByteAgain() throws Exception {
        final long session;
        final List<byte[]> first = new ArrayList<>();
        try (RawClient client = connect(0)) {
            session = client.session();
            for (int i = 1; i <= 20; i++) {
                first.add(client.sendAccounts(i, 10L * i, i).read());
                assertArrayEquals(
                        first.get(i - 1), client.sendAccounts(i, 10L * i, i).read(), "at once, request " + i);
            }
        }
        for (int round = 0; round < 2; round++) {
            try (RawClient client = connect(session)) {
                for (int i = 1; i <= 20; i++) {
                    assertArrayEquals(
                            first.get(i - 1), client.sendAccounts(i, 10L * i, i).read(), "request " + i);
                }
            }
            restart();
        }
    }

    /** Groups of several frames and requests: the receipt is that of the group. */
    @Test
    void shouldGiveTheReceiptsOfPipelinedRequestsAgain() throws Exception {
        final long session;
        final List<byte[]> first = new ArrayList<>();
        try (RawClient client = connect(0)) {
            session = client.session();
            for (int i = 1; i <= 60; i++) {
                if (i % 3 == 0) {
                    client.sendCommand(i, SessionsTest::nightFromTen); // a frame of another type
                } else {
                    client.sendAccounts(i, i, 1);
                }
            }
            for (int i = 1; i <= 60; i++) {
                first.add(client.read());
            }
        }
        try (RawClient client = connect(session)) {
            for (int i = 1; i <= 60; i++) {
                if (i % 3 != 0) {
                    assertArrayEquals(
                            first.get(i - 1), client.sendAccounts(i, i, 1).read(), "request " + i);
                }
            }
        }
        restart();
    }

    @Test
    void shouldExecuteOneOfManyCopiesThatAreSentAtOnce() throws Exception {
        try (RawClient client = connect(0)) {
            for (int i = 0; i < 50; i++) {
                client.sendAccounts(1, 1, 1);
            }
            final byte[] first = client.read();
            assertEquals(CreateAccountResult.CREATED.code(), resultOf(first));
            for (int i = 1; i < 50; i++) {
                assertArrayEquals(first, client.read());
            }
            assertEquals(2, sequence());
        }
    }

    @Test
    void shouldRefuseOtherContentUnderANumberThatWasUsed() throws Exception {
        try (RawClient client = connect(0)) {
            client.sendAccounts(1, 1, 1).read();
            assertEquals(
                    ErrorCode.REQUEST_DIFFERS,
                    RawClient.errorOf(client.sendAccounts(1, 2, 1).read()));
            assertEquals(
                    ErrorCode.REQUEST_DIFFERS,
                    RawClient.errorOf(client.sendAccounts(1, 1, 2).read()));
            assertEquals(2, sequence());
            assertEquals(
                    CreateAccountResult.CREATED.code(),
                    resultOf(client.sendAccounts(1, 1, 1).read()));
        }
        restart();
    }

    @Test
    void shouldRefuseWhatIsOlderThanTheLast64() throws Exception {
        final long session;
        try (RawClient client = connect(0)) {
            session = client.session();
            for (int i = 1; i <= LedgerSessions.REPLIES + 1; i++) {
                client.sendAccounts(i, i, 1).read();
            }
            assertEquals(
                    ErrorCode.REQUEST_TOO_OLD,
                    RawClient.errorOf(client.sendAccounts(1, 1, 1).read()));
            assertEquals(
                    CreateAccountResult.CREATED.code(),
                    resultOf(client.sendAccounts(2, 2, 1).read()));
        }
        restart();
        try (RawClient client = connect(session)) {
            assertEquals(LedgerSessions.REPLIES + 1, client.lastRequestNo());
            assertEquals(
                    ErrorCode.REQUEST_TOO_OLD,
                    RawClient.errorOf(client.sendAccounts(1, 1, 1).read()));
            assertEquals(
                    CreateAccountResult.CREATED.code(),
                    resultOf(client.sendAccounts(2, 2, 1).read()));
        }
    }

    @Test
    void shouldExecuteTransfersAgainByTheirIds() throws Exception {
        try (RawClient client = connect(0)) {
            client.sendAccounts(1, 1, 2).read();
            for (final CreateTransferResult expected :
                    new CreateTransferResult[] {CreateTransferResult.CREATED, CreateTransferResult.EXISTS}) {
                final byte[] reply = client.sendTransfer(2, 50).read();
                assertEquals(CreateTransfersReplyDecoder.TEMPLATE_ID, RawClient.templateOf(reply));
                assertEquals(
                        expected.code(),
                        new CreateTransfersReplyDecoder()
                                .wrapAndApplyHeader(new UnsafeBuffer(reply), 0, new MessageHeaderDecoder())
                                .results()
                                .next()
                                .result());
            }
            assertEquals(5, sequence());
        }
        restart();
    }

    @Test
    void shouldExecuteACommandOnce() throws Exception {
        final long session;
        final byte[] first;
        try (RawClient client = connect(0)) {
            session = client.session();
            first = client.sendCommand(1, SessionsTest::nightFromTen).read();
            final AdminReplyDecoder reply =
                    new AdminReplyDecoder().wrapAndApplyHeader(new UnsafeBuffer(first), 0, new MessageHeaderDecoder());
            assertEquals(
                    AdminResult.SIGNATURE_MISSING.code(), reply.results().next().result());
            assertEquals(2, sequence());
            assertArrayEquals(
                    first, client.sendCommand(1, SessionsTest::nightFromTen).read());
        }
        restart();
        try (RawClient client = connect(session)) {
            assertArrayEquals(
                    first, client.sendCommand(1, SessionsTest::nightFromTen).read());
            assertEquals(
                    ErrorCode.REQUEST_DIFFERS,
                    RawClient.errorOf(client.sendAccounts(1, 1, 1).read()));
            assertEquals(2, sequence());
        }
    }

    private static void nightFromTen(final AdminEvent command) {
        command.commandIdLow(5)
                .kind(AdminKind.CONFIG.code())
                .configKey(LedgerSetting.NIGHT_START_MINUTE.code())
                .amount(1_320);
    }

    @Test
    void shouldGiveASessionToNobodyElse() throws Exception {
        try (RawClient client = connect(0);
                RawClient stranger = new RawClient(node.gateway().port())) {
            assertEquals(ErrorCode.SESSION_NOT_YOURS, stranger.logon(client.session(), "another"));
            assertTrue(stranger.isEnd());
            assertEquals(
                    CreateAccountResult.CREATED.code(),
                    resultOf(client.sendAccounts(1, 1, 1).read()));
            try (RawClient lost = new RawClient(node.gateway().port())) {
                assertEquals(ErrorCode.SESSION_NOT_FOUND, lost.logon(client.session() ^ 1, ME));
            }
            assertEquals(2, sequence(), "nothing of that is journaled");
        }
    }

    @Test
    void shouldGoOnOverTheNewerConnection() throws Exception {
        try (RawClient older = connect(0);
                RawClient newer = connect(older.session())) {
            assertEquals(ErrorCode.SESSION_TAKEN_OVER, RawClient.errorOf(older.read()));
            assertTrue(older.isEnd());
            assertEquals(
                    CreateAccountResult.CREATED.code(),
                    resultOf(newer.sendAccounts(1, 1, 1).read()));
        }
    }

    @Test
    void shouldCloseASessionWhenAsked() throws Exception {
        final long session;
        try (RawClient client = connect(0)) {
            session = client.session();
            client.sendAccounts(1, 1, 1).read();
            assertEquals(
                    SessionClosedDecoder.TEMPLATE_ID,
                    RawClient.templateOf(client.sendClose(2).read()));
            assertTrue(client.isEnd());
        }
        assertEquals(3, sequence());
        try (RawClient client = new RawClient(node.gateway().port())) {
            assertEquals(ErrorCode.SESSION_NOT_FOUND, client.logon(session, ME));
        }
        restart();
    }

    @Test
    void shouldExecuteNothingOfAnEvictedSession() throws Exception {
        try (RawClient client = connect(0)) {
            client.sendAccounts(1, 1, 2).read();
            for (int i = 0; i < LedgerSessions.MAX_SESSIONS; i++) {
                connect(0).close();
            }
            final long before = sequence();
            assertEquals(1 + 2 + LedgerSessions.MAX_SESSIONS + 1, before, "the last one took an event more");
            assertEquals(
                    ErrorCode.SESSION_NOT_FOUND,
                    RawClient.errorOf(client.sendAccounts(2, 9, 1).read()));
            assertEquals(
                    ErrorCode.SESSION_NOT_FOUND,
                    RawClient.errorOf(client.sendTransfer(3, 50).read()));
            assertEquals(before, sequence());
        }
        restart();
        assertFalse(digest().isEmpty());
    }
}
