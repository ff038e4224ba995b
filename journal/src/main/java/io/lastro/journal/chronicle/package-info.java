/**
 * The only place that imports Chronicle Queue.
 *
 * <p>A queue is opened on a fresh folder at every process start, so a container that an earlier process wrote is never
 * opened for writing again. Reading does not use Chronicle at all: the raw files are walked by
 * {@link io.lastro.journal.JournalReader}.
 */
package io.lastro.journal.chronicle;
