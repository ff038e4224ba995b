/**
 * A second mind: the rules of the ledger written again, plainly and slowly, from the document alone.
 *
 * <p>{@link io.lastro.engine.reference.ReferenceLedger} shares no code with the engine but the value classes of {@code
 * embedded} and the protocol's names. The tables and the random histories of this package run against any
 * {@link io.lastro.engine.embedded.Ledger}, so that the two can be held against each other.
 */
package io.lastro.engine.reference;
