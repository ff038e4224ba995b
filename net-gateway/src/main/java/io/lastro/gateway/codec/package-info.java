/**
 * Bytes in, bytes out: cuts the stream into frames, checks requests completely before anybody else sees them, and
 * encodes replies.
 *
 * <p>Nothing here knows connections, sessions or threads: each object belongs to one thread, keeps its buffers and is
 * used again for every message. A request that passed {@link io.lastro.gateway.codec.RequestDecoder} fits its length
 * exactly, so later stages may read it without looking at bounds again.
 */
package io.lastro.gateway.codec;
