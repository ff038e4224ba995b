package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the engine decided and did for one admin command.
 *
 * <pre>
 *  offset size field
 *       0    4 result: code of {@link AdminResult}
 *       4    4 reserved: 0
 *       8    8 timestampNs: of the command; of the original's for exists
 *      16    8 sequence: of the command; of the original's for exists
 *      24    8 version: version of the rule record (config: of the configuration) after the command; 0 when there is no such account
 *      32    8 blockRemaining: what the named block still catches after the command
 *      40  152 transfer: executeBlock: the {@link TransferOutcome} of its transfer; zeros otherwise
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class AdminOutcome {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 192;

    /** Offset of result. */
    public static final int RESULT_OFFSET = 0;

    /** Offset of reserved. */
    public static final int RESERVED_OFFSET = 4;

    /** Offset of timestampNs. */
    public static final int TIMESTAMP_NS_OFFSET = 8;

    /** Offset of sequence. */
    public static final int SEQUENCE_OFFSET = 16;

    /** Offset of version. */
    public static final int VERSION_OFFSET = 24;

    /** Offset of blockRemaining. */
    public static final int BLOCK_REMAINING_OFFSET = 32;

    /** Offset of transfer. */
    public static final int TRANSFER_OFFSET = 40;

    /** Bytes of transfer. */
    public static final int TRANSFER_BYTES = 152;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public AdminOutcome wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public AdminOutcome wrapWritable(final MutableDirectBuffer target, final int at) {
        buffer = target;
        writable = target;
        offset = at;
        return this;
    }

    /** The buffer under the window. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Offset of the entry in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Sets every byte of the entry to zero. */
    public AdminOutcome clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Code of {@link AdminResult}. */
    public int result() {
        return buffer.getInt(offset + RESULT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets result. */
    public AdminOutcome result(final int value) {
        writable.putInt(offset + RESULT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** 0. */
    public int reserved() {
        return buffer.getInt(offset + RESERVED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets reserved. */
    public AdminOutcome reserved(final int value) {
        writable.putInt(offset + RESERVED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the command; of the original's for exists. */
    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timestampNs. */
    public AdminOutcome timestampNs(final long value) {
        writable.putLong(offset + TIMESTAMP_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the command; of the original's for exists. */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets sequence. */
    public AdminOutcome sequence(final long value) {
        writable.putLong(offset + SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Version of the rule record (config: of the configuration) after the command; 0 when there is no such account. */
    public long version() {
        return buffer.getLong(offset + VERSION_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets version. */
    public AdminOutcome version(final long value) {
        writable.putLong(offset + VERSION_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** What the named block still catches after the command. */
    public long blockRemaining() {
        return buffer.getLong(offset + BLOCK_REMAINING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets blockRemaining. */
    public AdminOutcome blockRemaining(final long value) {
        writable.putLong(offset + BLOCK_REMAINING_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }
}
