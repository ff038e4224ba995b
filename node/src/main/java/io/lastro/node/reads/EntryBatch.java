package io.lastro.node.reads;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Entries that are going to be written as a whole, in the form that RocksDB gives its own batches, so that one call into
 * it takes them all: a call for each costs more than the entry.
 *
 * <pre>
 *  8 zero, 4 number of entries
 *  for each entry: 1 (put), varint key length, key, varint value length, value
 * </pre>
 *
 * <p>One thread at a time.
 */
final class EntryBatch {
    private static final int COUNT_OFFSET = 8;
    private static final int HEADER_BYTES = 12;
    private static final byte PUT = 1;
    private static final int FIRST_BYTES = 4_096;
    private static final int MAX_VARINT_BYTES = 5;
    private static final int KEY_OF_ID_BYTES = 1 + 2 * Long.BYTES;
    private static final int LARGE_BYTES = 4 * 1024 * 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FIRST_BYTES]);
    private int length = HEADER_BYTES;
    private int count;

    /** Adds an entry. */
    void put(final byte[] key, final byte[] value) {
        open(key.length);
        bytes(key);
        reserve(MAX_VARINT_BYTES + value.length);
        varint(value.length);
        bytes(value);
    }

    /** Adds the head of an account. */
    void head(final long idLow, final long idHigh, final DirectBuffer from, final int offset, final int valueBytes) {
        open(KEY_OF_ID_BYTES);
        id(ReadKeys.HEAD, idLow, idHigh);
        reserve(MAX_VARINT_BYTES + valueBytes);
        varint(valueBytes);
        buffer.putBytes(length, from, offset, valueBytes);
        length += valueBytes;
    }

    /** Adds a point of an account's index. */
    void point(
            final long idLow,
            final long idHigh,
            final long sequence,
            final long timeNs,
            final DirectBuffer counters,
            final int offset) {
        open(KEY_OF_ID_BYTES + Long.BYTES);
        id(ReadKeys.POINT, idLow, idHigh);
        buffer.putLong(length, sequence, BIG_ENDIAN);
        length += Long.BYTES;
        reserve(MAX_VARINT_BYTES + Long.BYTES + AccountHead.COUNTERS_BYTES);
        varint(Long.BYTES + AccountHead.COUNTERS_BYTES);
        buffer.putLong(length, timeNs, LITTLE_ENDIAN);
        buffer.putBytes(length + Long.BYTES, counters, offset, AccountHead.COUNTERS_BYTES);
        length += Long.BYTES + AccountHead.COUNTERS_BYTES;
    }

    private void open(final int keyBytes) {
        reserve(1 + MAX_VARINT_BYTES + keyBytes);
        buffer.putByte(length++, PUT);
        varint(keyBytes);
        count++;
    }

    private void id(final byte table, final long idLow, final long idHigh) {
        buffer.putByte(length, table);
        buffer.putLong(length + 1, idHigh, BIG_ENDIAN);
        buffer.putLong(length + 1 + Long.BYTES, idLow, BIG_ENDIAN);
        length += KEY_OF_ID_BYTES;
    }

    private void bytes(final byte[] value) {
        buffer.putBytes(length, value);
        length += value.length;
    }

    private void varint(final int value) {
        int left = value;
        while (left >>> 7 != 0) {
            buffer.putByte(length++, (byte) (left | 0x80));
            left >>>= 7;
        }
        buffer.putByte(length++, (byte) left);
    }

    private void reserve(final int more) {
        if (length + more > buffer.capacity()) {
            buffer.wrap(Arrays.copyOf(buffer.byteArray(), Math.max(2 * buffer.capacity(), length + more)));
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes so far. */
    int bytes() {
        return length;
    }

    /** Everything so far, for RocksDB; empty from now on. */
    byte[] take() {
        buffer.putInt(COUNT_OFFSET, count, LITTLE_ENDIAN);
        final byte[] whole = Arrays.copyOf(buffer.byteArray(), length);
        length = HEADER_BYTES;
        count = 0;
        if (buffer.capacity() > LARGE_BYTES) {
            buffer.wrap(new byte[FIRST_BYTES]);
        }
        return whole;
    }
}
