package io.lastro.gateway.codec;

import io.lastro.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * The 8 bytes in front of every message, little-endian.
 *
 * <pre>
 *  offset size field
 *       0    4 length: bytes of the message, without these 8
 *       4    4 crc32c: CRC32C (Castagnoli) of the message
 * </pre>
 *
 * <p>An object belongs to one thread.
 */
public final class FramePrefix {
    /** Offset of the length. */
    public static final int LENGTH_OFFSET = 0;

    /** Offset of the checksum. */
    public static final int CRC32C_OFFSET = 4;

    /** Bytes of the prefix. */
    public static final int BYTES = ProtocolLimits.FRAME_PREFIX_BYTES;

    private final CRC32C crc32c = new CRC32C();

    /** CRC32C of a part of a direct buffer. */
    public int checksum(final ByteBuf source, final int index, final int length) {
        crc32c.reset();
        crc32c.update(source.internalNioBuffer(index, length));
        return (int) crc32c.getValue();
    }

    /** Writes the prefix of a message that lies complete behind it. */
    public void seal(final ByteBuf target, final int prefixIndex, final int messageBytes) {
        target.setIntLE(prefixIndex + LENGTH_OFFSET, messageBytes);
        target.setIntLE(prefixIndex + CRC32C_OFFSET, checksum(target, prefixIndex + BYTES, messageBytes));
    }
}
