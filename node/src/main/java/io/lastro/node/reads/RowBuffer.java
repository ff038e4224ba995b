package io.lastro.node.reads;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Rows of one reply, one behind the other. One thread; used again for the next read. */
final class RowBuffer {
    private static final int INITIAL_BYTES = 32 * 1024;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(INITIAL_BYTES);
    private int rowBytes;
    private int count;

    /** Forgets all rows; the next ones have so many bytes. */
    RowBuffer clear(final int bytesOfRow) {
        rowBytes = bytesOfRow;
        count = 0;
        return this;
    }

    MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Rows so far. */
    int count() {
        return count;
    }

    /** Where a row stands. */
    int offset(final int row) {
        return row * rowBytes;
    }

    /** Where the next row is to be written, with room for it. */
    int next() {
        final int at = count * rowBytes;
        buffer.checkLimit(at + rowBytes);
        return at;
    }

    /** The next row has been written and counts. */
    void keep() {
        count++;
    }

    /** Copies a row of another buffer of the same kind. */
    void copy(final RowBuffer from, final int row) {
        buffer.putBytes(next(), from.buffer, from.offset(row), rowBytes);
        keep();
    }
}
