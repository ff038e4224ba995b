package io.lastro.journal.snapshot;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The snapshots of a data directory, in {@value #FOLDER}. Any thread. */
public final class SnapshotFolder {
    /** Name of the folder in the data directory. */
    public static final String FOLDER = "snapshots";

    private final Path path;

    /** The folder of a data directory; need not exist. */
    public SnapshotFolder(final Path dataDirectory) {
        path = dataDirectory.resolve(FOLDER);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Files with the name of a snapshot, newest first; whether they are good is not looked at. */
    public List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> sequence(file) > 0)
                    .sorted(Comparator.comparingLong(SnapshotFolder::sequence).reversed())
                    .toList();
        }
    }

    /** Sequence that the name says; 0 when it is no snapshot's name. */
    public static long sequence(final Path file) {
        final String name = file.getFileName().toString();
        if (!name.matches(SnapshotFile.PREFIX + "[0-9]{20}")) {
            return 0;
        }
        try {
            return Long.parseLong(name.substring(SnapshotFile.PREFIX.length()));
        } catch (final NumberFormatException e) {
            return 0; // above 2^63
        }
    }

    /** Makes the folder and removes what an unfinished snapshot has left. Only by who holds the lock on snapshots. */
    public void clean(final JournalStorage storage) throws IOException {
        storage.createDirectory(path);
        try (Stream<Path> files = Files.list(path)) {
            for (final Path file : files.toList()) {
                if (file.toString().endsWith(SnapshotFile.UNFINISHED_SUFFIX)) {
                    storage.delete(file);
                }
            }
        }
    }

    /**
     * Removes the oldest.
     *
     * @param keep how many stay, at least 1.
     * @return those that were removed.
     */
    public List<Path> retain(final int keep, final JournalStorage storage) throws IOException {
        final List<Path> all = newestFirst();
        final List<Path> old = all.subList(Math.min(Math.max(1, keep), all.size()), all.size());
        for (final Path file : old) {
            storage.delete(file);
        }
        return old;
    }
}
