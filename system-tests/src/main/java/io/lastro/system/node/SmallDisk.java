package io.lastro.system.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** A file system of its own that can be filled and made read-only: a tmpfs. Needs root; without it, an IOException. */
public final class SmallDisk implements AutoCloseable {
    private static final Duration MOUNT = Duration.ofSeconds(20);
    private static final String BALLAST = "ballast";

    private final Path directory;

    /** Mounts a file system of that many MiB on a directory. */
    public SmallDisk(final Path directory, final int sizeMiB) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        run("mount", "-t", "tmpfs", "-o", "size=" + sizeMiB + "m", "tmpfs", directory.toString());
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** Free bytes. */
    public long freeBytes() {
        return directory.toFile().getUsableSpace();
    }

    /** Takes that many bytes; less when there is no more. Returns what was taken. */
    public long take(final long bytes) throws IOException {
        final java.nio.ByteBuffer block = java.nio.ByteBuffer.allocate(1 << 16);
        long taken = 0;
        try (FileChannel channel = FileChannel.open(
                directory.resolve(BALLAST),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            while (taken < bytes) {
                block.clear();
                taken += channel.write(block);
            }
        } catch (final IOException e) {
            if (freeBytes() > block.capacity()) {
                throw e; // not because it is full
            }
        }
        return taken;
    }

    /** Gives back what was taken. */
    public void giveBack() throws IOException {
        Files.deleteIfExists(directory.resolve(BALLAST));
    }

    /** From now on nothing can be written. */
    public void makeReadOnly() throws IOException, InterruptedException {
        run("mount", "-o", "remount,ro", directory.toString());
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        final Command.Result result = Command.run(MOUNT, List.of(command));
        if (result.exitCode() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + result.exitCode() + " (root is needed): "
                    + result.output());
        }
    }

    /** Unmounts; what was on it is gone. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", directory.toString());
    }
}
