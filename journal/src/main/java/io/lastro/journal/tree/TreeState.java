package io.lastro.journal.tree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The right edge of a synced tree: what the state file holds.
 *
 * <pre>
 *  offset size field, little-endian
 *       0    8 magic: LASTROTR
 *       8    4 version: 1
 *      12    8 size: leaves
 *      20   32 root of that size
 *      52    2 length of the origin, then its UTF-8 bytes
 *       .      8 times, level 0 to 7: width 2 (0..255), then so many hashes of 32 bytes: the partial tile
 *       .   32 SHA-256 of all before
 * </pre>
 *
 * @param origin name of the tree, as in its notes.
 * @param size   leaves.
 * @param root   of that size.
 * @param edge   the hashes of the partial tile of each level.
 */
record TreeState(String origin, long size, byte[] root, byte[][] edge) {
    static final String FILE = "state";
    static final int VERSION = 1;
    static final int MAX_ORIGIN_BYTES = 1_024;
    static final int MAX_BYTES =
            8 + 4 + 8 + 32 + 2 + MAX_ORIGIN_BYTES + TilePacks.LEVELS * (2 + TilePacks.TILE_BYTES) + 32;

    private static final byte[] MAGIC = "LASTROTR".getBytes(StandardCharsets.US_ASCII);
    private static final int BITS_OF_LEVEL = 8;

    byte[] encode() {
        final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final byte[] name = origin.getBytes(StandardCharsets.UTF_8);
        buffer.put(MAGIC).putInt(VERSION).putLong(size).put(root);
        buffer.putShort((short) name.length).put(name);
        for (final byte[] hashes : edge) {
            buffer.putShort((short) (hashes.length / TreeHash.BYTES)).put(hashes);
        }
        buffer.put(TreeHash.sha256().digest(Arrays.copyOf(buffer.array(), buffer.position())));
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /**
     * Reads a state file.
     *
     * @param file for messages.
     * @throws TreeException when it is not good.
     */
    static TreeState decode(final byte[] bytes, final String file) {
        final int checked = bytes.length - TreeHash.BYTES;
        check(checked > MAGIC.length && bytes.length <= MAX_BYTES, file, "has " + bytes.length + " bytes");
        check(Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length), file, "is no tree state");
        final byte[] checksum = TreeHash.sha256().digest(Arrays.copyOf(bytes, checked));
        check(Arrays.equals(checksum, Arrays.copyOfRange(bytes, checked, bytes.length)), file, "has a wrong checksum");
        final ByteBuffer buffer =
                ByteBuffer.wrap(bytes, MAGIC.length, checked - MAGIC.length).order(ByteOrder.LITTLE_ENDIAN);
        try {
            final int version = buffer.getInt();
            if (version != VERSION) {
                throw new TreeException(
                        TreeErrorCode.NEWER_VERSION,
                        "file " + file + " has version " + version + "; known is " + VERSION);
            }
            final TreeState state = read(buffer, file);
            check(!buffer.hasRemaining(), file, "has bytes behind its end");
            return state;
        } catch (final BufferUnderflowException e) {
            throw new TreeException(TreeErrorCode.DAMAGED_STATE, "file " + file + " is cut", e);
        }
    }

    private static TreeState read(final ByteBuffer buffer, final String file) {
        final long size = buffer.getLong();
        check(size >= 0, file, "has size " + size);
        final byte[] root = new byte[TreeHash.BYTES];
        buffer.get(root);
        final int nameBytes = buffer.getShort();
        check(nameBytes >= 0 && nameBytes <= MAX_ORIGIN_BYTES, file, "has an origin of " + nameBytes + " bytes");
        final byte[] name = new byte[nameBytes];
        buffer.get(name);
        final byte[][] edge = new byte[TilePacks.LEVELS][];
        for (int level = 0; level < edge.length; level++) {
            final int width = buffer.getShort();
            check(
                    width == (size >>> level * BITS_OF_LEVEL) % TilePacks.HASHES,
                    file,
                    "has " + width + " hashes in level " + level + " at size " + size);
            edge[level] = new byte[width * TreeHash.BYTES];
            buffer.get(edge[level]);
        }
        return new TreeState(new String(name, StandardCharsets.UTF_8), size, root, edge);
    }

    private static void check(final boolean holds, final String file, final String what) {
        if (!holds) {
            throw new TreeException(
                    TreeErrorCode.DAMAGED_STATE,
                    "file " + file + " " + what
                            + "; take the folder away and the tree is built again from the journal");
        }
    }
}
