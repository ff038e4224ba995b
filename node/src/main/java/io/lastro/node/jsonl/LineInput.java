package io.lastro.node.jsonl;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a stream line by line as bytes. A line ends with LF or CR LF; the last one may lack it.
 *
 * <p>Before each read that may block, replies are flushed: a peer that waits for each of them gets it, and a file is
 * answered in large blocks. Memory: the longest line so far, at most {@link #MAX_LINE_BYTES}. One thread.
 */
final class LineInput {
    /** Longest line that is kept. */
    static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

    private static final int BLOCK_BYTES = 64 * 1024;

    private final InputStream in;
    private final Flushable replies;
    private final byte[] block = new byte[BLOCK_BYTES];
    private byte[] line = new byte[BLOCK_BYTES];
    private int position;
    private int limit;
    private int length;
    private boolean tooLong;

    LineInput(final InputStream in, final Flushable replies) {
        this.in = in;
        this.replies = replies;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            final int start = position;
            int end = start;
            while (end < limit && block[end] != '\n') {
                end++;
            }
            keep(start, end);
            position = end + 1;
            if (end < limit) {
                break;
            }
            position = limit;
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return any;
    }

    /** The line's bytes, without its end; valid until {@link #next()}. */
    byte[] bytes() {
        return line;
    }

    /** Bytes of the line. */
    int length() {
        return length;
    }

    /** Whether the line is longer than {@link #MAX_LINE_BYTES}; what is behind was dropped. */
    boolean isTooLong() {
        return tooLong;
    }

    private boolean fill() throws IOException {
        replies.flush();
        position = 0;
        limit = Math.max(0, in.read(block));
        return limit > 0;
    }

    private void keep(final int start, final int end) {
        final int kept = Math.min(end - start, MAX_LINE_BYTES - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_LINE_BYTES, 2 * (length + kept)));
        }
        System.arraycopy(block, start, line, length, kept);
        length += kept;
        tooLong |= kept < end - start;
    }
}
