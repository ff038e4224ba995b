package io.lastro.journal.tree;

import io.lastro.journal.JournaledBatch;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Feeds a tree with the committed batches of a journal, in order: leaf i is sequence i + 1.
 *
 * <p>Resumes by itself: leaves that the tree has are not appended again. The first of them that comes and the tree's last
 * one are compared with the tree, so that a journal that was altered, or a tree of another journal, is noticed before
 * anything is added; {@link #compareAll()} compares every one. The caller states when the tree becomes durable.
 *
 * <p>One thread; allocates nothing for each leaf.
 */
public final class TreeAuditor {
    private final MerkleTree tree;
    private final LeafEncoder encoder = new LeafEncoder();
    private final TreeHash hash = new TreeHash();
    private final byte[] bytes = new byte[1 + Leaf.MAX_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final byte[] leafHash = new byte[TreeHash.BYTES];
    private long nextSequence; // 0 = nothing came yet
    private boolean compareAll;

    /** Feeds this tree, which stays the caller's. */
    public TreeAuditor(final MerkleTree tree) {
        this.tree = tree;
    }

    /** From now on every leaf that the tree has already is compared; costs reading the tree. */
    public TreeAuditor compareAll() {
        compareAll = true;
        return this;
    }

    /** The tree. */
    public MerkleTree tree() {
        return tree;
    }

    /** Number of leaves. */
    public long size() {
        return tree.size();
    }

    /** Root of the tree as it is now. */
    public byte[] root() {
        return tree.root();
    }

    /**
     * Sequence from which the journal is best read on: the tree's last leaf, so that it is compared. Earlier ones do no
     * harm.
     */
    public long resumeSequence() {
        return Math.max(1, tree.size());
    }

    /**
     * Takes the next batch.
     *
     * @throws TreeException SEQUENCE_GAP when it is not the next one, LEAF_DIFFERS when the tree has another leaf, and
     *                       what {@link MerkleTree#append} throws.
     */
    public void onBatch(final JournaledBatch batch) {
        final int count = batch.count();
        begin(batch.firstSequence());
        for (int i = 0; i < count; i++) {
            final long sequence = batch.firstSequence() + i;
            if (isWanted(sequence)) {
                take(sequence, encoder.encode(batch, i, buffer, 1));
            }
        }
        nextSequence = batch.lastSequence() + 1;
    }

    /**
     * Takes a sequence whose leaf is opaque bytes.
     *
     * @throws TreeException as {@link #onBatch} does.
     */
    public void onCheckpoint(
            final long sequence,
            final long timestampNs,
            final UnsafeBuffer content,
            final int offset,
            final int contentBytes) {
        begin(sequence);
        if (isWanted(sequence)) {
            take(
                    sequence,
                    LeafEncoder.encodeCheckpoint(sequence, timestampNs, content, offset, contentBytes, buffer, 1));
        }
        nextSequence = sequence + 1;
    }

    private void begin(final long firstSequence) {
        final boolean first = nextSequence == 0;
        if (first ? firstSequence > tree.size() + 1 : firstSequence != nextSequence) {
            throw new TreeException(
                    TreeErrorCode.SEQUENCE_GAP,
                    "sequence " + firstSequence + " came, wanted was " + (first ? tree.size() + 1 : nextSequence));
        }
    }

    private boolean isWanted(final long sequence) {
        return sequence >= tree.size() || compareAll || nextSequence == 0;
    }

    private void take(final long sequence, final int leafBytes) {
        hash.leafBehindPrefix(bytes, 0, leafBytes, leafHash, 0);
        if (sequence > tree.size()) {
            tree.append(leafHash, 0);
        } else if (!Arrays.equals(tree.leafHash(sequence - 1), leafHash)) {
            throw new TreeException(
                    TreeErrorCode.LEAF_DIFFERS,
                    "sequence " + sequence + " of the journal is not the one that the tree " + tree.origin()
                            + " has; one of the two was altered: verify both against a signed tree head");
        }
        nextSequence = sequence + 1;
    }

    /**
     * Says that the journal has come to its end.
     *
     * @throws TreeException JOURNAL_SHORTER when the tree goes on behind it.
     */
    public void requireReached(final long lastSequence) {
        if (lastSequence < tree.size()) {
            throw new TreeException(
                    TreeErrorCode.JOURNAL_SHORTER,
                    "the journal ends with sequence " + lastSequence + ", the tree " + tree.origin() + " has "
                            + tree.size() + " leaves: the journal was cut back or the tree is not its own");
        }
    }

    /** Makes the tree durable at its size; see {@link MerkleTree#sync()}. */
    public void sync() {
        tree.sync();
    }
}
