package io.lastro.client;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A 128-bit number as two longs, unsigned: id of an account or a transfer, or free user data. Immutable.
 *
 * @param low the low 64 bits.
 * @param high the high 64 bits.
 */
public record Id(long low, long high) implements Comparable<Id> {
    /** Nothing: no account or transfer has it. */
    public static final Id ZERO = new Id(0, 0);
    /** All ones: no account or transfer may have it. */
    public static final Id MAX = new Id(-1, -1);

    private static final int HEX_CHARS = 32;
    private static final int BITS = 128;

    /** The number itself; a negative one is taken as unsigned 64 bit. */
    public static Id of(final long low) {
        return new Id(low, 0);
    }

    /** From two halves, the low one first. */
    public static Id of(final long low, final long high) {
        return new Id(low, high);
    }

    /** The 128 bits of a UUID, most significant bits high. */
    public static Id fromUuid(final UUID uuid) {
        return new Id(uuid.getLeastSignificantBits(), uuid.getMostSignificantBits());
    }

    /**
     * From 1 to 32 hexadecimal digits; hyphens are skipped, so the text of a UUID does too.
     *
     * @throws IllegalArgumentException for anything else.
     */
    public static Id ofHex(final String text) {
        final String digits = text.replace("-", "");
        if (digits.isEmpty() || digits.length() > HEX_CHARS || digits.charAt(0) == '+') {
            throw new IllegalArgumentException("not a 128-bit hexadecimal number: '" + text + "'");
        }
        try {
            final int split = Math.max(0, digits.length() - HEX_CHARS / 2);
            final long high = split == 0 ? 0 : Long.parseUnsignedLong(digits.substring(0, split), 16);
            return new Id(Long.parseUnsignedLong(plain(digits.substring(split)), 16), high);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("not a 128-bit hexadecimal number: '" + text + "'", e);
        }
    }

    /**
     * From decimal digits, 0 to 2^128-1.
     *
     * @throws IllegalArgumentException for anything else.
     */
    public static Id ofDecimal(final String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a 128-bit decimal number: '" + text + "'");
        }
        final BigInteger value = new BigInteger(text);
        if (value.bitLength() > BITS) {
            throw new IllegalArgumentException("above 2^128-1: '" + text + "'");
        }
        return new Id(value.longValue(), value.shiftRight(Long.SIZE).longValue());
    }

    /** The same 128 bits as a UUID. */
    public UUID toUuid() {
        return new UUID(high, low);
    }

    /** 32 lower-case hexadecimal digits. */
    public String toHex() {
        return String.format("%016x%016x", high, low);
    }

    /** Decimal digits of the unsigned value. */
    public String toDecimal() {
        final byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return new BigInteger(1, bytes).toString();
    }

    /** True for {@link #ZERO}. */
    public boolean isZero() {
        return low == 0 && high == 0;
    }

    /** Order of the unsigned values. */
    @Override
    public int compareTo(final Id other) {
        final int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return toHex();
    }

    private static String plain(final String digits) {
        if (digits.charAt(0) == '+') {
            throw new NumberFormatException("sign in the middle");
        }
        return digits;
    }
}
