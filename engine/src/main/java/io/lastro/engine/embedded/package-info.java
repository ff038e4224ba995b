/**
 * The ledger as an object: an engine with a virtual clock, its requests, results and reads as plain Java values.
 *
 * <p>For tests, tools and the {@code engine --jsonl} command; a node does not use it. Depends on the engine and the
 * protocol's names only.
 */
package io.lastro.engine.embedded;
