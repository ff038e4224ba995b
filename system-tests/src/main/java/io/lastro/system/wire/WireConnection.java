package io.lastro.system.wire;

import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.LogonEncoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One session over one socket. Sending is for one thread at a time; replies are read by a thread of the connection, so
 * that everything that the node managed to say before it died is heard.
 */
public final class WireConnection implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final Map<Long, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Reply> logon = new CompletableFuture<>();
    private final CompletableFuture<Reply> connectionError = new CompletableFuture<>();
    private final CompletableFuture<Reply> firstError = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread reader;
    private volatile IOException failure;
    private volatile int framesRead;
    private long sessionId;
    private long lastRequestNo;

    private WireConnection(final int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MS);
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        reader = new Thread(this::read, "wire-reader");
        reader.setDaemon(true);
    }

    /** Connects without logging on. */
    public static WireConnection open(final int port) throws IOException {
        final WireConnection connection = new WireConnection(port);
        connection.reader.start();
        return connection;
    }

    /** Connects and logs on without a receipt. */
    public static WireConnection logOn(final int port, final Duration timeout) throws IOException {
        return logOn(port, HeldReceipt.NONE, timeout);
    }

    /** Connects and logs on, showing the newest receipt that the caller holds; a refusal is an IOException. */
    public static WireConnection logOn(final int port, final HeldReceipt receipt, final Duration timeout)
            throws IOException {
        final WireConnection connection = open(port);
        try {
            connection.sendRaw(logonFrame(receipt));
            connection.sessionId = await(connection.logon, timeout).sessionId();
            return connection;
        } catch (final IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A sealed Logon frame for any cluster. */
    public static byte[] logonFrame(final HeldReceipt receipt) {
        final byte[] name = {'c', 'a', 'm', 'p', 'a', 'i', 'g', 'n'};
        final int root = RequestFrame.PREFIX_BYTES + MessageHeaderEncoder.ENCODED_LENGTH;
        final UnsafeBuffer frame =
                new UnsafeBuffer(new byte[root + LogonEncoder.BLOCK_LENGTH + Integer.BYTES + name.length]);
        RequestFrame.putHeader(frame, LogonEncoder.BLOCK_LENGTH, LogonEncoder.TEMPLATE_ID);
        receipt.encode(new LogonEncoder().wrap(frame, root).clientIdLow(1)).putClientName(name, 0, name.length);
        return RequestFrame.sealed(frame, frame.capacity());
    }

    /** Session told at logon. */
    public long sessionId() {
        return sessionId;
    }

    /** The LogonAck. */
    public Reply logonAck() {
        return logon.join();
    }

    /** Sends a request; the future fails with an IOException when the connection ends without an answer. */
    public CompletableFuture<Reply> send(final RequestFrame frame) {
        final long requestNo = ++lastRequestNo;
        final CompletableFuture<Reply> answer = new CompletableFuture<>();
        waiting.put(requestNo, answer);
        try {
            sendRaw(frame.seal(sessionId, requestNo));
        } catch (final IOException e) {
            // What the node said before is still being read; the reader fails the rest when it meets the end.
            noteFailure(e);
            halfClose();
        }
        if (end.isDone()) {
            failWaiting();
        }
        return answer;
    }

    /** Sends a request and waits for its answer; an ErrorReply is an answer. */
    public Reply call(final RequestFrame frame, final Duration timeout) throws IOException {
        return await(send(frame), timeout);
    }

    /** Sends bytes as they are. */
    public synchronized void sendRaw(final byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Number for the next request. */
    public long nextRequestNo() {
        return ++lastRequestNo;
    }

    /** Completes with the ErrorReply for request 0 that the node sends before it closes. */
    public CompletableFuture<Reply> connectionError() {
        return connectionError;
    }

    /** Completes with the first ErrorReply of any kind; fails when the connection ends without one. */
    public CompletableFuture<Reply> firstError() {
        return firstError;
    }

    /** Messages read so far, LogonAck included. */
    public int framesRead() {
        return framesRead;
    }

    /** Completes when the node's side of the connection is at its end. */
    public CompletableFuture<Void> end() {
        return end;
    }

    /** Waits; timeouts and lost connections are IOExceptions. */
    public static <T> T await(final CompletableFuture<T> future, final Duration timeout) throws IOException {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (final TimeoutException e) {
            throw new IOException("no answer within " + timeout, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void read() {
        try {
            final byte[] prefix = new byte[RequestFrame.PREFIX_BYTES];
            while (true) {
                in.readFully(prefix);
                final ByteBuffer head = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
                final int length = head.getInt();
                if (length < 0 || length > LARGEST_MESSAGE) {
                    throw new IOException("the node sent a frame of " + length + " bytes");
                }
                final byte[] message = new byte[length];
                in.readFully(message);
                dispatch(message, head.getInt());
            }
        } catch (final EOFException e) {
            noteFailure(new IOException("the node closed the connection", e));
        } catch (final IOException | RuntimeException e) {
            noteFailure(e instanceof IOException io ? io : new IOException(e));
        }
        end.complete(null);
        failWaiting();
        connectionError.completeExceptionally(failure);
        firstError.completeExceptionally(failure);
        logon.completeExceptionally(failure);
    }

    private void dispatch(final byte[] message, final int statedCrc) throws IOException {
        final CRC32C crc = new CRC32C();
        crc.update(message);
        if ((int) crc.getValue() != statedCrc) {
            throw new IOException("the node sent a frame with a wrong checksum");
        }
        final Reply reply = new Reply(message, System.nanoTime());
        framesRead = framesRead + 1;
        if (reply.isError()) {
            firstError.complete(reply);
        }
        if (reply.templateId() == LogonAckDecoder.TEMPLATE_ID) {
            logon.complete(reply);
        } else if (reply.requestNo() == 0) {
            connectionError.complete(reply);
            logon.completeExceptionally(new IOException("refused: " + reply));
        } else {
            final CompletableFuture<Reply> answer = waiting.remove(reply.requestNo());
            if (answer != null) { // null: it was sent raw, or its number was damaged on purpose
                answer.complete(reply);
            }
        }
    }

    private void noteFailure(final IOException cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void failWaiting() {
        waiting.values().removeIf(answer -> {
            answer.completeExceptionally(failure);
            return true;
        });
    }

    private void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (final IOException e) {
            noteFailure(e); // the socket is gone already
        }
    }

    /** Closes the socket at once. */
    @Override
    public void close() {
        try {
            socket.close();
            reader.join(CONNECT_TIMEOUT_MS);
        } catch (final IOException e) {
            noteFailure(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
