package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the engine decided for one account event.
 *
 * <pre>
 *  offset size field
 *       0    4 result: code of {@link CreateAccountResult}
 *       4    4 reserved: 0
 *       8    8 timestampNs: of the event; of the original's for exists
 *      16    8 sequence: of the event; of the original's for exists
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class AccountOutcome {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 24;

    /** Offset of result. */
    public static final int RESULT_OFFSET = 0;

    /** Offset of reserved. */
    public static final int RESERVED_OFFSET = 4;

    /** Offset of timestampNs. */
    public static final int TIMESTAMP_NS_OFFSET = 8;

    /** Offset of sequence. */
    public static final int SEQUENCE_OFFSET = 16;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public AccountOutcome wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public AccountOutcome wrapWritable(final MutableDirectBuffer target, final int at) {
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
    public AccountOutcome clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Code of {@link CreateAccountResult}. */
    public int result() {
        return buffer.getInt(offset + RESULT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets result. */
    public AccountOutcome result(final int value) {
        writable.putInt(offset + RESULT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** 0. */
    public int reserved() {
        return buffer.getInt(offset + RESERVED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets reserved. */
    public AccountOutcome reserved(final int value) {
        writable.putInt(offset + RESERVED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the event; of the original's for exists. */
    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timestampNs. */
    public AccountOutcome timestampNs(final long value) {
        writable.putLong(offset + TIMESTAMP_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the event; of the original's for exists. */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets sequence. */
    public AccountOutcome sequence(final long value) {
        writable.putLong(offset + SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }
}
