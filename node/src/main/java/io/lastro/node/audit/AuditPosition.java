package io.lastro.node.audit;

import io.lastro.journal.FrameLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Up to where the auditor has read the journal, as kept in {@code audit/position}; the tree has at least that much.
 *
 * <pre>
 *  offset size field, little-endian
 *       0    4 version: 1
 *       4    4 segment of the last frame
 *       8    8 position of the last frame
 *      16    8 sequence: the last one of that frame
 *      24   16 chain value of that frame, low half first
 *      40    8 eventSequence: the last one that is no checkpoint's; 0 = none
 *      48    8 coveredSequence: what the last checkpoint covers; 0 = none
 *      56    4 CRC32C of all before
 * </pre>
 *
 * @param frame           where the last frame lies.
 * @param sequence        its last sequence.
 * @param chainLow        its chain value, low 64 bits.
 * @param chainHigh       high 64 bits.
 * @param eventSequence   last sequence that is no checkpoint's; 0 = none.
 * @param coveredSequence what the last checkpoint covers; 0 = none.
 */
record AuditPosition(
        FrameLocation frame, long sequence, long chainLow, long chainHigh, long eventSequence, long coveredSequence) {
    static final int BYTES = 60;

    private static final int VERSION = 1;
    private static final int CRC_OFFSET = BYTES - Integer.BYTES;

    byte[] encode() {
        final ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(VERSION).putInt(frame.segment()).putLong(frame.position()).putLong(sequence);
        buffer.putLong(chainLow).putLong(chainHigh).putLong(eventSequence).putLong(coveredSequence);
        buffer.putInt(CRC_OFFSET, crc(buffer.array()));
        return buffer.array();
    }

    /** Reads it back; null when it is damaged or of another version. */
    static AuditPosition decode(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length != BYTES || buffer.getInt(CRC_OFFSET) != crc(bytes) || buffer.getInt() != VERSION) {
            return null;
        }
        return new AuditPosition(
                new FrameLocation(buffer.getInt(), buffer.getLong()),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong());
    }

    private static int crc(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
