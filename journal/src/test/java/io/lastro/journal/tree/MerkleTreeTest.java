package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.TreeBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree against the vectors of the RFC's own tests, against a naive one, and against damaged files. */
class MerkleTreeTest {
    private static final String ORIGIN = "lastro.io/test/1/0";
    private static final int ALL_SIZES = 300;

    @TempDir
    Path directory;

    @Test
    void shouldReachTheRootsOfTheReferenceVectors() throws IOException {
        final Path shared = Path.of(System.getProperty("lastro.home"), "../shared/cases/merkle/rfc6962-roots.json");
        final String copy;
        try (var stream = MerkleTreeTest.class.getResourceAsStream("/merkle/rfc6962-roots.json")) {
            copy = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        checkVectors(copy);
        if (Files.exists(shared)) {
            assertEquals(copy, Files.readString(shared), "our copy is not the reference any more");
        }
    }

    private void checkVectors(final String json) {
        final List<String> leaves = strings(json, "leaves_hex");
        final List<String> roots = strings(json, "roots_hex_for_size_1_to_8");
        assertEquals(8, leaves.size());
        final TreeHash hash = new TreeHash();
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            assertEquals(text(json, "empty_root"), hex(tree.root()));
            for (int i = 0; i < leaves.size(); i++) {
                tree.append(hash.leaf(HexFormat.of().parseHex(leaves.get(i))), 0);
                assertEquals(roots.get(i), hex(tree.root()));
            }
        }
        assertEquals(text(json, "empty_leaf_hash"), hex(hash.leaf(new byte[0])));
        assertEquals(
                "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
                hex(hash.leaf("L123456".getBytes(StandardCharsets.US_ASCII))));
        assertTrue(json.contains(hex(hash.leaf("L123456".getBytes(StandardCharsets.US_ASCII)))));
        // The reference hashes the bare text here: left and right are 4 bytes each, not hashes.
        final byte[] node = "\u0001N123N456".getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(json.contains(hex(TreeHash.sha256().digest(node))));
    }

    private static String text(final String json, final String name) {
        final Matcher matcher =
                Pattern.compile('"' + name + "\": \"([0-9a-f]*)\"").matcher(json);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }

    private static List<String> strings(final String json, final String name) {
        final Matcher list = Pattern.compile('"' + name + "\": \\[([^\\]]*)\\]").matcher(json);
        assertTrue(list.find(), name);
        return Pattern.compile("\"([0-9a-f]*)\"")
                .matcher(list.group(1))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void shouldAgreeWithTheNaiveTreeAtEverySize() {
        final List<byte[]> hashes = new ArrayList<>();
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            for (int size = 0; size <= ALL_SIZES; size++) {
                assertArrayEquals(NaiveTree.root(hashes), tree.root());
                final byte[] next = NaiveTree.leafHash(new byte[] {(byte) size, (byte) (size >> 8)});
                hashes.add(next);
                tree.append(next, 0);
            }
            hashes.remove(ALL_SIZES);
            for (int size = 1; size <= ALL_SIZES; size++) {
                final List<byte[]> leaves = hashes.subList(0, size);
                final byte[] root = NaiveTree.root(leaves);
                assertArrayEquals(root, tree.rootAt(size));
                final int step = size < 40 ? 1 : 7;
                for (int index = 0; index < size; index += step) {
                    checkInclusion(tree, leaves, index, root);
                }
                for (int first = 0; first <= size; first += step) {
                    checkConsistency(tree, leaves, first, root);
                }
            }
        }
    }

