package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An account as a client asks for it: one entry of the {@code events} group of CreateAccounts, byte for byte.
 *
 * <pre>
 *  offset size field
 *       0    8 idLow: account id, low 64 bits
 *       8    8 idHigh: account id, high 64 bits
 *      16    8 userData128Low: free for the user, low 64 bits
 *      24    8 userData128High: free for the user, high 64 bits
 *      32    8 userData64: free for the user
 *      40    8 timestampNs: 0, or the past timestamp of an imported account
 *      48    4 userData32: free for the user
 *      52    4 reserved: must be 0
 *      56    4 ledger: ledger, unsigned
 *      60    2 code: chart-of-accounts number, unsigned
 *      62    2 flags: bits of {@link AccountFlags}
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class AccountEvent {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 64;

    /** Offset of idLow. */
    public static final int ID_LOW_OFFSET = 0;

    /** Offset of idHigh. */
    public static final int ID_HIGH_OFFSET = 8;

    /** Offset of userData128Low. */
    public static final int USER_DATA_128_LOW_OFFSET = 16;

    /** Offset of userData128High. */
    public static final int USER_DATA_128_HIGH_OFFSET = 24;

    /** Offset of userData64. */
    public static final int USER_DATA_64_OFFSET = 32;

    /** Offset of timestampNs. */
    public static final int TIMESTAMP_NS_OFFSET = 40;

    /** Offset of userData32. */
    public static final int USER_DATA_32_OFFSET = 48;

    /** Offset of reserved. */
    public static final int RESERVED_OFFSET = 52;

    /** Offset of ledger. */
    public static final int LEDGER_OFFSET = 56;

    /** Offset of code. */
    public static final int CODE_OFFSET = 60;

    /** Offset of flags. */
    public static final int FLAGS_OFFSET = 62;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public AccountEvent wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public AccountEvent wrapWritable(final MutableDirectBuffer target, final int at) {
        buffer = target;
        writable = target;
        offset = at;
        return this;
    }

    /** The buffer under the window. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the entry starts in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Sets every byte of the entry to zero. */
    public AccountEvent clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Account id, low 64 bits. */
    public long idLow() {
        return buffer.getLong(offset + ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets idLow. */
    public AccountEvent idLow(final long value) {
        writable.putLong(offset + ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Account id, high 64 bits. */
    public long idHigh() {
        return buffer.getLong(offset + ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets idHigh. */
    public AccountEvent idHigh(final long value) {
        writable.putLong(offset + ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user, low 64 bits. */
    public long userData128Low() {
        return buffer.getLong(offset + USER_DATA_128_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData128Low. */
    public AccountEvent userData128Low(final long value) {
        writable.putLong(offset + USER_DATA_128_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user, high 64 bits. */
    public long userData128High() {
        return buffer.getLong(offset + USER_DATA_128_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData128High. */
    public AccountEvent userData128High(final long value) {
        writable.putLong(offset + USER_DATA_128_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user. */
    public long userData64() {
        return buffer.getLong(offset + USER_DATA_64_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData64. */
    public AccountEvent userData64(final long value) {
        writable.putLong(offset + USER_DATA_64_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** 0, or the past timestamp of an imported account. */
    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timestampNs. */
    public AccountEvent timestampNs(final long value) {
        writable.putLong(offset + TIMESTAMP_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user. */
    public int userData32() {
        return buffer.getInt(offset + USER_DATA_32_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData32. */
    public AccountEvent userData32(final int value) {
        writable.putInt(offset + USER_DATA_32_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Must be 0. */
    public int reserved() {
        return buffer.getInt(offset + RESERVED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets reserved. */
    public AccountEvent reserved(final int value) {
        writable.putInt(offset + RESERVED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Ledger, unsigned. */
    public int ledger() {
        return buffer.getInt(offset + LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets ledger. */
    public AccountEvent ledger(final int value) {
        writable.putInt(offset + LEDGER_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Chart-of-accounts number, unsigned. */
    public int code() {
        return buffer.getShort(offset + CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets code. */
    public AccountEvent code(final int value) {
        writable.putShort(offset + CODE_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** Bits of {@link AccountFlags}. */
    public int flags() {
        return buffer.getShort(offset + FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets flags. */
    public AccountEvent flags(final int value) {
        writable.putShort(offset + FLAGS_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }
}
