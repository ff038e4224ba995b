package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Who a data directory is: file {@code identity}, written last when a directory is made, never changed. Little-endian.
 *
 * <pre>
 *  offset size field
 *       0    4 magic "LSTI"
 *       4    4 version 1
 *       8    8 clusterIdLow
 *      16    8 clusterIdHigh
 *      24    8 incarnation
 *      32    4 group
 *      36    4 crc32c of the bytes before
 * </pre>
 *
 * @param clusterIdLow  cluster, low 64 bits.
 * @param clusterIdHigh cluster, high 64 bits.
 * @param incarnation   random, made with the directory.
 * @param group         ledger group.
 */
record JournalIdentity(long clusterIdLow, long clusterIdHigh, long incarnation, int group) {
    static final String FILE = "identity";
    static final int BYTES = 40;
    private static final int MAGIC = 0x4954534C;
    private static final int VERSION = 1;
    private static final int CRC_OFFSET = 36;

    byte[] encode() {
        final ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(LITTLE_ENDIAN);
        buffer.putInt(MAGIC)
                .putInt(VERSION)
                .putLong(clusterIdLow)
                .putLong(clusterIdHigh)
                .putLong(incarnation);
        buffer.putInt(group);
        buffer.putInt(crc(buffer.array()));
        return buffer.array();
    }

    /** Reads the file, however large it is; throws DAMAGED_IDENTITY or NEWER_VERSION. */
    static JournalIdentity read(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return decode(in.readNBytes(BYTES + 1));
        }
    }

    /** Reads the file's bytes; throws DAMAGED_IDENTITY or NEWER_VERSION. */
    static JournalIdentity decode(final byte[] bytes) {
        if (bytes.length != BYTES) {
            throw damaged((bytes.length > BYTES ? "more than " + BYTES : bytes.length) + " bytes instead of " + BYTES);
        }
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
        if (buffer.getInt() != MAGIC) {
            throw damaged("position 0: not an identity file");
        }
        final int version = buffer.getInt();
        if (buffer.getInt(CRC_OFFSET) != crc(bytes)) {
            throw damaged("position " + CRC_OFFSET + ": checksum does not match");
        }
        if (version != VERSION) {
            throw new JournalException(
                    JournalErrorCode.NEWER_VERSION,
                    "file " + FILE + ", position 4: version " + version + ", this program reads " + VERSION
                            + "; start it with the program that wrote it");
        }
        return new JournalIdentity(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getInt());
    }

    private static JournalException damaged(final String what) {
        return new JournalException(
                JournalErrorCode.DAMAGED_IDENTITY,
                "file " + FILE + ": " + what
                        + "; put back the file from a backup of this directory, the journal itself is" + " untouched");
    }

    private static int crc(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
