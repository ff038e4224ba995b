package io.lastro.hsm;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A public key, for those who verify without the token.
 *
 * @param key name and version.
 * @param type kind.
 * @param spki DER of SubjectPublicKeyInfo.
 */
public record HsmPublicKey(KeyLabel key, KeyType type, byte[] spki) {
    private static final int PEM_LINE_LENGTH = 64;

    /** PEM of the SubjectPublicKeyInfo, ending with a line feed. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(PEM_LINE_LENGTH, new byte[] {'\n'}).encodeToString(spki)
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The key as Java's own providers take it. */
    public PublicKey toJava() {
        try {
            return KeyFactory.getInstance(type == KeyType.EC_P256 ? "EC" : "RSA")
                    .generatePublic(new X509EncodedKeySpec(spki));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("public key of " + key, e);
        }
    }
}
