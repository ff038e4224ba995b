package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.openhft.hashing.LongTupleHashFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory outside the heap that holds frames, with their checksum and chain value.
 *
 * <p>Both are computed in place: CRC and chain fields are zeroed while they are hashed, and the previous chain value is
 * put into the {@link FrameLayout#CHAIN_BYTES} in front of the frame for that moment, so a frame never starts below that
 * offset. One thread; allocates nothing after construction.
 */
final class FrameMemory {
    /** Frames start at or behind this offset. */
    static final int FIRST_OFFSET = FrameLayout.CHAIN_BYTES;

    /** What {@link #check} found instead of a good frame. */
    static final int NO_FRAME = -1;

    static final int BAD_LENGTH = -2;
    static final int NEWER_VERSION = -3;
    static final int OLDER_VERSION = -4;
    static final int BAD_CRC = -5;
    static final int BAD_HEADER = -6;

    final ByteBuffer bytes;
    final UnsafeBuffer buffer;
    final FrameHeader header = new FrameHeader();

    private final CRC32C crc = new CRC32C();
    private final LongTupleHashFunction xxh128 = LongTupleHashFunction.xx128();
    private final long[] hash = xxh128.newResultArray();
    private final ByteBuffer crcWindow;

    FrameMemory(final int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity);
        crcWindow = bytes.duplicate();
        buffer = new UnsafeBuffer(bytes);
    }

    /** CRC32C of a range as it is. */
    int crc32c(final int offset, final int length) {
        crcWindow.limit(offset + length).position(offset);
        crc.reset();
        crc.update(crcWindow);
        return (int) crc.getValue();
    }

    /** Puts chain value and CRC into a complete frame; {@link #chainLow()} and high give the value. */
    void seal(final int offset, final int length, final long previousLow, final long previousHigh) {
        hash(offset, length, previousLow, previousHigh);
        buffer.putLong(offset + FrameLayout.CHAIN_LOW_OFFSET, hash[0], LITTLE_ENDIAN);
        buffer.putLong(offset + FrameLayout.CHAIN_HIGH_OFFSET, hash[1], LITTLE_ENDIAN);
        buffer.putInt(offset + FrameLayout.CRC_OFFSET, crc32c(offset, length), LITTLE_ENDIAN);
    }

    /**
     * Whether a good frame starts here: magic, version, length and CRC.
     *
     * @return its length, or one of the negative codes.
     */
    int check(final int offset, final int available) {
        if (available < FrameLayout.HEADER_BYTES) {
            return NO_FRAME;
        }
        header.wrap(buffer, offset);
        if (header.magic() != FrameLayout.MAGIC) {
            return NO_FRAME;
        }
        final int version = header.headerVersion();
        if (version != FrameLayout.HEADER_VERSION) {
            return version > FrameLayout.HEADER_VERSION ? NEWER_VERSION : OLDER_VERSION;
        }
        final int length = header.length();
        if (length < FrameLayout.HEADER_BYTES || length > FrameLayout.MAX_FRAME_BYTES || length > available) {
            return BAD_LENGTH;
        }
        final int stored = header.crc();
        buffer.putInt(offset + FrameLayout.CRC_OFFSET, 0);
        final int computed = crc32c(offset, length);
        buffer.putInt(offset + FrameLayout.CRC_OFFSET, stored, LITTLE_ENDIAN);
        if (stored != computed) {
            return BAD_CRC;
        }
        return header.type() == null || header.count() < 0 || header.firstSequence() < 1 ? BAD_HEADER : length;
    }

    /** Whether the chain value of a good frame continues from this one. */
    boolean continues(final int offset, final int length, final long previousLow, final long previousHigh) {
        final int storedCrc = buffer.getInt(offset + FrameLayout.CRC_OFFSET, LITTLE_ENDIAN);
        final long storedLow = buffer.getLong(offset + FrameLayout.CHAIN_LOW_OFFSET, LITTLE_ENDIAN);
        final long storedHigh = buffer.getLong(offset + FrameLayout.CHAIN_HIGH_OFFSET, LITTLE_ENDIAN);
        hash(offset, length, previousLow, previousHigh);
        buffer.putInt(offset + FrameLayout.CRC_OFFSET, storedCrc, LITTLE_ENDIAN);
        buffer.putLong(offset + FrameLayout.CHAIN_LOW_OFFSET, storedLow, LITTLE_ENDIAN);
        buffer.putLong(offset + FrameLayout.CHAIN_HIGH_OFFSET, storedHigh, LITTLE_ENDIAN);
        return hash[0] == storedLow && hash[1] == storedHigh;
    }

    /** Chain value that {@link #seal} put in, low 64 bits. */
    long chainLow() {
        return hash[0];
    }

    /** Chain value that {@link #seal} put in, high 64 bits. */
    long chainHigh() {
        return hash[1];
    }

    /** Leaves the CRC and chain fields zero. */
    private void hash(final int offset, final int length, final long previousLow, final long previousHigh) {
        final int before = offset - FrameLayout.CHAIN_BYTES;
        final long keptLow = buffer.getLong(before);
        final long keptHigh = buffer.getLong(before + Long.BYTES);
        buffer.putInt(offset + FrameLayout.CRC_OFFSET, 0);
        buffer.putLong(offset + FrameLayout.CHAIN_LOW_OFFSET, 0);
        buffer.putLong(offset + FrameLayout.CHAIN_HIGH_OFFSET, 0);
        buffer.putLong(before, previousLow, LITTLE_ENDIAN);
        buffer.putLong(before + Long.BYTES, previousHigh, LITTLE_ENDIAN);
        xxh128.hashMemory(buffer.addressOffset() + before, (long) FrameLayout.CHAIN_BYTES + length, hash);
        buffer.putLong(before, keptLow);
        buffer.putLong(before + Long.BYTES, keptHigh);
    }
}
