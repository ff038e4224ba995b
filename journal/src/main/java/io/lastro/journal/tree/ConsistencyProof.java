package io.lastro.journal.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks that a tree is an older one with leaves added behind, by RFC 9162 section 2.1.4.2. No files, no state. */
public final class ConsistencyProof {
    /** No path is longer. */
    public static final int MAX_HASHES = InclusionProof.MAX_HASHES;

    private ConsistencyProof() {}

    /**
     * Whether the first tree is the beginning of the second one.
     *
     * @param first      size of the older tree; of size 0 everything is a continuation, and the path is empty.
     * @param firstRoot  its root.
     * @param second     size of the newer tree, at least the first.
     * @param secondRoot its root.
     * @param path       of the proof, 32 bytes each; empty when the sizes are equal.
     * @return false for everything that is no proof, numbers out of range and hashes of a wrong length included.
     */
    public static boolean verify(
            final long first,
            final byte[] firstRoot,
            final long second,
            final byte[] secondRoot,
            final List<byte[]> path) {
        if (first < 0 || first > second || !InclusionProof.areHashes(firstRoot, secondRoot, path)) {
            return false;
        }
        if (first == 0) {
            return path.isEmpty()
                    && Arrays.equals(firstRoot, TreeHash.emptyRoot())
                    && (second != 0 || Arrays.equals(firstRoot, secondRoot));
        }
        if (first == second) {
            return path.isEmpty() && Arrays.equals(firstRoot, secondRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        final List<byte[]> hashes = new ArrayList<>(path);
        if (Long.bitCount(first) == 1) {
            hashes.add(0, firstRoot); // the old root is itself a node of the new tree and is not sent
        }
        return climb(first - 1, firstRoot, second - 1, secondRoot, hashes);
    }

    private static boolean climb(
            final long firstLast,
            final byte[] firstRoot,
            final long secondLast,
            final byte[] secondRoot,
            final List<byte[]> hashes) {
        final TreeHash hash = new TreeHash();
        final int complete = Long.numberOfTrailingZeros(~firstLast);
        long node = firstLast >>> complete;
        long last = secondLast >>> complete;
        byte[] oldRoot = hashes.get(0);
        byte[] newRoot = hashes.get(0);
        for (final byte[] sibling : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                oldRoot = hash.node(sibling, oldRoot);
                newRoot = hash.node(sibling, newRoot);
                final int levels = Long.numberOfTrailingZeros(node);
                node >>>= levels;
                last >>>= levels;
            } else {
                newRoot = hash.node(newRoot, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(oldRoot, firstRoot) && Arrays.equals(newRoot, secondRoot);
    }
}
