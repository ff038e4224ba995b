package io.lastro.node.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The text of a C2SP tlog-checkpoint: origin, tree size and root, a line each.
 *
 * @param size leaves.
 * @param root 32 bytes in Base64.
 */
record NoteText(long size, String root) {
    private static final int ROOT_LINE = 2;
    private static final int LINES = 3;

    static NoteText of(final long size, final byte[] root) {
        return new NoteText(size, Base64.getEncoder().encodeToString(root));
    }

    /** The bytes that are signed. */
    byte[] bytes(final String origin) {
        return (origin + "\n" + size + "\n" + root + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Reads it from the beginning of a signed note; null when it does not begin like one. */
    static NoteText parse(final byte[] note) {
        final String[] lines = new String(note, StandardCharsets.UTF_8).split("\n", LINES + 1);
        if (lines.length <= LINES || !lines[1].matches("[1-9][0-9]{0,18}")) {
            return null;
        }
        try {
            return new NoteText(Long.parseLong(lines[1]), lines[ROOT_LINE]);
        } catch (final NumberFormatException e) {
            return null;
        }
    }
}
