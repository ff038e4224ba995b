package io.lastro.journal.tree;

/** Signs the text of notes; the key may live elsewhere. */
public interface NoteSigner {
    /** Name of the key, as it stands in the signature line; best the origin of the tree. */
    String keyName();

    /** The public key, X.509 SubjectPublicKeyInfo in DER: Ed25519, or EC on the curve P-256. */
    byte[] publicKey();

    /**
     * Signs.
     *
     * @param text of the note, final newline included.
     * @return Ed25519: the 64 bytes of RFC 8032. ECDSA: over SHA-256 of the text, as the DER sequence of r and s; a token
     *     that gives r and s bare must be wrapped by its adapter.
     */
    byte[] sign(byte[] text);
}
