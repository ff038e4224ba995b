package io.lastro.gateway;

import io.lastro.gateway.GatewayMetrics.PauseReason;
import io.lastro.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;

/**
 * The way of one connection's requests into the ring. A request that finds no room, or others waiting, is parked and the
 * connection's reads pause, so that there is never a second one; after a while it is turned away. Event loop only.
 */
final class RingEntry {
    private final ServerState state;
    private final ConnectionLoop loop;
    private final Connection connection;
    private GatewayRequest parked;
    private long parkedSinceNs;

    RingEntry(final ServerState state, final ConnectionLoop loop, final Connection connection) {
        this.state = state;
        this.loop = loop;
        this.connection = connection;
    }

    /** Hands a request to the ring, or parks it when there is no room or others wait already. */
    void offer(final GatewayRequest request) {
        state.bytesInFlight().add(request.messageBytes());
        // Read before the offer: afterwards the pipeline owns the request.
        final RequestKind kind = request.kind();
        if (!loop.mustQueue() && request.offerTo(state.context().requestSink())) {
            onOffered(kind);
        } else {
            parked = request;
            parkedSinceNs = System.nanoTime();
            connection.pause(PauseReason.RING_FULL);
            loop.park(connection);
        }
    }

    private void onOffered(final RequestKind kind) {
        state.metrics().requestOffered(kind);
        if (state.bytesInFlight().isExceeded()) {
            connection.pause(PauseReason.BYTES_IN_FLIGHT);
            loop.awaitRoom(connection);
        }
    }

    /** Tries again to hand over the parked request. @return false when it has to wait longer. */
    boolean retry() {
        final RequestKind kind = parked.kind();
        if (parked.offerTo(state.context().requestSink())) {
            leaveQueue();
            onOffered(kind);
            connection.resume(PauseReason.RING_FULL);
            return true;
        }
        final long waitedNs = System.nanoTime() - parkedSinceNs;
        final boolean isPast =
                waitedNs >= TimeUnit.MILLISECONDS.toNanos(state.context().busyAfterMs());
        if (isPast) {
            turnAway(ErrorCode.BUSY, "the ring is full", state.context().retryAfterMs());
        }
        return isPast;
    }

    private void leaveQueue() {
        parked = null;
        loop.unpark(connection);
    }

    /** Answers the parked request, if there is one, with an error. */
    void turnAway(final ErrorCode code, final String detail, final int retryAfterMs) {
        final GatewayRequest request = parked;
        if (request != null) {
            leaveQueue();
            final RequestKind kind = request.kind();
            if (kind == RequestKind.OPEN_SESSION) {
                connection.recycle(request);
                connection.fault(code, detail);
            } else {
                connection.outbound().error(request.requestNo(), code, detail, retryAfterMs);
                connection.recycle(request);
            }
            if (kind == RequestKind.CLOSE_SESSION) {
                connection.reopen();
            }
            connection.resume(PauseReason.RING_FULL);
        }
    }

    /** Forgets the parked request, if there is one. */
    void release() {
        final GatewayRequest request = parked;
        if (request != null) {
            leaveQueue();
            connection.recycle(request);
        }
    }
}
