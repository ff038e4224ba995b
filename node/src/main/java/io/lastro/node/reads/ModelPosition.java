package io.lastro.node.reads;

import io.lastro.journal.FrameLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Up to where the model has read the journal; everything that it read is written with it or before it.
 *
 * @param clusterLow      cluster of the journal, low 64 bits.
 * @param clusterHigh     cluster of the journal, high 64 bits.
 * @param sequence        last sequence of the last frame; 0 = none.
 * @param lastFrame       where that frame lies; null = none.
 * @param rewrittenRun    last run of frames written again whose places are known.
 * @param lastTransferNs  own timestamp of the last transfer; 0 = none.
 */
record ModelPosition(
        long clusterLow,
        long clusterHigh,
        long sequence,
        FrameLocation lastFrame,
        int rewrittenRun,
        long lastTransferNs) {
    /** Of the layout of keys and values; another one is thrown away. */
    static final int VERSION = 2;

    private static final int BYTES = 4 + 8 + 8 + 8 + 4 + 8 + 4 + 8;
    private static final int NO_SEGMENT = -1;

    static ModelPosition start(final long clusterLow, final long clusterHigh) {
        return new ModelPosition(clusterLow, clusterHigh, 0, null, 0, 0);
    }

    byte[] encode() {
        final ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(VERSION).putLong(clusterLow).putLong(clusterHigh).putLong(sequence);
        buffer.putInt(lastFrame == null ? NO_SEGMENT : lastFrame.segment());
        buffer.putLong(lastFrame == null ? 0 : lastFrame.position());
        buffer.putInt(rewrittenRun).putLong(lastTransferNs);
        return buffer.array();
    }

    /** Reads it back; null when it is of another version. */
    static ModelPosition decode(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length != BYTES || buffer.getInt() != VERSION) {
            return null;
        }
        final long low = buffer.getLong();
        final long high = buffer.getLong();
        final long sequence = buffer.getLong();
        final int segment = buffer.getInt();
        final long position = buffer.getLong();
        return new ModelPosition(
                low,
                high,
                sequence,
                segment == NO_SEGMENT ? null : new FrameLocation(segment, position),
                buffer.getInt(),
                buffer.getLong());
    }
}
