package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;

/** The frame around every message: length and CRC32C, little-endian, as drawn in the SBE schema. */
final class Frames {
    static final int LENGTH_OFFSET = 0;
    static final int CRC_OFFSET = Integer.BYTES;

    private Frames() {}

    /** Writes an SBE header of our schema. */
    static void putHeader(final MutableDirectBuffer buffer, final int at, final int blockLength, final int templateId) {
        buffer.putShort(at + MessageHeaderEncoder.blockLengthEncodingOffset(), (short) blockLength, LITTLE_ENDIAN);
        buffer.putShort(at + MessageHeaderEncoder.templateIdEncodingOffset(), (short) templateId, LITTLE_ENDIAN);
        buffer.putShort(
                at + MessageHeaderEncoder.schemaIdEncodingOffset(),
                (short) MessageHeaderEncoder.SCHEMA_ID,
                LITTLE_ENDIAN);
        buffer.putShort(
                at + MessageHeaderEncoder.versionEncodingOffset(),
                (short) MessageHeaderEncoder.SCHEMA_VERSION,
                LITTLE_ENDIAN);
    }

    /**
     * Writes length and checksum in front of a finished message.
     *
     * @param bytes the same memory as buffer.
     * @param end where the message ends.
     */
    static void putPrefix(final MutableDirectBuffer buffer, final ByteBuffer bytes, final int end, final CRC32C crc) {
        bytes.limit(end).position(ProtocolLimits.FRAME_PREFIX_BYTES);
        crc.reset();
        crc.update(bytes);
        bytes.clear();
        buffer.putInt(LENGTH_OFFSET, end - ProtocolLimits.FRAME_PREFIX_BYTES, LITTLE_ENDIAN);
        buffer.putInt(CRC_OFFSET, (int) crc.getValue(), LITTLE_ENDIAN);
    }
}
