package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who a client is, in 128 bits: the first 16 bytes of the SHA-256 of its name, as two little-endian numbers. Until clients
 * have certificates it is whoever it says it is.
 *
 * @param low  bytes 0 to 7.
 * @param high bytes 8 to 15.
 */
record Identity(long low, long high) {
    static Identity of(final byte[] name) {
        try {
            final ByteBuffer hash = ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256").digest(name))
                    .order(LITTLE_ENDIAN);
            return new Identity(hash.getLong(), hash.getLong());
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
