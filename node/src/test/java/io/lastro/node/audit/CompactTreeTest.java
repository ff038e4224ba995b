package io.lastro.node.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.journal.FileStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roots as RFC 6962 defines them, and what a start finds of the tree. */
class CompactTreeTest {
    /** Leaves and roots of Certificate Transparency's own tests. */
    private static final String[] LEAVES = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    };

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String FIRST = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    private static final String SECOND = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    private static final String THIRD = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77";
    private static final String EIGHTH = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";

    @TempDir
    Path directory;

    private CompactTree open() {
        return new CompactTree(directory.resolve("tree"), new FileStorage());
    }

    private static String root(final AuditTree tree) {
        return HexFormat.of().formatHex(tree.root());
    }

    /** The definition itself. */
    private static byte[] naive(final List<byte[]> leaves) throws Exception {
        final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        if (leaves.isEmpty()) {
            return sha256.digest();
        }
        if (leaves.size() == 1) {
            sha256.update((byte) 0);
            return sha256.digest(leaves.get(0));
        }
        final int half = Integer.highestOneBit(leaves.size() - 1);
        final byte[] left = naive(leaves.subList(0, half));
        final byte[] right = naive(leaves.subList(half, leaves.size()));
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    @Test
    void shouldHaveTheKnownRoots() {
        final CompactTree tree = open();
        final List<String> roots = new ArrayList<>(List.of(root(tree)));
        for (final String leaf : LEAVES) {
            tree.append(HexFormat.of().parseHex(leaf));
            roots.add(root(tree));
        }
        assertEquals(EMPTY, roots.get(0));
        assertEquals(FIRST, roots.get(1));
        assertEquals(SECOND, roots.get(2));
        assertEquals(THIRD, roots.get(3));
        assertEquals(EIGHTH, roots.get(8));
    }

    @Test
    void shouldAgreeWithTheDefinitionAndGoOnWhereItWasSynced() throws Exception {
        final Random random = new Random(5);
        final List<byte[]> leaves = new ArrayList<>();
        CompactTree tree = open();
        for (int i = 0; i < 300; i++) {
            final byte[] leaf = new byte[random.nextInt(400)];
            random.nextBytes(leaf);
            leaves.add(leaf);
            tree.append(leaf);
            assertArrayEquals(naive(leaves), tree.root(), "size " + (i + 1));
            if (i % 7 == 0) {
                tree.sync();
                tree.close();
                tree = open();
            }
            assertEquals(i + 1, tree.size());
        }
    }

    @Test
    void shouldLoseWhatWasNotSynced() {
        final CompactTree tree = open();
        tree.append(new byte[3]);
        tree.sync();
        tree.append(new byte[3]);
        assertEquals(1, open().size());
    }

    @Test
    void shouldBeEmptyWhenItsFileIsDamaged() throws Exception {
        final CompactTree tree = open();
        for (int i = 0; i < 5; i++) {
            tree.append(new byte[i]);
        }
        tree.sync();
        final Path file = directory.resolve("tree");
        final byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            final byte[] bad = good.clone();
            bad[i] ^= 4;
            Files.write(file, bad);
            assertEquals(0, open().size(), "byte " + i);
        }
        Files.write(file, java.util.Arrays.copyOf(good, 20));
        assertEquals(0, open().size());
        Files.write(file, good);
        assertEquals(5, open().size());
        tree.reset();
        assertEquals(0, tree.size());
        assertEquals(0, open().size());
        assertEquals(EMPTY, root(tree));
    }
}
