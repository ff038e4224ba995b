package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The sending side of one connection: what the event loop answers itself, flushing, and how much the client has not
 * taken yet. Event loop only. Does not close anything; it says when the connection has to be.
 */
final class Outbound {
    private static final long NOT_SLOW = 0;

    private final ServerState state;
    private final GatewayContext context;
    private final ReplyEncoder encoder;
    private ChannelHandlerContext ctx;
    private boolean isFlushNeeded;
    private long pendingBytes;
    private long writtenBytes;
    private long slowSinceNs = NOT_SLOW;
    private long takenBytesThen;

    Outbound(final ServerState state, final ReplyEncoder encoder) {
        this.state = state;
        this.encoder = encoder;
        context = state.context();
    }

    void attach(final ChannelHandlerContext channelContext) {
        ctx = channelContext;
    }

    /** Whether the client is on this machine. */
    boolean isToLoopback() {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress().isLoopbackAddress();
    }

    /** Writes a complete frame, or several; takes over the reference. */
    void write(final ByteBuf out) {
        final int bytes = out.readableBytes();
        writtenBytes += bytes;
        state.metrics().bytesOut(bytes);
        isFlushNeeded = true;
        ctx.write(out, ctx.voidPromise());
    }

    void logonAck(final long sessionId, final long lastRequestNo) {
        final byte[] version = context.nodeView().serverVersion().getBytes(StandardCharsets.US_ASCII);
        final ByteBuf out = context.allocator().directBuffer(ReplyEncoder.logonAckBytes(version));
        encoder.logonAck(out, sessionId, lastRequestNo, context, version);
        write(out);
    }

    void pong(final long requestNo) {
        final ByteBuf out = context.allocator().directBuffer(ReplyEncoder.pongBytes());
        encoder.pong(out, requestNo, context.nodeView());
        write(out);
    }

    void sessionClosed(final long requestNo) {
        final ByteBuf out = context.allocator().directBuffer(ReplyEncoder.sessionClosedBytes());
        encoder.sessionClosed(out, requestNo);
        write(out);
    }

    void error(final long requestNo, final ErrorCode code, final String detail, final int retryAfterMs) {
        state.metrics().error(code);
        final byte[] text = ReplyEncoder.detailBytes(detail);
        final ByteBuf out = context.allocator().directBuffer(ReplyEncoder.errorBytes(text));
        encoder.error(out, requestNo, code, retryAfterMs, text);
        write(out);
    }

    /** Flushes if there is something. @return false when the connection has to be closed as a slow reader. */
    boolean flush() {
        if (!isFlushNeeded) {
            return true;
        }
        isFlushNeeded = false;
        ctx.flush();
        return account();
    }

    /** Flushes everything. @return done when the socket has taken the last byte. */
    ChannelFuture flushLast() {
        isFlushNeeded = false;
        final ChannelFuture done = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        account();
        return done;
    }

    /** Looks at what the client has not taken. @return false when it is too much, alone or with all others. */
    boolean account() {
        final ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        final long bytes = pending == null ? 0 : pending.totalPendingWriteBytes();
        state.bytesOutbound().add(bytes - pendingBytes);
        pendingBytes = bytes;
        final boolean tooMuchTogether =
                state.bytesOutbound().isExceeded() && !ctx.channel().isWritable();
        return bytes <= context.slowReaderCloseBytes() && !tooMuchTogether;
    }

    void onSlow(final long nowNs) {
        slowSinceNs = nowNs;
        takenBytesThen = writtenBytes - pendingBytes;
    }

    void onQuickAgain() {
        slowSinceNs = NOT_SLOW;
    }

    /** True when a slow reader has not taken enough within the time it has; else begins the next measurement. */
    boolean isTooSlow(final long nowNs) {
        if (slowSinceNs == NOT_SLOW
                || nowNs - slowSinceNs < TimeUnit.MILLISECONDS.toNanos(context.slowReaderTimeoutMs())) {
            return false;
        }
        final long takenBytes = writtenBytes - pendingBytes - takenBytesThen;
        onSlow(nowNs);
        return takenBytes < context.slowReaderHighBytes();
    }

    /** Forgets what was pending: the channel has closed. */
    void close() {
        state.bytesOutbound().remove(pendingBytes);
        pendingBytes = 0;
    }
}
