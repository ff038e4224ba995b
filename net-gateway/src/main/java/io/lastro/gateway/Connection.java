package io.lastro.gateway;

import io.lastro.gateway.GatewayMetrics.CloseReason;
import io.lastro.gateway.GatewayMetrics.PauseReason;
import io.lastro.gateway.codec.FrameAssembler;
import io.lastro.gateway.codec.FrameStatus;
import io.lastro.protocol.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * One TCP connection: reads, pauses, replies, timeouts and the way it ends. Event loop only, but for the three methods
 * that say so.
 *
 * <pre>
 *  LOGGING_ON --LogonAck--> OPEN --SessionClose, drain--> CLOSING --last reply--> LINGERING --other side closed--> CLOSED
 *      +------ fault: ErrorReply with requestNo 0 ---------------------------------^
 * </pre>
 *
 * <p>Reads are paused while any {@link PauseReason} holds; what was read before waits in the inbox, which therefore
 * holds at most what Netty reads at once. LINGERING: our side is shut, input is thrown away until the other side closes;
 * closing at once would reset the connection and could destroy the last message.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private enum Phase {
        LOGGING_ON,
        OPEN,
        CLOSING,
        LINGERING,
        CLOSED
    }

    private final ServerState state;
    private final GatewayContext context;
    private final ConnectionLoop loop;
    private final Session session;
    private final Inbound inbound;
    private final RingEntry ringEntry;
    private final Outbound outbound;
    private final ReadPauses pauses;

    private ChannelHandlerContext ctx;
    private Phase phase = Phase.LOGGING_ON;
    private CloseReason closeReason;
    private boolean isPumping;
    private boolean isAmongAnswered;
    private boolean isWaitingForRoom;
    private long openedNs;
    private long lastReadNs;
    private long midFrameSinceNs;
    private long lingerUntilNs;

    private volatile boolean isClosed;
    private ByteBuf openReplies; // release thread only

    Connection(final ServerState state, final ConnectionLoop loop) {
        this.state = state;
        this.loop = loop;
        context = state.context();
        session = new Session(state, this);
        pauses = new ReadPauses(state.metrics());
        outbound = new Outbound(state, loop.encoder());
        inbound = new Inbound(state);
        ringEntry = new RingEntry(state, loop, this);
    }

    Outbound outbound() {
        return outbound;
    }

    /** Any thread. */
    boolean isClosed() {
        return isClosed;
    }

    /** Release thread: the buffer that takes further small replies of this batch, or null; the end of the batch sets it to null. */
    ByteBuf openReplies() {
        return openReplies;
    }

    void openReplies(final ByteBuf value) {
        openReplies = value;
    }

    ReplyLane lane() {
        return loop.lane();
    }

    ReplyDesk desk() {
        return state.desk();
    }

    @Override
    public void channelActive(final ChannelHandlerContext context1) {
        ctx = context1;
        outbound.attach(context1);
        openedNs = System.nanoTime();
        lastReadNs = openedNs;
        state.metrics().connectionOpened();
        loop.register(this);
        if (state.connectionCount().incrementAndGet() > context.maxConnections()) {
            fault(ErrorCode.BUSY, "too many connections");
        } else if (state.isDraining()) {
            fault(ErrorCode.SHUTTING_DOWN, "the node drains");
        }
        flush();
    }

    @Override
    public void channelRead(final ChannelHandlerContext context1, final Object message) {
        final ByteBuf in = (ByteBuf) message;
        lastReadNs = System.nanoTime();
        state.metrics().bytesIn(in.readableBytes());
        inbound.add(in);
        pump();
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context1) {
        flush();
    }

    /** Works through the inbox until it is empty, reads are paused or the connection ends. */
    private void pump() {
        if (isPumping) {
            return;
        }
        isPumping = true;
        try {
            while (pauses.isEmpty() && isReading() && !inbound.isEmpty()) {
                onStatus(inbound.next());
                inbound.handled();
            }
        } finally {
            isPumping = false;
        }
        if (isReading()) {
            if (!inbound.assembler().isMidFrame()) {
                midFrameSinceNs = 0;
            } else if (midFrameSinceNs == 0) {
                midFrameSinceNs = System.nanoTime();
            }
        } else {
            dropInput();
        }
    }

    private boolean isReading() {
        return phase == Phase.LOGGING_ON || phase == Phase.OPEN;
    }

    private void onStatus(final FrameStatus status) {
        switch (status) {
            case READY -> {
                final FrameAssembler assembler = inbound.assembler();
                midFrameSinceNs = 0;
                session.onMessage(assembler.frame(), assembler.messageIndex(), assembler.messageBytes());
                assembler.done();
            }
            case NO_ROOM -> {
                pause(PauseReason.BYTES_ASSEMBLING);
                loop.awaitRoom(this);
            }
            case NEEDS_MORE -> {}
            default -> fault(status.error(), "frame");
        }
    }

    private void dropInput() {
        if (!isPumping) {
            inbound.drop();
            midFrameSinceNs = 0;
        }
    }

    void pause(final PauseReason reason) {
        if (pauses.add(reason)) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    void resume(final PauseReason reason) {
        if (pauses.remove(reason)) {
            midFrameSinceNs = 0;
            pump();
            if (pauses.isEmpty() && phase != Phase.CLOSED) {
                ctx.channel().config().setAutoRead(true);
            }
        }
    }

    private void resumeAll() {
        for (final PauseReason reason : PauseReason.values()) {
            resume(reason);
        }
    }

    /** Tries again to hand over the parked request. @return false when it has to wait longer. */
    boolean retryParked() {
        final boolean isDone = ringEntry.retry();
        if (isDone) {
            flush();
        }
        return isDone;
    }

    /** Hands a request to the ring, now or later. */
    void offer(final GatewayRequest request) {
        ringEntry.offer(request);
    }

    /** The session is not closed after all: it may be asked again. */
    void reopen() {
        if (phase == Phase.CLOSING) {
            phase = Phase.OPEN;
        }
    }

    void recycle(final GatewayRequest request) {
        state.bytesInFlight().remove(request.messageBytes());
        session.recycle(request);
    }

    /** Notes whether it stands in the loop's list of those that wait for room. @return false when that was so before. */
    boolean waitingForRoom(final boolean value) {
        final boolean isChange = isWaitingForRoom != value;
        isWaitingForRoom = value;
        return isChange;
    }

    /** Goes on if what it waits for has room again. @return false when it has to wait longer. */
    boolean resumeWithRoom() {
        if (!state.bytesInFlight().isExceeded()) {
            resume(PauseReason.BYTES_IN_FLIGHT);
        }
        if (!state.bytesAssembling().isExceeded()) {
            resume(PauseReason.BYTES_ASSEMBLING);
        }
        flush();
        return !pauses.holds(PauseReason.BYTES_IN_FLIGHT) && !pauses.holds(PauseReason.BYTES_ASSEMBLING);
    }

    /** Sends the reply of a completed request. @return true for the first one of a batch. */
    boolean onReply(final GatewayRequest request, final boolean isHalted) {
        final ByteBuf reply = request.reply();
        if (reply != null) {
            request.reply(null);
            if (isSending() && !isHalted) {
                outbound.write(reply);
            } else {
                reply.release();
            }
        }
        if (isHalted && isSending() && !request.isAnswered() && request.kind() != RequestKind.CLOSE_SESSION) {
            outbound.error(request.requestNo(), ErrorCode.HALTED, state.haltCause(), 0);
        }
        final LogonRequest logon = request.logon();
        recycle(request);
        if (logon != null && phase == Phase.LOGGING_ON && !isHalted) {
            session.onLogonAnswer(logon);
            resume(PauseReason.LOGGING_ON);
        }
        final boolean isFirst = !isAmongAnswered;
        isAmongAnswered = true;
        return isFirst;
    }

    private boolean isSending() {
        return phase == Phase.OPEN || phase == Phase.CLOSING;
    }

    /** Flushes a batch of replies and ends the session when it waited for the last one. */
    void endOfReplies() {
        isAmongAnswered = false;
        finishWhenQuiet();
        flush();
    }

    private void finishWhenQuiet() {
        if (!session.isQuiet()) {
            return;
        }
        if (phase == Phase.CLOSING) {
            outbound.sessionClosed(session.closeRequestNo());
            linger(CloseReason.SESSION_CLOSED);
        } else if (phase == Phase.OPEN && state.isDraining()) {
            outbound.sessionClosed(0);
            linger(CloseReason.DRAINED);
        }
    }

    /** Asks the ledger for the session; what the client says meanwhile is not read. */
    void offerLogon(final GatewayRequest request) {
        pause(PauseReason.LOGGING_ON);
        offer(request);
    }

    /** The session is the connection's from now on, and no longer that of one that carried it before; 0 = none. */
    void onLoggedOn(final long sessionId, final long lastRequestNo) {
        phase = Phase.OPEN;
        inbound.assembler().maxFrameBytes(context.maxFrameBytes());
        state.metrics().sessionOpened();
        final Connection before = sessionId == 0 ? null : state.carry(sessionId, this);
        if (before != null) {
            before.ctx.executor().execute(before::onTakenOver);
        }
        outbound.logonAck(sessionId, lastRequestNo);
    }

    private void onTakenOver() {
        fault(ErrorCode.SESSION_TAKEN_OVER, "another connection has resumed the session");
    }

    /** Tells the client what is wrong with the connection and ends it; replies still in flight are not waited for. */
    void fault(final ErrorCode code, final String detail) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        outbound.error(0, code, detail, code == ErrorCode.BUSY ? context.retryAfterMs() : 0);
        linger(
                switch (code) {
                    case BUSY -> CloseReason.REFUSED;
                    case SESSION_TAKEN_OVER -> CloseReason.TAKEN_OVER;
                    default -> CloseReason.ERROR;
                });
    }

    /** Reads nothing more and closes the session behind all of its requests. */
    void closeSession(final GatewayRequest request) {
        phase = Phase.CLOSING;
        offer(request);
    }

    /** Reads nothing more; when the last reply has been sent, tells so and ends the connection. */
    void closeAfterReplies() {
        phase = Phase.CLOSING;
        finishWhenQuiet();
    }

    private void linger(final CloseReason reason) {
        endSession();
        phase = Phase.LINGERING;
        rememberReason(reason);
        lingerUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.slowReaderTimeoutMs());
        ringEntry.release();
        final ChannelFuture lastByte = outbound.flushLast();
        dropInput();
        resumeAll();
        lastByte.addListener(done -> {
            lingerUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.closeLingerMs());
            if (phase == Phase.LINGERING && done.isSuccess()) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        });
    }

    private void endSession() {
        if (session.isOpen()) {
            state.metrics().sessionEnded();
            state.release(session.id(), this);
        }
    }

    private void flush() {
        closeWhen(!outbound.flush(), CloseReason.SLOW_READER);
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext context1) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        if (ctx.channel().isWritable()) {
            outbound.onQuickAgain();
            resume(PauseReason.SLOW_READER);
        } else {
            outbound.onSlow(System.nanoTime());
            pause(PauseReason.SLOW_READER);
        }
    }

    void checkTimeouts(final long nowNs) {
        closeWhen(!outbound.account(), CloseReason.SLOW_READER);
        switch (phase) {
            case LOGGING_ON -> closeWhen(isPast(nowNs, openedNs, context.logonTimeoutMs()), CloseReason.LOGON_TIMEOUT);
            case OPEN -> {
                checkSlowReader(nowNs);
                final boolean isStuck = pauses.isEmpty() && midFrameSinceNs != 0;
                closeWhen(
                        isStuck && isPast(nowNs, midFrameSinceNs, context.frameTimeoutMs()), CloseReason.FRAME_TIMEOUT);
                final boolean isIdle = pauses.isEmpty() && session.isQuiet();
                closeWhen(isIdle && isPast(nowNs, lastReadNs, context.idleTimeoutMs()), CloseReason.IDLE);
            }
            case CLOSING -> checkSlowReader(nowNs);
            case LINGERING -> closeWhen(nowNs - lingerUntilNs >= 0, closeReason);
            case CLOSED -> {}
        }
    }

    private void checkSlowReader(final long nowNs) {
        closeWhen(outbound.isTooSlow(nowNs), CloseReason.SLOW_READER);
    }

    private static boolean isPast(final long nowNs, final long sinceNs, final long timeoutMs) {
        return nowNs - sinceNs >= TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    private void closeWhen(final boolean condition, final CloseReason reason) {
        if (condition && phase != Phase.CLOSED) {
            closeNow(reason);
        }
    }

    void onDrain() {
        ringEntry.turnAway(ErrorCode.SHUTTING_DOWN, "the node drains", 0);
        if (phase == Phase.LOGGING_ON) {
            fault(ErrorCode.SHUTTING_DOWN, "the node drains");
        }
        finishWhenQuiet();
        flush();
    }

    void onHalt() {
        ringEntry.turnAway(ErrorCode.HALTED, state.haltCause(), 0);
        if (phase == Phase.LOGGING_ON) {
            fault(ErrorCode.HALTED, state.haltCause());
        }
        if (isSending()) {
            session.answerAllHalted();
        }
        finishWhenQuiet();
        flush();
    }

    void closeNow(final CloseReason reason) {
        rememberReason(reason);
        ctx.close();
    }

    /** Keeps the first reason: closing makes writes fail, which looks like a broken connection. */
    private void rememberReason(final CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context1) {
        if (phase != Phase.LINGERING) {
            endSession();
        }
        phase = Phase.CLOSED;
        isClosed = true;
        ringEntry.release();
        dropInput();
        resumeAll();
        outbound.close();
        loop.unregister(this);
        state.connectionCount().decrementAndGet();
        state.metrics().connectionClosed(closeReason == null ? CloseReason.CLIENT : closeReason);
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context1, final Throwable cause) {
        // A broken connection is the client's or the network's affair; counted, and nobody else notices.
        closeNow(CloseReason.IO_ERROR);
    }
}
