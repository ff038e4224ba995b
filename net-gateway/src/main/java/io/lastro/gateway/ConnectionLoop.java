package io.lastro.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop and what they share: the lane of replies, the queue of those that found the ring
 * full, those that wait for room, and the timeouts. Event loop only, but for {@link #lane()}.
 *
 * <p>A connection that found the ring full stands in line: while somebody waits, nobody else of this loop offers.
 */
final class ConnectionLoop {
    static final long SWEEP_INTERVAL_MS = 50;
    static final long RETRY_INTERVAL_MS = 1;

    private final ServerState state;
    private final EventLoop eventLoop;
    private final ReplyLane lane;
    private final ReplyEncoder encoder = new ReplyEncoder();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final ArrayDeque<Connection> parked = new ArrayDeque<>();
    private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
    private final List<Connection> answered = new ArrayList<>();
    private final ScheduledFuture<?> sweeper;
    private boolean isTickScheduled;
    private boolean isHaltedBatch;

    ConnectionLoop(final ServerState state, final EventLoop eventLoop) {
        this.state = state;
        this.eventLoop = eventLoop;
        lane = new ReplyLane(eventLoop, this::onReplies);
        sweeper =
                eventLoop.scheduleAtFixedRate(this::sweep, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    ReplyLane lane() {
        return lane;
    }

    ReplyEncoder encoder() {
        return encoder;
    }

    void register(final Connection connection) {
        connections.add(connection);
    }

    void unregister(final Connection connection) {
        connections.remove(connection);
        parked.remove(connection);
        waiting.remove(connection);
    }

    boolean mustQueue() {
        return !parked.isEmpty();
    }

    void park(final Connection connection) {
        parked.add(connection);
        scheduleTick();
    }

    void unpark(final Connection connection) {
        parked.remove(connection);
    }

    void awaitRoom(final Connection connection) {
        if (connection.waitingForRoom(true)) {
            waiting.add(connection);
        }
        scheduleTick();
    }

    private void scheduleTick() {
        if (!isTickScheduled) {
            isTickScheduled = true;
            eventLoop.schedule(this::tick, RETRY_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        isTickScheduled = false;
        retry();
        if (!parked.isEmpty() || !waiting.isEmpty()) {
            scheduleTick();
        }
    }

    private void onReplies() {
        // One look per wake-up: replies that share a buffer must share the decision.
        isHaltedBatch = state.isHalted();
        lane.takeAll(this::onReply);
        for (int i = 0; i < answered.size(); i++) {
            answered.get(i).endOfReplies();
        }
        answered.clear();
        retry();
    }

    private void onReply(final GatewayRequest request) {
        final Connection connection = request.connection();
        if (connection.onReply(request, isHaltedBatch)) {
            answered.add(connection);
        }
    }

    private void retry() {
        while (!parked.isEmpty()) {
            final Connection connection = parked.peek();
            if (!connection.retryParked()) {
                break;
            }
        }
        for (int i = waiting.size(); i > 0; i--) {
            final Connection connection = waiting.poll();
            if (connection == null) {
                break; // others closed meanwhile
            }
            connection.waitingForRoom(false);
            if (!connection.resumeWithRoom()) {
                awaitRoom(connection);
            }
        }
    }

    private void sweep() {
        final long nowNs = System.nanoTime();
        for (final Connection connection : snapshot()) {
            connection.checkTimeouts(nowNs);
        }
    }

    private List<Connection> snapshot() {
        return new ArrayList<>(connections);
    }

    /** Ends sessions as soon as nothing of theirs is in flight. */
    void drain() {
        for (final Connection connection : snapshot()) {
            connection.onDrain();
        }
    }

    /** Answers whatever is in flight with the cause of the halt. */
    void halt() {
        for (final Connection connection : snapshot()) {
            connection.onHalt();
        }
    }

    void closeAll() {
        sweeper.cancel(false);
        for (final Connection connection : snapshot()) {
            connection.closeNow(GatewayMetrics.CloseReason.DRAINED);
        }
    }
}
