package io.lastro.journal.tree;

/** Checks the signatures of one key. */
public interface NoteVerifier {
    /** Name of the key, as it stands in the signature line. */
    String keyName();

    /** Id of the key, as it stands in front of the signature. */
    int keyId();

    /** Whether this is the key's signature of the text; false for anything that is none. */
    boolean verify(byte[] text, byte[] signature);
}
