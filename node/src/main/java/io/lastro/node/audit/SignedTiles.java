package io.lastro.node.audit;

import io.lastro.journal.tree.MerkleTree;
import io.lastro.journal.tree.TreeException;
import io.lastro.node.audit.SignedHeads.Head;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The auditor's tiles as far as they lead to a root that was signed: up to there each of them is what the auditor has
 * written, whoever had the disk since, and a leaf that differs from them is found by itself.
 *
 * <p>Tiles that are missing, damaged or lead to no signed root say nothing and are no fault: a start builds them again.
 * One thread; memory of some tiles.
 */
final class SignedTiles implements AutoCloseable {
    private MerkleTree tree;
    private long size;
    private String unusable;

    private SignedTiles() {}

    /** Opens the tiles of a data directory. */
    static SignedTiles open(final Path dataDirectory, final SignedHeads signed) {
        final SignedTiles tiles = new SignedTiles();
        final Path folder = dataDirectory.resolve(Auditor.FOLDER).resolve(Auditor.TREE_FOLDER);
        if (!Files.isDirectory(folder)) {
            tiles.unusable = "there are none";
            return tiles;
        }
        try {
            tiles.tree = MerkleTree.openReadOnly(folder, signed.origin());
            for (int i = signed.heads().size() - 1; i >= 0 && tiles.size == 0; i--) {
                final Head head = signed.heads().get(i);
                if (head.size() <= tiles.tree.size() && Arrays.equals(tiles.tree.rootAt(head.size()), head.root())) {
                    tiles.size = head.size();
                }
            }
            tiles.unusable = tiles.size == 0 ? "they lead to no signed root" : null;
        } catch (final TreeException e) {
            tiles.giveUp(e);
        }
        return tiles;
    }

    private void giveUp(final TreeException cause) {
        size = 0;
        unusable = cause.getMessage();
    }

    /** Leaves up to this number are the signed ones; 0 = the tiles say nothing. */
    long size() {
        return size;
    }

    /** Why the tiles say nothing, or null. */
    String unusable() {
        return unusable;
    }

    /** Whether the signed tree has another leaf at a sequence; false as well where the tiles do not say. */
    boolean contradict(final long sequence, final byte[] leafHash) {
        if (sequence > size) {
            return false;
        }
        try {
            return !tree.holds(sequence - 1, leafHash);
        } catch (final TreeException e) {
            giveUp(e);
            return false;
        }
    }

    @Override
    public void close() {
        if (tree != null) {
            tree.close();
            tree = null;
            size = 0;
        }
    }
}
