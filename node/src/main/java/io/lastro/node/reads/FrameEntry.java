package io.lastro.node.reads;

import io.lastro.journal.FrameLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the model keeps of a frame.
 *
 * @param location          where it lies.
 * @param firstEventNs      timestamp of its first event.
 * @param transferNsBefore  own timestamp of the last transfer before it; 0 = none.
 */
record FrameEntry(FrameLocation location, long firstEventNs, long transferNsBefore) {
    private static final int BYTES = 4 + 8 + 8 + 8;

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(location.segment())
                .putLong(location.position())
                .putLong(firstEventNs)
                .putLong(transferNsBefore)
                .array();
    }

    static FrameEntry decode(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new FrameEntry(new FrameLocation(buffer.getInt(), buffer.getLong()), buffer.getLong(), buffer.getLong());
    }
}
