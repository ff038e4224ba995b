package io.lastro.node;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.AdminEncoder;
import io.lastro.protocol.codec.CreateAccountsEncoder;
import io.lastro.protocol.codec.CreateTransfersEncoder;
import io.lastro.protocol.codec.ErrorReplyDecoder;
import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.LogonEncoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.SessionCloseEncoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A client that chooses its session and its request numbers itself, and shows replies as they came. One thread. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;
    private static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH;

    private final Socket socket;
    private final DataInputStream in;
    private final ExpandableArrayBuffer out = new ExpandableArrayBuffer(1 << 16);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long session;
    private long lastRequestNo;

    RawClient(final int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connected and logged on. */
    static RawClient loggedOn(final int port, final long wantedSession, final String name) throws IOException {
        final RawClient client = new RawClient(port);
        client.logon(wantedSession, name);
        return client;
    }

    /** Asks for a session; 0 = a new one. Returns the refusal, or null. */
    ErrorCode logon(final long wantedSession, final String name) throws IOException {
        out.setMemory(0, HEADER_BYTES + LogonEncoder.BLOCK_LENGTH, (byte) 0);
        final LogonEncoder logon = new LogonEncoder().wrapAndApplyHeader(out, 0, header);
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        logon.sessionId(wantedSession).putClientName(bytes, 0, bytes.length);
        send(HEADER_BYTES + logon.encodedLength());
        final byte[] reply = read();
        if (templateOf(reply) != LogonAckDecoder.TEMPLATE_ID) {
            return errorOf(reply);
        }
        final LogonAckDecoder ack =
                new LogonAckDecoder().wrapAndApplyHeader(new UnsafeBuffer(reply), 0, new MessageHeaderDecoder());
        session = ack.sessionId();
        lastRequestNo = ack.lastRequestNo();
        return null;
    }

    long session() {
        return session;
    }

    /** What the logon told. */
    long lastRequestNo() {
        return lastRequestNo;
    }

    /** Accounts with ids from one number on. */
    RawClient sendAccounts(final long requestNo, final long firstId, final int count) throws IOException {
        clear();
        final CreateAccountsEncoder encoder = new CreateAccountsEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(session).requestNo(requestNo).deadlineNs(0).traceIdLow(System.nanoTime());
        final CreateAccountsEncoder.EventsEncoder events = encoder.eventsCount(count);
        for (int i = 0; i < count; i++) {
            events.next().idLow(firstId + i).ledger(1).code(1);
        }
        send(HEADER_BYTES + encoder.encodedLength());
        return this;
    }

    /** A transfer of 1 between accounts 1 and 2. */
    RawClient sendTransfer(final long requestNo, final long id) throws IOException {
        clear();
        final CreateTransfersEncoder encoder = new CreateTransfersEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(session).requestNo(requestNo);
        encoder.eventsCount(1)
                .next()
                .idLow(id)
                .debitAccountIdLow(1)
                .creditAccountIdLow(2)
                .amount(1)
                .ledger(1)
                .code(1);
        encoder.referencesCount(0);
        send(HEADER_BYTES + encoder.encodedLength());
        return this;
    }

    /** One admin command whose block the caller fills. */
    RawClient sendCommand(final long requestNo, final Consumer<AdminEvent> fill) throws IOException {
        clear();
        final AdminEncoder encoder = new AdminEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(session).requestNo(requestNo);
        encoder.commandsCount(1).next();
        final int end = HEADER_BYTES + encoder.encodedLength();
        fill.accept(new AdminEvent().wrapWritable(out, end - AdminEvent.BLOCK_BYTES));
        send(end);
        return this;
    }

    RawClient sendClose(final long requestNo) throws IOException {
        clear();
        final SessionCloseEncoder encoder = new SessionCloseEncoder().wrapAndApplyHeader(out, 0, header);
        encoder.sessionId(session).requestNo(requestNo);
        send(HEADER_BYTES + encoder.encodedLength());
        return this;
    }

    private void clear() {
        out.setMemory(0, out.capacity(), (byte) 0);
    }

    private void send(final int length) throws IOException {
        final byte[] message = new byte[length];
        out.getBytes(0, message);
        final CRC32C crc = new CRC32C();
        crc.update(message);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(8 + length)
                        .order(LITTLE_ENDIAN)
                        .putInt(length)
                        .putInt((int) crc.getValue())
                        .put(message)
                        .array());
    }

    /** The next message, SBE header and body. */
    byte[] read() throws IOException {
        final int length = Integer.reverseBytes(in.readInt());
        in.readInt();
        final byte[] message = new byte[length];
        in.readFully(message);
        return message;
    }

    /** Whether the node has closed the connection and said nothing more. */
    boolean isEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (final EOFException | SocketException e) {
            return true;
        }
    }

    static int templateOf(final byte[] message) {
        return new MessageHeaderDecoder().wrap(new UnsafeBuffer(message), 0).templateId();
    }

    /** The error that a message tells, or null when it is none. */
    static ErrorCode errorOf(final byte[] message) {
        if (templateOf(message) != ErrorReplyDecoder.TEMPLATE_ID) {
            return null;
        }
        return ErrorCode.ofCode(new ErrorReplyDecoder()
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, new MessageHeaderDecoder())
                .code());
    }

    /** Closes the socket at once; the session stays. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
