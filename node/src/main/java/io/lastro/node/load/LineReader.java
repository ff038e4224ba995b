package io.lastro.node.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file line by line as bytes, plain or gzip (told by its first bytes, not by its name), in bounded memory.
 *
 * <p>A line ends with LF or CR LF; a byte order mark at the beginning is skipped. One thread.
 */
final class LineReader implements AutoCloseable {
    /** Longest line that is kept; of a longer one only this much. */
    static final int MAX_LINE_BYTES = 64 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int GZIP_MAGIC_0 = 0x1f;
    private static final int GZIP_MAGIC_1 = 0x8b;

    private final MessageDigest digest = sha256();
    private final DigestInputStream raw;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int position;
    private int limit;
    private int length;
    private boolean tooLong;
    private long lineNumber;

    LineReader(final Path file) throws IOException {
        raw = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), digest);
        try {
            in = isGzip(file) ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
        } catch (final IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Goes to the next line; false at the end of the file. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            final int start = position;
            int end = start;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            keep(start, end);
            position = end + 1;
            if (end < limit) {
                break;
            }
            position = limit;
        }
        if (any) {
            lineNumber++;
            strip();
        }
        return any;
    }

    /** Number of the line, counted from 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** The line's bytes, without its end; valid until {@link #next()}. */
    byte[] bytes() {
        return line;
    }

    /** Bytes of the line that were kept. */
    int length() {
        return length;
    }

    /** Whether the line is longer than {@link #MAX_LINE_BYTES}. */
    boolean isTooLong() {
        return tooLong;
    }

    /** SHA-256 of all bytes of the file, as it lies on disk; reads on to its end. */
    String sha256Hex() throws IOException {
        while (raw.read(buffer) >= 0) {
            // What is behind the compressed part belongs to the file's identity too.
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** SHA-256, which every Java has. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private void keep(final int start, final int end) {
        final int kept = Math.min(end - start, MAX_LINE_BYTES - length);
        System.arraycopy(buffer, start, line, length, kept);
        length += kept;
        tooLong |= kept < end - start;
    }

    private void strip() {
        if (length > 0 && line[length - 1] == '\r' && !tooLong) {
            length--;
        }
        if (lineNumber == 1
                && length >= 3
                && line[0] == (byte) 0xEF
                && line[1] == (byte) 0xBB
                && line[2] == (byte) 0xBF) {
            length -= 3;
            System.arraycopy(Arrays.copyOfRange(line, 3, length + 3), 0, line, 0, length);
        }
    }

    private static boolean isGzip(final Path file) throws IOException {
        try (InputStream head = Files.newInputStream(file)) {
            final byte[] magic = head.readNBytes(2);
            return magic.length == 2 && (magic[0] & 0xFF) == GZIP_MAGIC_0 && (magic[1] & 0xFF) == GZIP_MAGIC_1;
        }
    }
}
