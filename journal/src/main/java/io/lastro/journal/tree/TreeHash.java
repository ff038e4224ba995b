package io.lastro.journal.tree;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two hashes of RFC 6962 over SHA-256: a leaf is hashed behind a byte 0x00, a node behind a byte 0x01, so that
 * neither can pass for the other.
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class TreeHash {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private static final byte LEAF_PREFIX = 0;
    private static final byte NODE_PREFIX = 1;

    private final MessageDigest digest = sha256();
    private final byte[] pair = new byte[1 + 2 * BYTES];

    /** For one thread. */
    public TreeHash() {
        pair[0] = NODE_PREFIX;
    }

    /** SHA-256 of this Java. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    /** Root of the tree without leaves. */
    public static byte[] emptyRoot() {
        return sha256().digest();
    }

    /** Hash of a leaf. */
    public byte[] leaf(final byte[] leaf) {
        digest.update(LEAF_PREFIX);
        return digest.digest(leaf);
    }

    /**
     * Hash of a leaf whose first byte is free for the prefix.
     *
     * @param buffer its byte at offset is overwritten; the leaf follows it.
     * @param bytes  length of the leaf without that byte.
     */
    public void leafBehindPrefix(
            final byte[] buffer, final int offset, final int bytes, final byte[] target, final int targetOffset) {
        buffer[offset] = LEAF_PREFIX;
        digest.update(buffer, offset, 1 + bytes);
        finish(target, targetOffset);
    }

    /** Hash of a node. */
    public byte[] node(final byte[] left, final byte[] right) {
        final byte[] target = new byte[BYTES];
        node(left, 0, right, 0, target, 0);
        return target;
    }

    /** Hash of a node; the target may be one of the sources. */
    void node(
            final byte[] left,
            final int leftOffset,
            final byte[] right,
            final int rightOffset,
            final byte[] target,
            final int targetOffset) {
        System.arraycopy(left, leftOffset, pair, 1, BYTES);
        System.arraycopy(right, rightOffset, pair, 1 + BYTES, BYTES);
        digest.update(pair, 0, pair.length);
        finish(target, targetOffset);
    }

    /**
     * Root of neighbours that fill a complete subtree.
     *
     * @param count of hashes, a power of two.
     */
    byte[] fold(final byte[] hashes, final int offset, final int count) {
        final byte[] work = new byte[count * BYTES];
        System.arraycopy(hashes, offset, work, 0, work.length);
        for (int width = count; width > 1; width >>= 1) {
            for (int i = 0; i < width; i += 2) {
                node(work, i * BYTES, work, (i + 1) * BYTES, work, (i >> 1) * BYTES);
            }
        }
        final byte[] root = new byte[BYTES];
        System.arraycopy(work, 0, root, 0, BYTES);
        return root;
    }

    private void finish(final byte[] target, final int offset) {
        try {
            digest.digest(target, offset, BYTES);
        } catch (final DigestException e) {
            throw new IllegalStateException("no room for a hash", e);
        }
    }
}
