package io.lastro.journal.tree;

import static io.lastro.journal.tree.SignedNote.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A file that proves one leaf to anybody who has the ledger's public key, without a node.
 *
 * <pre>
 *  lastro-receipt-proof/v1
 *  sequence N                      of the leaf; its index is N - 1
 *  leaf BASE64                     bytes of the leaf
 *  size N                          leaves of the tree, as in the note
 *  path BASE64                     0 to 63 times: siblings from the leaf's own up to the root's child
 *                                  (an empty line)
 *  the signed note, to the end of the file
 * </pre>
 *
 * <p>Immutable; any thread.
 *
 * @param sequence of the leaf.
 * @param leaf     its bytes.
 * @param path     of the inclusion.
 * @param note     signed head of the tree.
 */
public record ReceiptProof(long sequence, byte[] leaf, List<byte[]> path, SignedNote note) {
    /** First line of the file. */
    public static final String FORMAT = "lastro-receipt-proof/v1";

    /** No file is longer. */
    public static final int MAX_BYTES = 256 * 1024;

    /** A proof. */
    public ReceiptProof {
        path = List.copyOf(path);
    }

    /** Takes the proof of a sequence from a tree that has at least the note's size. */
    public static ReceiptProof of(final MerkleTree tree, final long sequence, final byte[] leaf, final SignedNote note)
            throws NoteException {
        final long size = TreeHead.parse(note.text()).size();
        return new ReceiptProof(sequence, leaf, tree.inclusionProof(sequence - 1, size), note);
    }

    /**
     * Reads a file.
     *
     * @throws NoteException when it is not of the format.
     */
    public static ReceiptProof parse(final byte[] bytes) throws NoteException {
        check(bytes.length <= MAX_BYTES, "the file has " + bytes.length + " bytes, at most " + MAX_BYTES);
        final String text = SignedNote.utf8(bytes);
        check(text.startsWith(FORMAT + '\n'), "the first line is not " + FORMAT);
        final int end = text.indexOf("\n\n");
        check(end > 0, "the empty line in front of the note is missing");
        final String[] lines = text.substring(FORMAT.length() + 1, Math.max(end, FORMAT.length() + 1))
                .split("\n", -1);
        check(lines.length >= 3, "the lines sequence, leaf and size are missing");
        check(lines.length <= 3 + InclusionProof.MAX_HASHES, "there are " + lines.length + " lines");
        final long sequence = TreeHead.number(value(lines[0], "sequence"), "sequence");
        final byte[] leaf = SignedNote.base64(value(lines[1], "leaf"), "the leaf");
        check(leaf.length <= Leaf.MAX_BYTES, "the leaf has " + leaf.length + " bytes");
        final long size = TreeHead.number(value(lines[2], "size"), "size");
        final List<byte[]> path = new ArrayList<>();
        for (int i = 3; i < lines.length; i++) {
            final byte[] hash = SignedNote.base64(value(lines[i], "path"), "the path");
            check(hash.length == TreeHash.BYTES, "a hash of the path has " + hash.length + " bytes");
            path.add(hash);
        }
        final SignedNote note = SignedNote.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
        final TreeHead head = TreeHead.parse(note.text());
        check(head.size() == size, "the file says size " + size + ", its note " + head.size());
        return new ReceiptProof(sequence, leaf, path, note);
    }

    private static String value(final String line, final String name) throws NoteException {
        check(line.startsWith(name + ' '), "line " + SignedNote.show(line) + " stands where " + name + " should");
        return line.substring(name.length() + 1);
    }

    /** The file. */
    public String format() {
        final Base64.Encoder encoder = Base64.getEncoder();
        final StringBuilder text = new StringBuilder(FORMAT).append('\n');
        text.append("sequence ").append(sequence).append('\n');
        text.append("leaf ").append(encoder.encodeToString(leaf)).append('\n');
        text.append("size ").append(head().size()).append('\n');
        path.forEach(hash ->
                text.append("path ").append(encoder.encodeToString(hash)).append('\n'));
        return text.append('\n').append(note.format()).toString();
    }

    /** What the note says; worth nothing before {@link #verify}. */
    public TreeHead head() {
        try {
            return TreeHead.parse(note.text());
        } catch (final NoteException e) {
            throw new IllegalStateException("the note is no tree head: " + e.getMessage(), e);
        }
    }

    /**
     * Checks everything: the signature, that the leaf is canonical and of this sequence, and the way from leaf to root.
     *
     * @param keys that are believed; they count under the name of the note's origin.
     */
    public ReceiptVerdict verify(final List<NoteKey> keys) {
        final TreeHead head = head();
        try {
            final List<NoteVerifier> signers = note.verify(
                    keys.stream().map(key -> key.named(head.origin())).toList());
            final Leaf decoded = Leaf.decode(leaf);
            if (decoded.sequence() != sequence) {
                return refused("the leaf is sequence " + decoded.sequence() + ", the file says " + sequence);
            }
            if (sequence > head.size()) {
                return refused(
                        "sequence " + sequence + " is not among the " + head.size() + " leaves of the signed tree");
            }
            if (!InclusionProof.verify(new TreeHash().leaf(leaf), sequence - 1, head.size(), head.root(), path)) {
                return refused("the path does not lead from this leaf to the signed root: leaf or path was altered");
            }
            return new ReceiptVerdict(
                    "the leaf stands at sequence " + sequence + " of the signed tree of " + head.size() + " leaves",
                    signers.stream()
                            .map(key -> String.format(Locale.ROOT, "%08x", key.keyId()))
                            .toList());
        } catch (final NoteException | MalformedLeafException e) {
            return refused(e.getMessage());
        }
    }

    private static ReceiptVerdict refused(final String reason) {
        return new ReceiptVerdict(reason, List.of());
    }
}
