/**
 * Snapshots: the state of a ledger at a sequence of its journal, in a file that says by itself whether it is whole.
 *
 * <p>{@link io.lastro.journal.snapshot.SnapshotFile} draws the file, writes and reads it; {@link
 * io.lastro.journal.snapshot.SnapshotFolder} knows where the files lie, which is the newest and which may go. What the
 * bytes mean is the business of the engine.
 */
package io.lastro.journal.snapshot;
