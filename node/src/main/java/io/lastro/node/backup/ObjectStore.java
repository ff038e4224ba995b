package io.lastro.node.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Files named by their SHA-256 in a folder; they are written once and never changed. */
final class ObjectStore {
    static final String FOLDER = "objects";

    private final Path folder;
    private long copiedBytes;
    private int copiedFiles;

    ObjectStore(final Path backup) {
        folder = backup.resolve(FOLDER);
    }

    Path file(final String sha256) {
        return folder.resolve(sha256);
    }

    /** Bytes that were not there before. */
    long copiedBytes() {
        return copiedBytes;
    }

    /** Files that were not there before. */
    int copiedFiles() {
        return copiedFiles;
    }

    /** Puts the first bytes of a file into the store, unless a good copy is there; returns their SHA-256. */
    String put(final Path source, final long bytes) throws IOException {
        Files.createDirectories(folder);
        final String expected = Sha256.of(source, bytes, Sha256.Chunks.NONE);
        if (objection(new ManifestFile("", bytes, expected)) == null) {
            return expected;
        }
        final Path unfinished = folder.resolve(expected + Disk.UNFINISHED);
        final String copied = Disk.copy(source, bytes, unfinished);
        if (!copied.equals(expected)) {
            throw new BackupException("file " + source + " changed while it was copied; run the backup again");
        }
        Files.deleteIfExists(file(expected)); // only a damaged one can be there
        Disk.rename(unfinished, file(expected));
        copiedBytes += bytes;
        copiedFiles++;
        return copied;
    }

    /** What is wrong with the object of a file; null when it is good. Reads all of it. */
    String objection(final ManifestFile file) throws IOException {
        final Path object = file(file.sha256());
        if (!Files.isRegularFile(object)) {
            return "is missing";
        }
        final long size = Files.size(object);
        if (size != file.bytes()) {
            return "has " + size + " bytes instead of " + file.bytes();
        }
        return Sha256.of(object, size, Sha256.Chunks.NONE).equals(file.sha256())
                ? null
                : "is corrupt: its SHA-256 is another one";
    }

    /** Syncs the names. */
    void force() throws IOException {
        Disk.force(folder);
    }

    /** Removes everything but these. */
    void keepOnly(final Set<String> names) throws IOException {
        for (final Path file : Disk.list(folder)) {
            if (!names.contains(file.getFileName().toString())) {
                Disk.delete(file);
            }
        }
    }
}
