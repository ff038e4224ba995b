package io.lastro.node.reads;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies and damages what lies in a folder. */
public final class Folders {
    private Folders() {}

    /** Copies a folder with all that is in it, as a crash would leave it. */
    public static Path copy(final Path source, final Path target) {
        try (Stream<Path> files = Files.walk(source)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            return target;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All regular files below a folder, by name. */
    public static List<Path> files(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Segments of a journal's queue, in order. */
    public static List<Path> segments(final Path journal) {
        return files(journal.resolve("queue")).stream()
                .filter(file -> file.toString().endsWith(".cq4"))
                .toList();
    }

    /** Changes a byte at or below a position that is not zero, so that it is one that was written. */
    public static void flip(final Path file, final long position) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long at = position;
            access.seek(at);
            int value = access.read();
            while (value <= 0 && at > 0) {
                access.seek(--at);
                value = access.read();
            }
            access.seek(at);
            access.write(value ^ 0x10);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
