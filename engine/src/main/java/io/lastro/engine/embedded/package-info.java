/**
 * The ledger as an object: an engine with a virtual clock, its requests, results and reads as plain Java values.
 *
 * <p>For tests, tools and the {@code engine --jsonl} command; a node does not use it, and so it allocates freely. Depends
 * on the engine and the protocol's names only.
 *
 * <pre>
 *  {@link io.lastro.engine.embedded.EmbeddedLedger}: EventWriter -> engine -> ResultReader
 *                                              |-> ReadSide (MovementLog, AccountHistory) -> Reader
 * </pre>
 */
package io.lastro.engine.embedded;
