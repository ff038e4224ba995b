/**
 * The ledger as a state machine on one thread: {@link io.lastro.engine.LedgerEngine} takes batches of account and
 * transfer events, decides them by the rules of SEMANTICS.md and keeps the resulting state outside the heap.
 *
 * <p>It knows no socket, file, clock or randomness: time comes in with each call, sequences are counted here, and the
 * same calls give the same state everywhere, byte for byte of the outcomes and of the digest.
 *
 * <p>A refusal is a result code in the outcome. A broken invariant ({@link io.lastro.engine.Invariant}) halts the engine
 * for good: the first cause is kept and thrown at every later call.
 */
package io.lastro.engine;
