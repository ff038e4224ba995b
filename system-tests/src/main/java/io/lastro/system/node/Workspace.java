package io.lastro.system.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The working directory of one campaign and the processes that it started. Closing kills the processes; the directory is
 * removed when the campaign said that all is well, else kept.
 */
public final class Workspace implements AutoCloseable {
    private static final Set<ProcessHandle> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Workspace::killAll, "campaign-kill-nodes"));
    }

    private final Path directory;
    private boolean good;

    private Workspace(final Path directory) {
        this.directory = directory;
    }

    /** A new directory under the system's temporary one. */
    public static Workspace create(final String name) throws IOException {
        return new Workspace(Files.createTempDirectory("lastro-" + name + "-"));
    }

    /** Where the campaign may write. */
    public Path directory() {
        return directory;
    }

    /** A path in the directory. */
    public Path resolve(final String name) {
        return directory.resolve(name);
    }

    /** The directory is not needed any more. */
    public void succeeded() {
        good = true;
    }

    /** Remembers a process so that it cannot outlive this one. */
    static void remember(final Process process) {
        STARTED.add(process.toHandle());
    }

    /** Forgets processes that have ended. */
    static void forgetEnded() {
        STARTED.removeIf(process -> !process.isAlive());
    }

    private static void killAll() {
        for (final ProcessHandle process : STARTED) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Copies a directory tree; what is missing by then is left out. */
    public static void copy(final Path source, final Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(target.resolve(source.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        target.resolve(source.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Removes a directory tree if it is there. */
    public static void delete(final Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException cause) throws IOException {
                if (cause instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw cause;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path folder, final IOException cause) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        killAll();
        forgetEnded();
        if (good) {
            delete(directory);
        } else {
            System.out.println("kept for a look: " + directory);
        }
    }
}
