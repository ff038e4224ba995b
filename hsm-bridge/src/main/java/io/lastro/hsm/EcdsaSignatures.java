package io.lastro.hsm;

import java.math.BigInteger;
import java.util.Arrays;

/** The two encodings of an ECDSA P-256 signature: DER, and P1363 (r and s, 32 bytes each, side by side). */
public final class EcdsaSignatures {
    /** Bytes of a P1363 signature. */
    public static final int P1363_BYTES = 64;

    private static final int NUMBER_BYTES = P1363_BYTES / 2;
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int SHORT_LENGTH_MAX = 127;

    private EcdsaSignatures() {}

    /** DER of a P1363 signature. Fails with IllegalArgumentException when it is not 64 bytes. */
    public static byte[] toDer(final byte[] p1363) {
        if (p1363.length != P1363_BYTES) {
            throw new IllegalArgumentException("a P1363 signature has 64 bytes, not " + p1363.length);
        }
        final byte[] r = new BigInteger(1, Arrays.copyOf(p1363, NUMBER_BYTES)).toByteArray();
        final byte[] s = new BigInteger(1, Arrays.copyOfRange(p1363, NUMBER_BYTES, P1363_BYTES)).toByteArray();
        final byte[] der = new byte[6 + r.length + s.length];
        der[0] = SEQUENCE;
        der[1] = (byte) (der.length - 2);
        der[2] = INTEGER;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = INTEGER;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    /** P1363 of a DER signature. Fails with IllegalArgumentException on anything but the one encoding that DER allows. */
    public static byte[] toP1363(final byte[] der) {
        if (der.length < 8 || der[0] != SEQUENCE || der[1] != der.length - 2 || der.length - 2 > SHORT_LENGTH_MAX) {
            throw new IllegalArgumentException("not a DER signature");
        }
        final byte[] p1363 = new byte[P1363_BYTES];
        final int second = copyNumber(der, 2, p1363, 0);
        final int end = copyNumber(der, second, p1363, NUMBER_BYTES);
        if (end != der.length) {
            throw new IllegalArgumentException("bytes after a DER signature");
        }
        return p1363;
    }

    private static int copyNumber(final byte[] der, final int offset, final byte[] target, final int targetOffset) {
        if (offset + 2 > der.length || der[offset] != INTEGER) {
            throw new IllegalArgumentException("no number at " + offset + " of a DER signature");
        }
        final int length = der[offset + 1];
        final int from = offset + 2;
        if (length < 1 || from + length > der.length) {
            throw new IllegalArgumentException("a number of " + length + " bytes in a DER signature");
        }
        final byte[] encoded = Arrays.copyOfRange(der, from, from + length);
        final BigInteger number = new BigInteger(encoded);
        if (number.signum() <= 0
                || number.bitLength() > NUMBER_BYTES * Byte.SIZE
                || !Arrays.equals(encoded, number.toByteArray())) {
            throw new IllegalArgumentException("a number that is not a positive one of 32 bytes in a DER signature");
        }
        final byte[] plain = number.toByteArray();
        final int zeros = Math.max(0, plain.length - NUMBER_BYTES);
        final int count = plain.length - zeros;
        System.arraycopy(plain, zeros, target, targetOffset + NUMBER_BYTES - count, count);
        return from + length;
    }
}
