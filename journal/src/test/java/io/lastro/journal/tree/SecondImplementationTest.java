package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import io.lastro.journal.tree.LeafField.Block;
import io.lastro.protocol.CheckpointEvent;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier of an outsider, in another language, against what ours makes. Needs python3, which the launcher installs. */
class SecondImplementationTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("lastro.home"), "examples/audit-verifier/audit_verifier.py");

    @TempDir
    Path directory;

    private final List<String> requests = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    private void ask(final String request, final String answer) {
        requests.add(request);
        expected.add(answer);
    }

    private void checkAnswers() throws Exception {
        final Path input = directory.resolve("requests");
        Files.write(input, requests);
        final Process process = new ProcessBuilder("python3", SCRIPT.toString(), "lines")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        final List<String> answers = output.lines().toList();
        assertEquals(expected.size(), answers.size(), output);
        for (int i = 0; i < expected.size(); i++) {
            final String answer =
                    expected.get(i).equals("refused") ? answers.get(i).substring(1, 8) : answers.get(i);
            assertEquals(expected.get(i), answer, requests.get(i));
        }
    }

    @Test
    void shouldAgreeOnProofsOfManySizes() throws Exception {
        final Random random = new Random(TreeBatches.seed("SecondImplementationTest.proofs"));
        final List<byte[]> leaves = new ArrayList<>();
        try (MerkleTree tree = MerkleTree.open(directory.resolve("tree"), ProofFixture.ORIGIN)) {
            for (int size = 1; size <= 70_000; size++) {
                final byte[] leaf = new byte[TreeHash.BYTES];
                random.nextBytes(leaf);
                leaves.add(leaf);
                tree.append(leaf, 0);
                if (size <= 300 || random.nextInt(700) == 0) {
                    askProofs(tree, leaves, size, random);
                }
            }
        }
        checkAnswers();
    }

    private void askProofs(final MerkleTree tree, final List<byte[]> leaves, final int size, final Random random) {
        for (int i = 0; i < 4; i++) {
            final int index = i == 0 ? size - 1 : random.nextInt(size);
            final byte[] leaf = leaves.get(index);
            final List<byte[]> path = tree.inclusionProof(index, size);
            ask(inclusion(leaf, index, size, tree.root(), path), "true");
            final int first = i == 0 ? size : random.nextInt(size + 1);
            final List<byte[]> consistency = tree.consistencyProof(first, size);
            ask(consistency(first, tree.rootAt(first), size, tree.root(), consistency), "true");
            // What is no proof for us must be none for them, and the other way round.
            final long otherIndex = random.nextInt(size + 1);
            final boolean alsoGood = InclusionProof.verify(leaf, otherIndex, size, tree.root(), path);
            ask(inclusion(leaf, otherIndex, size, tree.root(), path), Boolean.toString(alsoGood));
            final List<byte[]> bad = new ArrayList<>(consistency);
            bad.add(random.nextInt(bad.size() + 1), leaf);
            ask(consistency(first, tree.rootAt(first), size, tree.root(), bad), "false");
        }
    }

    private static String inclusion(
            final byte[] leaf, final long index, final long size, final byte[] root, final List<byte[]> path) {
        return "{\"do\":\"inclusion\",\"leaf\":" + hex(leaf) + ",\"index\":" + index + ",\"size\":" + size
                + ",\"root\":" + hex(root) + ",\"path\":" + hex(path) + "}";
    }

    private static String consistency(
            final long first, final byte[] firstRoot, final long second, final byte[] root, final List<byte[]> path) {
        return "{\"do\":\"consistency\",\"first\":" + first + ",\"firstRoot\":" + hex(firstRoot) + ",\"second\":"
                + second + ",\"secondRoot\":" + hex(root) + ",\"path\":" + hex(path) + "}";
    }

    @Test
    void shouldDecodeEveryLeafToTheSameFields() throws Exception {
        final TreeBatches batches = new TreeBatches(TreeBatches.seed("SecondImplementationTest.leaves"));
        final LeafEncoder encoder = new LeafEncoder();
        for (int round = 0; round < 400; round++) {
            final JournaledBatch batch = batches.next(6);
            for (int i = 0; i < batch.count(); i++) {
                final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
                final byte[] leaf = Arrays.copyOf(room, encoder.encode(batch, i, new UnsafeBuffer(room), 0));
                final byte[] bytes = Arrays.copyOf(room, leaf.length);
                ask("{\"do\":\"decode\",\"leaf\":" + hex(bytes) + "}", fields(batch, i));
                ask("{\"do\":\"hash\",\"leaf\":" + hex(bytes) + "}", hex(new TreeHash().leaf(bytes)));
            }
        }
        checkAnswers();
    }

    /** Straight from the blocks of the batch, past our own encoder and decoder. */
    private static String fields(final JournaledBatch batch, final int index) {
        final LeafKind kind = LeafKind.of(batch.kind());
        final List<String> fields = new ArrayList<>();
        fields.add(field("leaf.kind", kind.name()));
        fields.add(field("leaf.sequence", Long.toUnsignedString(batch.firstSequence() + index)));
        fields.add(
                field("leaf.timestampNs", Long.toUnsignedString(batch.batchTimestampNs() - batch.count() + index + 1)));
        fields.add(field("leaf.session", Long.toUnsignedString(batch.session())));
        fields.add(field("leaf.requestNo", Long.toUnsignedString(batch.requestNo())));
        if (kind == LeafKind.CHECKPOINT) {
            final byte[] content =
                    new byte[new CheckpointEvent().wrap(batch.events(), 0).length()];
            batch.events().getBytes(0, content);
            fields.add(field("content", HexFormat.of().formatHex(content)));
        }
        for (final LeafField field : LeafLayout.fields(kind)) {
            final boolean event = field.block() == Block.EVENT;
            final DirectBuffer block = event ? batch.events() : batch.outcomes();
            final int at = index * (event ? LeafLayout.eventBytes(kind) : LeafLayout.outcomeBytes(kind));
            if (field.bytes() == LeafField.REFERENCE) {
                fields.add(reference(batch, block.getShort(at + field.offset()) & 0xFFFF));
                continue;
            }
            final byte[] value = new byte[field.bytes()];
            block.getBytes(at + field.offset(), value);
            fields.add(field(
                    field.name(),
                    value.length <= 16 ? decimal(value) : HexFormat.of().formatHex(value)));
        }
        return '{' + String.join(",", fields) + '}';
    }

    private static String reference(final JournaledBatch batch, final int number) {
        if (number == 0) {
            return "\"reference\":null";
        }
        final byte[] value = new byte[36];
        batch.references().getBytes((number - 1) * 36, value);
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return field("reference", HexFormat.of().formatHex(value, 0, length));
    }

    private static String field(final String name, final String value) {
        return '"' + name + "\":\"" + value + '"';
    }

    private static String decimal(final byte[] littleEndian) {
        final byte[] bytes = new byte[littleEndian.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = littleEndian[bytes.length - 1 - i];
        }
        return new BigInteger(1, bytes).toString();
    }

    @Test
    void shouldAgreeOnWhatIsALeaf() throws Exception {
        final long seed = TreeBatches.seed("SecondImplementationTest.mutants");
        final Random random = new Random(seed);
        final TreeBatches batches = new TreeBatches(seed);
        final LeafEncoder encoder = new LeafEncoder();
        for (int round = 0; round < 5_000; round++) {
            final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
            final int length = encoder.encode(batches.next(1), 0, new UnsafeBuffer(room), 0);
            final byte[] leaf = Arrays.copyOf(room, random.nextInt(5) == 0 ? random.nextInt(length + 9) : length);
            if (leaf.length > 0 && random.nextInt(4) != 0) {
                final int at =
                        random.nextBoolean() ? random.nextInt(Math.min(40, leaf.length)) : random.nextInt(leaf.length);
                leaf[at] = (byte) (random.nextBoolean() ? 0 : leaf[at] ^ 1 << random.nextInt(8));
            }
            boolean good = true;
            try {
                Leaf.decode(leaf);
            } catch (final MalformedLeafException e) {
                good = false;
            }
            ask("{\"do\":\"accepts\",\"leaf\":" + hex(leaf) + "}", good ? "true" : "refused");
        }
        checkAnswers();
    }

    @Test
    void shouldBelieveTheSameReceipts() throws Exception {
        final long seed = TreeBatches.seed("SecondImplementationTest.receipts");
        final Random random = new Random(seed);
        for (final KeyPairSigner signer :
                List.of(KeyPairSigner.ecdsa(ProofFixture.ORIGIN), KeyPairSigner.ed25519(ProofFixture.ORIGIN))) {
            final Path tree = directory.resolve("tree" + requests.size());
            final ProofFixture fixture = ProofFixture.make(tree, seed, 300, signer);
            for (int round = 0; round < 30; round++) {
                final byte[] file =
                        fixture.proof(1 + random.nextInt(300)).format().getBytes(StandardCharsets.UTF_8);
                ask(receipt(file, signer), "true");
                final byte[] bad = file.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
                ask(receipt(bad, signer), "refused");
            }
        }
        checkAnswers();
    }

    private static String receipt(final byte[] file, final KeyPairSigner signer) {
        return "{\"do\":\"receipt\",\"file\":\"" + Base64.getEncoder().encodeToString(file) + "\",\"key\":\""
                + signer.pem().replace("\n", "\\n") + "\"}";
    }

    private static String hex(final byte[] bytes) {
        return '"' + HexFormat.of().formatHex(bytes) + '"';
    }

    private static String hex(final List<byte[]> hashes) {
        return hashes.stream().map(SecondImplementationTest::hex).collect(Collectors.joining(",", "[", "]"));
    }
}
