package io.lastro.engine.embedded;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** 128-bit values: an unsigned {@link BigInteger} outside, a low and a high half inside. */
final class Id128 {
    private static final int BITS = 128;

    private Id128() {}

    /** The value of two halves. */
    static BigInteger of(final long low, final long high) {
        if (high == 0 && low >= 0) {
            return BigInteger.valueOf(low);
        }
        final byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return new BigInteger(1, bytes);
    }

    /** Low 64 bits. */
    static long low(final BigInteger value) {
        return value.longValue();
    }

    /** High 64 bits. */
    static long high(final BigInteger value) {
        return value.bitLength() < Long.SIZE ? 0 : value.shiftRight(Long.SIZE).longValue();
    }

    /**
     * The same value.
     *
     * @throws IllegalArgumentException when it is null, negative or 2^128 or more.
     */
    static BigInteger require(final BigInteger value, final String name) {
        if (value == null || value.signum() < 0 || value.bitLength() > BITS) {
            throw new IllegalArgumentException(name + " must be 0 to 2^128-1, not " + value);
        }
        return value;
    }
}
