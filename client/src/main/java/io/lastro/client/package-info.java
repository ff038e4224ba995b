/**
 * Java client of the binary protocol.
 *
 * <p>Three layers, each on top of the one before:
 *
 * <ol>
 *   <li>{@code Session}: one TCP connection, logon, framing, checks of everything received; ends for good when the
 *       connection ends.
 *   <li>{@link io.lastro.client.BatchConnection}: reconnects, sends unanswered requests again with the same ids, waits
 *       when the node is busy, watches deadlines and receipts. Works on {@link io.lastro.client.BatchRequest}s with
 *       memory of their own, so that load and bulk allocate nothing per transfer.
 *   <li>{@link io.lastro.client.LastroClient}: values in, results out, asynchronous or blocking; puts what concurrent
 *       callers send at the same time into one request.
 * </ol>
 *
 * <p>Each connection belongs to one Netty loop thread; all its state is touched there only. A call never waits for
 * ever: it ends with a result, with {@link io.lastro.client.UnknownOutcomeException}, or with an exception that says
 * that it had no effect.
 */
package io.lastro.client;
