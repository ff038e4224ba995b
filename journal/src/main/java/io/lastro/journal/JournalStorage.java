package io.lastro.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Everything that the journal does to make bytes durable: ring writes, syncs, creations and renames.
 *
 * <p>Port for tests that record what was synced or fail one call; {@link FileStorage} is the real one. Chronicle Queue
 * writes its own files through memory mappings; only their syncs pass here. A failure is an IOException; after one the
 * journal is halted for good. Ring calls come from the journal thread, {@link #forceFile} and {@link #forceDirectory}
 * also from the queue-sync thread.
 */
public interface JournalStorage {
    /** Creates a new file of zeros with real blocks, synced; the folder is not. */
    void createPrefilled(Path file, long bytes) throws IOException;

    /** Opens an existing file for writes in place. */
    Handle open(Path file) throws IOException;

    /** Syncs the contents of a file that something else writes, mapped pages included. */
    void forceFile(Path file) throws IOException;

    /** Syncs the names of a folder. */
    void forceDirectory(Path directory) throws IOException;

    /** Renames within the data directory, atomically; replaces. */
    void rename(Path source, Path target) throws IOException;

    /** Writes a small file as a whole: temporary file, sync, rename, sync of the folder. */
    void replace(Path file, byte[] contents) throws IOException;

    /** Removes a file or an empty folder if it is there; the folder around it is not synced. */
    void delete(Path file) throws IOException;

    /** Creates a folder if it is not there; its parent is not synced. */
    void createDirectory(Path directory) throws IOException;

    /** Bytes that can still be written to the file system of this path. */
    long usableBytes(Path directory) throws IOException;

    /** A file that is written in place. */
    interface Handle extends AutoCloseable {
        /** Writes all remaining bytes at a position; does not sync. */
        void write(ByteBuffer source, long position) throws IOException;

        /** Returns when all that was written is on disk; sizes and times need not be. */
        void force() throws IOException;

        /** Gives the file back; syncs nothing. */
        @Override
        void close() throws IOException;
    }
}
