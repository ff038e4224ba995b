package io.lastro.gateway.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP server of the admin port: GET of /health/live, /health/ready, /metrics (Prometheus text 0.0.4) and /status
 * (JSON). One thread of its own. Launch and close are called by the node.
 */
public final class AdminServer implements AutoCloseable {
    private static final long SHUTDOWN_TIMEOUT_MS = 5_000;

    private final AdminContext context;
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final EventLoopGroup eventLoop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
    private final Channel listener;

    private AdminServer(final AdminContext context) {
        this.context = context;
        listener = bind();
    }

    /**
     * Starts a server and binds its port.
     *
     * @throws IllegalArgumentException naming the setting that is wrong.
     * @throws UncheckedIOException     naming the address that cannot be bound, such as a port in use.
     */
    public static AdminServer launch(final AdminContext context) {
        return new AdminServer(context.conclude());
    }

    private Channel bind() {
        final ChannelFuture bound = new ServerBootstrap()
                .group(eventLoop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ConnectionInitializer())
                .bind(new InetSocketAddress(context.bindHost(), context.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            shutDownLoop();
            throw new UncheckedIOException(
                    "admin port " + context.bindHost() + ":" + context.port() + " cannot be bound: "
                            + bound.cause().getMessage(),
                    new IOException(bound.cause()));
        }
        return bound.channel();
    }

    /** Sets up the pipeline of an accepted connection, or closes it when there are too many. */
    private final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(final SocketChannel channel) {
            channel.closeFuture().addListener(closed -> connectionCount.decrementAndGet());
            if (connectionCount.incrementAndGet() > context.maxConnections()) {
                channel.close();
                return;
            }
            channel.pipeline()
                    .addLast(new ReadTimeoutHandler(context.requestTimeoutMs(), TimeUnit.MILLISECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(context.maxRequestBytes(), true))
                    .addLast(new AdminHandler(context));
        }
    }

    /** The port that is bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        shutDownLoop();
    }

    private void shutDownLoop() {
        eventLoop
                .shutdownGracefully(0, SHUTDOWN_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_TIMEOUT_MS);
    }
}
