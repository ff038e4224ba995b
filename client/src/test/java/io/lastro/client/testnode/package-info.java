/**
 * A node small enough to be read in one sitting: real TCP, real frames, blocking sockets and the generated codecs, with
 * a ledger in a few maps. Written without the client's own framing code, so that both sides check each other.
 *
 * <p>Its faults are things that nodes and networks do: closing after execution, being busy, going silent, sending
 * damaged frames.
 */
package io.lastro.client.testnode;
