package io.lastro.node.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files copied, synced and removed. */
final class Disk {
    /** Ending of what is not finished. */
    static final String UNFINISHED = ".unfinished";

    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private Disk() {}

    /** Copies the first bytes of a file to a new one that only its owner reads, synced; returns their SHA-256. */
    static String copy(final Path source, final long bytes, final Path target) throws IOException {
        Files.deleteIfExists(target);
        try (FileChannel channel = FileChannel.open(target, NEW, OWNER_ONLY)) {
            final String sha256 = Sha256.of(source, bytes, chunk -> write(channel, chunk));
            channel.force(true);
            return sha256;
        }
    }

    /** Writes a file as a whole: another name, sync, rename, sync of the folder. */
    static void replace(final Path file, final byte[] contents) throws IOException {
        final Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(unfinished, NEW, OWNER_ONLY)) {
            write(channel, ByteBuffer.wrap(contents));
            channel.force(true);
        }
        rename(unfinished, file);
        force(file.toAbsolutePath().getParent());
    }

    static void rename(final Path source, final Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Syncs the names of a folder. */
    static void force(final Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Entries of a folder by name; none when it is not there. */
    static List<Path> list(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** Regular files below a folder by name, links and what is not finished left out; none when it is not there. */
    static List<Path> files(final Path folder) throws IOException {
        final List<Path> files = new ArrayList<>();
        for (final Path entry : list(folder)) {
            if (Files.isDirectory(entry, NOFOLLOW_LINKS)) {
                files.addAll(files(entry));
            } else if (Files.isRegularFile(entry, NOFOLLOW_LINKS)
                    && !entry.toString().endsWith(UNFINISHED)
                    && !entry.toString().endsWith(".tmp")) {
                files.add(entry);
            }
        }
        return files;
    }

    /** Removes a file, a link, or a folder with all that is in it; follows no link. */
    static void delete(final Path path) throws IOException {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            for (final Path entry : list(path)) {
                delete(entry);
            }
        }
        Files.deleteIfExists(path);
    }

    private static void write(final FileChannel channel, final ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
