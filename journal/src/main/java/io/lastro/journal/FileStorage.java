package io.lastro.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The real disk: plain {@link FileChannel}s. */
public final class FileStorage implements JournalStorage {
    private static final Set<StandardOpenOption> REPLACING = Set.of(CREATE, TRUNCATE_EXISTING, WRITE);
    /** Small files may hold secrets. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int PREFILL_BYTES = 1024 * 1024;

    /** The real disk. */
    public FileStorage() {}

    @Override
    public void createPrefilled(final Path file, final long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            final ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(PREFILL_BYTES, bytes));
            long position = 0;
            while (position < bytes) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - position));
                position += channel.write(zeros, position);
            }
            channel.force(true);
        }
    }

    @Override
    public Handle open(final Path file) throws IOException {
        return new ChannelHandle(FileChannel.open(file, READ, WRITE));
    }

    @Override
    public void forceFile(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.force(false);
        }
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(final Path source, final Path target) throws IOException {
        Files.move(source, target, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    @Override
    public void replace(final Path file, final byte[] contents) throws IOException {
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(temporary, REPLACING, OWNER_ONLY)) {
            writeFully(channel, ByteBuffer.wrap(contents), 0);
            channel.force(true);
        }
        rename(temporary, file);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    @Override
    public void delete(final Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void createDirectory(final Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    @Override
    public long usableBytes(final Path directory) throws IOException {
        return directory.toFile().getUsableSpace();
    }

    private static void writeFully(final FileChannel channel, final ByteBuffer source, final long position)
            throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    /** One open file. */
    private static final class ChannelHandle implements Handle {
        private final FileChannel channel;

        private ChannelHandle(final FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(final ByteBuffer source, final long position) throws IOException {
            writeFully(channel, source, position);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
