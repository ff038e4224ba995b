package io.lastro.node.snapshot;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalStorage;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.journal.snapshot.SnapshotStep;
import io.lastro.journal.snapshot.SnapshotWriter;
import io.lastro.node.history.PublishedMark;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a snapshot beside a node that runs, or of one that is stopped: the newest good snapshot, and the outcomes that
 * were committed since, applied in order. Reads the journal's queue only, never the ring, and stops nobody.
 *
 * <p>Memory: that of an engine with all accounts, holds and rules; history is not in it. One thread; one process at a
 * time for a data directory. A crash leaves an unfinished file at most, which the next one removes.
 */
public final class SnapshotBuilder {
    private static final String LOCK = "lock";
    private static final int MOST = 1 << 29; // the node decided what there is room for
    private static final long PROGRESS_EVENTS = 1_000_000;

    private final Path directory;
    private final SlabAllocator allocator;
    private final Function<LedgerEngine, RecoveryHandler> applier;
    private final Progress progress;
    private final JournalStorage storage;
    private Consumer<SnapshotStep> steps = step -> {};
    private SnapshotHistory history;
    private long leftOutEnds; // by the snapshot that this one goes on from

    /**
     * A builder for a data directory.
     *
     * @param applier applies recorded outcomes to an engine.
     */
    public SnapshotBuilder(
            final Path directory,
            final SlabAllocator allocator,
            final Function<LedgerEngine, RecoveryHandler> applier,
            final Progress progress,
            final JournalStorage storage) {
        this.directory = directory;
        this.allocator = allocator;
        this.applier = applier;
        this.progress = progress;
        this.storage = storage;
    }

    /** Whom to tell of each step; for fail points. */
    public SnapshotBuilder steps(final Consumer<SnapshotStep> value) {
        steps = value;
        return this;
    }

    /**
     * What was made.
     *
     * @param file     the snapshot; null when nothing was committed since the last one.
     * @param bytes    its size.
     * @param sequence last sequence in it.
     * @param applied  events that were applied for it.
     * @param header   what it says of itself; null with the file.
     */
    public record Result(Path file, long bytes, long sequence, long applied, SnapshotHeader header) {}

    /**
     * Makes a snapshot of all that is committed.
     *
     * @throws IOException           when another process makes one, or files cannot be read or written.
     * @throws IllegalStateException when no node has run here, or its index is too far behind.
     */
    public Result build() throws IOException {
        final SnapshotFolder folder = new SnapshotFolder(directory);
        storage.createDirectory(folder.path());
        try (FileChannel lockFile = FileChannel.open(
                        folder.path().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(lockFile)) {
            if (lock == null) {
                throw new IOException("another process makes a snapshot of " + directory + "; wait until it is done");
            }
            folder.clean(storage);
            return buildLocked(folder);
        }
    }

    private static FileLock lock(final FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null;
        }
    }

    private Result buildLocked(final SnapshotFolder folder) throws IOException {
        final long committed;
        try (JournalFollower follower = JournalFollower.fromStart(directory)) {
            committed = follower.committedSequence();
        }
        // Read behind the journal's end: what lies between the two is never more than the node had in memory.
        final PublishedMark mark = PublishedMark.read(directory);
        if (mark == null) {
            throw new IllegalStateException(
                    "directory " + directory + " has no transfer index: start the node once, then make the snapshot");
        }
        final SnapshotLoader loader = new SnapshotLoader(directory);
        while (true) {
            final LoadedSnapshot base =
                    loader.load(() -> launch(mark), header -> header.place().sequence() <= committed);
            if (base == null) {
                try (JournalFollower follower = JournalFollower.fromStart(directory)) {
                    leftOutEnds = 0;
                    return build(folder, follower, launch(mark), committed);
                }
            }
            final Result made = buildOn(base, folder, loader, committed);
            if (made != null) {
                return made;
            }
        }
    }

