package io.lastro.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Server of the binary protocol. Takes connections from launch until {@link #drain} or {@link #close}.
 *
 * <p>Threads: launch, drain and close are called by the node, one at a time; {@link #halt} by any thread;
 * {@link #flushReplies} and the completing methods of {@link GatewayRequest} by the one release thread, but for those of
 * model reads.
 */
public final class GatewayServer implements AutoCloseable {
    private static final int ACCEPT_BACKLOG = 1_024;
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHUTDOWN_TIMEOUT_MS = 5_000;

    private final ServerState state;
    private final EventLoopGroup eventLoops;
    private final boolean isNative;
    private final Map<EventLoop, ConnectionLoop> loops = new IdentityHashMap<>();
    private final List<ConnectionLoop> allLoops = new ArrayList<>();
    private final Channel listener;

    private GatewayServer(final GatewayContext context) {
        state = new ServerState(context);
        isNative = context.preferNativeTransport() && Epoll.isAvailable();
        final IoHandlerFactory transport = isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        eventLoops = new MultiThreadIoEventLoopGroup(
                context.eventLoopCount(), new DefaultThreadFactory("gateway"), transport);
        for (final EventExecutor executor : eventLoops) {
            final EventLoop eventLoop = (EventLoop) executor;
            final ConnectionLoop loop = new ConnectionLoop(state, eventLoop);
            loops.put(eventLoop, loop);
            allLoops.add(loop);
        }
        listener = bind(context);
    }

    /**
     * Starts a server and binds its port.
     *
     * @throws IllegalArgumentException naming the setting that is wrong.
     * @throws UncheckedIOException     naming the address that cannot be bound, such as a port in use.
     */
    public static GatewayServer launch(final GatewayContext context) {
        return new GatewayServer(context.conclude());
    }

    private Channel bind(final GatewayContext context) {
        final Class<? extends ServerChannel> type =
                isNative ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        final ServerBootstrap bootstrap = new ServerBootstrap()
                .group(eventLoops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, context.allocator())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(context.slowReaderLowBytes(), context.slowReaderHighBytes()))
                .childHandler(new ConnectionInitializer());
        final ChannelFuture bound = bootstrap
                .bind(new InetSocketAddress(context.bindHost(), context.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            shutDownLoops();
            final String address = context.bindHost() + ":" + context.port();
            throw new UncheckedIOException(
                    "client port " + address + " cannot be bound: "
                            + bound.cause().getMessage(),
                    new IOException(bound.cause()));
        }
        return bound.channel();
    }

    /** Sets up the pipeline of an accepted connection. */
    private final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(final SocketChannel channel) {
            // The place of TLS: its handler goes in front of the connection, which then reads plain bytes as now.
            channel.pipeline().addLast("connection", new Connection(state, loops.get(channel.eventLoop())));
        }
    }

    /**
     * Makes the release thread. Replies may be completed on any one thread, but only on one of this kind are reply
     * buffers taken from a pool of objects too: on others each costs about 100 bytes of heap.
     */
    public static Thread releaseThread(final Runnable task, final String name) {
        return new FastThreadLocalThread(task, name);
    }

    /** The port that is bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Name of the transport, for logs: epoll or nio. */
    public String transport() {
        return isNative ? "epoll" : "nio";
    }

    /** Open connections now. Any thread. */
    public int connectionCount() {
        return state.connectionCount().get();
    }

    /** Bytes of requests that are in the pipeline or wait for it. Any thread. */
    public long bytesInFlight() {
        return state.bytesInFlight().usedBytes();
    }

    /** Bytes of replies that clients have not taken yet, as of the last look. Any thread. */
    public long bytesOutbound() {
        return state.bytesOutbound().usedBytes();
    }

    /** Sends what was completed since the last call: one wake-up per event loop, one flush per connection. Release thread. */
    public void flushReplies() {
        for (int i = 0; i < allLoops.size(); i++) {
            allLoops.get(i).lane().post();
        }
    }

    /**
     * Stops for good: every further request, and every one in flight, is answered with HALTED and this cause; outcomes
     * that are completed from now on are dropped. Keeps the first cause. Any thread; does not wait.
     */
    public void halt(final String cause) {
        if (state.halt(cause)) {
            onEachLoop(ConnectionLoop::halt);
        }
    }

    /**
     * Takes no connections any more, answers new requests with SHUTTING_DOWN, lets those in flight be answered, tells
     * each client SessionClosed and closes. The pipeline must go on completing meanwhile. Blocks the caller.
     *
     * @return true when all connections ended by themselves in time; the others are cut off.
     */
    public boolean drain(final long timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        state.drain();
        listener.close().awaitUninterruptibly();
        onEachLoop(ConnectionLoop::drain);
        while (connectionCount() > 0 && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_INTERVAL_NS);
        }
        final boolean isComplete = connectionCount() == 0;
        if (!isComplete) {
            onEachLoop(ConnectionLoop::closeAll);
        }
        return isComplete;
    }

    private void onEachLoop(final Consumer<ConnectionLoop> action) {
        for (final Map.Entry<EventLoop, ConnectionLoop> entry : loops.entrySet()) {
            if (!entry.getKey().isShuttingDown()) {
                entry.getKey().execute(() -> action.accept(entry.getValue()));
            }
        }
    }

    /**
     * Closes everything at once. Requests that are still in the pipeline may be completed afterwards; their replies go
     * nowhere and their memory is given back then.
     */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        onEachLoop(ConnectionLoop::closeAll);
        shutDownLoops();
        for (final ConnectionLoop loop : allLoops) {
            loop.lane().discard();
        }
    }

    private void shutDownLoops() {
        eventLoops
                .shutdownGracefully(0, SHUTDOWN_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_TIMEOUT_MS);
    }
}
