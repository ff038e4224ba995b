/**
 * {@code lastro backup} and {@code restore}: copies of a data directory with checksums, and their way back.
 *
 * <p>A backup folder holds objects, each a file named by its SHA-256, and one manifest that says which object is which
 * file of a data directory. Objects never change and the manifest is replaced by a rename, so a backup that is ended at
 * any moment leaves the one before as it was. {@link io.lastro.node.backup.BackupCommand} writes,
 * {@link io.lastro.node.backup.RestoreCommand} reads; what may be copied of a journal is
 * {@link io.lastro.journal.JournalExport}'s decision.
 */
package io.lastro.node.backup;
