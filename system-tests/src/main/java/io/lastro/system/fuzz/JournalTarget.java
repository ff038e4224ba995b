package io.lastro.system.fuzz;

import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalExport;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.JournalReader;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.system.book.Violation;
import io.lastro.system.damage.SmallJournal;
import io.lastro.system.node.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** All readers of a data directory, on a small journal that was changed as the input says. */
public final class JournalTarget {
    private static JournalTarget shared;

    private final GoodJournal journal;
    private final Path scratch;
    private long good;
    private long refused;

    /** A journal of its own in a workspace. */
    public JournalTarget(final Workspace workspace) throws IOException {
        journal = GoodJournal.make(workspace);
        scratch = workspace.resolve("scratch");
    }

    /** What a fuzzer calls. */
    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (shared == null) {
            shared = new JournalTarget(Workspace.create("fuzz"));
        }
        shared.run(input);
    }

    /** Changes, lets every reader read, puts back. A {@link Violation} when one of them does what it must not. */
    public void run(final byte[] bytes) throws IOException {
        final FileChanges changes = journal.changes();
        changes.apply(new Input(bytes));
        try {
            final boolean verified = verify();
            final boolean read = read(!changes.resealed());
            Violation.check(!verified || read, "verify finds nothing, and a start refuses");
            if (read) {
                good++;
            } else {
                refused++;
            }
            inspect();
            follow();
            export(read);
        } finally {
            changes.undo();
        }
    }

    /** Inputs that a start took. */
    public long good() {
        return good;
    }

    /** Inputs that a start refused. */
    public long refused() {
        return refused;
    }

    private boolean verify() {
        try {
            final VerifyReport report = JournalVerifier.verify(journal.directory(), Progress.NONE);
            return report.good();
        } catch (final JournalException e) {
            return false;
        }
    }

    private boolean read(final boolean accident) {
        final SmallJournal.Read read = SmallJournal.Read.keeping();
        try {
            JournalReader.read(journal.directory(), read, Progress.NONE);
        } catch (final JournalException e) {
            return false;
        }
        if (accident) {
            journal.acknowledged()
                    .forEach((first, checksum) -> Violation.check(
                            checksum.equals(read.batches().get(first)), "LOST: the batch at sequence %d", first));
        }
        return true;
    }

    private void inspect() {
        try {
            JournalInspector.read(journal.directory(), new JournalInspector.Visitor() {}, true, Progress.NONE);
        } catch (final JournalException e) {
            // Named.
        }
    }

    private void follow() {
        try (JournalFollower follower = JournalFollower.fromStart(journal.directory())) {
            while (follower.poll(Long.MAX_VALUE / 2, new Ignoring())) {
                // Until it ends or refuses.
            }
        } catch (final JournalException e) {
            // Named.
        }
    }

    private void export(final boolean read) throws IOException {
        Files.createDirectories(scratch);
        try (JournalExport export = JournalExport.open(journal.directory(), scratch, Progress.NONE)) {
            Violation.check(read, "a start refuses, and a backup of it is made: %s", export.parts());
        } catch (final JournalException e) {
            Violation.check(!read, "a start takes it, and a backup of it is refused: %s", e.getMessage());
        }
        try (Stream<Path> files = Files.list(scratch)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Takes what is followed. */
    private static final class Ignoring implements JournalFollower.Listener {
        @Override
        public void onFrame(final FrameLocation location, final long firstSequence, final int count) {}

        @Override
        public void onBatch(final JournaledBatch batch) {}
    }
}
