package io.lastro.journal.tree;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** RFC 6962 section 2.1 word by word: recursive, slow, nothing shared with the real one. */
final class NaiveTree {
    private NaiveTree() {}

    static byte[] leafHash(final byte[] leaf) {
        return sha256(new byte[] {0}, leaf);
    }

    static byte[] root(final List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return sha256();
        }
        if (hashes.size() == 1) {
            return hashes.get(0);
        }
        final int split = split(hashes.size());
        return sha256(new byte[] {1}, root(hashes.subList(0, split)), root(hashes.subList(split, hashes.size())));
    }

    static List<byte[]> path(final int index, final List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return new ArrayList<>();
        }
        final int split = split(hashes.size());
        final List<byte[]> left = hashes.subList(0, split);
        final List<byte[]> right = hashes.subList(split, hashes.size());
        final List<byte[]> path = index < split ? path(index, left) : path(index - split, right);
        path.add(root(index < split ? right : left));
        return path;
    }

    static List<byte[]> consistency(final int first, final List<byte[]> hashes) {
        return first == 0 ? List.of() : subProof(first, hashes, true);
    }

    private static List<byte[]> subProof(final int first, final List<byte[]> hashes, final boolean known) {
        if (first == hashes.size()) {
            return known ? new ArrayList<>() : new ArrayList<>(List.of(root(hashes)));
        }
        final int split = split(hashes.size());
        final List<byte[]> left = hashes.subList(0, split);
        final List<byte[]> right = hashes.subList(split, hashes.size());
        final List<byte[]> proof =
                first <= split ? subProof(first, left, known) : subProof(first - split, right, false);
        proof.add(root(first <= split ? right : left));
        return proof;
    }

    private static int split(final int size) {
        int split = 1;
        while (split * 2 < size) {
            split *= 2;
        }
        return split;
    }

    private static byte[] sha256(final byte[]... parts) {
        try {
            final ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (final byte[] part : parts) {
                all.writeBytes(part);
            }
            return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