    @Test
    void shouldAgreeWithTheNaiveTreeAtRandomBigSizes() {
        final Random random = new Random(TreeBatches.seed("MerkleTreeTest.big"));
        final int size = 66_000 + random.nextInt(2_000); // two levels of full tiles
        final List<byte[]> hashes = new ArrayList<>();
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            for (int i = 0; i < size; i++) {
                final byte[] leaf = new byte[TreeHash.BYTES];
                random.nextBytes(leaf);
                hashes.add(leaf);
                tree.append(leaf, 0);
            }
            for (int round = 0; round < 12; round++) {
                final int some = round == 0 ? size : 1 + random.nextInt(size);
                final List<byte[]> leaves = hashes.subList(0, some);
                final byte[] root = NaiveTree.root(leaves);
                assertArrayEquals(root, tree.rootAt(some));
                checkInclusion(tree, leaves, random.nextInt(some), root);
                checkConsistency(tree, leaves, random.nextInt(some + 1), root);
            }
            tree.sync();
            assertEquals(size / 256 + size / 65_536, tree.checkTiles());
        }
        try (MerkleTree again = MerkleTree.openReadOnly(directory, ORIGIN)) {
            assertArrayEquals(NaiveTree.root(hashes), again.root());
            assertArrayEquals(hashes.get(65_535), again.leafHash(65_535));
            checkInclusion(again, hashes, 12_345, again.root());
        }
    }

    private static void checkInclusion(
            final MerkleTree tree, final List<byte[]> leaves, final int index, final byte[] root) {
        final List<byte[]> path = tree.inclusionProof(index, leaves.size());
        assertEquals(hex(NaiveTree.path(index, leaves)), hex(path), () -> index + " of " + leaves.size());
        assertTrue(InclusionProof.verify(leaves.get(index), index, leaves.size(), root, path));
    }

    private static void checkConsistency(
            final MerkleTree tree, final List<byte[]> leaves, final int first, final byte[] root) {
        final List<byte[]> path = tree.consistencyProof(first, leaves.size());
        assertEquals(hex(NaiveTree.consistency(first, leaves)), hex(path), () -> first + " of " + leaves.size());
        assertTrue(ConsistencyProof.verify(first, tree.rootAt(first), leaves.size(), root, path));
    }

    @Test
    void shouldOpenAtTheSyncedSizeAndGoOn() {
        final List<byte[]> hashes = randomHashes(1_500, 3);
        final Random random = new Random(TreeBatches.seed("MerkleTreeTest.reopen"));
        int appended = 0;
        int synced = 0;
        while (appended < hashes.size()) {
            try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
                assertEquals(synced, tree.size());
                assertArrayEquals(NaiveTree.root(hashes.subList(0, synced)), tree.root());
                appended = synced;
                final int more = random.nextInt(300);
                for (int i = 0; i < more && appended < hashes.size(); i++) {
                    tree.append(hashes.get(appended++), 0);
                    if (random.nextInt(200) == 0) {
                        tree.sync();
                        synced = appended;
                    }
                }
                assertEquals(synced, tree.syncedSize());
                assertArrayEquals(NaiveTree.root(hashes.subList(0, appended)), tree.root());
            }
        }
    }

    @Test
    void shouldNotBeSmallerAfterAPowerLossThanItWasSynced() throws IOException {
        final long seed = TreeBatches.seed("MerkleTreeTest.power");
        final List<byte[]> hashes = randomHashes(1_200, 4);
        for (int round = 0; round < 12; round++) {
            final Random random = new Random(seed + round);
            final Path live = directory.resolve("live" + round);
            final TreeBatches.LosingDisk disk = new TreeBatches.LosingDisk(live);
            int synced = 0;
            final int end = 1 + random.nextInt(hashes.size());
            try (MerkleTree tree = MerkleTree.open(live, ORIGIN, disk.storage())) {
                for (int i = 0; i < end; i++) {
                    tree.append(hashes.get(i), 0);
                    if (random.nextInt(150) == 0) {
                        tree.sync();
                        synced = i + 1;
                    }
                }
                final Path left = directory.resolve("left" + round);
                disk.powerLoss(random, left);
                try (MerkleTree after = MerkleTree.open(left, ORIGIN)) {
                    assertTrue(after.size() >= synced, "size " + after.size() + ", synced " + synced);
                    assertArrayEquals(NaiveTree.root(hashes.subList(0, (int) after.size())), after.root());
                    after.checkTiles();
                    for (int i = (int) after.size(); i < hashes.size(); i++) {
                        after.append(hashes.get(i), 0);
                    }
                    assertArrayEquals(NaiveTree.root(hashes), after.root());
                    after.sync();
                    after.checkTiles();
                }
            }
        }
    }

    @Test
    void shouldBeUnusableAfterAFailedSync() throws IOException {
        final Path live = directory.resolve("live");
        final TreeBatches.LosingDisk disk = new TreeBatches.LosingDisk(live);
        try (MerkleTree tree = MerkleTree.open(live, ORIGIN, disk.storage())) {
            randomHashes(300, 1).forEach(hash -> tree.append(hash, 0));
            disk.failForce(1);
            assertCode(TreeErrorCode.IO_ERROR, tree::sync);
            assertCode(TreeErrorCode.IO_ERROR, tree::sync);
            assertCode(TreeErrorCode.IO_ERROR, () -> tree.append(new byte[32], 0));
        }
    }

    @Test
    void shouldNameADamagedTile() throws IOException {
        build(1_000);
        final Path pack = directory.resolve("tile/0/000.pack");
        final byte[] good = Files.readAllBytes(pack);
        assertEquals(256 * 256 * 32, good.length);
        flip(pack, 2 * 8192 + 5); // the last full tile: seen at once
        assertMessage(
                "tile 2 of level 0", assertCode(TreeErrorCode.DAMAGED_TILE, () -> MerkleTree.open(directory, ORIGIN)));
        Files.write(pack, good);
        flip(pack, 8192 + 77); // an older one: seen when it is used
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            tree.inclusionProof(10, 256);
            assertMessage(
                    "tile 1 of level 0", assertCode(TreeErrorCode.DAMAGED_TILE, () -> tree.inclusionProof(300, 1_000)));
            assertMessage("tile 1 of level 0", assertCode(TreeErrorCode.DAMAGED_TILE, tree::checkTiles));
        }
        Files.write(pack, java.util.Arrays.copyOf(good, 8192 * 2 + 100));
        assertCode(TreeErrorCode.DAMAGED_TILE, () -> MerkleTree.open(directory, ORIGIN));
        Files.delete(pack);
        assertMessage("missing", assertCode(TreeErrorCode.DAMAGED_TILE, () -> MerkleTree.open(directory, ORIGIN)));
    }

    @Test
    void shouldNotFillADamagedFileAnew() throws IOException {
        build(256 * 2);
        Files.write(directory.resolve("tile/0/000.pack"), new byte[8192 * 2]);
        assertCode(TreeErrorCode.DAMAGED_TILE, () -> MerkleTree.open(directory, ORIGIN));
    }

    @Test
    void shouldRefuseATileOfAnotherTree() throws IOException {
        build(600);
        final Path other = directory.resolve("other");
        try (MerkleTree tree = MerkleTree.open(other, ORIGIN)) {
            randomHashes(600, 99).forEach(hash -> tree.append(hash, 0));
            tree.sync();
        }
        Files.copy(
                other.resolve("tile/0/000.pack"),
                directory.resolve("tile/0/000.pack"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertCode(TreeErrorCode.DAMAGED_TILE, () -> MerkleTree.open(directory, ORIGIN));
    }

    @Test
    void shouldRefuseEveryDamageOfTheStateFile() throws IOException {
        build(300);
        final Path state = directory.resolve("state");
        final byte[] good = Files.readAllBytes(state);
        for (int at = 0; at < good.length; at += at < 80 ? 1 : 97) {
            final byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(state, bad);
            assertCode(TreeErrorCode.DAMAGED_STATE, () -> MerkleTree.open(directory, ORIGIN));
        }
        for (int length = 0; length < good.length; length += 13) {
            Files.write(state, java.util.Arrays.copyOf(good, length));
            assertCode(TreeErrorCode.DAMAGED_STATE, () -> MerkleTree.open(directory, ORIGIN));
        }
        Files.write(state, good);
        assertCode(TreeErrorCode.FOREIGN_TREE, () -> MerkleTree.open(directory, "lastro.io/other/1/0"));
        MerkleTree.open(directory, ORIGIN).close();
    }

    @Test
    void shouldRefuseToAppendWhenOpenedForReading() {
        build(10);
        try (MerkleTree tree = MerkleTree.openReadOnly(directory, ORIGIN)) {
            assertCode(TreeErrorCode.READ_ONLY, () -> tree.append(new byte[32], 0));
            assertCode(TreeErrorCode.READ_ONLY, tree::sync);
            assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(10, 10));
            assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(-1, 10));
            assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(0, 11));
            assertThrows(IllegalArgumentException.class, () -> tree.consistencyProof(3, 2));
            assertThrows(IllegalArgumentException.class, () -> tree.rootAt(11));
        }
    }

    @Test
    void shouldWriteTheNumbersOfTilesAsTheSpecificationDoes() {
        assertEquals("000", TilePacks.number(0));
        assertEquals("067", TilePacks.number(67));
        assertEquals("x001/x234/067", TilePacks.number(1_234_067));
    }

    private void build(final int size) {
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            randomHashes(size, 7).forEach(hash -> tree.append(hash, 0));
            tree.sync();
        }
    }

    private static List<byte[]> randomHashes(final int count, final long seed) {
        final Random random = new Random(seed);
        final List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] hash = new byte[TreeHash.BYTES];
            random.nextBytes(hash);
            hashes.add(hash);
        }
        return hashes;
    }

    private static void flip(final Path file, final int at) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private static TreeException assertCode(
            final TreeErrorCode code, final org.junit.jupiter.api.function.Executable action) {
        final TreeException refusal = assertThrows(TreeException.class, action);
        assertEquals(code, refusal.code(), refusal.getMessage());
        return refusal;
    }

    private static void assertMessage(final String part, final TreeException refusal) {
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static List<String> hex(final List<byte[]> hashes) {
        return hashes.stream().map(MerkleTreeTest::hex).toList();
    }
}
