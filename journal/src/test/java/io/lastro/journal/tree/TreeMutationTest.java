package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parsers of outside bytes: whatever comes, they refuse with a reason or understand, and what they understand they write
 * the same again. Good files are changed at random; {@link TreeFuzzTest} lets a fuzzer look for more.
 */
class TreeMutationTest {
    private static final int ROUNDS = 20_000;

    @Test
    void shouldRefuseOrUnderstandMutants(@TempDir final Path directory) throws Exception {
        final long seed = TreeBatches.seed("TreeMutationTest");
        final Random random = new Random(seed);
        final ProofFixture fixture = ProofFixture.make(directory, seed, 50, KeyPairSigner.ed25519(ProofFixture.ORIGIN));
        final List<byte[]> notes = List.of(
                fixture.note().format().getBytes(StandardCharsets.UTF_8),
                "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 k AAAAAAAA\n"
                        .getBytes(StandardCharsets.UTF_8));
        final List<byte[]> receipts = new ArrayList<>();
        for (int sequence = 1; sequence <= 50; sequence += 7) {
            receipts.add(fixture.proof(sequence).format().getBytes(StandardCharsets.UTF_8));
        }
        final byte[][] edge = new byte[TilePacks.LEVELS][0];
        final List<byte[]> states = List.of(new TreeState(ProofFixture.ORIGIN, 0, TreeHash.emptyRoot(), edge).encode());
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            understood += leaf(mutant(random, fixture.leaves())) ? 1 : 0;
            understood += note(mutant(random, notes)) ? 1 : 0;
            understood += receipt(mutant(random, receipts)) ? 1 : 0;
            assertFalse(state(mutant(random, states)) && round < 0);
        }
        assertTrue(understood > ROUNDS / 20 && understood < 3 * ROUNDS, "understood " + understood);
    }

    private static byte[] mutant(final Random random, final List<byte[]> good) {
        byte[] bytes = good.get(random.nextInt(good.size())).clone();
        final int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            final int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = spliced(bytes, at, Arrays.copyOfRange(bytes, 0, random.nextInt(bytes.length)));
                default -> {
                    final byte[] other = good.get(random.nextInt(good.size()));
                    bytes = spliced(bytes, at, Arrays.copyOfRange(other, other.length / 2, other.length));
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(final byte[] bytes, final int at, final byte[] more) {
        final byte[] all = Arrays.copyOf(bytes, at + more.length);
        System.arraycopy(more, 0, all, at, more.length);
        return all;
    }

    static boolean leaf(final byte[] bytes) {
        try {
            final Leaf leaf = Leaf.decode(bytes);
            final byte[] room = new byte[Leaf.MAX_BYTES];
            final UnsafeBuffer target = new UnsafeBuffer(room);
            final int length = leaf.kind() == LeafKind.CHECKPOINT
                    ? LeafEncoder.encodeCheckpoint(
                            leaf.sequence(),
                            leaf.timestampNs(),
                            new UnsafeBuffer(leaf.content()),
                            0,
                            leaf.content().length,
                            target,
                            0)
                    : new LeafEncoder().encode(leaf, target, 0);
            assertArrayEquals(bytes, Arrays.copyOf(room, length));
            return true;
        } catch (final MalformedLeafException e) {
            assertFalse(e.getMessage().isEmpty());
            return false;
        }
    }

    static boolean note(final byte[] bytes) {
        try {
            final SignedNote note = SignedNote.parse(bytes);
            assertArrayEquals(bytes, note.format().getBytes(StandardCharsets.UTF_8));
            final TreeHead head = TreeHead.parse(note.text());
            assertEquals(note.text(), head.text());
            return true;
        } catch (final NoteException e) {
            assertFalse(e.getMessage().isEmpty());
            return false;
        }
    }

    static boolean receipt(final byte[] bytes) {
        try {
            final ReceiptProof proof = ReceiptProof.parse(bytes);
            assertArrayEquals(bytes, proof.format().getBytes(StandardCharsets.UTF_8));
            assertFalse(proof.verify(List.of()).believed());
            return true;
        } catch (final NoteException e) {
            assertFalse(e.getMessage().isEmpty());
            return false;
        }
    }

    static boolean state(final byte[] bytes) {
        try {
            assertArrayEquals(bytes, TreeState.decode(bytes, "state").encode());
            return true;
        } catch (final TreeException e) {
            assertFalse(e.getMessage().isEmpty());
            return false;
        }
    }

    /** Leaves of every kind are among the good ones. */
    @Test
    void shouldMutateEveryKind() {
        final TreeBatches batches = new TreeBatches(3);
        final List<LeafKind> seen = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            final JournaledBatch batch = batches.next(3);
            seen.add(LeafKind.of(batch.kind()));
        }
        assertEquals(LeafKind.values().length, seen.stream().distinct().count());
    }
}
