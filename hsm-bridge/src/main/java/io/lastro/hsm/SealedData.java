package io.lastro.hsm;

/**
 * Data encrypted with AES-256-GCM under a key of the token. Safe to store.
 *
 * @param key name and version of the key.
 * @param nonce 12 bytes, at random from the token.
 * @param bytes ciphertext, then the tag of 16 bytes.
 */
public record SealedData(KeyLabel key, byte[] nonce, byte[] bytes) {
    /** Length of the nonce. */
    public static final int NONCE_BYTES = 12;
    /** Length of the tag. */
    public static final int TAG_BYTES = 16;
}
