package io.lastro.journal.tree;

import static io.lastro.journal.tree.SignedNote.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Size and root of a tree at a moment, as the text of a note in the format c2sp.org/tlog-checkpoint, with what the ledger
 * knows of that moment in extension lines.
 *
 * <pre>
 *  lastro.io/CLUSTER/LINEAGE/GROUP     origin
 *  1000                                size
 *  base64 of the root
 *  chain HEX                           chain value of the frame that ends with the sequence, 32 digits
 *  sequence N                          last sequence that the tree holds
 *  digest HEX                          state digest at that sequence, 32 digits
 *  time NS                             ledger time of that sequence, ns
 * </pre>
 *
 * <p>Other extension lines are kept as they are. Immutable; any thread.
 *
 * @param origin     name of the tree.
 * @param size       leaves, at least 0.
 * @param root       32 bytes.
 * @param extensions lines behind the third one, without newlines.
 */
public record TreeHead(String origin, long size, byte[] root, List<String> extensions) {
    /** What all our origins begin with. */
    public static final String ORIGIN_PREFIX = "lastro.io/";

    /** No head has more extension lines. */
    public static final int MAX_EXTENSIONS = 64;

    private static final int LINES = 3;
    private static final int MAX_LINE_CHARS = 1_024;
    private static final String CHAIN = "chain";
    private static final String SEQUENCE = "sequence";
    private static final String DIGEST = "digest";
    private static final String TIME = "time";
    private static final String HEX_128 = "[0-9a-f]{32}";
    private static final String NUMBER = "0|[1-9][0-9]{0,18}";

    /** A head with these extension lines. */
    public TreeHead {
        extensions = List.copyOf(extensions);
    }

    /** Origin of the tree of a group of a cluster; the cluster id is told in hexadecimal digits. */
    public static String origin(final String clusterId, final long lineage, final int group) {
        return ORIGIN_PREFIX + clusterId + '/' + lineage + '/' + group;
    }

    /**
     * The head of a ledger.
     *
     * @param chain  chain value, 32 lower-case hexadecimal digits.
     * @param digest state digest, 32 lower-case hexadecimal digits, or null while it is not known.
     */
    public static TreeHead of(
            final String origin,
            final long size,
            final byte[] root,
            final String chain,
            final long sequence,
            final String digest,
            final long timeNs) {
        final List<String> lines = new ArrayList<>();
        lines.add(CHAIN + ' ' + chain);
        lines.add(SEQUENCE + ' ' + sequence);
        if (digest != null) {
            lines.add(DIGEST + ' ' + digest);
        }
        lines.add(TIME + ' ' + timeNs);
        final TreeHead head = new TreeHead(origin, size, root, lines);
        try {
            return parse(head.text());
        } catch (final NoteException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Reads the text of a note.
     *
     * @throws NoteException when it is not of the format, or a line of ours is there twice or malformed.
     */
    public static TreeHead parse(final String text) throws NoteException {
        check(text.endsWith("\n"), "the tree head does not end in a newline");
        final List<String> lines =
                Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
        check(lines.size() >= LINES, "the tree head has " + lines.size() + " lines, at least " + LINES);
        check(lines.size() <= LINES + MAX_EXTENSIONS, "the tree head has " + lines.size() + " lines");
        for (final String line : lines) {
            check(!line.isEmpty(), "the tree head has an empty line");
            check(line.length() <= MAX_LINE_CHARS, "the tree head has a line of " + line.length() + " characters");
        }
        final long size = number(lines.get(1), "size");
        final byte[] root = SignedNote.base64(lines.get(2), "the root");
        check(root.length == TreeHash.BYTES, "the root has " + root.length + " bytes");
        final TreeHead head = new TreeHead(lines.get(0), size, root, lines.subList(LINES, lines.size()));
        head.checkExtensions();
        return head;
    }

    private void checkExtensions() throws NoteException {
        final Set<String> seen = new HashSet<>();
        for (final String line : extensions) {
            final int space = line.indexOf(' ');
            final String name = space < 0 ? line : line.substring(0, space);
            final String value = space < 0 ? "" : line.substring(space + 1);
            switch (name) {
                case CHAIN, DIGEST:
                    check(value.matches(HEX_128), "extension line " + SignedNote.show(line) + " is no 128-bit value");
                    break;
                case SEQUENCE, TIME:
                    number(value, name);
                    break;
                default:
                    continue; // not ours: kept, not understood, and the writer may repeat it
            }
            check(seen.add(name), "extension line " + name + " is there twice");
        }
        check(
                !seen.contains(SEQUENCE) || sequence().orElseThrow() == size,
                "the tree has " + size + " leaves, but sequence " + sequence().orElse(0L) + " is said to be its last");
    }

    static long number(final String text, final String what) throws NoteException {
        check(text.matches(NUMBER), "the " + what + " is no decimal number: " + SignedNote.show(text));
        try {
            return Long.parseLong(text);
        } catch (final NumberFormatException e) {
            throw new NoteException("the " + what + " is above 2^63-1: " + text);
        }
    }

    private Optional<String> extension(final String name) {
        return extensions.stream()
                .filter(line -> line.startsWith(name + ' '))
                .map(line -> line.substring(name.length() + 1))
                .findFirst();
    }

    /** Chain value of the last frame, hexadecimal, when it is told. */
    public Optional<String> chain() {
        return extension(CHAIN);
    }

    /** Last sequence, when it is told. */
    public Optional<Long> sequence() {
        return extension(SEQUENCE).map(Long::parseLong);
    }

    /** State digest at the last sequence, hexadecimal, when it is told. */
    public Optional<String> digest() {
        return extension(DIGEST);
    }

    /** Ledger time of the last sequence in ns, when it is told. */
    public Optional<Long> timeNs() {
        return extension(TIME).map(Long::parseLong);
    }

    /** The text to be signed. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(origin).append('\n').append(size).append('\n');
        text.append(Base64.getEncoder().encodeToString(root)).append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
