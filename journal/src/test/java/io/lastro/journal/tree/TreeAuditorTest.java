package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.BatchKind;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a journal to a tree, with starts in between, and with journals that are not the tree's own. */
class TreeAuditorTest {
    private static final String ORIGIN = "lastro.io/test/1/0";

    @TempDir
    Path directory;

    @Test
    void shouldMakeTheTreeOfAJournal() {
        final long seed = TreeBatches.seed("TreeAuditorTest.journal");
        TreeBatches.write(directory.resolve("journal"), seed, 120);
        final List<byte[]> hashes = new ArrayList<>();
        final LeafEncoder encoder = new LeafEncoder();
        try (MerkleTree tree = MerkleTree.open(directory.resolve("tree"), ORIGIN)) {
            final TreeAuditor auditor = new TreeAuditor(tree);
            TreeBatches.read(directory.resolve("journal"), batch -> {
                auditor.onBatch(batch);
                for (int i = 0; i < batch.count(); i++) {
                    final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
                    final int bytes = encoder.encode(batch, i, new UnsafeBuffer(room), 0);
                    hashes.add(NaiveTree.leafHash(Arrays.copyOf(room, bytes)));
                }
            });
            assertEquals(hashes.size(), auditor.size());
            assertArrayEquals(NaiveTree.root(hashes), auditor.root());
            auditor.requireReached(hashes.size());
            assertEquals(
                    TreeErrorCode.JOURNAL_SHORTER,
                    assertThrows(TreeException.class, () -> auditor.requireReached(hashes.size() - 1))
                            .code());
        }
    }

    @Test
    void shouldResumeWhereItWasSynced() {
        final long seed = TreeBatches.seed("TreeAuditorTest.resume");
        final Random random = new Random(seed);
        final byte[] whole;
        try (MerkleTree tree = MerkleTree.open(directory.resolve("whole"), ORIGIN)) {
            feed(new TreeAuditor(tree), seed, 1, 150, null);
            whole = tree.root();
        }
        long reached = 0;
        for (int start = 0; start < 6; start++) {
            try (MerkleTree tree = MerkleTree.open(directory.resolve("tree"), ORIGIN)) {
                assertEquals(reached, tree.size());
                final TreeAuditor auditor = new TreeAuditor(tree);
                if (start == 3) {
                    auditor.compareAll();
                }
                final long from = start % 2 == 0 ? 1 : auditor.resumeSequence();
                feed(auditor, seed, from, start == 5 ? 150 : 25 * (start + 1), random);
                reached = tree.syncedSize();
                if (start == 5) {
                    assertArrayEquals(whole, tree.root());
                }
            }
        }
    }

    /** Hands over the batches from the one on that holds a sequence; syncs at random. */
    private static void feed(
            final TreeAuditor auditor, final long seed, final long from, final int batches, final Random syncs) {
        final TreeBatches source = new TreeBatches(seed);
        for (int i = 0; i < batches; i++) {
            final JournaledBatch batch = source.next(30);
            if (batch.lastSequence() >= from) {
                auditor.onBatch(batch);
                if (syncs != null && syncs.nextInt(20) == 0) {
                    auditor.sync();
                }
            }
        }
    }

    @Test
    void shouldNameTheFirstSequenceThatDiffers() {
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            feed(new TreeAuditor(tree), 1, 1, 40, null);
            final TreeException refusal =
                    assertThrows(TreeException.class, () -> feed(new TreeAuditor(tree), 2, 1, 40, null));
            assertEquals(TreeErrorCode.LEAF_DIFFERS, refusal.code());
            assertTrue(refusal.getMessage().contains("sequence 1 "), refusal.getMessage());
        }
    }

    @Test
    void shouldSeeAnAlteredLastLeafAndWithAllComparedAnyAlteredLeaf() {
        final int size = 600;
        final JournaledBatch good = new TreeBatches(5).next(BatchKind.TRANSFERS, size);
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            new TreeAuditor(tree).onBatch(good);
            new TreeAuditor(tree).compareAll().onBatch(good);
            final JournaledBatch last = altered(size, size - 1);
            assertEquals(
                    TreeErrorCode.LEAF_DIFFERS,
                    assertThrows(TreeException.class, () -> new TreeAuditor(tree).onBatch(last))
                            .code());
            final JournaledBatch middle = altered(size, 200);
            new TreeAuditor(tree).onBatch(middle);
            final TreeException refusal = assertThrows(
                    TreeException.class,
                    () -> new TreeAuditor(tree).compareAll().onBatch(middle));
            assertTrue(refusal.getMessage().contains("sequence 201 "), refusal.getMessage());
        }
    }

    private static JournaledBatch altered(final int size, final int index) {
        final JournaledBatch batch = new TreeBatches(5).next(BatchKind.TRANSFERS, size);
        final int at = index * 128 + 80;
        ((UnsafeBuffer) batch.events()).putLong(at, batch.events().getLong(at) + 1);
        return batch;
    }

    @Test
    void shouldRefuseAGap() {
        final TreeBatches source = new TreeBatches(1);
        final JournaledBatch first = source.next(10);
        source.next(10);
        final JournaledBatch third = source.next(10);
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            final TreeAuditor auditor = new TreeAuditor(tree);
            assertGap(() -> auditor.onBatch(third));
            auditor.onBatch(first);
            assertGap(() -> auditor.onBatch(third));
            assertGap(() -> auditor.onBatch(first));
            final UnsafeBuffer content = new UnsafeBuffer(new byte[] {1, 2, 3});
            auditor.onCheckpoint(first.lastSequence() + 1, 5, content, 0, 3);
            assertEquals(first.lastSequence() + 1, tree.size());
            assertGap(() -> auditor.onCheckpoint(first.lastSequence() + 3, 5, content, 0, 3));
        }
    }

    private static void assertGap(final org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                TreeErrorCode.SEQUENCE_GAP,
                assertThrows(TreeException.class, action).code());
    }
}
