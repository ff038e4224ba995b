/**
 * Primary and standby of one ledger group: log shipping with an in-sync set, and every decision in a config store.
 *
 * <p>{@link io.lastro.replication.Replica} is a pure state machine: {@code step(now, event)} gives effects, and nothing
 * in this package knows a clock, a thread, randomness, a socket or a file. The node carries the effects out and reports
 * back by events; the simulator of system-tests does the same on one thread from one seed.
 *
 * <p>The rules, and what each is there for: {@code docs/replication.md}.
 */
package io.lastro.replication;
