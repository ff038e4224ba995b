package io.lastro.journal.tree;

/**
 * One signature line of a note.
 *
 * @param keyName   of the key.
 * @param keyId     of the key.
 * @param signature as the key's kind has it, at most 8 KiB.
 */
public record NoteSignature(String keyName, int keyId, byte[] signature) {}
