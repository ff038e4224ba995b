/**
 * Server of the binary protocol: TCP connections, sessions, bounds, back-pressure and replies.
 *
 * <pre>
 *  socket -> event loop: frame, checksum, message checks -> RequestSink.offer (never blocks)
 *                                                              |
 *                            (the node's pipeline: execute, journal, sync)
 *                                                              v
 *  socket &lt;- event loop: one wake-up and one flush per channel &lt;- release thread: GatewayRequest.complete..., flushReplies
 * </pre>
 *
 * <p>Knows the protocol and nothing of ledger, journal or files: what it has to ask the node goes through
 * {@link io.lastro.gateway.RequestSink}, {@link io.lastro.gateway.NodeView} and
 * {@link io.lastro.gateway.ReceiptAuthority}. Everything of a connection belongs to its event loop; a request in the
 * pipeline belongs to the pipeline until it is completed; the encoding of replies belongs to the release thread.
 * Every queue here has a bound: requests per connection, bytes in flight, bytes being received, bytes not yet read by
 * the client.
 */
package io.lastro.gateway;
