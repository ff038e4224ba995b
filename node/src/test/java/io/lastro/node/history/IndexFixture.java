package io.lastro.node.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.history.HistorySlice;
import io.lastro.protocol.TransferEvent;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** Hands rows to an index as the engine would, and plays with its files. */
final class IndexFixture implements AutoCloseable {
    static final long CACHE_BYTES = 1 << 20;

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    final TransferIndex index;
    private final UnsafeBuffer row = new UnsafeBuffer(new byte[HistoryRow.BLOCK_BYTES]);
    private HistorySlice slice;
    private long handed;
    private long endsThrough;

    IndexFixture(final Path directory, final int runRows) {
        index = TransferIndex.open(directory, CACHE_BYTES, runRows);
    }

    /** A row; its timestamp is ten times its sequence. */
    IndexFixture add(final long idLow, final long idHigh, final long sequence, final int kind, final long end) {
        return add(idLow, idHigh, sequence, kind, end, 10 * sequence);
    }

    IndexFixture add(
            final long idLow,
            final long idHigh,
            final long sequence,
            final int kind,
            final long end,
            final long timestampNs) {
        if (slice == null) {
            slice = take();
        }
        final int at = slice.add();
        slice.rows().setMemory(at, HistoryRow.BLOCK_BYTES, (byte) 0);
        slice.rows().putLong(at + TransferEvent.ID_LOW_OFFSET, idLow, LITTLE_ENDIAN);
        slice.rows().putLong(at + TransferEvent.ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
        if (kind != HistoryRow.BURNED) {
            slice.rows().putLong(at + TransferEvent.TIMESTAMP_NS_OFFSET, timestampNs, LITTLE_ENDIAN);
        }
        slice.rows().putLong(at + HistoryRow.SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        slice.rows().putLong(at + HistoryRow.END_SEQUENCE_OFFSET, end, LITTLE_ENDIAN);
        slice.rows().putInt(at + HistoryRow.KIND_OFFSET, kind, LITTLE_ENDIAN);
        handed++;
        if (slice.isFull()) {
            submit();
        }
        return this;
    }

    /** Single transfers with sequences, and ids, from the first to the last. */
    IndexFixture singles(final long first, final long last) {
        for (long sequence = first; sequence <= last; sequence++) {
            add(sequence, 0, sequence, HistoryRow.SINGLE, 0);
        }
        return this;
    }

    /** What ended up to there has been handed over. */
    IndexFixture endsThrough(final long sequence) {
        endsThrough = sequence;
        return this;
    }

    private HistorySlice take() {
        final long begunNs = System.nanoTime();
        HistorySlice taken = index.takeSlice();
        while (taken == null) {
            requireTime(begunNs);
            index.awaitProgress();
            taken = index.takeSlice();
        }
        return taken;
    }

    IndexFixture submit() {
        if (slice != null) {
            slice.endsThrough(endsThrough);
            index.hand(slice);
            slice = null;
        }
        return this;
    }

    /** Waits until so many of all rows are stored. */
    IndexFixture awaitStored(final long rows) {
        submit();
        final long begunNs = System.nanoTime();
        while (index.storedRows() < rows) {
            requireTime(begunNs);
            index.awaitProgress();
        }
        return this;
    }

    /** Waits until all rows are stored; they fill their runs. */
    IndexFixture awaitStored() {
        return awaitStored(handed);
    }

    private static void requireTime(final long begunNs) {
        if (System.nanoTime() - begunNs > TIMEOUT_NS) {
            throw new IllegalStateException("the index makes no progress");
        }
    }

    /** Kind of an id; -1 when it is not there. */
    int kind(final long idLow, final long idHigh) {
        return index.find(idLow, idHigh, row, 0) ? HistoryRow.kind(row, 0) : -1;
    }

    /** Sequence of an id; -1 when it is not there. */
    long sequence(final long idLow, final long idHigh) {
        return index.find(idLow, idHigh, row, 0) ? HistoryRow.sequence(row, 0) : -1;
    }

    static Path folder(final Path directory) {
        return directory.resolve(TransferIndex.FOLDER);
    }

    /** Copies a folder as it is; files that go meanwhile are left out. */
    static void copy(final Path from, final Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                } catch (final NoSuchFileException ignored) {
                    // Merged or taken over in the meantime.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException failure) {
                return FileVisitResult.CONTINUE; // gone, likewise
            }
        });
    }

    /** Sorted files of the store, oldest first. */
    static List<Path> files(final Path directory) throws IOException {
        try (Stream<Path> all = Files.list(folder(directory))) {
            return all.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
        }
    }

    @Override
    public void close() {
        index.close();
    }
}
