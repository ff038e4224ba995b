package io.lastro.engine.image;

import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An image in memory: written once, then read as often as wanted. */
public final class MemoryImage extends StateImage {
    private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(1 << 16);
    private int position;
    private int length;
    private boolean loading;

    /** From now on it is read from its beginning. */
    public MemoryImage rewind() {
        length = Math.max(length, position);
        position = 0;
        loading = true;
        return this;
    }

    /** Bytes that were written. */
    public int length() {
        return length;
    }

    /** Changes a byte. */
    public void flip(final int at, final int mask) {
        bytes.putByte(at, (byte) (bytes.getByte(at) ^ mask));
    }

    @Override
    public boolean isLoading() {
        return loading;
    }

    @Override
    public long int64(final long value) {
        if (!loading) {
            bytes.putLong(position, value, ByteOrder.LITTLE_ENDIAN);
        } else {
            require(Long.BYTES);
        }
        position += Long.BYTES;
        return loading ? bytes.getLong(position - Long.BYTES, ByteOrder.LITTLE_ENDIAN) : value;
    }

    @Override
    public void memory(final UnsafeBuffer buffer, final int offset, final int count) {
        if (loading) {
            require(count);
            buffer.putBytes(offset, bytes, position, count);
        } else {
            bytes.putBytes(position, buffer, offset, count);
        }
        position += count;
    }

    private void require(final int count) {
        if (position + count > length) {
            throw new ImageException("the image ends at " + length);
        }
    }
}
