package io.lastro.hsm.pkcs11;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Public keys of the token as DER of SubjectPublicKeyInfo. */
final class PublicKeys {
    /** Everything of a P-256 SubjectPublicKeyInfo before the 65 bytes of the point. */
    private static final byte[] P256_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private static final int POINT_BYTES = 65;
    private static final int UNCOMPRESSED = 4;

    private PublicKeys() {}

    /**
     * A point on P-256, uncompressed; with or without the header of a DER octet string, because tokens differ.
     *
     * @throws IllegalStateException when it is neither; the caller gets HSM_REFUSED with it.
     */
    static byte[] ofPoint(final byte[] encoded) {
        final int skipped = encoded.length - POINT_BYTES;
        if ((skipped != 0 && skipped != 2) || encoded[skipped] != UNCOMPRESSED) {
            throw new IllegalStateException("the token's point of P-256 has " + encoded.length + " bytes");
        }
        final byte[] spki = Arrays.copyOf(P256_PREFIX, P256_PREFIX.length + POINT_BYTES);
        System.arraycopy(encoded, skipped, spki, P256_PREFIX.length, POINT_BYTES);
        return spki;
    }

    static byte[] ofRsa(final BigInteger modulus, final BigInteger exponent) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                    .getEncoded();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("the token's RSA key is none", e);
        }
    }
}
