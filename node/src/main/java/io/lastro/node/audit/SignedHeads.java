package io.lastro.node.audit;

import io.lastro.journal.tree.InclusionProof;
import io.lastro.journal.tree.NoteException;
import io.lastro.journal.tree.NoteKey;
import io.lastro.journal.tree.NoteVerifier;
import io.lastro.journal.tree.ReceiptProof;
import io.lastro.journal.tree.SignedNote;
import io.lastro.journal.tree.TreeHash;
import io.lastro.journal.tree.TreeHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The signed heads that a journal is held against: notes of {@code checkpoints/}, and notes and receipt proofs that were
 * given. With keys only those count whose signature is good; without any all count, and nobody knows who wrote them.
 *
 * <p>Every file may hold anything; a file that is no note of this journal is a problem that is told, never an exception.
 * Memory: at most {@value #MAX_HEADS} heads. One thread.
 */
public final class SignedHeads {
    /** No more notes are taken from the folder; the newest ones are. */
    static final int MAX_HEADS = 100_000;

    private static final int SHOWN_PROBLEMS = 20;

    /**
     * Size and root that somebody has signed.
     *
     * @param size leaves, at least 1.
     * @param root 32 bytes.
     * @param file that says so, for messages.
     */
    record Head(long size, byte[] root, String file) {}

    /**
     * A leaf that a receipt proves to be in a signed tree.
     *
     * @param sequence of the leaf.
     * @param hash     of the leaf.
     * @param file     that proves it.
     */
    record ProvenLeaf(long sequence, byte[] hash, String file) {}

    private final String origin;
    private final List<NoteKey> keys;
    private final List<Head> heads = new ArrayList<>();
    private final List<ProvenLeaf> leaves = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> signers = new TreeMap<>();
    private int files;
    private int wrong;

    private SignedHeads(final String origin, final List<NoteKey> keys) {
        this.origin = origin;
        this.keys = keys.stream().map(key -> key.named(origin)).toList();
    }

    /**
     * Reads them.
     *
     * @param origin name of the journal's tree, which is also that of its keys.
     * @param given  notes and receipt proofs beside those of the folder.
     * @param keys   public keys that are believed; may be none.
     * @throws UncheckedIOException when the folder or a given file cannot be read.
     */
    public static SignedHeads read(
            final Path dataDirectory, final String origin, final List<Path> given, final List<NoteKey> keys) {
        final SignedHeads signed = new SignedHeads(origin, keys);
        for (final Path file : folder(dataDirectory)) {
            signed.take(file, NoteFolder.FOLDER + '/' + file.getFileName(), true);
        }
        given.forEach(file -> signed.take(file, file.toString(), false));
        signed.heads.sort(Comparator.comparingLong(Head::size));
        signed.leaves.sort(Comparator.comparingLong(ProvenLeaf::sequence));
        return signed;
    }

    /** Whether a data directory has the folder of notes. */
    public static boolean areIn(final Path dataDirectory) {
        return Files.isDirectory(dataDirectory.resolve(NoteFolder.FOLDER));
    }

    private static List<Path> folder(final Path dataDirectory) {
        final Path folder = dataDirectory.resolve(NoteFolder.FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(NoteFolder::isNote)
                    .sorted(Comparator.reverseOrder())
                    .limit(MAX_HEADS)
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be listed: " + e, e);
        }
    }

    private void take(final Path file, final String name, final boolean named) {
        files++;
        try (InputStream stream = Files.newInputStream(file)) {
            final byte[] bytes = stream.readNBytes(ReceiptProof.MAX_BYTES + 1);
            final boolean receipt = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.ISO_8859_1)
                    .startsWith(ReceiptProof.FORMAT);
            final ReceiptProof proof = receipt ? ReceiptProof.parse(bytes) : null;
            final SignedNote note = receipt ? proof.note() : SignedNote.parse(bytes);
            final TreeHead head = TreeHead.parse(note.text());
            if (!head.origin().equals(origin)) {
                problem(name + " is of another tree: " + printable(head.origin()) + ", this journal's is " + origin);
            } else if (named
                    && !NoteFolder.name(head.size()).equals(file.getFileName().toString())) {
                problem(name + " covers " + head.size() + " sequences, which is not what its name says");
            } else if (receipt && !isProven(proof, head)) {
                problem(name + " does not prove its leaf: the path does not lead to the root of its note");
            } else {
                checkSignature(note);
                accept(head, proof, name);
            }
        } catch (final NoteException e) {
            problem(name + " is not to be believed: " + printable(e.getMessage()));
        } catch (final IOException e) {
            if (!named) {
                throw new UncheckedIOException("file " + file + " cannot be read: " + e, e);
            }
            problem(name + " cannot be read: " + e);
        }
    }

    private static boolean isProven(final ReceiptProof proof, final TreeHead head) {
        return proof.sequence() >= 1
                && InclusionProof.verify(
                        new TreeHash().leaf(proof.leaf()),
                        proof.sequence() - 1,
                        head.size(),
                        head.root(),
                        proof.path());
    }

    private void checkSignature(final SignedNote note) throws NoteException {
        if (keys.isEmpty()) {
            return;
        }
        for (final NoteVerifier key : note.verify(keys)) {
            signers.merge(String.format(Locale.ROOT, "%08x", key.keyId()), 1, Integer::sum);
        }
    }

    private void accept(final TreeHead head, final ReceiptProof proof, final String name) {
        if (head.size() > 0) {
            heads.add(new Head(head.size(), head.root(), name));
        }
        if (proof != null) {
            leaves.add(new ProvenLeaf(proof.sequence(), new TreeHash().leaf(proof.leaf()), name));
        }
    }

    private void problem(final String what) {
        wrong++;
        if (problems.size() < SHOWN_PROBLEMS) {
            problems.add(what);
        }
    }

    private static String printable(final String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Name of the tree. */
    String origin() {
        return origin;
    }

    /** Heads that count, by size. */
    List<Head> heads() {
        return heads;
    }

    /** Leaves that receipts prove, by sequence. */
    List<ProvenLeaf> leaves() {
        return leaves;
    }

    /** Whether there are keys to check signatures with. */
    boolean areChecked() {
        return !keys.isEmpty();
    }

    /** Files that were looked at. */
    int files() {
        return files;
    }

    /** How many files do not count. */
    int wrong() {
        return wrong;
    }

    /** Why files do not count, the first ones. */
    List<String> problems() {
        return problems;
    }

    /** Notes by the id of the key that has signed them, 8 hexadecimal digits. */
    Map<String, Integer> signers() {
        return signers;
    }
}
