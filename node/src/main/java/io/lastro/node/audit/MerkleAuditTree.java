package io.lastro.node.audit;

import io.lastro.journal.JournalStorage;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.tree.MerkleTree;
import io.lastro.journal.tree.NoteException;
import io.lastro.journal.tree.ReceiptProof;
import io.lastro.journal.tree.SignedNote;
import io.lastro.journal.tree.TreeHash;
import io.lastro.journal.tree.TreeHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tree with its tiles on disk ({@code io.lastro.journal.tree}), and proofs out of it. The auditor's thread appends,
 * any thread may ask for a proof; it waits for the batch in hand.
 */
final class MerkleAuditTree implements AuditTree {
    private final Path directory;
    private final String origin;
    private final JournalStorage storage;
    private final LeafWriter leaf = new LeafWriter();
    private final byte[] leafHash = new byte[TreeHash.BYTES];
    private MerkleTree tree;

    MerkleAuditTree(final Path directory, final String origin, final JournalStorage storage) {
        this.directory = directory;
        this.origin = origin;
        this.storage = storage;
        tree = MerkleTree.open(directory, origin, storage);
    }

    @Override
    public synchronized long size() {
        return tree.size();
    }

    @Override
    public synchronized void append(final JournaledBatch batch, final int skip) {
        for (int i = skip; i < batch.count(); i++) {
            leaf.write(batch, i);
            leaf.hash(leafHash);
            tree.append(leafHash, 0);
        }
    }

    @Override
    public synchronized byte[] root() {
        return tree.root();
    }

    /**
     * The receipt file of an event.
     *
     * @param note a signed head of at least the event's sequence.
     * @return null when the tree has not come to the note's size again after a start.
     * @throws NoteException when the note is none of this tree.
     */
    synchronized byte[] prove(final JournaledBatch batch, final long sequence, final SignedNote note)
            throws NoteException {
        if (TreeHead.parse(note.text()).size() > tree.size()) {
            return null;
        }
        leaf.write(batch, (int) (sequence - batch.firstSequence()));
        return ReceiptProof.of(tree, sequence, leaf.copy(), note).format().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void sync() {
        tree.sync();
    }

    @Override
    public synchronized void reset() {
        tree.close();
        delete(directory);
        tree = MerkleTree.open(directory, origin, storage);
    }

    static void delete(final Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).toList();
            for (final Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("directory " + directory + " cannot be removed: " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        tree.close();
    }
}
