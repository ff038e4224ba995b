package io.lastro.node.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lines that were not loaded as they stand: CSV with line, column, value, reason and outcome ({@code rejected}, or
 * {@code balanceDiffers} for a line that was loaded). One thread; the file is complete after {@link #sync}.
 */
final class RejectsFile implements AutoCloseable {
    static final String HEADER = "line,column,value,reason,outcome";
    static final String REJECTED = "rejected";
    static final String BALANCE_DIFFERS = "balanceDiffers";

    private static final int MAX_VALUE_CHARS = 200;
    private static final int FLUSH_CHARS = 64 * 1024;

    private final FileChannel channel;
    private final StringBuilder pending = new StringBuilder();
    private long bytes;

    /**
     * Opens the file.
     *
     * @param keepBytes bytes of an earlier run that stay; 0 = begin anew.
     * @throws LoadFailedException when the file is shorter than what should stay.
     */
    RejectsFile(final Path file, final long keepBytes) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() < keepBytes) {
            channel.close();
            throw new LoadFailedException(
                    file + " is not the rejects file of the load to go on with: it is shorter than " + keepBytes
                            + " bytes. Give the right one with --rejects, or remove the state file to load anew");
        }
        channel.truncate(keepBytes);
        channel.position(keepBytes);
        bytes = keepBytes;
        if (keepBytes == 0) {
            pending.append(HEADER).append('\n');
        }
    }

    void add(final long line, final BadLine problem, final String outcome) throws IOException {
        pending.append(line).append(',');
        field(problem.column());
        pending.append(',');
        field(problem.value());
        pending.append(',');
        field(problem.reason());
        pending.append(',').append(outcome).append('\n');
        if (pending.length() > FLUSH_CHARS) {
            flush();
        }
    }

    /** Writes and syncs everything; returns the file's length. */
    long sync() throws IOException {
        flush();
        channel.force(false);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }

    private void flush() throws IOException {
        final ByteBuffer encoded = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
        pending.setLength(0);
        bytes += encoded.remaining();
        while (encoded.hasRemaining()) {
            channel.write(encoded);
        }
    }

    /** Control characters are shown as \xNN and long texts are cut, so that a broken line cannot break this file. */
    private void field(final String text) {
        final StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_VALUE_CHARS; i++) {
            final char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\x%02X", (int) c));
            } else if (!Character.isSurrogate(c)) {
                shown.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                shown.append(c).append(text.charAt(++i));
            }
        }
        if (text.length() > MAX_VALUE_CHARS) {
            shown.append("...");
        }
        final String value = shown.toString();
        final boolean quote = value.indexOf(',') >= 0 || value.indexOf('"') >= 0;
        pending.append(quote ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
    }
}
