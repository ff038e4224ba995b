package io.lastro.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The network threads of a client: epoll where the system has it, else NIO. Thread-safe. */
public final class IoLoops implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;

    /** Starts that many daemon threads lazily, named after the given prefix. */
    public IoLoops(final int threads, final String name) {
        epoll = Epoll.isAvailable();
        final IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), factory);
    }

    /** One of the threads, in turn. */
    public EventLoop next() {
        return group.next();
    }

    Bootstrap bootstrap(final EventLoop loop, final Duration connectTimeout) {
        return new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis());
    }

    /**
     * Stops the threads and waits for them, bounded.
     *
     * @throws IllegalStateException when they do not end in time.
     */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        boolean ended = false;
        boolean interrupted = false;
        final long endNs = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (!ended && System.nanoTime() < endNs) {
            try {
                ended = group.awaitTermination(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            throw new IllegalStateException("network threads did not end within " + STOP_TIMEOUT);
        }
    }
}
