package io.lastro.journal.tree;

/**
 * The roots of the complete subtrees that make up a tree, one for each bit of its size: enough to append and to tell the
 * root, in 2 KiB whatever the size.
 *
 * <p>Appending costs one hash of a node on average. One thread; allocates nothing while appending.
 */
public final class CompactRange {
    private static final int HEIGHTS = 63;

    private final TreeHash hash;
    private final byte[] subtrees = new byte[HEIGHTS * TreeHash.BYTES];
    private final byte[] carry = new byte[TreeHash.BYTES];
    private long size;

    /** Told of each complete subtree of a tile's height. */
    @FunctionalInterface
    interface TileListener {
        /** A hash of a level of tiles is known; valid until the call returns. */
        void onHash(int level, byte[] hash);
    }

    /** A tree without leaves. */
    public CompactRange() {
        this(new TreeHash());
    }

    CompactRange(final TreeHash hash) {
        this.hash = hash;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** Appends the hash of a leaf. */
    public void append(final byte[] leafHash, final int offset) {
        append(leafHash, offset, null);
    }

    void append(final byte[] leafHash, final int offset, final TileListener listener) {
        System.arraycopy(leafHash, offset, carry, 0, TreeHash.BYTES);
        if (listener != null) {
            listener.onHash(0, carry);
        }
        int height = 0;
        for (; (size >>> height & 1) != 0; height++) {
            hash.node(subtrees, height * TreeHash.BYTES, carry, 0, carry, 0);
            if (listener != null && (height + 1) % 8 == 0) {
                listener.onHash((height + 1) / 8, carry);
            }
        }
        System.arraycopy(carry, 0, subtrees, height * TreeHash.BYTES, TreeHash.BYTES);
        size++;
    }

    /** Starts at a size with the subtrees that the caller knows. */
    void reset(final long newSize, final byte[][] edge) {
        size = newSize;
        for (int level = 0; level < edge.length; level++) {
            int from = 0;
            for (int bit = 7; bit >= 0; bit--) {
                final int width = 1 << bit;
                if ((edge[level].length / TreeHash.BYTES & width) != 0) {
                    final byte[] subtree = hash.fold(edge[level], from * TreeHash.BYTES, width);
                    System.arraycopy(subtree, 0, subtrees, (level * 8 + bit) * TreeHash.BYTES, TreeHash.BYTES);
                    from += width;
                }
            }
        }
    }

    /** Root of the tree as it is now. */
    public byte[] root() {
        if (size == 0) {
            return TreeHash.emptyRoot();
        }
        int height = Long.numberOfTrailingZeros(size);
        final byte[] root = new byte[TreeHash.BYTES];
        System.arraycopy(subtrees, height * TreeHash.BYTES, root, 0, TreeHash.BYTES);
        for (height++; height < HEIGHTS; height++) {
            if ((size >>> height & 1) != 0) {
                hash.node(subtrees, height * TreeHash.BYTES, root, 0, root, 0);
            }
        }
        return root;
    }
}
