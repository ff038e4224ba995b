/**
 * A disk of two layers: what the node wrote, which kill -9 leaves in the page cache, and the platter, which has only what
 * was synced.
 *
 * <p>{@link io.lastro.system.disk.RecordingStorage} stands between the journal and the real disk and keeps the platter
 * up to date; {@link io.lastro.system.disk.PowerCut} makes the directory that a machine would find after a power loss;
 * {@link io.lastro.system.disk.RecordingNode} is a node with such a disk. {@link io.lastro.system.disk.LyingNode} is the
 * planted bug: its disk says that it synced.
 */
package io.lastro.system.disk;
