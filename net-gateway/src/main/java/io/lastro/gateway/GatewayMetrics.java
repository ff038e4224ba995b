package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Metrics of the binary protocol server. Any thread; children are looked up once. */
final class GatewayMetrics {
    /** Why the server closed a connection. */
    enum CloseReason {
        CLIENT,
        ERROR,
        SESSION_CLOSED,
        DRAINED,
        LOGON_TIMEOUT,
        FRAME_TIMEOUT,
        IDLE,
        SLOW_READER,
        IO_ERROR,
        REFUSED,
        TAKEN_OVER
    }

    /** Why the reads of a connection are paused. */
    enum PauseReason {
        RING_FULL,
        BYTES_IN_FLIGHT,
        BYTES_ASSEMBLING,
        SLOW_READER,
        LOGGING_ON;

        int bit() {
            return 1 << ordinal();
        }
    }

    private final Gauge.Child connections;
    private final Gauge.Child sessions;
    private final Gauge.Child inFlight;
    private final Counter.Child accepted;
    private final Counter.Child bytesIn;
    private final Counter.Child bytesOut;
    private final Map<RequestKind, Counter.Child> requests = new EnumMap<>(RequestKind.class);
    private final Map<ErrorCode, Counter.Child> errors = new EnumMap<>(ErrorCode.class);
    private final Map<CloseReason, Counter.Child> closes = new EnumMap<>(CloseReason.class);
    private final Map<PauseReason, Counter.Child> pauses = new EnumMap<>(PauseReason.class);
    private final Map<PauseReason, Gauge.Child> paused = new EnumMap<>(PauseReason.class);

    GatewayMetrics(final CollectorRegistry registry) {
        connections = gauge(registry, "lastro_gateway_connections", "Open connections.");
        sessions = gauge(registry, "lastro_gateway_sessions", "Connections that are logged on.");
        inFlight =
                gauge(registry, "lastro_gateway_requests_in_flight", "Requests handed to the ring or waiting for it.");
        accepted = counter(registry, "lastro_gateway_connections_accepted_total", "Connections accepted.");
        bytesIn = counter(registry, "lastro_gateway_bytes_in_total", "Bytes read from clients.");
        bytesOut = counter(registry, "lastro_gateway_bytes_out_total", "Bytes handed to the sockets.");
        final Counter byKind = Counter.build("lastro_gateway_requests_total", "Requests offered to the ring.")
                .labelNames("kind")
                .register(registry);
        final Counter byCode = Counter.build(
                        "lastro_gateway_errors_total", "Error replies by code, and faults without one.")
                .labelNames("code")
                .register(registry);
        final Counter byClose = Counter.build(
                        "lastro_gateway_connections_closed_total", "Closed connections by reason.")
                .labelNames("reason")
                .register(registry);
        final Counter byPause = Counter.build(
                        "lastro_gateway_pauses_total", "Pauses of a connection's reads by reason.")
                .labelNames("reason")
                .register(registry);
        final Gauge nowPaused = Gauge.build("lastro_gateway_paused_connections", "Connections whose reads are paused.")
                .labelNames("reason")
                .register(registry);
        for (final RequestKind kind : RequestKind.values()) {
            requests.put(kind, byKind.labels(kind.label()));
        }
        for (final ErrorCode code : ErrorCode.values()) {
            errors.put(code, byCode.labels(code.wireName()));
        }
        for (final CloseReason reason : CloseReason.values()) {
            closes.put(reason, byClose.labels(label(reason)));
        }
        for (final PauseReason reason : PauseReason.values()) {
            pauses.put(reason, byPause.labels(label(reason)));
            paused.put(reason, nowPaused.labels(label(reason)));
        }
    }

    private static String label(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Gauge.Child gauge(final CollectorRegistry registry, final String name, final String help) {
        return Gauge.build(name, help).labelNames("port").register(registry).labels("client");
    }

    private static Counter.Child counter(final CollectorRegistry registry, final String name, final String help) {
        return Counter.build(name, help).labelNames("port").register(registry).labels("client");
    }

    void connectionOpened() {
        accepted.inc();
        connections.inc();
    }

    void connectionClosed(final CloseReason reason) {
        connections.dec();
        closes.get(reason).inc();
    }

    void sessionOpened() {
        sessions.inc();
    }

    void sessionEnded() {
        sessions.dec();
    }

    void requestHeld() {
        inFlight.inc();
    }

    void requestGone() {
        inFlight.dec();
    }

    void requestOffered(final RequestKind kind) {
        requests.get(kind).inc();
    }

    void error(final ErrorCode code) {
        errors.get(code).inc();
    }

    void paused(final PauseReason reason) {
        pauses.get(reason).inc();
        paused.get(reason).inc();
    }

    void resumed(final PauseReason reason) {
        paused.get(reason).dec();
    }

    void bytesIn(final int bytes) {
        bytesIn.inc(bytes);
    }

    void bytesOut(final int bytes) {
        bytesOut.inc(bytes);
    }
}
