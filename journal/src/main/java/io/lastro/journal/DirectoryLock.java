package io.lastro.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Guards a data directory by a lock on its file {@code lock}, which names the holder. Given back by the death of a process. */
final class DirectoryLock implements AutoCloseable {
    static final String FILE = "lock";

    private static final int MAX_HOLDER_BYTES = 256;

    private final FileChannel channel;
    private final FileLock lock;

    private DirectoryLock(final FileChannel channel, final FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the directory for writing; throws LOCKED naming the holder. */
    static DirectoryLock exclusive(final Path directory, final String holder) {
        final DirectoryLock taken = take(directory, false);
        try {
            taken.channel.truncate(0);
            taken.channel.write(ByteBuffer.wrap(holder.getBytes(UTF_8)), 0);
            return taken;
        } catch (final IOException e) {
            taken.close();
            throw new JournalException(
                    JournalErrorCode.NOT_WRITABLE, "file " + directory.resolve(FILE) + " cannot be written: " + e, e);
        }
    }

    /** Takes the directory for reading beside other readers; null when there is no lock file to take. */
    static DirectoryLock shared(final Path directory) {
        return Files.exists(directory.resolve(FILE)) ? take(directory, true) : null;
    }

    private static DirectoryLock take(final Path directory, final boolean shared) {
        final Path file = directory.resolve(FILE);
        FileChannel channel = null;
        try {
            channel = shared ? FileChannel.open(file, READ) : FileChannel.open(file, CREATE, READ, WRITE);
            final FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock != null) {
                return new DirectoryLock(channel, lock);
            }
            throw locked(directory, file);
        } catch (final OverlappingFileLockException e) {
            closeQuietly(channel);
            throw locked(directory, file);
        } catch (final IOException e) {
            closeQuietly(channel);
            throw new JournalException(
                    JournalErrorCode.NOT_WRITABLE,
                    "directory " + directory + " cannot be used: " + e + "; check its owner and permissions",
                    e);
        } catch (final JournalException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static JournalException locked(final Path directory, final Path file) {
        String holder;
        try {
            holder = firstBytes(file).trim();
        } catch (final IOException e) {
            holder = "unknown (" + e + ")";
        }
        return new JournalException(
                JournalErrorCode.LOCKED,
                "directory " + directory + " is in use by [" + holder
                        + "]; stop that process first, or name another directory");
    }

    /** Enough to name the holder, whatever the file is. */
    private static String firstBytes(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_HOLDER_BYTES), UTF_8);
        }
    }

    private static void closeQuietly(final FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (final IOException ignored) {
                // Nothing was written through it.
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (final IOException ignored) {
            // Closing the channel gives the lock back as well.
        }
        closeQuietly(channel);
    }
}
