/**
 * The binary protocol: SBE schema ({@code lastro-schema.xml}, with the framing and the grammar of a session inside),
 * generated codecs in {@code io.lastro.protocol.codec}, pinned result codes, and windows over the fixed event and
 * outcome layouts that engine, journal and gateway share.
 *
 * <p>Knows nobody: every other module may import it.
 */
package io.lastro.protocol;
