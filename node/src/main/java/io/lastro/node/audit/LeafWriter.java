package io.lastro.node.audit;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.tree.LeafEncoder;
import io.lastro.journal.tree.TreeHash;
import org.agrona.concurrent.UnsafeBuffer;

/** Leaf and leaf hash of an event of any batch. One thread; allocates nothing but in {@link #copy}. */
final class LeafWriter {
    private static final int PREFIX_BYTES = 1;

    private final LeafEncoder encoder = new LeafEncoder();
    private final TreeHash hash = new TreeHash();
    private final byte[] bytes = new byte[PREFIX_BYTES + LeafEncoder.MAX_LEAF_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int length;

    /** Writes the leaf of an event. */
    void write(final JournaledBatch batch, final int index) {
        length = encoder.encode(batch, index, buffer, PREFIX_BYTES);
    }

    /** Hash of the leaf that was written last, 32 bytes. */
    void hash(final byte[] target) {
        hash.leafBehindPrefix(bytes, 0, length, target, 0);
    }

    /** The leaf that was written last. */
    byte[] copy() {
        final byte[] leaf = new byte[length];
        System.arraycopy(bytes, PREFIX_BYTES, leaf, 0, length);
        return leaf;
    }
}
