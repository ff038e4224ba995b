package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Payload of a VOID frame: what a start after an unclean stop found and did. Template 2, schema 1. Little-endian.
 *
 * <pre>
 *  offset size field
 *       0    8 baseSequence           n - 1: every frame before this one with a higher sequence is void
 *       8    8 rewrittenFromSequence  first sequence that was written again; base + 1 = none
 *      16    8 bytesSkipped           bytes that were never acknowledged and are void
 *      24    4 skippedCrc32c          their CRC
 *      28    4 regions
 *      32      per region, 32 bytes:
 *              0  4 run
 *              4  4 segment
 *              8  8 from              offset in the segment: good frames end here
 *             16  8 bytes             bytes behind it, up to the last that is not zero
 *             24  4 crc32c            of these bytes
 *             28  4 reserved          0
 * </pre>
 *
 * <p>A region is the tail of a segment that was not synced when the process ended. Its frames are written again in front
 * of this frame, so readers stop at {@code from}; the CRC shows that nobody changed it since.
 *
 * @param baseSequence          last sequence of the logical chain.
 * @param rewrittenFromSequence first sequence that was written again.
 * @param bytesSkipped          bytes cut.
 * @param skippedCrc            CRC32C of them.
 * @param regions               tails that readers skip.
 */
record VoidRecord(
        long baseSequence, long rewrittenFromSequence, long bytesSkipped, int skippedCrc, List<Region> regions) {
    static final int FIXED_BYTES = 32;
    static final int REGION_BYTES = 32;
    private static final int MAX_REGIONS = 100_000;

    /**
     * A tail that readers skip.
     *
     * @param run     number of the run.
     * @param segment number of the segment.
     * @param from    where it starts.
     * @param bytes   bytes up to the last that is not zero.
     * @param crc     CRC32C of them.
     */
    record Region(int run, int segment, long from, long bytes, int crc) {}

    byte[] encode() {
        final ByteBuffer buffer =
                ByteBuffer.allocate(FIXED_BYTES + REGION_BYTES * regions.size()).order(LITTLE_ENDIAN);
        buffer.putLong(baseSequence).putLong(rewrittenFromSequence).putLong(bytesSkipped);
        buffer.putInt(skippedCrc).putInt(regions.size());
        for (final Region region : regions) {
            buffer.putInt(region.run)
                    .putInt(region.segment)
                    .putLong(region.from)
                    .putLong(region.bytes);
            buffer.putInt(region.crc).putInt(0);
        }
        return buffer.array();
    }

    static VoidRecord decode(final ByteBuffer payload) throws MalformedPayloadException {
        final ByteBuffer buffer = payload.order(LITTLE_ENDIAN);
        if (buffer.remaining() < FIXED_BYTES) {
            throw new MalformedPayloadException("VOID record cut");
        }
        final long base = buffer.getLong();
        final long rewrittenFrom = buffer.getLong();
        final long skipped = buffer.getLong();
        final int crc = buffer.getInt();
        final int count = buffer.getInt();
        if (count < 0 || count > MAX_REGIONS || buffer.remaining() != count * REGION_BYTES) {
            throw new MalformedPayloadException("VOID record regions");
        }
        final List<Region> regions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            regions.add(
                    new Region(buffer.getInt(), buffer.getInt(), buffer.getLong(), buffer.getLong(), buffer.getInt()));
            buffer.getInt();
        }
        return new VoidRecord(base, rewrittenFrom, skipped, crc, regions);
    }
}
