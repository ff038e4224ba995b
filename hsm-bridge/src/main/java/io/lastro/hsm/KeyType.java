package io.lastro.hsm;

/** Kinds of keys that the bridge makes and uses. A key does one thing: what wraps does not encrypt. */
public enum KeyType {
    /** ECDSA on P-256. */
    EC_P256(true),
    /** RSA with 3,072 bits. */
    RSA_3072(true),
    /** Wraps data keys (RFC 3394). */
    AES_256_WRAP(false),
    /** Encrypts small data with AES-GCM. */
    AES_256_GCM(false);

    private final boolean signs;

    KeyType(final boolean signs) {
        this.signs = signs;
    }

    /** Whether it is a pair that signs and verifies. */
    public boolean signs() {
        return signs;
    }
}
