package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.ChangeEventsEncoder;
import io.lastro.protocol.codec.CreateAccountsEncoder;
import io.lastro.protocol.codec.CreateTransfersEncoder;
import io.lastro.protocol.codec.ErrorReplyDecoder;
import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.LogonEncoder;
import io.lastro.protocol.codec.LookupAccountsEncoder;
import io.lastro.protocol.codec.LookupTransfersEncoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.PingEncoder;
import io.lastro.protocol.codec.SessionCloseEncoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A client on a plain blocking socket that can also say wrong things. One thread. */
final class TestClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ExpandableArrayBuffer out = new ExpandableArrayBuffer(1 << 16);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long sessionId;
    private long requestNo;

    TestClient(final int port) throws IOException {
        this(port, 0);
    }

    TestClient(final int port, final int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    static TestClient loggedOn(final int port) throws IOException {
        final TestClient client = new TestClient(port);
        client.logon();
        return client;
    }

    /** A message as it came. */
    record Message(int templateId, DirectBuffer body) {
        ErrorReplyDecoder error() {
            if (templateId != ErrorReplyDecoder.TEMPLATE_ID) {
                throw new AssertionError("template " + templateId + " instead of an error");
            }
            return new ErrorReplyDecoder()
                    .wrap(body, MessageHeaderDecoder.ENCODED_LENGTH, ErrorReplyDecoder.BLOCK_LENGTH, 1);
        }

        ErrorCode code() {
            return ErrorCode.ofCode(error().code());
        }

        String detail() {
            final ErrorReplyDecoder error = error();
            final byte[] text = new byte[error.detailLength()];
            error.getDetail(text, 0, text.length);
            return new String(text, StandardCharsets.UTF_8);
        }

        long requestNo() {
            return body.getLong(MessageHeaderDecoder.ENCODED_LENGTH, LITTLE_ENDIAN);
        }

        /** Entries of the only group, behind the common block. */
        int count() {
            return body.getShort(MessageHeaderDecoder.ENCODED_LENGTH + 72 + 2, LITTLE_ENDIAN) & 0xFFFF;
        }
    }

    LogonEncoder logonEncoder() {
        return new LogonEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .clusterIdLow(0)
                .clusterIdHigh(0)
                .clientIdLow(1)
                .clientIdHigh(2)
                .receiptEpoch(0)
                .receiptSequence(0)
                .receiptChainLow(0)
                .receiptChainHigh(0)
                .receiptMacLow(0)
                .receiptMacHigh(0)
                .receiptLineage(0)
                .receiptGroup(0)
                .sessionId(0);
    }

    /** The message that was encoded last, of this length including its SBE header. */
    byte[] message(final int length) {
        final byte[] bytes = new byte[length];
        out.getBytes(0, bytes);
        return bytes;
    }

    LogonAckDecoder logon() throws IOException {
        return sendLogon(0, "test").readLogonAck();
    }

    /** Asks for a session, 0 for a new one, under a name. */
    TestClient sendLogon(final long wantedSession, final String clientName) throws IOException {
        final LogonEncoder logon = logonEncoder().sessionId(wantedSession);
        final byte[] name = clientName.getBytes(StandardCharsets.UTF_8);
        logon.putClientName(name, 0, name.length);
        return send(frame(message(8 + logon.encodedLength())));
    }

    LogonAckDecoder readLogonAck() throws IOException {
        final Message reply = read();
        if (reply.templateId() != LogonAckDecoder.TEMPLATE_ID) {
            throw new AssertionError("no LogonAck but " + reply.templateId() + " " + reply.code());
        }
        final LogonAckDecoder ack = new LogonAckDecoder().wrap(reply.body(), 8, LogonAckDecoder.BLOCK_LENGTH, 1);
        sessionId = ack.sessionId();
        return ack;
    }

    long sessionId() {
        return sessionId;
    }

    void sessionId(final long value) {
        sessionId = value;
    }

    long lastRequestNo() {
        return requestNo;
    }

    void lastRequestNo(final long value) {
        requestNo = value;
    }

    /** A CreateTransfers message; amounts and userData64 count up from the given number. */
    byte[] transfers(final int count, final long firstAmount, final boolean balances, final String... references) {
        return transfers(count, firstAmount, balances, 0, references);
    }

    byte[] transfers(
            final int count,
            final long firstAmount,
            final boolean balances,
            final long deadlineNs,
            final String... references) {
        final CreateTransfersEncoder encoder = new CreateTransfersEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .sessionId(sessionId)
                .requestNo(++requestNo)
                .deadlineNs(deadlineNs)
                .traceIdHigh(11)
                .traceIdLow(12)
                .parentSpanId(13)
                .traceFlags((short) 1);
        encoder.replyFlags().clear().balances(balances);
        final CreateTransfersEncoder.EventsEncoder events = encoder.eventsCount(count);
        for (int i = 0; i < count; i++) {
            events.next()
                    .idLow(requestNo)
                    .idHigh(i)
                    .debitAccountIdLow(1)
                    .debitAccountIdHigh(0)
                    .creditAccountIdLow(2)
                    .creditAccountIdHigh(0)
                    .pendingIdLow(0)
                    .pendingIdHigh(0)
                    .userData128Low(0)
                    .userData128High(0)
                    .amount(firstAmount + i)
                    .userData64(firstAmount + i)
                    .timestampNs(0)
                    .userData32(0)
                    .timeoutSeconds(0)
                    .ledger(1)
                    .code(1);
            events.flags().clear();
            events.referenceIndex(i < references.length ? i + 1 : 0).padding1(0).padding2(0);
        }
        final CreateTransfersEncoder.ReferencesEncoder texts = encoder.referencesCount(references.length);
        for (final String reference : references) {
            texts.next().reference(reference);
        }
        return message(8 + encoder.encodedLength());
    }

    byte[] accounts(final int count) {
        final CreateAccountsEncoder encoder = new CreateAccountsEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .sessionId(sessionId)
                .requestNo(++requestNo)
                .deadlineNs(0);
        out.setMemory(8 + 24, CreateAccountsEncoder.BLOCK_LENGTH - 24, (byte) 0);
        final CreateAccountsEncoder.EventsEncoder events = encoder.eventsCount(count);
        for (int i = 0; i < count; i++) {
            events.next().idLow(i + 1).idHigh(0).ledger(1).code(1);
        }
        return message(8 + encoder.encodedLength());
    }

    /** A ChangeEvents message with so many filters. */
    byte[] changeEvents(final long fromSequence, final int limit, final int filterCount) {
        final ChangeEventsEncoder encoder = new ChangeEventsEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(sessionId).requestNo(++requestNo).deadlineNs(0);
        out.setMemory(8 + 24, ChangeEventsEncoder.BLOCK_LENGTH - 24, (byte) 0);
        final ChangeEventsEncoder.FiltersEncoder filters = encoder.filtersCount(filterCount);
        for (int i = 0; i < filterCount; i++) {
            filters.next().fromSequence(fromSequence).limit(limit);
        }
        return message(8 + encoder.encodedLength());
    }

    byte[] lookupAccounts(final int count) {
        final LookupAccountsEncoder encoder = new LookupAccountsEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(sessionId).requestNo(++requestNo).deadlineNs(0);
        out.setMemory(8 + 24, LookupAccountsEncoder.BLOCK_LENGTH - 24, (byte) 0);
        final LookupAccountsEncoder.IdsEncoder ids = encoder.idsCount(count);
        for (int i = 0; i < count; i++) {
            ids.next().idLow(1_000 + i).idHigh(0);
        }
        return message(8 + encoder.encodedLength());
    }

    byte[] lookupTransfers(final int count) {
        final LookupTransfersEncoder encoder = new LookupTransfersEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(sessionId).requestNo(++requestNo).deadlineNs(0);
        out.setMemory(8 + 24, LookupTransfersEncoder.BLOCK_LENGTH - 24, (byte) 0);
        final LookupTransfersEncoder.IdsEncoder ids = encoder.idsCount(count);
        for (int i = 0; i < count; i++) {
            ids.next().idLow(1_000 + i).idHigh(0);
        }
        return message(8 + encoder.encodedLength());
    }

    byte[] ping() {
        final PingEncoder encoder = new PingEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(sessionId).requestNo(++requestNo).deadlineNs(0);
        out.setMemory(8 + 24, PingEncoder.BLOCK_LENGTH - 24, (byte) 0);
        return message(8 + encoder.encodedLength());
    }

    byte[] sessionClose() {
        final SessionCloseEncoder encoder = new SessionCloseEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(sessionId).requestNo(++requestNo).deadlineNs(0);
        out.setMemory(8 + 24, SessionCloseEncoder.BLOCK_LENGTH - 24, (byte) 0);
        return message(8 + encoder.encodedLength());
    }

    static byte[] frame(final byte[] message) {
        final CRC32C crc = new CRC32C();
        crc.update(message);
        return ByteBuffer.allocate(8 + message.length)
                .order(LITTLE_ENDIAN)
                .putInt(message.length)
                .putInt((int) crc.getValue())
                .put(message)
                .array();
    }

    TestClient send(final byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a message with a right frame around it. */
    TestClient sendMessage(final byte[] message) throws IOException {
        return send(frame(message));
    }

    Message call(final byte[] message) throws IOException {
        return sendMessage(message).read();
    }

    /** Next message; its checksum is right. */
    Message read() throws IOException {
        final int length = Integer.reverseBytes(in.readInt());
        final int crc32c = Integer.reverseBytes(in.readInt());
        final byte[] body = new byte[length];
        in.readFully(body);
        final CRC32C crc = new CRC32C();
        crc.update(body);
        if ((int) crc.getValue() != crc32c) {
            throw new AssertionError("reply with a wrong checksum");
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(body);
        final MessageHeaderDecoder replyHeader = new MessageHeaderDecoder().wrap(buffer, 0);
        if (replyHeader.schemaId() != 7310 || replyHeader.version() != 1) {
            throw new AssertionError("reply of schema " + replyHeader);
        }
        return new Message(replyHeader.templateId(), buffer);
    }

    /** True when the server has closed and sent nothing more; false when it sent something. */
    boolean isEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (final EOFException | SocketException e) {
            return true;
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
