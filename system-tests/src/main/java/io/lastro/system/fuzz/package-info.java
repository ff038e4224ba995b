/**
 * Targets for a fuzzer: every reader of journal files and of backup manifests, fed with changed copies of good files.
 *
 * <p>{@link io.lastro.system.fuzz.JournalTarget} reads an input as a list of changes to a small good journal, so that a
 * fuzzer gets past checksums; {@link io.lastro.system.fuzz.PayloadTarget} and
 * {@link io.lastro.system.fuzz.ManifestTarget} take payloads and manifests. What any reader may do with them: end soon,
 * in bounded memory, with a named error or with what was written.
 */
package io.lastro.system.fuzz;
