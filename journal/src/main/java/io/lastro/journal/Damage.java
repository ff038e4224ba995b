package io.lastro.journal;

/**
 * One thing that is wrong.
 *
 * @param code     kind of damage.
 * @param file     relative to the data directory.
 * @param position offset in the file; -1 where the file as a whole is meant.
 * @param sequence first sequence concerned; 0 where unknown.
 * @param message  what was found and what to do.
 */
public record Damage(JournalErrorCode code, String file, long position, long sequence, String message) {}
