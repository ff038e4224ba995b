/**
 * Snapshots of the ledger: made by a process of its own beside the node, loaded by the node when it starts.
 *
 * <p>{@link io.lastro.node.snapshot.SnapshotBuilder} loads the newest snapshot into an engine of its own, applies the
 * outcomes that were committed since, as a start would, and saves the engine. {@link
 * io.lastro.node.snapshot.SnapshotLoader} is the way back. The file is drawn in {@code io.lastro.journal.snapshot}, the
 * bytes in it by the engine's stores ({@code io.lastro.engine.image}).
 */
package io.lastro.node.snapshot;
