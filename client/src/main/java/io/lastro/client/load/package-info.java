/**
 * Load driver: sends transfers at a ledger node and measures what its callers would feel.
 *
 * <p>{@link io.lastro.client.load.LoadDriver} runs what {@link io.lastro.client.load.LoadSettings} describe: closed loop
 * (each connection keeps so many requests in flight) or open loop (a schedule fixed in advance; latency counts from the
 * intended start, so a stall of the node shows in every request that it delayed). Result is a
 * {@link io.lastro.client.load.LoadReport}: a table beside the promises, {@code .hgrm} files, JSON and a plot.
 * {@link io.lastro.client.load.AckLog} keeps what was acknowledged, for tests that kill the node.
 *
 * <p>All connections of a run share the network threads of the settings; each has its own histograms, written by its
 * loop only. Nothing is allocated per transfer.
 */
package io.lastro.client.load;
