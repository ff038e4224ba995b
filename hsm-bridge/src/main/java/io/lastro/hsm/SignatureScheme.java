package io.lastro.hsm;

/** How a signature is made; always over SHA-256 of the message. */
public enum SignatureScheme {
    /** ECDSA on P-256; the signature is DER as {@code SHA256withECDSA} of Java has it: SEQUENCE of r and s. */
    ECDSA_P256_SHA256(KeyType.EC_P256),
    /** RSA with PKCS#1 v1.5 padding. */
    RSA_PKCS1_SHA256(KeyType.RSA_3072),
    /** RSA with PSS padding: MGF1 with SHA-256, salt of 32 bytes, trailer 1. */
    RSA_PSS_SHA256(KeyType.RSA_3072);

    private final KeyType keyType;

    SignatureScheme(final KeyType keyType) {
        this.keyType = keyType;
    }

    /** The type of key that it needs. */
    public KeyType keyType() {
        return keyType;
    }

    /** What a key of the type signs with when nothing else is said: ECDSA or PSS. */
    public static SignatureScheme of(final KeyType type) {
        return switch (type) {
            case EC_P256 -> ECDSA_P256_SHA256;
            case RSA_3072 -> RSA_PSS_SHA256;
            default -> throw new HsmException(HsmErrorCode.HSM_KEY_TYPE, "a key of type " + type + " cannot sign");
        };
    }
}
