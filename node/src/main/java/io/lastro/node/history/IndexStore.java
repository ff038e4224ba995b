package io.lastro.node.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RateLimiter;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as the transfer index uses it: written in whole sorted files, one run at a time, so that there is no log, no
 * memory of unwritten keys, and little to compact. Ids of up to {@value #RUNS_BEFORE_MERGE} runs lie side by side before
 * they are merged; rows and times come in rising order and are never merged.
 *
 * <p>Files are synced before they are taken over. {@link #find}, {@link #row} and {@link #block} belong to one thread,
 * writing to another. Failure: {@link UnusableIndexException}.
 */
final class IndexStore implements AutoCloseable {
    /** Number of no block. */
    static final long NO_BLOCK = -1;

    /** Runs of ids that lie side by side. */
    static final int RUNS_BEFORE_MERGE = 128;

    /** Merging shares two cores with the ledger: slower, and without a dent. */
    private static final long MERGE_BYTES_PER_SECOND = 16L * 1024 * 1024;

    private static final int BLOOM_BITS = 10;
    private static final int ID_BLOCK_BYTES = 4 * 1024;
    private static final int ROW_BLOCK_BYTES = 4 * 1024;
    private static final int WRITE_BUFFER_BYTES = 64 * 1024;
    private static final int SIZE_RATIO_PERCENT = 50;
    private static final int NO_AMPLIFICATION_BOUND = 1_000_000;
    private static final long INFO_LOG_BYTES = 1024 * 1024;
    private static final String NEW_FILES = "new";
    private static final String CURRENT = "CURRENT";

    private final Path newFiles;
    private final Cache cache;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final CompactionOptionsUniversal merging = new CompactionOptionsUniversal()
            .setSizeRatio(SIZE_RATIO_PERCENT)
            .setMinMergeWidth(RUNS_BEFORE_MERGE / 2)
            .setMaxSizeAmplificationPercent(NO_AMPLIFICATION_BOUND);
    private final RateLimiter mergeSpeed = new RateLimiter(MERGE_BYTES_PER_SECOND);
    private final ColumnFamilyOptions idOptions;
    private final ColumnFamilyOptions rowOptions;
    private final DBOptions options;
    private final Options idFile;
    private final Options rowFile;
    private final EnvOptions environment = new EnvOptions();
    private final IngestExternalFileOptions taking =
            new IngestExternalFileOptions().setMoveFiles(true).setSnapshotConsistency(false);
    private final ReadOptions reading = new ReadOptions();
    private final ColumnFamilyHandle ids;
    private final ColumnFamilyHandle rows;
    private final ColumnFamilyHandle times;
    private final RocksDB db;
    private long files;

    private IndexStore(final Path directory, final long cacheBytes) throws RocksDBException {
        newFiles = directory.resolve(NEW_FILES);
        cache = new LRUCache(cacheBytes);
        idOptions = new ColumnFamilyOptions()
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setCompactionOptionsUniversal(merging)
                .setLevel0FileNumCompactionTrigger(RUNS_BEFORE_MERGE)
                .setLevel0SlowdownWritesTrigger(Integer.MAX_VALUE)
                .setLevel0StopWritesTrigger(Integer.MAX_VALUE)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setTableFormatConfig(table(ID_BLOCK_BYTES).setFilterPolicy(bloom));
        rowOptions = new ColumnFamilyOptions()
                .setDisableAutoCompactions(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setTableFormatConfig(table(ROW_BLOCK_BYTES));
        options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxBackgroundJobs(1)
                .setRateLimiter(mergeSpeed)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(2);
        idFile = new Options(options, idOptions);
        rowFile = new Options(options, rowOptions);
        final List<ColumnFamilyHandle> handles = new ArrayList<>();
        boolean ready = false;
        try {
            db = RocksDB.open(
                    options,
                    directory.toString(),
                    List.of(
                            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, idOptions),
                            new ColumnFamilyDescriptor(new byte[] {'r'}, rowOptions),
                            new ColumnFamilyDescriptor(new byte[] {'t'}, rowOptions)),
                    handles);
            ready = true;
        } finally {
            if (!ready) {
                closeOptions();
            }
        }
        ids = handles.get(0);
        rows = handles.get(1);
        times = handles.get(2);
    }

    private BlockBasedTableConfig table(final int blockBytes) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(blockBytes)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true) // a whole filter is too large for a part of the cache
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true);
    }

    /** Opens the store of a directory, which is made when it is missing. */
    static IndexStore open(final Path directory, final long cacheBytes) {
        try {
            RocksDB.loadLibrary();
            delete(directory.resolve(NEW_FILES)); // of a run that was cut off
            Files.createDirectories(directory.resolve(NEW_FILES));
            return new IndexStore(directory, cacheBytes);
        } catch (final RocksDBException | IOException e) {
            throw new UnusableIndexException("it cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Removes a store with everything in it.
     *
     * @throws UncheckedIOException when a file cannot be removed.
     */
    static void delete(final Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve(CURRENT)); // first: without it what a kill leaves is an empty store
        } catch (final IOException e) {
            throw new UncheckedIOException("folder " + directory + " cannot be removed: " + e, e);
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (final Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("folder " + directory + " cannot be removed: " + e, e);
        }
    }

    /** The mark, or null in an empty store. */
    byte[] mark() {
        try {
            return db.get(ids, IndexKeys.mark());
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** Puts the place of a scrambled id into {@code place}; false when it is not there. */
    boolean find(final ByteBuffer id, final ByteBuffer place) {
        try {
            return db.get(ids, reading, id, place) == Long.BYTES;
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** Puts a block of rows into {@code block}; returns its bytes, or a negative number when it is not there. */
    int row(final ByteBuffer blockKey, final ByteBuffer block) {
        try {
            return db.get(rows, reading, blockKey, block);
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** The first block whose last timestamp is that one or later; {@link #NO_BLOCK} when there is none. */
    long blockFrom(final byte[] timestampKey) {
        try (RocksIterator found = db.newIterator(times, reading)) {
            found.seek(timestampKey);
            final long block = found.isValid() ? blockOf(found) : NO_BLOCK;
            found.status();
            return block;
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    /** Forgets the times of that block and of later ones: of a run that was cut off, so that its blocks come again. */
    void forgetTimesFrom(final long block) {
        try (RocksIterator found = db.newIterator(times, reading);
                WriteOptions durably = new WriteOptions().setSync(true)) {
            byte[] first = null;
            byte[] last = null;
            for (found.seekToLast(); found.isValid() && blockOf(found) >= block; found.prev()) {
                first = found.key();
                last = last == null ? first : last;
            }
            found.status();
            if (first != null) {
                db.deleteRange(times, durably, first, Arrays.copyOf(last, last.length + 1)); // its end is exclusive
            }
        } catch (final RocksDBException e) {
            throw unreadable(e);
        }
    }

    private static long blockOf(final RocksIterator found) {
        return ByteBuffer.wrap(found.value()).order(LITTLE_ENDIAN).getLong();
    }

    /** A new file of ids, to be filled in order of keys. */
    NewFile newIdFile() {
        return new NewFile(ids, idFile);
    }

    /** A new file of rows, to be filled in order of keys. */
    NewFile newRowFile() {
        return new NewFile(rows, rowFile);
    }

    /** A new file of times, to be filled in order of keys. */
    NewFile newTimeFile() {
        return new NewFile(times, rowFile);
    }

    /** A sorted file that is being written: not part of the store before {@link #take}. */
    final class NewFile implements AutoCloseable {
        private final ColumnFamilyHandle family;
        private final Path path;
        private final SstFileWriter writer;
        private boolean empty = true;

        private NewFile(final ColumnFamilyHandle family, final Options format) {
            this.family = family;
            files++;
            path = newFiles.resolve(files + ".sst");
            writer = new SstFileWriter(environment, format);
            try {
                writer.open(path.toString());
            } catch (final RocksDBException e) {
                writer.close();
                throw unwritable(e);
            }
        }

        /** Adds an entry behind all others. */
        void put(final ByteBuffer key, final ByteBuffer value) {
            try {
                writer.put(key, value);
                empty = false;
            } catch (final RocksDBException e) {
                throw unwritable(e);
            }
        }

        /** Adds an entry behind all others. */
        void put(final byte[] key, final byte[] value) {
            try {
                writer.put(key, value);
                empty = false;
            } catch (final RocksDBException e) {
                throw unwritable(e);
            }
        }

        /** Syncs it and makes it part of the store, as a whole. */
        void take() {
            if (empty) {
                return;
            }
            try {
                writer.finish();
                db.ingestExternalFile(family, List.of(path.toString()), taking);
            } catch (final RocksDBException e) {
                throw unwritable(e);
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    private static UnusableIndexException unreadable(final RocksDBException cause) {
        return new UnusableIndexException("it cannot be read: " + cause.getMessage(), cause);
    }

    private static UnusableIndexException unwritable(final RocksDBException cause) {
        return new UnusableIndexException("it cannot be written: " + cause.getMessage(), cause);
    }

    private void closeOptions() {
        reading.close();
        taking.close();
        environment.close();
        rowFile.close();
        idFile.close();
        options.close();
        rowOptions.close();
        idOptions.close();
        merging.close();
        mergeSpeed.close();
        bloom.close();
        cache.close();
    }

    @Override
    public void close() {
        ids.close();
        rows.close();
        times.close();
        db.close();
        closeOptions();
    }
}
