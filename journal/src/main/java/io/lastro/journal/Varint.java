package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Numbers of 1 to 9 bytes; the length stands in the first byte, so that writing is one 8-byte store.
 *
 * <pre>
 *  first byte   bytes  bits of value
 *  xxxxxxx1     1       7
 *  xxxxxx10     2      14
 *  xxxxx100     3      21
 *  ...
 *  10000000     8      56
 *  00000000     9      64, in the 8 bytes that follow
 * </pre>
 *
 * <p>Values are unsigned 64 bit, little-endian. {@link #write} may touch 9 bytes whatever the length.
 */
final class Varint {
    static final int MAX_BYTES = 9;

    private Varint() {}

    /** Writes a value; returns the position behind it. */
    static int write(final MutableDirectBuffer buffer, final int position, final long value) {
        final int bits = 64 - Long.numberOfLeadingZeros(value | 1);
        final int bytes = (bits + 6) / 7;
        if (bytes <= 8) {
            buffer.putLong(position, ((value << 1) | 1) << (bytes - 1), LITTLE_ENDIAN);
            return position + bytes;
        }
        buffer.putByte(position, (byte) 0);
        buffer.putLong(position + 1, value, LITTLE_ENDIAN);
        return position + MAX_BYTES;
    }

    /** Bytes of the value that starts with this byte. */
    static int bytes(final byte first) {
        return Integer.numberOfTrailingZeros((first & 0xFF) | 0x100) + 1;
    }

    /** Reads a value of a known length; 8 bytes from position on must be readable (9 for length 9). */
    static long read(final DirectBuffer buffer, final int position, final int bytes) {
        if (bytes == MAX_BYTES) {
            return buffer.getLong(position + 1, LITTLE_ENDIAN);
        }
        final long word = buffer.getLong(position, LITTLE_ENDIAN) >>> bytes;
        return bytes == 8 ? word : word & ((1L << (bytes * 7)) - 1);
    }

    /** Small numbers for small differences of either sign. */
    static long zigzag(final long value) {
        return (value << 1) ^ (value >> 63);
    }

    /** Undoes {@link #zigzag}. */
    static long unzigzag(final long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}
