/**
 * The read model: an index over the journal for statements, past balances, queries and change events, and the threads
 * that answer such reads behind the gate.
 *
 * <p>Holds nothing that the journal does not hold: it may be deleted at any time and is built again. {@code ReadModel}
 * follows released frames; {@code ReadKeys} draws what it keeps; {@code ReadService} answers requests.
 */
package io.lastro.node.reads;
