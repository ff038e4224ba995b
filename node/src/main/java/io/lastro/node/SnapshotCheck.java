package io.lastro.node;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.CheckFailedException;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalOwner;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the snapshots of a data directory against its journal: the chain value at their sequence, and with a re-execution
 * the state digest there and the sum over the file. Every one that does not fit is named.
 *
 * <p>That the bytes inside have the digest that the header says is looked at by the start that loads them.
 */
final class SnapshotCheck implements JournalCheck, BatchHandler {
    private final ReplayCheck replay;
    private final List<Known> snapshots = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int next;
    private int chains;
    private int digests;

    private record Known(Path file, SnapshotHeader.Place place, SnapshotHeader.State state) {
        String name() {
            return SnapshotFolder.FOLDER + '/' + file.getFileName();
        }
    }

    /**
     * Reads the headers.
     *
     * @param replay executes the journal again and is told of each batch before this check; or null.
     */
    SnapshotCheck(final Path dataDirectory, final ReplayCheck replay) {
        this.replay = replay;
        try {
            final JournalOwner owner = JournalOwner.of(dataDirectory);
            for (final Path file : new SnapshotFolder(dataDirectory).newestFirst()) {
                read(file, owner);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("snapshots of " + dataDirectory + " cannot be listed: " + e, e);
        }
        snapshots.sort(Comparator.comparingLong(known -> known.place().sequence()));
    }

    /** Whether a data directory has snapshots. */
    static boolean isWanted(final Path dataDirectory) {
        try {
            return !new SnapshotFolder(dataDirectory).newestFirst().isEmpty();
        } catch (final IOException e) {
            throw new UncheckedIOException("snapshots of " + dataDirectory + " cannot be listed: " + e, e);
        }
    }

    private void read(final Path file, final JournalOwner owner) {
        final String name = SnapshotFolder.FOLDER + '/' + file.getFileName();
        try (SnapshotReader reader = new SnapshotReader(file)) {
            final SnapshotHeader header = reader.header();
            if (!new JournalOwner(header.clusterIdLow(), header.clusterIdHigh(), header.group()).equals(owner)) {
                problems.add(name + " is of another cluster or ledger group");
            } else if (header.place().sequence() != SnapshotFolder.sequence(file)) {
                problems.add(name + " holds sequence " + header.place().sequence());
            } else {
                snapshots.add(new Known(file, header.place(), header.state()));
            }
        } catch (final JournalException e) {
            problems.add(name + ": " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        while (next < snapshots.size() && snapshots.get(next).place().sequence() <= batch.lastSequence()) {
            compare(snapshots.get(next++), batch);
        }
    }

    private void compare(final Known known, final JournaledBatch batch) {
        final SnapshotHeader.Place place = known.place();
        if (place.sequence() != batch.frameLastSequence() || place.sequence() != batch.lastSequence()) {
            problems.add(known.name() + " holds sequence " + place.sequence() + ", where no frame ends");
            return;
        }
        if (place.chainLow() != batch.chainLow() || place.chainHigh() != batch.chainHigh()) {
            problems.add(known.name() + " does not belong to this journal: at sequence " + place.sequence()
                    + " it has chain value " + Totals.hex(place.chainLow(), place.chainHigh()) + ", the journal has "
                    + Totals.hex(batch.chainLow(), batch.chainHigh()));
            return;
        }
        chains++;
        final String digest = replay == null ? null : replay.digestAt(place.sequence());
        if (digest == null) {
            return;
        }
        final String stored =
                Totals.hex(known.state().digestLow(), known.state().digestHigh());
        if (!digest.equals(stored)) {
            problems.add(known.name() + " is not the state of this journal: at sequence " + place.sequence()
                    + " it says state digest " + stored + ", executed again it is " + digest
                    + "; remove the file before the next start");
            return;
        }
        digests++;
    }

    @Override
    public String finish(final VerifyReport walked) {
        for (; next < snapshots.size(); next++) {
            problems.add(snapshots.get(next).name() + " holds sequence "
                    + snapshots.get(next).place().sequence() + ", the journal ends with " + walked.lastSequence()
                    + ": it was cut back, or the snapshot is of another one");
        }
        if (replay != null) {
            snapshots.forEach(this::requireWhole);
        }
        if (!problems.isEmpty()) {
            throw new CheckFailedException(0, String.join("; ", problems));
        }
        return snapshots.size() + " snapshots have the journal's chain value"
                + (replay == null
                        ? "; their state was not looked at, --full does that"
                        : ", " + digests + " the state digest of the re-execution");
    }

    private void requireWhole(final Known known) {
        try {
            SnapshotReader.requireWhole(known.file());
        } catch (final JournalException e) {
            problems.add(known.name() + ": " + e.getMessage());
        }
    }

    @Override
    public Map<String, Object> facts() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("snapshots", snapshots.size());
        facts.put("chainValuesEqual", chains);
        facts.put("stateDigestsEqual", digests);
        facts.put("problems", List.copyOf(problems));
        return facts;
    }
}
