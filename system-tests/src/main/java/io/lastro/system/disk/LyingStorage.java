package io.lastro.system.disk;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The planted bug: ring files say that they are synced and are not. All else goes to the real disk. */
public final class LyingStorage implements JournalStorage {
    private final JournalStorage disk;

    /** Lies in front of a disk. */
    public LyingStorage(final JournalStorage disk) {
        this.disk = disk;
    }

    @Override
    public void createPrefilled(final Path file, final long bytes) throws IOException {
        disk.createPrefilled(file, bytes);
    }

    @Override
    public Handle open(final Path file) throws IOException {
        final Handle handle = disk.open(file);
        return new Handle() {
            @Override
            public void write(final ByteBuffer source, final long position) throws IOException {
                handle.write(source, position);
            }

            @Override
            public void force() {
                // The lie.
            }

            @Override
            public void close() throws IOException {
                handle.close();
            }
        };
    }

    @Override
    public void forceFile(final Path file) throws IOException {
        disk.forceFile(file);
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public void rename(final Path source, final Path target) throws IOException {
        disk.rename(source, target);
    }

    @Override
    public void replace(final Path file, final byte[] contents) throws IOException {
        disk.replace(file, contents);
    }

    @Override
    public void delete(final Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void createDirectory(final Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public long usableBytes(final Path directory) throws IOException {
        return disk.usableBytes(directory);
    }
}
