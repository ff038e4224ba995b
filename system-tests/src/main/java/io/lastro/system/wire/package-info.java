/**
 * The binary protocol spoken by hand over a plain socket, without the product's client.
 *
 * <p>The campaigns judge the node by its bytes: nothing here retries, reconnects or hides an answer, and a frame can be
 * sent with any damage. Start reading at {@link io.lastro.system.wire.WireConnection}.
 */
package io.lastro.system.wire;
