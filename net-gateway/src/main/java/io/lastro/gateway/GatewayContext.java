package io.lastro.gateway;

import io.lastro.protocol.ProtocolLimits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Settings and collaborators of a {@link GatewayServer}. Filled by one thread before launch and not changed after it;
 * {@link #conclude()} checks the relations between them.
 */
public final class GatewayContext {
    private String bindHost = "127.0.0.1";
    private int port = 0;
    private boolean allowPlainOnAnyAddress = false;
    private boolean preferNativeTransport = true;
    private int eventLoopCount = 1;
    private int maxFrameBytes = ProtocolLimits.MAX_MESSAGE_BYTES;
    private int maxInFlight = ProtocolLimits.MAX_IN_FLIGHT;
    private int maxConnections = 1_024;
    private long maxBytesInFlight = 256L << 20;
    private long maxBytesAssembling = 128L << 20;
    private long maxBytesOutbound = 512L << 20;
    private int slowReaderLowBytes = 256 << 10;
    private int slowReaderHighBytes = 1 << 20;
    private long slowReaderCloseBytes = 128L << 20;
    private long slowReaderTimeoutMs = 10_000;
    private long logonTimeoutMs = 5_000;
    private long frameTimeoutMs = 30_000;
    private long idleTimeoutMs = 300_000;
    private long closeLingerMs = 1_000;
    private long busyAfterMs = 100;
    private int retryAfterMs = 50;
    private RequestSink requestSink;
    private NodeView nodeView;
    private ReceiptAuthority receiptAuthority;
    private CommandAuthority commandAuthority = CommandAuthority.NONE;
    private CollectorRegistry registry = new CollectorRegistry();
    private LongSupplier sessionIds = new SecureRandom()::nextLong;
    private EpochNanoClock wallClock = SystemEpochNanoClock.INSTANCE;
    private ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

    /** Address to listen on; plain TCP takes only loopback addresses unless allowed otherwise. */
    public String bindHost() {
        return bindHost;
    }

    /** Sets bindHost. */
    public GatewayContext bindHost(final String value) {
        bindHost = value;
        return this;
    }

    /** Port to listen on, 0..65535; 0 = any free one. */
    public int port() {
        return port;
    }

    /** Sets port. */
    public GatewayContext port(final int value) {
        port = value;
        return this;
    }

    /** Lets plain TCP listen on other than loopback addresses: bytes and identities are then open to the network. */
    public boolean allowPlainOnAnyAddress() {
        return allowPlainOnAnyAddress;
    }

    /** Sets allowPlainOnAnyAddress. */
    public GatewayContext allowPlainOnAnyAddress(final boolean value) {
        allowPlainOnAnyAddress = value;
        return this;
    }

    /** Use epoll where it is available; else NIO. */
    public boolean preferNativeTransport() {
        return preferNativeTransport;
    }

    /** Sets preferNativeTransport. */
    public GatewayContext preferNativeTransport(final boolean value) {
        preferNativeTransport = value;
        return this;
    }

    /** Event loop threads, at least 1. */
    public int eventLoopCount() {
        return eventLoopCount;
    }

    /** Sets eventLoopCount. */
    public GatewayContext eventLoopCount(final int value) {
        eventLoopCount = value;
        return this;
    }

    /** Longest message that is read, SBE header and body; at most 2 MiB. */
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Sets maxFrameBytes. */
    public GatewayContext maxFrameBytes(final int value) {
        maxFrameBytes = value;
        return this;
    }

    /** Most unanswered requests of one connection, 1..64. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Sets maxInFlight. */
    public GatewayContext maxInFlight(final int value) {
        maxInFlight = value;
        return this;
    }

    /** Most connections at a time; further ones are told busy and closed. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Sets maxConnections. */
    public GatewayContext maxConnections(final int value) {
        maxConnections = value;
        return this;
    }

    /** Bytes of requests in the pipeline, all connections together; above it reads are paused. */
    public long maxBytesInFlight() {
        return maxBytesInFlight;
    }

    /** Sets maxBytesInFlight. */
    public GatewayContext maxBytesInFlight(final long value) {
        maxBytesInFlight = value;
        return this;
    }

    /** Bytes of large frames being received, all connections together; above it no further large frame is begun. */
    public long maxBytesAssembling() {
        return maxBytesAssembling;
    }

    /** Sets maxBytesAssembling. */
    public GatewayContext maxBytesAssembling(final long value) {
        maxBytesAssembling = value;
        return this;
    }

    /** Bytes of replies that clients have not taken yet, all connections together; above it slow readers are closed. */
    public long maxBytesOutbound() {
        return maxBytesOutbound;
    }

    /** Sets maxBytesOutbound. */
    public GatewayContext maxBytesOutbound(final long value) {
        maxBytesOutbound = value;
        return this;
    }

    /** Reads of a paused slow reader go on when its pending replies fall to this many bytes. */
    public int slowReaderLowBytes() {
        return slowReaderLowBytes;
    }

    /** Sets slowReaderLowBytes. */
    public GatewayContext slowReaderLowBytes(final int value) {
        slowReaderLowBytes = value;
        return this;
    }

    /** A connection with more pending reply bytes than this has its own reads paused. */
    public int slowReaderHighBytes() {
        return slowReaderHighBytes;
    }

    /** Sets slowReaderHighBytes. */
    public GatewayContext slowReaderHighBytes(final int value) {
        slowReaderHighBytes = value;
        return this;
    }

    /** A connection with more pending reply bytes than this is closed; keep it above maxInFlight of the largest replies. */
    public long slowReaderCloseBytes() {
        return slowReaderCloseBytes;
    }

    /** Sets slowReaderCloseBytes. */
    public GatewayContext slowReaderCloseBytes(final long value) {
        slowReaderCloseBytes = value;
        return this;
    }

    /** A slow reader that takes less than slowReaderHighBytes in this time is closed, ms. */
    public long slowReaderTimeoutMs() {
        return slowReaderTimeoutMs;
    }

    /** Sets slowReaderTimeoutMs. */
    public GatewayContext slowReaderTimeoutMs(final long value) {
        slowReaderTimeoutMs = value;
        return this;
    }

    /** Time from connecting to a complete Logon, ms. */
    public long logonTimeoutMs() {
        return logonTimeoutMs;
    }

    /** Sets logonTimeoutMs. */
    public GatewayContext logonTimeoutMs(final long value) {
        logonTimeoutMs = value;
        return this;
    }

    /** Time from the first to the last byte of a frame, ms. */
    public long frameTimeoutMs() {
        return frameTimeoutMs;
    }

    /** Sets frameTimeoutMs. */
    public GatewayContext frameTimeoutMs(final long value) {
        frameTimeoutMs = value;
        return this;
    }

    /** A connection that sends nothing and waits for nothing is closed after this, ms. */
    public long idleTimeoutMs() {
        return idleTimeoutMs;
    }

    /** Sets idleTimeoutMs. */
    public GatewayContext idleTimeoutMs(final long value) {
        idleTimeoutMs = value;
        return this;
    }

    /** After the last message the other side has this long to close first, ms; else it could miss that message. */
    public long closeLingerMs() {
        return closeLingerMs;
    }

    /** Sets closeLingerMs. */
    public GatewayContext closeLingerMs(final long value) {
        closeLingerMs = value;
        return this;
    }

    /** A request that found the ring full waits this long, ms, before it is answered with BUSY. */
    public long busyAfterMs() {
        return busyAfterMs;
    }

    /** Sets busyAfterMs. */
    public GatewayContext busyAfterMs(final long value) {
        busyAfterMs = value;
        return this;
    }

    /** Hint for the client that goes with BUSY, ms. */
    public int retryAfterMs() {
        return retryAfterMs;
    }

    /** Sets retryAfterMs. */
    public GatewayContext retryAfterMs(final int value) {
        retryAfterMs = value;
        return this;
    }

    /** The way into the ring; required. */
    public RequestSink requestSink() {
        return requestSink;
    }

    /** Sets requestSink. */
    public GatewayContext requestSink(final RequestSink value) {
        requestSink = value;
        return this;
    }

    /** What to tell clients about the node; required. */
    public NodeView nodeView() {
        return nodeView;
    }

    /** Sets nodeView. */
    public GatewayContext nodeView(final NodeView value) {
        nodeView = value;
        return this;
    }

    /** Judge of receipts; required. */
    public ReceiptAuthority receiptAuthority() {
        return receiptAuthority;
    }

    /** Sets receiptAuthority. */
    public GatewayContext receiptAuthority(final ReceiptAuthority value) {
        receiptAuthority = value;
        return this;
    }

    /** Judge of the operators' signatures under admin commands; knows nobody unless set. */
    public CommandAuthority commandAuthority() {
        return commandAuthority;
    }

    /** Sets commandAuthority. */
    public GatewayContext commandAuthority(final CommandAuthority value) {
        commandAuthority = value;
        return this;
    }

    /** Where the metrics of the gateway are registered. */
    public CollectorRegistry registry() {
        return registry;
    }

    /** Sets registry. */
    public GatewayContext registry(final CollectorRegistry value) {
        registry = value;
        return this;
    }

    /** Source of session ids, called on event loop threads; 0 is skipped. */
    public LongSupplier sessionIds() {
        return sessionIds;
    }

    /** Sets sessionIds. */
    public GatewayContext sessionIds(final LongSupplier value) {
        sessionIds = value;
        return this;
    }

    /** Wall clock for deadlines, Unix time in ns. */
    public EpochNanoClock wallClock() {
        return wallClock;
    }

    /** Sets wallClock. */
    public GatewayContext wallClock(final EpochNanoClock value) {
        wallClock = value;
        return this;
    }

    /** Where frames and replies are allocated; must give direct buffers. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Sets allocator. */
    public GatewayContext allocator(final ByteBufAllocator value) {
        allocator = value;
        return this;
    }

    /**
     * Checks ranges and relations.
     *
     * @throws IllegalArgumentException naming the setting that is wrong.
     */
    public GatewayContext conclude() {
        require(port >= 0 && port <= 65_535, "port", port);
        require(eventLoopCount >= 1, "eventLoopCount", eventLoopCount);
        require(
                maxFrameBytes >= 1_024 && maxFrameBytes <= ProtocolLimits.MAX_MESSAGE_BYTES,
                "maxFrameBytes",
                maxFrameBytes);
        require(maxInFlight >= 1 && maxInFlight <= ProtocolLimits.MAX_IN_FLIGHT, "maxInFlight", maxInFlight);
        require(maxConnections >= 1, "maxConnections", maxConnections);
        require(maxBytesInFlight >= maxFrameBytes, "maxBytesInFlight", maxBytesInFlight);
        require(maxBytesAssembling >= maxFrameBytes, "maxBytesAssembling", maxBytesAssembling);
        require(maxBytesOutbound >= slowReaderHighBytes, "maxBytesOutbound", maxBytesOutbound);
        require(
                slowReaderLowBytes > 0 && slowReaderLowBytes < slowReaderHighBytes,
                "slowReaderLowBytes",
                slowReaderLowBytes);
        require(slowReaderCloseBytes >= slowReaderHighBytes, "slowReaderCloseBytes", slowReaderCloseBytes);
        require(slowReaderTimeoutMs > 0, "slowReaderTimeoutMs", slowReaderTimeoutMs);
        require(logonTimeoutMs > 0, "logonTimeoutMs", logonTimeoutMs);
        require(frameTimeoutMs > 0, "frameTimeoutMs", frameTimeoutMs);
        require(idleTimeoutMs > 0, "idleTimeoutMs", idleTimeoutMs);
        require(closeLingerMs >= 0, "closeLingerMs", closeLingerMs);
        require(busyAfterMs >= 0, "busyAfterMs", busyAfterMs);
        require(retryAfterMs >= 0, "retryAfterMs", retryAfterMs);
        require(requestSink != null, "requestSink", null);
        require(nodeView != null, "nodeView", null);
        require(receiptAuthority != null, "receiptAuthority", null);
        require(allowPlainOnAnyAddress || isLoopback(bindHost), "bindHost (plain TCP is for loopback only)", bindHost);
        return this;
    }

    private static boolean isLoopback(final String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("bindHost: no such host: " + host, e);
        }
    }

    private static void require(final boolean condition, final String name, final Object value) {
        if (!condition) {
            throw new IllegalArgumentException("gateway setting " + name + " out of range: " + value);
        }
    }
}
