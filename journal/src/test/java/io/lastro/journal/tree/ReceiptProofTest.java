package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.TreeBatches;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipt proofs: believed as they were made, and by no means after any change. */
class ReceiptProofTest {
    @TempDir
    Path directory;

    private ProofFixture fixture;

    @BeforeEach
    void makeATree() throws Exception {
        fixture = ProofFixture.make(directory, TreeBatches.seed("ReceiptProofTest"), 700);
    }

    @Test
    void shouldBelieveEveryLeafOfTheSignedTree() throws NoteException {
        for (int sequence = 1; sequence <= fixture.leaves().size(); sequence += 13) {
            final ReceiptProof proof =
                    ReceiptProof.parse(bytes(fixture.proof(sequence).format()));
            final ReceiptVerdict verdict = proof.verify(List.of(fixture.signer().key()));
            assertTrue(verdict.believed(), verdict.reason());
            assertEquals(1, verdict.signedBy().size());
            assertEquals(fixture.proof(sequence).format(), proof.format());
        }
    }

    @Test
    void shouldNotBelieveAnotherKey() throws Exception {
        final ReceiptVerdict verdict = fixture.proof(5)
                .verify(List.of(KeyPairSigner.ecdsa(ProofFixture.ORIGIN).key()));
        assertEquals("no key that we know has signed the note", verdict.reason());
        assertFalse(verdict.believed());
    }

    @Test
    void shouldNotBelieveASwappedLeafOrSequence() throws NoteException {
        final ReceiptProof good = fixture.proof(9);
        final ReceiptProof other = fixture.proof(10);
        assertRefused(new ReceiptProof(9, other.leaf(), good.path(), good.note()), "the leaf is sequence 10");
        assertRefused(new ReceiptProof(10, other.leaf(), good.path(), good.note()), "the path does not lead");
        assertRefused(new ReceiptProof(9, good.leaf(), good.path().subList(1, 3), good.note()), "the path does not");
        final byte[] cut = Arrays.copyOf(good.leaf(), good.leaf().length - 1);
        assertRefused(new ReceiptProof(9, cut, good.path(), good.note()), "the leaf");
    }

    private void assertRefused(final ReceiptProof proof, final String reason) {
        final ReceiptVerdict verdict = proof.verify(List.of(fixture.signer().key()));
        assertFalse(verdict.believed());
        assertTrue(verdict.reason().startsWith(reason), verdict.reason());
    }

