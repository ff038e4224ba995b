package io.lastro.gateway.admin;

import io.prometheus.client.CollectorRegistry;
import java.util.function.Supplier;

/**
 * Settings and suppliers of an {@link AdminServer}. Suppliers are called on the admin thread, must not block for long,
 * and may throw: the request is then answered with 500.
 */
public final class AdminContext {
    private String bindHost = "127.0.0.1";
    private int port;
    private int maxConnections = 64;
    private int maxRequestBytes = 8 * 1024;
    private long requestTimeoutMs = 10_000;
    private Supplier<Readiness> liveness = () -> new Readiness(true, "ok");
    private Supplier<Readiness> readiness;
    private Supplier<String> statusJson;
    private CollectorRegistry registry;

    /** Address to listen on. */
    public String bindHost() {
        return bindHost;
    }

    /** Sets bindHost. */
    public AdminContext bindHost(final String value) {
        bindHost = value;
        return this;
    }

    /** Port to listen on, 0..65535; 0 = any free one. */
    public int port() {
        return port;
    }

    /** Sets port. */
    public AdminContext port(final int value) {
        port = value;
        return this;
    }

    /** Most connections at a time; further ones are closed. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Sets maxConnections. */
    public AdminContext maxConnections(final int value) {
        maxConnections = value;
        return this;
    }

    /** Largest body of a request, bytes; no request needs one. */
    public int maxRequestBytes() {
        return maxRequestBytes;
    }

    /** Sets maxRequestBytes. */
    public AdminContext maxRequestBytes(final int value) {
        maxRequestBytes = value;
        return this;
    }

    /** A connection that sends nothing for this long is closed, ms. */
    public long requestTimeoutMs() {
        return requestTimeoutMs;
    }

    /** Sets requestTimeoutMs. */
    public AdminContext requestTimeoutMs(final long value) {
        requestTimeoutMs = value;
        return this;
    }

    /** Answer of /health/live; not live means that the process shall be restarted. */
    public Supplier<Readiness> liveness() {
        return liveness;
    }

    /** Sets liveness. */
    public AdminContext liveness(final Supplier<Readiness> value) {
        liveness = value;
        return this;
    }

    /** Answer of /health/ready; required. */
    public Supplier<Readiness> readiness() {
        return readiness;
    }

    /** Sets readiness. */
    public AdminContext readiness(final Supplier<Readiness> value) {
        readiness = value;
        return this;
    }

    /** Answer of /status, JSON text; required. */
    public Supplier<String> statusJson() {
        return statusJson;
    }

    /** Sets statusJson. */
    public AdminContext statusJson(final Supplier<String> value) {
        statusJson = value;
        return this;
    }

    /** What /metrics shows; required. */
    public CollectorRegistry registry() {
        return registry;
    }

    /** Sets registry. */
    public AdminContext registry(final CollectorRegistry value) {
        registry = value;
        return this;
    }

    /**
     * Checks ranges and presence.
     *
     * @throws IllegalArgumentException naming the setting that is wrong.
     */
    public AdminContext conclude() {
        require(port >= 0 && port <= 65_535, "port");
        require(maxConnections >= 1, "maxConnections");
        require(maxRequestBytes >= 0, "maxRequestBytes");
        require(requestTimeoutMs > 0, "requestTimeoutMs");
        require(liveness != null, "liveness");
        require(readiness != null, "readiness");
        require(statusJson != null, "statusJson");
        require(registry != null, "registry");
        return this;
    }

    private static void require(final boolean condition, final String name) {
        if (!condition) {
            throw new IllegalArgumentException("admin setting " + name + " is missing or out of range");
        }
    }
}
