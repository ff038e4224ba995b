package io.lastro.node.snapshot;

import io.lastro.engine.InvariantViolation;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.StateImage;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalOwner;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the newest snapshot that is good and fits, and loads it into an engine. One that is not is named in the log, and
 * the one before it is tried; without any the caller starts from nothing. One thread.
 */
public final class SnapshotLoader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLoader.class);

    private static final Executor THREADS = task -> {
        final Thread thread = new Thread(task, "lastro-snapshot-sum");
        thread.setDaemon(true);
        thread.start();
    };

    private final Path directory;
    private final SnapshotFolder folder;
    private final Set<Path> refused = new HashSet<>();

    /** A loader for a data directory. */
    public SnapshotLoader(final Path dataDirectory) {
        directory = dataDirectory;
        folder = new SnapshotFolder(dataDirectory);
    }

    /** Never tries that snapshot again. */
    public void refuse(final LoadedSnapshot snapshot, final String why) {
        LOG.error("snapshot {} is not used: {}", snapshot.file(), why);
        refused.add(snapshot.file());
    }

    /**
     * Loads the newest good snapshot.
     *
     * @param launcher makes an empty engine.
     * @param fits     says whether a snapshot can be used by the caller.
     * @return null when there is none.
     * @throws UncheckedIOException when the folder cannot be listed.
     */
    public LoadedSnapshot load(final Supplier<LedgerEngine> launcher, final Predicate<SnapshotHeader> fits) {
        final JournalOwner owner = owner();
        for (final Path file : files()) {
            if (refused.contains(file)) {
                continue;
            }
            try (SnapshotReader reader = new SnapshotReader(file)) {
                final SnapshotHeader header = reader.header();
                if (isOurs(file, header, owner) && fitsProgram(file, header) && fits.test(header)) {
                    return load(reader, launcher.get());
                }
            } catch (final JournalException | ImageException | IndexOutOfBoundsException | InvariantViolation e) {
                LOG.error("a snapshot is not used, the one before it is tried: {}: {}", file, e.toString());
                refused.add(file);
            }
        }
        return null;
    }

    /**
     * Highest sequence of which a snapshot's header proves that this journal had it committed, whether the snapshot can
     * be used or not; 0 = none.
     *
     * @throws UncheckedIOException when the folder cannot be listed.
     */
    public long provenSequence() {
        final JournalOwner owner = owner();
        long proven = 0;
        for (final Path file : files()) {
            try (SnapshotReader reader = new SnapshotReader(file)) {
                final long sequence = reader.header().place().sequence();
                if (isOf(reader.header(), owner) && SnapshotFolder.sequence(file) == sequence) {
                    proven = Math.max(proven, sequence);
                }
            } catch (final JournalException e) {
                LOG.debug("it proves nothing: {}", e.getMessage());
            }
        }
        return proven;
    }

    private List<Path> files() {
        try {
            return folder.newestFirst();
        } catch (final IOException e) {
            throw new UncheckedIOException("folder " + folder.path() + " cannot be listed: " + e, e);
        }
    }

    /** Null when there is no journal yet. */
    private JournalOwner owner() {
        try {
            return JournalOwner.of(directory);
        } catch (final IOException e) {
            throw new UncheckedIOException("directory " + directory + " cannot be read: " + e, e);
        }
    }

    private static boolean isOf(final SnapshotHeader header, final JournalOwner owner) {
        return new JournalOwner(header.clusterIdLow(), header.clusterIdHigh(), header.group()).equals(owner);
    }

    private static boolean isOurs(final Path file, final SnapshotHeader header, final JournalOwner owner) {
        final boolean ours = isOf(header, owner);
        if (!ours) {
            LOG.error("snapshot {} is of another cluster or ledger group: it is not used", file);
        }
        return ours;
    }

    private static boolean fitsProgram(final Path file, final SnapshotHeader header) {
        if (SnapshotFolder.sequence(file) != header.place().sequence()) {
            LOG.error(
                    "snapshot {} holds sequence {}: it is not used",
                    file,
                    header.place().sequence());
            return false;
        }
        if (header.layout() != StateImage.LAYOUT) {
            LOG.warn(
                    "snapshot {} is of layout {}, this program has {}: it is not used",
                    file,
                    header.layout(),
                    StateImage.LAYOUT);
            return false;
        }
        return true;
    }

    private static LoadedSnapshot load(final SnapshotReader reader, final LedgerEngine engine) {
        final SnapshotHeader header = reader.header();
        // Reads the file once more, slowly, while the state is loaded and the journal is read.
        final CompletableFuture<Void> whole =
                CompletableFuture.runAsync(() -> SnapshotReader.requireWhole(reader.file()), THREADS);
        engine.image().load(new LoadingImage(reader));
        reader.requireEnd();
        final long[] digest = new long[2];
        engine.digest(digest);
        if (digest[0] != header.state().digestLow()
                || digest[1] != header.state().digestHigh()
                || engine.lastSequence() != header.place().sequence()
                || engine.accountCount() != header.state().accounts()
                || engine.transferCount() != header.state().transfers()) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_SNAPSHOT,
                    "snapshot " + reader.file() + ": its state is not the one it names");
        }
        return new LoadedSnapshot(engine, header, reader.file(), whole);
    }
}
