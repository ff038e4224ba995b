package io.lastro.node.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files and of bytes, as 64 hexadecimal digits. */
final class Sha256 {
    static final int DIGITS = 64;
    private static final int CHUNK_BYTES = 1 << 20;

    private Sha256() {}

    /** Told of each chunk that was read; may be written elsewhere. */
    @FunctionalInterface
    interface Chunks {
        Chunks NONE = chunk -> {};

        void onChunk(ByteBuffer chunk) throws IOException;
    }

    static String of(final byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Of the first bytes of a file; an IOException when it has fewer. */
    static String of(final Path file, final long bytes, final Chunks chunks) throws IOException {
        final MessageDigest digest = digest();
        final ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.max(1, Math.min(bytes, CHUNK_BYTES)));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long left = bytes;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                final int read = channel.read(buffer);
                if (read < 0) {
                    throw new IOException("file " + file + " ends " + left + " bytes early");
                }
                left -= read;
                buffer.flip();
                digest.update(buffer.duplicate());
                chunks.onChunk(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
