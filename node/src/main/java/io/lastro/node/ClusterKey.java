package io.lastro.node;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The key under which receipts are authenticated: 64 hexadecimal digits in a file that only its owner may read. */
final class ClusterKey {
    private static final int KEY_BYTES = 32;

    private ClusterKey() {}

    /**
     * Reads the key, or makes one when the file is the default one and missing.
     *
     * @throws IOException when the file is missing, unreadable or not a key; the message says what to do.
     */
    static byte[] load(final Path file, final boolean mayBeMade, final JournalStorage storage) throws IOException {
        if (mayBeMade && !Files.exists(file)) {
            make(file, storage);
        }
        final String text;
        try {
            text = Files.readString(file).strip();
        } catch (final NoSuchFileException e) {
            throw new IOException(
                    "cluster key file " + file + " is missing: copy it from another node of the cluster, or"
                            + " leave cluster.key-file out so that one is made in the data directory",
                    e);
        }
        if (!text.matches("[0-9a-fA-F]{" + KEY_BYTES * 2 + "}")) {
            throw new IOException(
                    "cluster key file " + file + " does not hold " + KEY_BYTES * 2 + " hexadecimal digits: restore it");
        }
        return HexFormat.of().parseHex(text);
    }

    /** Written like the journal's own small files: contents, name and folder synced before the key is used. */
    private static void make(final Path file, final JournalStorage storage) throws IOException {
        final byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        storage.replace(file, (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
