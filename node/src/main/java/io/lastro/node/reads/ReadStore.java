package io.lastro.node.reads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as the read model uses it: one column family, no log of its own, so that what a crash leaves is always the
 * state of some batch and everything before it, position included.
 *
 * <p>Any thread. Failure: {@link DamagedModelException}.
 */
final class ReadStore implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 16L * 1024 * 1024;
    private static final int WRITE_BUFFERS = 3;
    private static final int BLOOM_BITS = 10;
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final long INFO_LOG_BYTES = 1024 * 1024;

    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(BLOOM_BITS);
    private final Options options;
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final ReentrantLock headWriting = new ReentrantLock();
    private final RocksDB db;

    private ReadStore(final Path directory, final long cacheBytes) throws RocksDBException {
        cache = new LRUCache(cacheBytes);
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setMaxBackgroundJobs(2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(2)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(filter));
        boolean ready = false;
        try {
            db = RocksDB.open(options, directory.toString());
            ready = true;
        } finally {
            if (!ready) {
                closeOptions();
            }
        }
    }

    /** Opens the store of a directory, which is made when it is missing. */
    static ReadStore open(final Path directory, final long cacheBytes) {
        try {
            RocksDB.loadLibrary();
            Files.createDirectories(directory);
            return new ReadStore(directory, cacheBytes);
        } catch (final RocksDBException | IOException e) {
            throw new DamagedModelException("it cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Removes a store with everything in it. */
    static void delete(final Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    /** Newest value of a key, or null. */
    byte[] get(final byte[] key) {
        try {
            return db.get(key);
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** Value of a key in a snapshot, or null. */
    byte[] get(final ReadOptions snapshot, final byte[] key) {
        try {
            return db.get(snapshot, key);
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** An iterator over a snapshot; the caller closes it. */
    RocksIterator iterator(final ReadOptions snapshot) {
        return db.newIterator(snapshot);
    }

    /** The state of now; to be given back. */
    Snapshot snapshot() {
        return db.getSnapshot();
    }

    void release(final Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }

    /** Whether an iterator stands somewhere; tells an unreadable file from the end. */
    static boolean isValid(final RocksIterator iterator) {
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status();
            return false;
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /**
     * Held while heads are written that may be written again: the older ones must not land behind the newer ones. Taken
     * after the model's own lock.
     */
    ReentrantLock headWriting() {
        return headWriting;
    }

    /** Applies a batch as a whole; it is empty afterwards. */
    void write(final EntryBatch entries) {
        try (WriteBatch batch = new WriteBatch(entries.take())) {
            db.write(unlogged, batch);
        } catch (final RocksDBException e) {
            throw new DamagedModelException("it cannot be written: " + e.getMessage(), e);
        }
    }

    /** Puts what was written into files. */
    void flush(final boolean wait) {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(wait).setAllowWriteStall(wait)) {
            db.flush(flush);
        } catch (final RocksDBException e) {
            throw new DamagedModelException("it cannot be written: " + e.getMessage(), e);
        }
    }

    private static DamagedModelException unreadable(final RocksDBException cause) {
        return new DamagedModelException("it cannot be read: " + cause.getMessage(), cause);
    }

    private void closeOptions() {
        options.close();
        filter.close();
        cache.close();
        unlogged.close();
    }

    @Override
    public void close() {
        db.close();
        closeOptions();
    }
}
