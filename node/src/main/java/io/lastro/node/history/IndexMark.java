package io.lastro.node.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;

/**
 * How far the index is, stored together with the last run of ids.
 *
 * <pre>
 *  offset size field
 *       0    8 version
 *       8    8 sequence: all transfers and burned ids up to here are in it, but for holds that were open
 *      16    8 ends through: so are the holds among them that had ended up to here
 *      24    8 next block of rows
 *      32    8 check sum of all ids, sequences and timestamps up to here: tells another history of the same length
 * </pre>
 *
 * @param sequence    see above; 0 = nothing.
 * @param endsThrough see above.
 * @param nextBlock   see above.
 * @param checkSum    see above.
 */
record IndexMark(long sequence, long endsThrough, long nextBlock, long checkSum) {
    /** Of an empty index. */
    static final IndexMark NONE = new IndexMark(0, 0, 0, 0);

    private static final long VERSION = 1;
    private static final int BYTES = 40;

    /** As it is stored. */
    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .order(LITTLE_ENDIAN)
                .putLong(VERSION)
                .putLong(sequence)
                .putLong(endsThrough)
                .putLong(nextBlock)
                .putLong(checkSum)
                .array();
    }

    /**
     * Reads a stored mark.
     *
     * @throws UnusableIndexException when it is of another version.
     */
    static IndexMark decode(final byte[] stored) {
        if (stored.length != BYTES) {
            throw new UnusableIndexException("it is of another version");
        }
        final ByteBuffer buffer = ByteBuffer.wrap(stored).order(LITTLE_ENDIAN);
        if (buffer.getLong() != VERSION) {
            throw new UnusableIndexException("it is of another version");
        }
        return new IndexMark(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }
}
