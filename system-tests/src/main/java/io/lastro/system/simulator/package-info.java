/**
 * A whole cluster on one thread from one seed: real step machines, real engines, real frames, on a simulated clock,
 * network, disk and config store.
 *
 * <p>{@link io.lastro.system.simulator.Simulation} runs one seed in two phases: faults from a random subset while the
 * invariants of {@link io.lastro.system.simulator.Oracle} are checked after each event, then a quorum is healed and
 * progress is demanded. What is real and what is not: {@code docs/replication.md}.
 */
package io.lastro.system.simulator;
