package io.lastro.journal.tree;

import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An append-only RFC 6962 tree whose hashes lie in tiles on disk; memory does not grow with its size.
 *
 * <p>Appending costs one node hash on average and one write of 8 KiB for each 256 leaves. {@link #sync()} makes the tree
 * durable at its size; after a crash it opens at the last synced size, and the leaves behind come from the journal
 * again. Full tiles are never changed, partial ones stand in the state file, which is replaced as a whole.
 *
 * <p>No tile is believed: its root must be the hash that the tile above has for it, up to the right edge, whose root
 * stands with a checksum in the state file.
 *
 * <p>One thread. Failure: {@link TreeException}; after IO_ERROR the tree cannot be used any more.
 */
public final class MerkleTree implements AutoCloseable {
    private static final int CACHED_TILES = 64;
    private static final int BITS_OF_LEVEL = 8;

    private final TreeHash hash = new TreeHash();
    private final CompactRange range = new CompactRange(hash);
    private final CompactRange.TileListener toTile = this::onHash;
    private final byte[][] edge = new byte[TilePacks.LEVELS][TilePacks.TILE_BYTES];
    private final int[] widths = new int[TilePacks.LEVELS];
    private final Map<Long, byte[]> cache = new LinkedHashMap<>(CACHED_TILES * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(final Map.Entry<Long, byte[]> eldest) {
            return size() > CACHED_TILES;
        }
    };
    private final Path directory;
    private final String origin;
    private final JournalStorage storage;
    private final TilePacks packs;
    private final boolean writable;
    private long syncedSize;
    private byte[] lastTile;
    private long lastTileNumber;
    private TreeException failure;

    private MerkleTree(
            final Path directory, final String origin, final JournalStorage storage, final boolean writable) {
        this.directory = directory;
        this.origin = origin;
        this.storage = storage;
        this.writable = writable;
        packs = new TilePacks(directory, storage);
    }

    /**
     * Opens a tree at its last synced size for appending; a new one when there is none.
     *
     * @param directory of the tree, such as DATA/tree.
     * @param origin    name of the tree, as in its notes: {@code lastro.io/CLUSTER/LINEAGE/GROUP}.
     * @throws TreeException DAMAGED_STATE, DAMAGED_TILE (right edge), FOREIGN_TREE, NEWER_VERSION, IO_ERROR.
     */
    public static MerkleTree open(final Path directory, final String origin) {
        return open(directory, origin, new FileStorage());
    }

    /** As {@link #open(Path, String)}, on a disk of the caller's choice. */
    public static MerkleTree open(final Path directory, final String origin, final JournalStorage storage) {
        return load(new MerkleTree(directory, origin, storage, true));
    }

    /**
     * Opens a tree at its last synced size for proofs, while another process may append.
     *
     * @throws TreeException as {@link #open(Path, String)} does.
     */
    public static MerkleTree openReadOnly(final Path directory, final String origin) {
        return load(new MerkleTree(directory, origin, new FileStorage(), false));
    }

    private static MerkleTree load(final MerkleTree tree) {
        if (tree.origin.getBytes(StandardCharsets.UTF_8).length > TreeState.MAX_ORIGIN_BYTES) {
            throw new IllegalArgumentException("an origin may have " + TreeState.MAX_ORIGIN_BYTES + " bytes");
        }
        final Path file = tree.directory.resolve(TreeState.FILE);
        try {
            if (Files.exists(file)) {
                if (Files.size(file) > TreeState.MAX_BYTES) {
                    throw new TreeException(
                            TreeErrorCode.DAMAGED_STATE, "file " + file + " has " + Files.size(file) + " bytes");
                }
                tree.resume(TreeState.decode(Files.readAllBytes(file), file.toString()), file);
            } else if (tree.writable) {
                Files.createDirectories(tree.directory);
            }
            return tree;
        } catch (final IOException e) {
            throw tree.unusable(e);
        }
    }

    private void resume(final TreeState state, final Path file) throws IOException {
        if (!state.origin().equals(origin)) {
            throw new TreeException(
                    TreeErrorCode.FOREIGN_TREE,
                    "file " + file + " is of the tree " + state.origin() + ", wanted is " + origin);
        }
        for (int level = 0; level < edge.length; level++) {
            System.arraycopy(state.edge()[level], 0, edge[level], 0, state.edge()[level].length);
            widths[level] = state.edge()[level].length / TreeHash.BYTES;
        }
        range.reset(state.size(), state.edge());
        if (!Arrays.equals(range.root(), state.root())) {
            throw new TreeException(
                    TreeErrorCode.DAMAGED_STATE, "file " + file + " has another root than its own right edge");
        }
        syncedSize = state.size();
        for (int level = 0; level < edge.length && hashes(level) >= TilePacks.HASHES; level++) {
            tile(level, hashes(level) / TilePacks.HASHES - 1); // the last full one: a crash would have torn it
        }
    }

    /** Number of leaves. */
    public long size() {
        return range.size();
    }

    /** Number of leaves that survive a crash. */
    public long syncedSize() {
        return syncedSize;
    }

    /** Name of the tree. */
    public String origin() {
        return origin;
    }

    /** Root of the tree as it is now, 32 bytes. */
    public byte[] root() {
        return range.root();
    }

    /**
     * Appends the hash of the next leaf.
     *
     * @throws TreeException READ_ONLY, or IO_ERROR when a tile cannot be written.
     */
    public void append(final byte[] leafHash, final int offset) {
        if (!writable) {
            throw new TreeException(TreeErrorCode.READ_ONLY, "the tree in " + directory + " was opened for reading");
        }
        requireUsable();
        lastTile = null;
        range.append(leafHash, offset, toTile);
    }

    private void onHash(final int level, final byte[] value) {
        System.arraycopy(value, 0, edge[level], widths[level] * TreeHash.BYTES, TreeHash.BYTES);
        if (++widths[level] == TilePacks.HASHES) {
            widths[level] = 0;
            // The leaf is counted after its hashes were told, so the tile's number follows from the size before it.
            final long tile = range.size() >>> (level + 1) * BITS_OF_LEVEL;
            try {
                packs.write(level, tile, edge[level]);
            } catch (final IOException e) {
                throw unusable(e);
            }
        }
    }

    /**
     * Makes the tree durable: when this returns, a crash does not make it smaller.
     *
     * @throws TreeException READ_ONLY, or IO_ERROR; the tree is not durable then and cannot be used any more.
     */
    public void sync() {
        if (!writable) {
            throw new TreeException(TreeErrorCode.READ_ONLY, "the tree in " + directory + " was opened for reading");
        }
        requireUsable();
        final byte[][] hashes = new byte[TilePacks.LEVELS][];
        for (int level = 0; level < hashes.length; level++) {
            hashes[level] = Arrays.copyOf(edge[level], widths[level] * TreeHash.BYTES);
        }
        try {
            packs.sync(); // before the state: it names what must be there
            storage.replace(directory.resolve(TreeState.FILE), new TreeState(origin, size(), root(), hashes).encode());
            syncedSize = size();
        } catch (final IOException e) {
            throw unusable(e);
        }
    }

    /** Hash of a leaf. */
    public byte[] leafHash(final long index) {
        checkRange(index >= 0 && index < size(), "index " + index);
        return node(0, index);
    }

    /**
     * Whether the leaf of an index has this hash; quick when the indices ascend.
     *
     * @throws TreeException when a tile is not good.
     */
    public boolean holds(final long index, final byte[] leafHash) {
        checkRange(index >= 0 && index < size(), "index " + index);
        final long tile = index / TilePacks.HASHES;
        if (tile != lastTileNumber || lastTile == null) {
            lastTile = hashesOf(0, tile);
            lastTileNumber = tile;
        }
        final int at = (int) (index % TilePacks.HASHES) * TreeHash.BYTES;
        return Arrays.equals(leafHash, 0, TreeHash.BYTES, lastTile, at, at + TreeHash.BYTES);
    }

    /** Root that the tree had at a size. */
    public byte[] rootAt(final long size) {
        checkRange(size >= 0 && size <= size(), "size " + size);
        return size == size() ? root() : size == 0 ? TreeHash.emptyRoot() : root(0, size);
    }

    /**
     * Path that proves a leaf in the tree of a size: siblings from the leaf's own up to the root's child.
     *
     * @throws IllegalArgumentException when there is no such leaf or size.
     * @throws TreeException            when a tile is not good.
     */
    public List<byte[]> inclusionProof(final long index, final long size) {
        checkRange(size >= 1 && size <= size() && index >= 0 && index < size, "index " + index + ", size " + size);
        final List<byte[]> path = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            final long middle = low + Long.highestOneBit(high - low - 1);
            if (index < middle) {
                path.add(root(middle, high));
                high = middle;
            } else {
                path.add(root(low, middle));
                low = middle;
            }
        }
        Collections.reverse(path);
        return path;
    }

    /**
     * Path that proves the tree of the first size to be the beginning of the tree of the second one.
     *
     * @throws IllegalArgumentException when there are no such sizes; the first may be 0, its path is empty.
     * @throws TreeException            when a tile is not good.
     */
    public List<byte[]> consistencyProof(final long first, final long second) {
        checkRange(first >= 0 && first <= second && second <= size(), "sizes " + first + " and " + second);
        final List<byte[]> path = new ArrayList<>();
        long low = 0;
        long high = second;
        while (first != 0 && first != high) {
            final long middle = low + Long.highestOneBit(high - low - 1);
            if (first <= middle) {
                path.add(root(middle, high));
                high = middle;
            } else {
                path.add(root(low, middle));
                low = middle;
            }
        }
        if (low != 0) {
            path.add(root(low, high)); // else it is the first root itself
        }
        Collections.reverse(path);
        return path;
    }

    /** Root of the leaves from low on; low is a multiple of the largest power of two in the range. */
    private byte[] root(final long low, final long high) {
        final long leaves = high - low;
        final long largest = Long.highestOneBit(leaves);
        final int height = Long.numberOfTrailingZeros(largest);
        final byte[] left = node(height, low >>> height);
        return leaves == largest ? left : hash.node(left, root(low + largest, high));
    }

    /** Root of a complete subtree. */
    private byte[] node(final int height, final long index) {
        final int level = height / BITS_OF_LEVEL;
        final int width = 1 << height % BITS_OF_LEVEL;
        final long first = index * width;
        return hash.fold(
                hashesOf(level, first / TilePacks.HASHES), (int) (first % TilePacks.HASHES) * TreeHash.BYTES, width);
    }

    private long hashes(final int level) {
        return size() >>> level * BITS_OF_LEVEL;
    }

    private byte[] hashesOf(final int level, final long tile) {
        return tile == hashes(level) / TilePacks.HASHES ? edge[level] : tile(level, tile);
    }

    /**
     * A full tile, checked against the hash above it.
     *
     * @throws TreeException DAMAGED_TILE when it is not good.
     */
    byte[] tile(final int level, final long tile) {
        final long key = (long) level << 56 | tile;
        final byte[] known = cache.get(key);
        if (known != null) {
            return known;
        }
        requireUsable();
        final byte[] above = hashesOf(level + 1, tile / TilePacks.HASHES);
        final int at = (int) (tile % TilePacks.HASHES) * TreeHash.BYTES;
        try {
            final byte[] hashes = packs.read(level, tile);
            final byte[] root = hash.fold(hashes, 0, TilePacks.HASHES);
            if (!Arrays.equals(root, 0, root.length, above, at, at + root.length)) {
                throw new TreeException(
                        TreeErrorCode.DAMAGED_TILE,
                        "file " + packs.file(level, tile) + ": tile " + tile + " of level " + level
                                + " is torn, altered or of another tree: its root is not the hash above it");
            }
            cache.put(key, hashes);
            return hashes;
        } catch (final IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Reads and checks every tile of the tree.
     *
     * @return how many full tiles there are.
     * @throws TreeException DAMAGED_TILE naming the first bad one, from the top of the tree down.
     */
    public long checkTiles() {
        cache.clear();
        long tiles = 0;
        for (int level = TilePacks.LEVELS - 1; level >= 0; level--) {
            final long full = hashes(level) / TilePacks.HASHES;
            for (long tile = 0; tile < full; tile++) {
                tile(level, tile);
            }
            tiles += full;
        }
        return tiles;
    }

    /** Hashes of the partial tile of a level; may be none. */
    byte[] partialTile(final int level) {
        return Arrays.copyOf(edge[level], widths[level] * TreeHash.BYTES);
    }

    private static void checkRange(final boolean holds, final String what) {
        if (!holds) {
            throw new IllegalArgumentException("the tree has no " + what);
        }
    }

    private void requireUsable() {
        if (failure != null) {
            throw failure;
        }
    }

    private TreeException unusable(final IOException cause) {
        final String what = cause instanceof NoSuchFileException ? "is missing: " : "";
        failure = new TreeException(TreeErrorCode.IO_ERROR, "the tree in " + directory + " " + what + cause, cause);
        return failure;
    }

    /** Gives the files back; syncs nothing. */
    @Override
    public void close() {
        packs.close();
    }
}
