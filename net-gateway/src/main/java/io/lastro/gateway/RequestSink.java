package io.lastro.gateway;

/** The way into the node's ring. */
@FunctionalInterface
public interface RequestSink {
    /**
     * Hands a completely checked request to the pipeline, which owns it until it calls one of the request's completing
     * methods, exactly once. The completion may come before this method has returned.
     *
     * <p>Called on event loop threads, several at a time; never blocks, never throws.
     *
     * @return false when there is no room now; the gateway keeps the request and tries again.
     */
    boolean offer(GatewayRequest request);
}
