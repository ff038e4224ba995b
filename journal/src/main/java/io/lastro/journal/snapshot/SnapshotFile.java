package io.lastro.journal.snapshot;

import java.nio.file.Path;

/**
 * The drawing of a snapshot file.
 *
 * <pre>
 *  header   256 bytes, {@link SnapshotHeader}
 *  chunk    4 bytes length n, 1 to 1 MiB; 4 bytes CRC32C of the n bytes; n bytes          one or more
 *  end      4 bytes 0
 *  SHA-256  32 bytes, of all bytes before
 * </pre>
 *
 * <p>Little-endian. The name is {@code snapshot-} and the sequence in 20 digits. A file gets its name when it is synced;
 * until then it ends with {@code .unfinished}.
 */
public final class SnapshotFile {
    /** Most bytes of a chunk. */
    static final int CHUNK_BYTES = 1 << 20;

    /** Bytes in front of each chunk. */
    static final int CHUNK_HEADER_BYTES = 8;

    /** Bytes of the sum at the end. */
    static final int SHA_BYTES = 32;

    static final String PREFIX = "snapshot-";
    static final String UNFINISHED_SUFFIX = ".unfinished";

    private SnapshotFile() {}

    /** The file of a sequence in a folder. */
    static Path path(final Path folder, final long sequence) {
        return folder.resolve(String.format("%s%020d", PREFIX, sequence));
    }
}
