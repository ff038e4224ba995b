package io.lastro.gateway;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What all connections of a server share. Any thread. */
final class ServerState {
    private final GatewayContext context;
    private final GatewayMetrics metrics;
    private final ReplyDesk desk;
    private final ByteBudget bytesInFlight;
    private final ByteBudget bytesAssembling;
    private final ByteBudget bytesOutbound;
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final ConcurrentHashMap<Long, Connection> sessions = new ConcurrentHashMap<>();
    private volatile boolean isDraining;
    private volatile String haltCause;

    ServerState(final GatewayContext context) {
        this.context = context;
        metrics = new GatewayMetrics(context.registry());
        desk = new ReplyDesk(this);
        bytesInFlight = new ByteBudget(context.maxBytesInFlight());
        bytesAssembling = new ByteBudget(context.maxBytesAssembling());
        bytesOutbound = new ByteBudget(context.maxBytesOutbound());
    }

    GatewayContext context() {
        return context;
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    ReplyDesk desk() {
        return desk;
    }

    ByteBudget bytesInFlight() {
        return bytesInFlight;
    }

    ByteBudget bytesAssembling() {
        return bytesAssembling;
    }

    ByteBudget bytesOutbound() {
        return bytesOutbound;
    }

    AtomicInteger connectionCount() {
        return connectionCount;
    }

    /** Notes which connection carries a session now. @return the one that carried it until now, or null. */
    Connection carry(final long sessionId, final Connection connection) {
        return sessions.put(sessionId, connection);
    }

    /** A connection carries a session no longer. */
    void release(final long sessionId, final Connection connection) {
        sessions.remove(sessionId, connection);
    }

    boolean isDraining() {
        return isDraining;
    }

    void drain() {
        isDraining = true;
    }

    boolean isHalted() {
        return haltCause != null;
    }

    String haltCause() {
        return haltCause;
    }

    /** Keeps the first cause. @return false when there was one before. */
    synchronized boolean halt(final String cause) {
        if (haltCause != null) {
            return false;
        }
        haltCause = cause == null ? "unknown" : cause;
        return true;
    }
}