    @Test
    void shouldNotBelieveAFileWithAnyByteChanged() throws NoteException {
        final Random random = new Random(TreeBatches.seed("ReceiptProofTest.flip"));
        final byte[] good = bytes(fixture.proof(123).format());
        for (int at = 0; at < good.length; at++) {
            final byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(7));
            try {
                final ReceiptVerdict verdict =
                        ReceiptProof.parse(bad).verify(List.of(fixture.signer().key()));
                assertFalse(verdict.believed(), "byte " + at + " changed to " + bad[at]);
            } catch (final NoteException e) {
                assertFalse(e.getMessage().isEmpty());
            }
            final byte[] cut = Arrays.copyOf(good, at);
            assertThrows(NoteException.class, () -> ReceiptProof.parse(cut));
        }
    }

    @Test
    void shouldBoundTheFile() {
        assertThrows(NoteException.class, () -> ReceiptProof.parse(new byte[ReceiptProof.MAX_BYTES + 1]));
        assertThrows(NoteException.class, () -> ReceiptProof.parse(bytes(ReceiptProof.FORMAT + "\n\n")));
        final String good = fixture.proof(1).format();
        final String path = "path " + "A".repeat(43) + "=\n";
        final String tooLong = good.replaceFirst("\n\n", "\n" + path.repeat(64) + "\n");
        assertThrows(NoteException.class, () -> ReceiptProof.parse(bytes(tooLong)));
        final String otherSize = good.replaceFirst("\nsize \\d+\n", "\nsize 3\n");
        assertThrows(NoteException.class, () -> ReceiptProof.parse(bytes(otherSize)));
    }

    // ---- bare proofs, hostile ----

    @Test
    void shouldAnswerFalseToWhatIsNoInclusion() {
        final List<byte[]> leaves = hashes(300);
        final Random random = new Random(TreeBatches.seed("ReceiptProofTest.inclusion"));
        for (int round = 0; round < 4_000; round++) {
            final int size = 1 + random.nextInt(leaves.size());
            final int index = random.nextInt(size);
            final List<byte[]> tree = leaves.subList(0, size);
            final byte[] root = NaiveTree.root(tree);
            final List<byte[]> path = NaiveTree.path(index, tree);
            assertTrue(InclusionProof.verify(leaves.get(index), index, size, root, path));
            final long otherIndex = random.nextInt(size);
            if (otherIndex != index) {
                assertFalse(InclusionProof.verify(leaves.get(index), otherIndex, size, root, path));
            }
            final List<byte[]> longer = new ArrayList<>(path);
            longer.add(random.nextInt(path.size() + 1), leaves.get(random.nextInt(leaves.size())));
            assertFalse(InclusionProof.verify(leaves.get(index), index, size, root, longer));
            if (!path.isEmpty()) {
                final List<byte[]> shorter = new ArrayList<>(path);
                shorter.remove(random.nextInt(path.size()));
                assertFalse(InclusionProof.verify(leaves.get(index), index, size, root, shorter));
                final List<byte[]> flipped = new ArrayList<>(path);
                final int at = random.nextInt(path.size());
                flipped.set(at, flip(path.get(at), random));
                assertFalse(InclusionProof.verify(leaves.get(index), index, size, root, flipped));
            }
            assertFalse(InclusionProof.verify(flip(leaves.get(index), random), index, size, root, path));
        }
    }

    @Test
    void shouldAnswerFalseToWhatIsNoConsistency() {
        final List<byte[]> leaves = hashes(300);
        final Random random = new Random(TreeBatches.seed("ReceiptProofTest.consistency"));
        for (int round = 0; round < 4_000; round++) {
            final int second = 1 + random.nextInt(leaves.size());
            final int first = random.nextInt(second + 1);
            final byte[] firstRoot = NaiveTree.root(leaves.subList(0, first));
            final byte[] secondRoot = NaiveTree.root(leaves.subList(0, second));
            final List<byte[]> path = NaiveTree.consistency(first, leaves.subList(0, second));
            assertTrue(ConsistencyProof.verify(first, firstRoot, second, secondRoot, path));
            assertFalse(ConsistencyProof.verify(first, flip(firstRoot, random), second, secondRoot, path));
            if (first > 0) {
                assertFalse(ConsistencyProof.verify(first, firstRoot, second, flip(secondRoot, random), path));
            }
            final List<byte[]> longer = new ArrayList<>(path);
            longer.add(random.nextInt(path.size() + 1), leaves.get(random.nextInt(leaves.size())));
            assertFalse(ConsistencyProof.verify(first, firstRoot, second, secondRoot, longer));
            if (!path.isEmpty()) {
                final List<byte[]> changed = new ArrayList<>(path);
                final int at = random.nextInt(path.size());
                changed.set(at, flip(path.get(at), random));
                assertFalse(ConsistencyProof.verify(first, firstRoot, second, secondRoot, changed));
                changed.remove(at);
                assertFalse(ConsistencyProof.verify(first, firstRoot, second, secondRoot, changed));
            }
        }
    }

    @Test
    void shouldNotLoopOrOverflowOnNumbersOutOfRange() {
        final byte[] hash = new byte[TreeHash.BYTES];
        final List<byte[]> path = new ArrayList<>();
        for (int length = 0; length < 70; length++) {
            for (final long a : new long[] {Long.MIN_VALUE, -1, 0, 1, 5, 1L << 62, Long.MAX_VALUE}) {
                for (final long b : new long[] {Long.MIN_VALUE, -1, 0, 1, 5, 1L << 62, Long.MAX_VALUE}) {
                    assertFalse(InclusionProof.verify(hash, a, b, new byte[32], path) && !(a == 0 && b == 1));
                    ConsistencyProof.verify(a, hash, b, new byte[32], path);
                    assertFalse(ConsistencyProof.verify(a, hash, b, new byte[31], path));
                    assertFalse(InclusionProof.verify(new byte[33], a, b, hash, path));
                }
            }
            path.add(new byte[length % 9 == 8 ? 31 : TreeHash.BYTES]);
        }
    }

    private static List<byte[]> hashes(final int count) {
        final List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(NaiveTree.leafHash(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        return hashes;
    }

    private static byte[] flip(final byte[] hash, final Random random) {
        final byte[] other = hash.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        return other;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
