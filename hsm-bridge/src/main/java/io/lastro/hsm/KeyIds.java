package io.lastro.hsm;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The identifier (CKA_ID) of our keys. It carries when the key was made, because not every token keeps dates.
 *
 * <pre>
 *   0  long  0x4c415354524f0001: "LASTRO", version 1
 *   8  long  made at, Unix ms
 *  16  long  at random
 * </pre>
 */
public final class KeyIds {
    private static final long MAGIC = 0x4c415354524f0001L;
    private static final int BYTES = 3 * Long.BYTES;

    private KeyIds() {}

    /** A new identifier. */
    static byte[] make(final long createdMs, final RandomGenerator random) {
        return ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putLong(createdMs)
                .putLong(random.nextLong())
                .array();
    }

    /** When the key with this identifier was made; null when the identifier is not one of ours. */
    public static Instant created(final byte[] id) {
        if (id == null || id.length != BYTES) {
            return null;
        }
        final ByteBuffer fields = ByteBuffer.wrap(id);
        return fields.getLong() == MAGIC ? Instant.ofEpochMilli(fields.getLong()) : null;
    }
}
