package io.lastro.client;

/**
 * Answer of a ping.
 *
 * @param committedSequence highest durable sequence of the node.
 * @param timestampNs ledger time, Unix ns.
 * @param roundTripNs from the call to the answer, ns.
 */
public record Pong(long committedSequence, long timestampNs, long roundTripNs) {}