    /** Null when the snapshot is not what it should be; the one before it is tried then. */
    private Result buildOn(
            final LoadedSnapshot base, final SnapshotFolder folder, final SnapshotLoader loader, final long committed)
            throws IOException {
        final SnapshotHeader.Place place = base.header().place();
        final JournalFollower opened;
        try {
            base.requireWhole();
            opened = JournalFollower.behind(
                    directory, new FrameLocation(place.segment(), place.position()), place.sequence());
        } catch (final JournalException e) {
            loader.refuse(base, e.getMessage());
            return null;
        }
        try (JournalFollower follower = opened) {
            if (follower.chainLow() != place.chainLow() || follower.chainHigh() != place.chainHigh()) {
                loader.refuse(base, "it does not belong to this journal");
                return null;
            }
            history.sum()
                    .set(
                            base.header().history().sequence(),
                            base.header().history().sum());
            leftOutEnds = base.header().history().endsThrough();
            // A hold that is open here must leave the ring before its end comes: behind it nothing could.
            base.engine().image().settle();
            return build(folder, follower, base.engine(), committed);
        }
    }

    private Result build(
            final SnapshotFolder folder,
            final JournalFollower follower,
            final LedgerEngine engine,
            final long committed)
            throws IOException {
        final long from = engine.lastSequence();
        if (from == committed) {
            return new Result(null, 0, from, 0, null);
        }
        follow(follower, engine, from, committed);
        engine.image().settle();
        return write(folder, follower, engine, from);
    }

    private LedgerEngine launch(final PublishedMark mark) {
        history = new SnapshotHistory(Math.min(mark.sequence(), mark.endsThrough()), mark.runRows());
        return LedgerEngine.launch(new LedgerEngine.Context()
                .allocator(allocator)
                .maxAccounts(MOST)
                .maxTransfers(MOST)
                .maxCommands(MOST)
                .history(new HistorySettings(history, mark.recentTransfers(), mark.filterBytes())));
    }

    private void follow(
            final JournalFollower follower, final LedgerEngine engine, final long from, final long committed) {
        final RecoveryHandler handler = applier.apply(engine);
        final JournalFollower.Listener listener = new JournalFollower.Listener() {
            @Override
            public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                // the batches matter
            }

            @Override
            public void onBatch(final JournaledBatch batch) {
                batch.handTo(handler);
            }
        };
        long told = from;
        while (follower.poll(committed, listener)) {
            if (engine.lastSequence() - told >= PROGRESS_EVENTS) {
                told = engine.lastSequence();
                progress.onProgress("snapshot", told - from, committed - from, told - from);
            }
        }
    }

    private Result write(
            final SnapshotFolder folder, final JournalFollower follower, final LedgerEngine engine, final long from)
            throws IOException {
        final SnapshotHeader header = header(follower, engine);
        final long sequence = engine.lastSequence();
        try (SnapshotWriter writer = new SnapshotWriter(folder.path(), header, storage, steps)) {
            engine.image().save(new SavingImage(writer));
            final Path file = writer.finish();
            return new Result(file, writer.bytes(), sequence, sequence - from, header);
        }
    }

    private SnapshotHeader header(final JournalFollower follower, final LedgerEngine engine) {
        final long[] digest = new long[2];
        engine.digest(digest);
        final FrameLocation last = follower.lastFrame();
        return new SnapshotHeader(
                follower.clusterIdLow(),
                follower.clusterIdHigh(),
                follower.group(),
                StateImage.LAYOUT,
                new SnapshotHeader.Place(
                        engine.lastSequence(),
                        engine.lastTimestampNs(),
                        follower.chainLow(),
                        follower.chainHigh(),
                        last.segment(),
                        last.position()),
                new SnapshotHeader.State(
                        digest[0], digest[1], engine.accountCount(), engine.transferCount(), engine.pendingCount()),
                new SnapshotHeader.History(
                        history.sum().sequence(),
                        history.sum().sum(),
                        Math.max(leftOutEnds, Math.min(engine.lastSequence(), history.committedSequence()))));
    }
}
