package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/** Window over the header of a frame, see {@link FrameLayout}. Valid until the next wrap. */
final class FrameHeader {
    private DirectBuffer buffer;
    private int offset;

    FrameHeader wrap(final DirectBuffer source, final int at) {
        buffer = source;
        offset = at;
        return this;
    }

    int magic() {
        return buffer.getInt(offset + FrameLayout.MAGIC_OFFSET, LITTLE_ENDIAN);
    }

    int headerVersion() {
        return buffer.getShort(offset + FrameLayout.HEADER_VERSION_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** The type, or null for a number that none has. */
    FrameType type() {
        return FrameType.ofCode(buffer.getShort(offset + FrameLayout.TYPE_OFFSET, LITTLE_ENDIAN) & 0xFFFF);
    }

    int length() {
        return buffer.getInt(offset + FrameLayout.LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    int crc() {
        return buffer.getInt(offset + FrameLayout.CRC_OFFSET, LITTLE_ENDIAN);
    }

    long firstSequence() {
        return buffer.getLong(offset + FrameLayout.FIRST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    int count() {
        return buffer.getInt(offset + FrameLayout.COUNT_OFFSET, LITTLE_ENDIAN);
    }

    long lastSequence() {
        return firstSequence() + count() - 1;
    }

    long epoch() {
        return buffer.getLong(offset + FrameLayout.EPOCH_OFFSET, LITTLE_ENDIAN);
    }

    long timestampNs() {
        return buffer.getLong(offset + FrameLayout.TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    long commitSequence() {
        return buffer.getLong(offset + FrameLayout.COMMIT_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    int group() {
        return buffer.getInt(offset + FrameLayout.GROUP_OFFSET, LITTLE_ENDIAN);
    }

    long session() {
        return buffer.getLong(offset + FrameLayout.SESSION_OFFSET, LITTLE_ENDIAN);
    }

    long requestNo() {
        return buffer.getLong(offset + FrameLayout.REQUEST_NO_OFFSET, LITTLE_ENDIAN);
    }

    int featureEpoch() {
        return buffer.getInt(offset + FrameLayout.FEATURE_EPOCH_OFFSET, LITTLE_ENDIAN);
    }

    int templateId() {
        return buffer.getShort(offset + FrameLayout.TEMPLATE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    int schemaVersion() {
        return buffer.getShort(offset + FrameLayout.SCHEMA_VERSION_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    long clusterIdLow() {
        return buffer.getLong(offset + FrameLayout.CLUSTER_LOW_OFFSET, LITTLE_ENDIAN);
    }

    long clusterIdHigh() {
        return buffer.getLong(offset + FrameLayout.CLUSTER_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    long chainLow() {
        return buffer.getLong(offset + FrameLayout.CHAIN_LOW_OFFSET, LITTLE_ENDIAN);
    }

    long chainHigh() {
        return buffer.getLong(offset + FrameLayout.CHAIN_HIGH_OFFSET, LITTLE_ENDIAN);
    }
}
