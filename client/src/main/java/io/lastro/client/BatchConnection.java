package io.lastro.client;

import io.lastro.protocol.ErrorCode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A connection that comes back: sends {@link BatchRequest}s in order, pipelined, and sees each to its end.
 *
 * <ul>
 *   <li>BUSY: the request waits for the node's hint and goes again, before everything behind it.
 *   <li>Connection lost: unanswered requests go again with the same bytes on the next one, in the old order.
 *   <li>Deadline passed: the listener is told what is known; a late answer is counted and dropped.
 *   <li>Receipt: handed over at each logon; a node that lost what it acknowledged ends the connection for good.
 * </ul>
 *
 * <p>{@link #send} may be called from any thread; listeners are called on the connection's loop, and there sending again
 * costs no hand-over. Nothing is allocated per entry of a request.
 */
public final class BatchConnection {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long TICK_MS = 5;
    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final long DEAD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_DOUBLINGS = 16;

    private final ClientContext settings;
    private final IoLoops loops;
    private final EventLoop loop;
    private final Receipts receipts;
    private final CompletableFuture<ServerInfo> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ConnectionCounters counters = new ConnectionCounters();
    private final Session.Owner owner = new SessionEvents();

    // Loop only from here on.
    private final ArrayDeque<BatchRequest> waiting = new ArrayDeque<>();
    private final ArrayList<BatchRequest> expired = new ArrayList<>();
    private final HeldSession held = new HeldSession();
    private Session session;
    private long lastOrder = BatchRequest.NO_ORDER;
    private long notBeforeNs = System.nanoTime();
    private long drainSinceNs;
    private int failedAttempts;
    private int nextAddress;
    private boolean draining;
    private boolean ticking;
    private boolean pumping;
    private boolean closing;
    private ClientException lastCause;
    private ClientException fatal;
    private volatile ServerInfo serverInfo;

    /**
     * A connection that is not yet opened.
     *
     * @param settings concluded.
     * @param loops network threads; the connection keeps to one of them.
     * @param receipts shared by the connections of one client.
     */
    public BatchConnection(final ClientContext settings, final IoLoops loops, final Receipts receipts) {
        this.settings = settings.conclude();
        this.loops = loops;
        this.receipts = receipts;
        loop = loops.next();
    }

    /** Starts to connect, and keeps trying until closed. */
    public BatchConnection open() {
        loop.execute(this::connect);
        return this;
    }

    /** Completes at the first logon; fails when the node must not be used, or when not to reconnect. */
    public CompletableFuture<ServerInfo> ready() {
        return ready;
    }

    /** What the node told at the last logon; null before the first. */
    public ServerInfo serverInfo() {
        return serverInfo;
    }

    /** True on the connection's own thread. */
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    /** The connection's thread, for timers of its user. */
    public EventLoop loop() {
        return loop;
    }

    /** Counters since the connection was opened. */
    public ConnectionStats stats() {
        return counters.snapshot();
    }

    /** Hands a request over; its listener is told exactly once. Any thread. */
    public void send(final BatchRequest request) {
        if (loop.inEventLoop()) {
            enqueue(request);
            return;
        }
        try {
            loop.execute(() -> enqueue(request));
        } catch (final RejectedExecutionException e) {
            request.listener().onFailure(request, new NotSentException("the client is closed", e));
        }
    }

    /** Ends the session cleanly, bounded; requests in hand are told what is known. */
    public CompletableFuture<Void> close() {
        try {
            loop.execute(this::closeNow);
        } catch (final RejectedExecutionException e) {
            closed.complete(null);
        }
        return closed;
    }

    // ---- sending ----

    private void enqueue(final BatchRequest request) {
        if (fatal != null || closing) {
            final ClientException closedCause = new NotSentException("the client is closed", null);
            request.listener().onFailure(request, fatal != null ? fatal : closedCause);
            return;
        }
        request.order(++lastOrder);
        waiting.addLast(request);
        pump();
        startTicking();
    }

    private void pump() {
        if (pumping || session == null || !session.isOpen()) {
            return;
        }
        final long nowNs = System.nanoTime();
        if (nowNs - notBeforeNs < 0) {
            return;
        }
        pumping = true; // a listener that is told of a failure may send again from inside
        try {
            final long nowUnixNs = unixNs();
            while (!waiting.isEmpty() && session != null && session.isOpen() && session.room() > 0) {
                sendOne(waiting.pollFirst(), nowNs, nowUnixNs);
            }
        } finally {
            pumping = false;
        }
    }

    private void sendOne(final BatchRequest request, final long nowNs, final long nowUnixNs) {
        final ServerInfo.Limits limits = serverInfo.limits();
        if (request.count() > limits.batchEvents()) {
            refuse(request, ErrorCode.BATCH_TOO_LARGE, "the node takes " + limits.batchEvents() + " events");
        } else if (request.messageBytes() > limits.frameBytes()) {
            refuse(request, ErrorCode.FRAME_TOO_LARGE, "the node takes " + limits.frameBytes() + " bytes");
        } else {
            if (request.resent()) {
                counters.resent();
            }
            session.send(request, nowNs, nowUnixNs);
        }
    }

    private static long unixNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private void waitAgain(final BatchRequest request) {
        final List<BatchRequest> later = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peekFirst().order() < request.order()) {
            later.add(waiting.pollFirst());
        }
        waiting.addFirst(request);
        for (int i = later.size() - 1; i >= 0; i--) {
            waiting.addFirst(later.get(i));
        }
    }

    // ---- time ----

    private void startTicking() {
        if (!ticking) {
            ticking = true;
            loop.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        ticking = false;
        final long nowNs = System.nanoTime();
        expireWaiting(nowNs);
        if (session != null) {
            expireSent(nowNs);
        }
        if (session != null && draining && nowNs - drainSinceNs > DRAIN_NS) {
            session.end(lastCause);
        }
        pump();
        if (!waiting.isEmpty() || session != null && session.inFlight() > 0) {
            startTicking();
        }
    }

    private void expireWaiting(final long nowNs) {
        for (final BatchRequest request : waiting) {
            if (request.isOverAt(nowNs)) {
                expired.add(request);
            }
        }
        if (!expired.isEmpty()) {
            waiting.removeAll(expired);
            final String why = session == null ? "no connection at the deadline" : "the node was busy at the deadline";
            failExpired(why);
        }
    }

    private void expireSent(final long nowNs) {
        for (final BatchRequest request : session.unanswered()) {
            if (request.isOverAt(nowNs)) {
                expired.add(request);
                session.abandon(request);
            }
        }
        if (!expired.isEmpty()) {
            failExpired("no reply at the deadline");
        }
        if (session != null && session.seemsDead(nowNs, DEAD_NS)) {
            session.end(new ConnectionLostException(session.node() + " answers nothing", null));
        }
    }

    private void failExpired(final String why) {
        final List<BatchRequest> all = List.copyOf(expired);
        expired.clear();
        for (final BatchRequest request : all) {
            fail(request, request.outcomeAtDeadline(why, lastCause));
        }
    }

    private static void fail(final BatchRequest request, final ClientException cause) {
        request.listener().onFailure(request, cause);
    }

    private void refuse(final BatchRequest request, final ErrorCode code, final String detail) {
        final boolean unknown = request.mayHaveEffect();
        fail(
                request,
                unknown
                        ? new UnknownOutcomeException(
                                "an earlier sending was not answered, this one was refused: " + code.wireName(), null)
                        : new RejectedException(code, detail));
    }

    // ---- connecting ----

    private void connect() {
        if (closing || fatal != null) {
            return;
        }
        final List<InetSocketAddress> addresses = settings.addresses();
        final InetSocketAddress address = addresses.get(nextAddress % addresses.size());
        final String node = address.getHostString() + ":" + address.getPort();
        final Session attempt = new Session(owner, settings, receipts.newest(), held, node);
        session = attempt;
        draining = false;
        final Duration timeout =
                settings.deadline().compareTo(MAX_CONNECT_TIMEOUT) < 0 ? settings.deadline() : MAX_CONNECT_TIMEOUT;
        final ChannelFuture future =
                loops.bootstrap(loop, timeout).handler(attempt).connect(address);
        future.addListener(done -> {
            if (!done.isSuccess()) {
                attempt.end(new ConnectionLostException("cannot connect to " + node, done.cause()));
            }
        });
        loop.schedule(() -> logonTimedOut(attempt, node), 2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void logonTimedOut(final Session attempt, final String node) {
        if (attempt == session && !attempt.wasOpened()) {
            attempt.end(new ConnectionLostException(node + " did not answer the logon", null));
        }
    }

    private void reconnectLater() {
        if (ready.isDone() && !settings.reconnect()) {
            stop(lastCause);
            return;
        }
        final long minMs = Math.max(1, settings.minBackoff().toMillis());
        final long maxMs = Math.max(minMs, settings.maxBackoff().toMillis());
        final long pauseMs = Math.min(maxMs, minMs << Math.min(failedAttempts, MAX_DOUBLINGS));
        final long jitterMs = settings.random().nextLong(pauseMs / 2 + 1);
        failedAttempts++;
        nextAddress++;
        loop.schedule(this::connect, pauseMs - jitterMs, TimeUnit.MILLISECONDS);
    }

    // ---- the end ----

    private void closeNow() {
        if (closing) {
            return;
        }
        closing = true;
        failAll(new NotSentException("the client was closed", null));
        if (session == null) {
            finishClose();
            return;
        }
        session.closeCleanly();
        loop.schedule(this::finishClose, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void finishClose() {
        if (session != null) {
            session.end(new ConnectionLostException("closed by this client", null));
        }
        ready.completeExceptionally(new NotSentException("the client was closed", lastCause));
        closed.complete(null);
    }

    /** Nothing more will be sent, for good. */
    private void stop(final ClientException cause) {
        final boolean lost = cause instanceof LostAcknowledgementException;
        fatal = lost ? cause : new NotSentException(cause.getMessage(), cause);
        ready.completeExceptionally(cause);
        if (session != null) {
            session.end(cause);
        }
        failAll(fatal);
    }

    private void failAll(final ClientException cause) {
        final List<BatchRequest> all = new ArrayList<>(waiting);
        waiting.clear();
        if (session != null) {
            for (final BatchRequest request : session.unanswered()) {
                session.abandon(request);
                all.add(request);
            }
        }
        for (final BatchRequest request : all) {
            final boolean unknown = request.mayHaveEffect() && !(cause instanceof LostAcknowledgementException);
            fail(request, unknown ? new UnknownOutcomeException(cause.getMessage(), cause) : cause);
        }
    }

    /** What the session tells. */
    private final class SessionEvents implements Session.Owner {
        @Override
        public void onLogonAck(final Session opened, final ServerInfo info) {
            receipts.onLogon(info, opened.handedOver(), opened.node());
            serverInfo = info;
            failedAttempts = 0;
            counters.logon();
            ready.complete(info);
            pump();
        }

        @Override
        public void onReply(final Session from, final BatchRequest request, final ReplyView reply) {
            if (request.kind().isWrite()) {
                receipts.onReply(reply);
            }
            counters.lateReplies(from.lateReplies());
            request.listener().onReply(request, reply);
            pump();
        }

        @Override
        public void onRefused(
                final BatchRequest request, final ErrorCode code, final int retryAfterMs, final String detail) {
            switch (code) {
                case BUSY, TOO_MANY_IN_FLIGHT -> onBusy(request, code, retryAfterMs);
                case SHUTTING_DOWN, NOT_PRIMARY, SESSION_NOT_FOUND -> {
                    request.markRefused(code);
                    tryElsewhere(request, code, detail);
                }
                case HALTED -> {
                    request.markLost(); // the code says: outcome of requests in hand unknown
                    tryElsewhere(request, code, detail);
                }
                default -> {
                    request.markAnswered();
                    refuse(request, code, detail);
                    pump();
                }
            }
        }

        private void onBusy(final BatchRequest request, final ErrorCode code, final int retryAfterMs) {
            counters.busy();
            request.markRefused(code);
            final long pauseNs = TimeUnit.MILLISECONDS.toNanos(Math.max(1, retryAfterMs));
            final long againNs = System.nanoTime() + pauseNs;
            if (request.kind().isModelRead() && !request.isOverAt(againNs)) {
                // Its model is behind; what others ask need not wait for that.
                loop.schedule(() -> readAgain(request), pauseNs, TimeUnit.NANOSECONDS);
                return;
            }
            notBeforeNs = request.kind().isModelRead() ? notBeforeNs : againNs;
            if (request.isOverAt(againNs)) { // now it is known to have had no effect; after another try it may not be
                fail(request, request.outcomeAtDeadline("the node asks to wait beyond the deadline", null));
            } else {
                waitAgain(request);
            }
            loop.schedule(BatchConnection.this::pump, pauseNs, TimeUnit.NANOSECONDS);
        }

        private void readAgain(final BatchRequest request) {
            if (closing || fatal != null) {
                fail(request, fatal != null ? fatal : new NotSentException("the client was closed", lastCause));
            } else {
                waitAgain(request);
                pump();
                startTicking();
            }
        }

        private void tryElsewhere(final BatchRequest request, final ErrorCode code, final String detail) {
            waitAgain(request);
            if (!draining) {
                draining = true;
                drainSinceNs = System.nanoTime();
                lastCause = new SessionRefusedException(session.node(), code, detail);
                session.drain(lastCause);
            }
        }

        @Override
        public void onEnd(final Session ended, final ClientException cause, final List<BatchRequest> unanswered) {
            lastCause = cause;
            session = null;
            counters.ended(ended.wasOpened() && !closing, cause);
            unanswered.sort(Comparator.comparingLong(BatchRequest::order));
            for (int i = unanswered.size() - 1; i >= 0; i--) {
                unanswered.get(i).markLost();
                waitAgain(unanswered.get(i));
            }
            if (cause instanceof SessionRefusedException refused && isSessionGone(refused.errorCode())) {
                onSessionGone(refused);
            }
            if (closing) {
                failAll(new NotSentException("the client was closed", cause));
                finishClose();
            } else if (cause instanceof LostAcknowledgementException) {
                stop(cause);
            } else if (mustNotBeUsed(ended, cause)) {
                stop(new LostAcknowledgementException(cause.getMessage()));
            } else if (fatal == null) {
                reconnectLater();
            }
        }

        /** What was sent once and is executed once cannot be asked for any more: another session does not know it. */
        private void onSessionGone(final ClientException cause) {
            held.forget();
            for (final BatchRequest request : List.copyOf(waiting)) {
                if (request.mayHaveBeenExecuted()) {
                    waiting.remove(request);
                    fail(request, new UnknownOutcomeException("the session is gone: " + cause.getMessage(), cause));
                }
            }
        }

        private static boolean isSessionGone(final ErrorCode code) {
            return code == ErrorCode.SESSION_NOT_FOUND
                    || code == ErrorCode.SESSION_NOT_YOURS
                    || code == ErrorCode.SESSION_TAKEN_OVER;
        }

        private boolean mustNotBeUsed(final Session ended, final ClientException cause) {
            return !ended.wasOpened()
                    && cause instanceof SessionRefusedException refused
                    && (refused.errorCode() == ErrorCode.WRONG_CLUSTER
                            || refused.errorCode() == ErrorCode.RECEIPT_REFUSED);
        }
    }
}
