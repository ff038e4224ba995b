package io.lastro.journal.tree;

import java.util.Arrays;
import java.util.List;

/** Checks that a leaf stands in a tree, by RFC 9162 section 2.1.3.2. No files, no state. */
public final class InclusionProof {
    /** No path is longer: a tree of 2^63 - 1 leaves. */
    public static final int MAX_HASHES = 63;

    private InclusionProof() {}

    /**
     * Whether the path leads from the leaf to the root.
     *
     * @param leafHash of the leaf, 32 bytes.
     * @param index    of the leaf, from 0 on.
     * @param size     of the tree, above the index.
     * @param root     of the tree of that size.
     * @param path     siblings from the leaf's own up to the root's child, 32 bytes each.
     * @return false for everything that is no proof, numbers out of range and hashes of a wrong length included.
     */
    public static boolean verify(
            final byte[] leafHash, final long index, final long size, final byte[] root, final List<byte[]> path) {
        if (index < 0 || index >= size || !areHashes(leafHash, root, path)) {
            return false;
        }
        final TreeHash hash = new TreeHash();
        long node = index;
        long last = size - 1;
        byte[] reached = leafHash;
        for (final byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                reached = hash.node(sibling, reached);
                // A node without a right sibling rises to where it is a right child.
                final int levels = Long.numberOfTrailingZeros(node);
                node >>>= levels;
                last >>>= levels;
            } else {
                reached = hash.node(reached, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(reached, root);
    }

    static boolean areHashes(final byte[] first, final byte[] second, final List<byte[]> path) {
        if (path.size() > MAX_HASHES || first.length != TreeHash.BYTES || second.length != TreeHash.BYTES) {
            return false;
        }
        for (final byte[] hash : path) {
            if (hash.length != TreeHash.BYTES) {
                return false;
            }
        }
        return true;
    }
}
