package io.lastro.journal.tree;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A tree of random leaves with a signed head. */
record ProofFixture(MerkleTree tree, List<byte[]> leaves, SignedNote note, KeyPairSigner signer) {
    static final String ORIGIN = "lastro.io/00112233445566778899aabbccddeeff/1/0";
    private static final String HEX = "0123456789abcdef0123456789abcdef";

    static ProofFixture make(final Path directory, final long seed, final int size) throws Exception {
        return make(directory, seed, size, KeyPairSigner.ecdsa(ORIGIN));
    }

    static ProofFixture make(final Path directory, final long seed, final int size, final KeyPairSigner signer) {
        final TreeBatches batches = new TreeBatches(seed);
        final LeafEncoder encoder = new LeafEncoder();
        final MerkleTree tree = MerkleTree.open(directory, ORIGIN);
        final List<byte[]> leaves = new ArrayList<>();
        while (leaves.size() < size) {
            final JournaledBatch batch = batches.next(Math.min(20, size - leaves.size()));
            for (int i = 0; i < batch.count() && leaves.size() < size; i++) {
                final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
                final byte[] leaf = Arrays.copyOf(room, encoder.encode(batch, i, new UnsafeBuffer(room), 0));
                leaves.add(Arrays.copyOf(room, leaf.length));
                tree.append(new TreeHash().leaf(leaves.get(leaves.size() - 1)), 0);
            }
        }
        final TreeHead head = TreeHead.of(ORIGIN, size, tree.root(), HEX, size, HEX, 1_700_000_000_000_000_000L);
        return new ProofFixture(tree, leaves, SignedNote.sign(head.text(), signer), signer);
    }

    ReceiptProof proof(final long sequence) {
        try {
            return ReceiptProof.of(tree, sequence, leaves.get((int) sequence - 1), note);
        } catch (final NoteException e) {
            throw new AssertionError(e);
        }
    }
}
