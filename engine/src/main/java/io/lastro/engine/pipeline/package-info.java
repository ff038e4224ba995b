/**
 * The Disruptor pipeline around the ledger: one ring of request slots and three stages in a fixed order.
 *
 * <pre>
 *   producers (event loops, timer) --tryPublish--&gt; ring of RequestSlot
 *      --&gt; LEDGER   LedgerStage: the one thread that owns the engine; outcomes go to the OutcomeRing
 *      --&gt; JOURNAL  handler passed in: makes the group durable
 *      --&gt; RELEASE  handler passed in: replies; behind it slot and outcomes are free again
 * </pre>
 *
 * <p>A slot is seen by one stage at a time, in ring order; the Disruptor's sequences carry the visibility. A stage that
 * throws halts the pipeline for good: the slot does not count as done and no later one runs.
 */
package io.lastro.engine.pipeline;
