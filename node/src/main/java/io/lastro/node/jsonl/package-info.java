/**
 * The engine for other programs: one JSON request per line in, one JSON reply per line out.
 *
 * <pre>
 *  standard input ->{@link io.lastro.node.jsonl.LineInput}-> line ->{@link io.lastro.node.jsonl.JsonReader}-> tree
 *       ->{@link io.lastro.node.jsonl.RequestHandler}-> ledger -> reply -> standard output
 * </pre>
 *
 * <p>One thread, one embedded ledger with a virtual clock, no network, no files. Every line gets one reply, a refusal
 * with a code and a place when something is wrong with it. The page docs/engine-jsonl.md is the contract; a test runs
 * its examples.
 */
package io.lastro.node.jsonl;
