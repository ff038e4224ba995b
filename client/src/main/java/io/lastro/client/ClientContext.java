package io.lastro.client;

import io.lastro.protocol.ProtocolLimits;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Settings of a client; {@link LastroClient#connect} concludes it, after which it may not be changed. */
public final class ClientContext {
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private Duration deadline = Duration.ofSeconds(5);
    private Duration maxLinger = Duration.ZERO;
    private Duration minBackoff = Duration.ofMillis(10);
    private Duration maxBackoff = Duration.ofSeconds(1);
    private int connections = 1;
    private int maxInFlight = ProtocolLimits.MAX_IN_FLIGHT;
    private int writesInFlight = 1;
    private int maxBatchEvents = ProtocolLimits.MAX_BATCH_EVENTS;
    private int maxWaitingEvents = 1 << 18;
    private int loopThreads = 1;
    private boolean batching = true;
    private boolean reconnect = true;
    private boolean concluded;
    private Id clusterId = Id.ZERO;
    private Id clientId;
    private String clientName = "lastro-java";
    private Receipt firstReceipt = Receipt.NONE;
    private RandomGenerator random = new SecureRandom();

    /** Adds a node; several are tried in turn. */
    public ClientContext address(final String host, final int port) {
        change().addresses.add(InetSocketAddress.createUnresolved(host, port));
        return this;
    }

    /** From a call to its end, 5 s. */
    public ClientContext deadline(final Duration value) {
        change().deadline = value;
        return this;
    }

    /** Connections, 1; each thread keeps to one of them. */
    public ClientContext connections(final int value) {
        change().connections = value;
        return this;
    }

    /** Most unanswered requests per connection; the node's own limit counts too. */
    public ClientContext maxInFlight(final int value) {
        change().maxInFlight = value;
        return this;
    }

    /** Whether concurrent callers share requests; on. */
    public ClientContext batching(final boolean value) {
        change().batching = value;
        return this;
    }

    /** With batching: write requests in flight per connection, 1; more gives up order when the node is busy. */
    public ClientContext writesInFlight(final int value) {
        change().writesInFlight = value;
        return this;
    }

    /** With batching: how long a lone transfer waits for company, 0. */
    public ClientContext maxLinger(final Duration value) {
        change().maxLinger = value;
        return this;
    }

    /** With batching: most events of a shared request, 8,190. */
    public ClientContext maxBatchEvents(final int value) {
        change().maxBatchEvents = value;
        return this;
    }

    /** Events that may wait per connection, 262,144; beyond, calls end with {@link NotSentException}. */
    public ClientContext maxWaitingEvents(final int value) {
        change().maxWaitingEvents = value;
        return this;
    }

    /** Pause before connecting again: doubles from the first to the second, 10 ms to 1 s. */
    public ClientContext backoff(final Duration min, final Duration max) {
        change().minBackoff = min;
        maxBackoff = max;
        return this;
    }

    /** Whether a lost connection is made again; on. */
    public ClientContext reconnect(final boolean value) {
        change().reconnect = value;
        return this;
    }

    /** The cluster that this client belongs to; zero = the first one it meets. */
    public ClientContext clusterId(final Id value) {
        change().clusterId = value;
        return this;
    }

    /** Tells this client from others of its name in the node's logs; random when not set. */
    public ClientContext clientId(final Id value) {
        change().clientId = value;
        return this;
    }

    /** Who this client is: its sessions belong to this name, and the node's logs show it. */
    public ClientContext clientName(final String value) {
        change().clientName = value;
        return this;
    }

    /** The newest receipt of an earlier life of this program. */
    public ClientContext receipt(final Receipt value) {
        change().firstReceipt = value;
        return this;
    }

    /** Source of the client id and of back-off jitter; SecureRandom. */
    public ClientContext random(final RandomGenerator value) {
        change().random = value;
        return this;
    }

    /** Network threads, 1. */
    public ClientContext loopThreads(final int value) {
        change().loopThreads = value;
        return this;
    }

    /**
     * Fixes the settings; a second call changes nothing.
     *
     * @throws IllegalArgumentException naming the setting that is wrong.
     */
    public ClientContext conclude() {
        if (concluded) {
            return this;
        }
        require(!addresses.isEmpty(), "addresses: at least one is needed");
        require(!deadline.isNegative() && !deadline.isZero(), "deadline must be positive");
        require(connections > 0, "connections must be positive");
        require(maxInFlight > 0, "maxInFlight must be positive");
        require(writesInFlight > 0 && writesInFlight <= maxInFlight, "writesInFlight must be 1..maxInFlight");
        require(
                maxBatchEvents > 0 && maxBatchEvents <= ProtocolLimits.MAX_BATCH_EVENTS,
                "maxBatchEvents must be 1..8190");
        require(!maxLinger.isNegative(), "maxLinger must not be negative");
        require(loopThreads > 0, "loopThreads must be positive");
        require(!minBackoff.isNegative() && minBackoff.compareTo(maxBackoff) <= 0, "backoff: min above max");
        if (clientId == null) {
            clientId = new Id(random.nextLong(), random.nextLong());
        }
        if (!clusterId.isZero() && !firstReceipt.isPresent()) {
            firstReceipt = new Receipt(clusterId, 0, 0, 0, 0, Id.ZERO, Id.ZERO);
        }
        concluded = true;
        return this;
    }

    /** Nodes, in the order in which they are tried. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** From a call to its end. */
    public Duration deadline() {
        return deadline;
    }

    /** How long a lone transfer waits for company. */
    public Duration maxLinger() {
        return maxLinger;
    }

    /** First pause before connecting again. */
    public Duration minBackoff() {
        return minBackoff;
    }

    /** Longest pause before connecting again. */
    public Duration maxBackoff() {
        return maxBackoff;
    }

    /** Number of connections. */
    public int connections() {
        return connections;
    }

    /** Most unanswered requests per connection. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Write requests in flight per connection when batching. */
    public int writesInFlight() {
        return writesInFlight;
    }

    /** Most events of a shared request. */
    public int maxBatchEvents() {
        return maxBatchEvents;
    }

    /** Most events that wait per connection. */
    public int maxWaitingEvents() {
        return maxWaitingEvents;
    }

    /** Network threads. */
    public int loopThreads() {
        return loopThreads;
    }

    /** Whether concurrent callers share requests. */
    public boolean batching() {
        return batching;
    }

    /** Whether a lost connection is made again. */
    public boolean reconnect() {
        return reconnect;
    }

    /** Cluster that this client belongs to; zero = any. */
    public Id clusterId() {
        return clusterId;
    }

    /** Tells this client from others of its name. */
    public Id clientId() {
        return clientId;
    }

    /** Who this client is: its sessions belong to this name. */
    public String clientName() {
        return clientName;
    }

    /** Receipt of an earlier life. */
    public Receipt firstReceipt() {
        return firstReceipt;
    }

    /** Source of jitter. */
    public RandomGenerator random() {
        return random;
    }

    private ClientContext change() {
        if (concluded) {
            throw new IllegalStateException("the context is in use");
        }
        return this;
    }

    private static void require(final boolean fine, final String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }
}
