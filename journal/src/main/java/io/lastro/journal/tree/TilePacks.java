package io.lastro.journal.tree;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Full tiles on disk: the tiles of C2SP tlog-tiles, 256 of them one behind the other in a file.
 *
 * <pre>
 *  tile/L/NNN.pack   tiles 256 n .. 256 n + 255 of level L, where NNN is n as tlog-tiles writes the number of a tile;
 *                    tile N stands at byte (N mod 256) * 8192
 * </pre>
 *
 * <p>Not a file for each tile: a file of its own costs a sync of its own, on the disk that the journal waits for. A pack is
 * made with all its blocks, so that a sync changes no metadata. One thread.
 */
final class TilePacks implements AutoCloseable {
    static final int HASHES = 256;
    static final int TILE_BYTES = HASHES * TreeHash.BYTES;
    static final int TILES = 256;
    static final int PACK_BYTES = TILES * TILE_BYTES;

    /** Levels of a tree of fewer than 2^63 leaves. */
    static final int LEVELS = 8;

    private static final int PATH_STEP = 1000;

    private final Path root;
    private final JournalStorage storage;
    private final JournalStorage.Handle[] handles = new JournalStorage.Handle[LEVELS];
    private final long[] open = new long[LEVELS];
    private final boolean[] dirty = new boolean[LEVELS];

    TilePacks(final Path treeDirectory, final JournalStorage storage) {
        root = treeDirectory.resolve("tile");
        this.storage = storage;
    }

    /** Path of a number as tlog-tiles writes it: 1234067 is x001/x234/067. */
    static String number(final long number) {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%03d", number % PATH_STEP));
        for (long rest = number / PATH_STEP; rest > 0; rest /= PATH_STEP) {
            text.insert(0, String.format(Locale.ROOT, "x%03d/", rest % PATH_STEP));
        }
        return text.toString();
    }

    /** File that holds a tile. */
    Path file(final int level, final long tile) {
        return root.resolve(Integer.toString(level)).resolve(number(tile / TILES) + ".pack");
    }

    /** Writes a full tile; durable after the next {@link #sync()}. */
    void write(final int level, final long tile, final byte[] hashes) throws IOException {
        if (handles[level] == null || open[level] != tile / TILES) {
            if (handles[level] != null) {
                sync(level);
                handles[level].close();
                handles[level] = null;
            }
            handles[level] = storage.open(created(file(level, tile), tile % TILES == 0));
            open[level] = tile / TILES;
        }
        dirty[level] = true;
        handles[level].write(ByteBuffer.wrap(hashes), tile % TILES * TILE_BYTES);
    }

    private Path created(final Path file, final boolean first) throws IOException {
        if (Files.exists(file) && Files.size(file) == PACK_BYTES) {
            return file;
        }
        if (!first) {
            throw new TreeException(
                    TreeErrorCode.DAMAGED_TILE, "file " + file + " is missing or has not " + PACK_BYTES + " bytes");
        }
        storage.delete(file); // made by a process that ended while it filled the file
        createDirectories(file.getParent());
        storage.createPrefilled(file, PACK_BYTES);
        storage.forceDirectory(file.getParent());
        return file;
    }

    private void createDirectories(final Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createDirectories(directory.getParent());
            storage.createDirectory(directory);
            storage.forceDirectory(directory.getParent());
        }
    }

    /** Reads a full tile; its contents are not judged here. */
    byte[] read(final int level, final long tile) throws IOException {
        final Path file = file(level, tile);
        final ByteBuffer hashes = ByteBuffer.allocate(TILE_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = tile % TILES * TILE_BYTES;
            while (hashes.hasRemaining()) {
                final int bytes = channel.read(hashes, position);
                if (bytes < 0) {
                    throw new TreeException(TreeErrorCode.DAMAGED_TILE, "file " + file + " ends at byte " + position);
                }
                position += bytes;
            }
        } catch (final NoSuchFileException e) {
            throw new TreeException(TreeErrorCode.DAMAGED_TILE, "file " + file + " is missing", e);
        }
        return hashes.array();
    }

    /** Returns when every written tile is on disk. */
    void sync() throws IOException {
        for (int level = 0; level < LEVELS; level++) {
            sync(level);
        }
    }

    private void sync(final int level) throws IOException {
        if (dirty[level]) {
            handles[level].force();
            dirty[level] = false;
        }
    }

    @Override
    public void close() {
        for (int level = 0; level < LEVELS; level++) {
            if (handles[level] != null) {
                try {
                    handles[level].close();
                } catch (final IOException e) {
                    throw new TreeException(TreeErrorCode.IO_ERROR, "a tile file cannot be closed: " + e, e);
                }
                handles[level] = null;
            }
        }
    }
}
