package io.lastro.client.testnode;

import io.lastro.protocol.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server in front of a {@link TinyLedger}: one thread per connection. Faults are set from the test's thread. */
public final class TestNode implements AutoCloseable {
    /** Ways to answer a write wrongly; each is used once per request of {@link #wrongReplies}. */
    public enum Fault {
        NONE,
        CRC_FLIPPED,
        LENGTH_HUGE,
        LENGTH_NEGATIVE,
        LENGTH_SHORT,
        UNKNOWN_TEMPLATE,
        OTHER_SCHEMA,
        WRONG_KIND,
        COUNT_TOO_SMALL,
        COUNT_TOO_LARGE,
        UNKNOWN_RESULT,
        REQUEST_NEVER_SENT,
        SEQUENCE_BACK,
        RECEIPT_TOO_OLD,
        UNKNOWN_ERROR_CODE,
        TEXT_TOO_LONG,
        TRUNCATED_ROOT,
        RANDOM_BYTES
    }

    final TinyLedger ledger;
    final AtomicLong sessions = new AtomicLong();
    final Set<Long> openSessions = ConcurrentHashMap.newKeySet();
    final Map<String, TestSession.Stored> replies = new ConcurrentHashMap<>();
    final AtomicBoolean refuseSession = new AtomicBoolean();
    final AtomicInteger dropAfterExecute = new AtomicInteger();
    final AtomicInteger dropBeforeExecute = new AtomicInteger();
    final AtomicInteger busyReplies = new AtomicInteger();
    final AtomicInteger wrongReplies = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger writeRequests = new AtomicInteger();
    volatile Fault fault = Fault.NONE;
    volatile ErrorCode refuseWrites;
    volatile boolean silent;
    volatile long delayMs;
    volatile int busyHintMs = 5;
    volatile long clusterLow = 77;
    volatile int lineage = 1;
    volatile long epoch = 3;
    volatile long hiddenSequences;
    volatile int maxBatchEvents = 8_190;
    volatile int maxInFlight = 64;
    volatile long lastReceiptHandedOver = -1;
    volatile long lastDeadlineNs;
    volatile boolean politeAboutClusters = true;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts on a free port. */
    public TestNode(final TinyLedger ledger) throws IOException {
        this(ledger, 0);
    }

    /** Starts on that port. */
    public TestNode(final TinyLedger ledger, final int port) throws IOException {
        this.ledger = ledger;
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        start("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public TinyLedger ledger() {
        return ledger;
    }

    public int requests() {
        return requests.get();
    }

    public int writeRequests() {
        return writeRequests.get();
    }

    public long sessions() {
        return sessions.get();
    }

    /** Sessions that were opened and not closed. */
    public Set<Long> openSessions() {
        return openSessions;
    }

    /** Evicts all sessions at the next logon of theirs. */
    public TestNode forgetSessions() {
        openSessions.clear();
        return this;
    }

    /** Evicts the session of the next write and refuses that. */
    public TestNode refuseSession() {
        refuseSession.set(true);
        return this;
    }

    public long lastReceiptHandedOver() {
        return lastReceiptHandedOver;
    }

    public long lastDeadlineNs() {
        return lastDeadlineNs;
    }

    /** Executes the next writes, then closes their connection without an answer. */
    public TestNode dropAfterExecute(final int count) {
        dropAfterExecute.set(count);
        return this;
    }

    /** Writes that will still be dropped. */
    public int dropsLeft() {
        return dropAfterExecute.get();
    }

    /** Closes the connection of the next writes without executing them. */
    public TestNode dropBeforeExecute(final int count) {
        dropBeforeExecute.set(count);
        return this;
    }

    /** Answers the next requests with BUSY. */
    public TestNode busy(final int count, final int hintMs) {
        busyHintMs = hintMs;
        busyReplies.set(count);
        return this;
    }

    /** Answers the next writes wrongly. */
    public TestNode wrong(final Fault kind, final int count) {
        fault = kind;
        wrongReplies.set(count);
        return this;
    }

    /** Reads and answers nothing. */
    public TestNode silent(final boolean value) {
        silent = value;
        return this;
    }

    /** Refuses all writes with that code; null = none. */
    public TestNode refuseWrites(final ErrorCode code) {
        refuseWrites = code;
        return this;
    }

    /** Takes that long for each request. */
    public TestNode delayMs(final long value) {
        delayMs = value;
        return this;
    }

    /** Is of that cluster. */
    public TestNode cluster(final long low) {
        clusterLow = low;
        return this;
    }

    /** Tells at logon that it has so many sequences less than it acknowledged. */
    public TestNode hideSequences(final long count) {
        hiddenSequences = count;
        return this;
    }

    public TestNode epoch(final long value) {
        epoch = value;
        return this;
    }

    public TestNode lineage(final int value) {
        lineage = value;
        return this;
    }

    public TestNode limits(final int batchEvents, final int inFlight) {
        maxBatchEvents = batchEvents;
        maxInFlight = inFlight;
        return this;
    }

    /** Cuts every connection, keeps listening. */
    public void cutConnections() {
        sockets.forEach(TestNode::closeQuietly);
    }

    /** Whether it refuses a Logon of another cluster itself, or leaves it to the client to see. */
    public TestNode politeAboutClusters(final boolean value) {
        politeAboutClusters = value;
        return this;
    }

    boolean refuseOtherClusters() {
        return politeAboutClusters;
    }

    boolean takeOne(final AtomicInteger count) {
        return count.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private void accept() {
        while (!closed) {
            try {
                final Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start("session", () -> serve(socket));
            } catch (final IOException e) {
                return; // closed
            }
        }
    }

    private void serve(final Socket socket) {
        try (socket) {
            new TestSession(this, socket, sessions.incrementAndGet()).run();
        } catch (final EOFException e) {
            // The client went away.
        } catch (final IOException e) {
            // Cut by the test or by the client.
        } finally {
            sockets.remove(socket);
        }
    }

    private void start(final String name, final Runnable task) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                "testnode-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void closeQuietly(final AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        cutConnections();
        for (final Thread thread : threads) {
            try {
                thread.join(5_000);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        cutConnections();
    }
}
