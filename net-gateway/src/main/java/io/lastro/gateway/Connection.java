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
import java.util.ArrayDeque;
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
    private final FrameAssembler assembler;
    private final Outbound outbound;
    private final ReadPauses pauses;
    private final ArrayDeque<ByteBuf> inbox = new ArrayDeque<>(4);

    private ChannelHandlerContext ctx;
    private Phase phase = Phase.LOGGING_ON;
    private CloseReason closeReason;
    private boolean isPumping;
    private boolean isAmongAnswered;
    private boolean isWaitingForRoom;
    private GatewayRequest parkedRequest;
    private long parkedSinceNs;
    private long assemblingBytes;
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
        assembler = new FrameAssembler(
                context.allocator(),
                Session.MAX_LOGON_BYTES,
                () -> !state.bytesAssembling().isExceeded());
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
        inbox.add(in);
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
            while (pauses.isEmpty() && isReading() && !inbox.isEmpty()) {
                final ByteBuf in = inbox.peek();
                onStatus(assembler.next(in));
                accountAssembling();
                if (!in.isReadable()) {
                    inbox.poll().release();
                }
            }
        } finally {
            isPumping = false;
        }
        if (isReading()) {
            if (!assembler.isMidFrame()) {
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

    private void accountAssembling() {
        final long now = assembler.gatheringLargeBytes();
        if (now != assemblingBytes) {
            state.bytesAssembling().add(now - assemblingBytes);
            assemblingBytes = now;
        }
    }

    private void dropInput() {
        if (isPumping) {
            return;
        }
        while (!inbox.isEmpty()) {
            inbox.poll().release();
        }
        assembler.close();
        accountAssembling();
        midFrameSinceNs = 0;
    }

    private void pause(final PauseReason reason) {
        if (pauses.add(reason)) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void resume(final PauseReason reason) {
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

    /** Hands a request to the ring, or parks it when there is no room or others wait already. */
    void offer(final GatewayRequest request) {
        state.bytesInFlight().add(request.messageBytes());
        // Read before the offer: afterwards the pipeline owns the request.
        final RequestKind kind = request.kind();
        if (!loop.mustQueue() && request.offerTo(context.requestSink())) {
            onOffered(kind);
        } else {
            parkedRequest = request;
            parkedSinceNs = System.nanoTime();
            pause(PauseReason.RING_FULL);
            loop.park(this);
        }
    }

    private void onOffered(final RequestKind kind) {
        state.metrics().requestOffered(kind);
        if (state.bytesInFlight().isExceeded()) {
            pause(PauseReason.BYTES_IN_FLIGHT);
            loop.awaitRoom(this);
        }
    }

    /** Tries again to hand over the parked request. @return false when it has to wait longer. */
    boolean retryParked() {
        final GatewayRequest request = parkedRequest;
        final RequestKind kind = request.kind();
        if (request.offerTo(context.requestSink())) {
            leaveQueue();
            onOffered(kind);
            resume(PauseReason.RING_FULL);
        } else if (isPast(System.nanoTime(), parkedSinceNs, context.busyAfterMs())) {
            turnParkedAway(ErrorCode.BUSY, "the ring is full", context.retryAfterMs());
        } else {
            return false;
        }
        flush();
        return true;
    }

    private void leaveQueue() {
        parkedRequest = null;
        loop.unpark(this);
    }

    private void turnParkedAway(final ErrorCode code, final String detail, final int retryAfterMs) {
        final GatewayRequest request = parkedRequest;
        if (request != null) {
            leaveQueue();
            outbound.error(request.requestNo(), code, detail, retryAfterMs);
            recycle(request);
            resume(PauseReason.RING_FULL);
        }
    }

    private void recycle(final GatewayRequest request) {
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
        if (isHalted && isSending() && !request.isAnswered()) {
            outbound.error(request.requestNo(), ErrorCode.HALTED, state.haltCause(), 0);
        }
        recycle(request);
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

    void onLoggedOn(final long sessionId) {
        phase = Phase.OPEN;
        assembler.maxFrameBytes(context.maxFrameBytes());
        state.metrics().sessionOpened();
        outbound.logonAck(sessionId);
    }

    /** Tells the client what is wrong with the connection and ends it; replies still in flight are not waited for. */
    void fault(final ErrorCode code, final String detail) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        outbound.error(0, code, detail, code == ErrorCode.BUSY ? context.retryAfterMs() : 0);
        linger(code == ErrorCode.BUSY ? CloseReason.REFUSED : CloseReason.ERROR);
    }

    /** Reads nothing more; when the last reply has been sent, tells so and ends the connection. */
    void closeAfterReplies() {
        phase = Phase.CLOSING;
        finishWhenQuiet();
    }

    private void linger(final CloseReason reason) {
        if (session.isOpen()) {
            state.metrics().sessionEnded();
        }
        phase = Phase.LINGERING;
        rememberReason(reason);
        lingerUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.slowReaderTimeoutMs());
        releaseParked();
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

    private void releaseParked() {
        final GatewayRequest request = parkedRequest;
        if (request != null) {
            leaveQueue();
            recycle(request);
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
        turnParkedAway(ErrorCode.SHUTTING_DOWN, "the node drains", 0);
        if (phase == Phase.LOGGING_ON) {
            fault(ErrorCode.SHUTTING_DOWN, "the node drains");
        }
        finishWhenQuiet();
        flush();
    }

    void onHalt() {
        turnParkedAway(ErrorCode.HALTED, state.haltCause(), 0);
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
        if (session.isOpen() && phase != Phase.LINGERING) {
            state.metrics().sessionEnded();
        }
        phase = Phase.CLOSED;
        isClosed = true;
        releaseParked();
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
