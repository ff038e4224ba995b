package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the committed batches of a journal in order, from the raw files of queue and ring, without changing anything.
 *
 * <p>Works while no node runs on the directory. Decides exactly as a start would, and refuses with the same errors.
 */
public final class JournalReader {
    private JournalReader() {}

    /**
     * Calls the handler for every batch, on one thread of its own; it is through when this returns.
     *
     * @return what was read.
     * @throws JournalException where a start would refuse, and LOCKED while a node runs.
     */
    public static JournalSummary read(
            final Path dataDirectory, final RecoveryHandler handler, final Progress progress) {
        try (BatchDelivery delivery = new BatchPipe(handler)) {
            return plan(dataDirectory, Faults.throwing(), delivery, progress).summary(0);
        }
    }

    /** Reads everything with what kind of faults the caller wants. */
    static RecoveryPlan plan(
            final Path dataDirectory, final Faults faults, final BatchDelivery delivery, final Progress progress) {
        return plan(dataDirectory, faults, delivery, FrameObserver.NONE, progress);
    }

    /** Likewise, and tells of each frame. */
    static RecoveryPlan plan(
            final Path dataDirectory,
            final Faults faults,
            final BatchDelivery delivery,
            final FrameObserver observer,
            final Progress progress) {
        final DirectoryLayout layout = new DirectoryLayout(dataDirectory);
        final DirectoryLock lock = DirectoryLock.shared(dataDirectory);
        try (FileWindow window = new FileWindow();
                FileWindow ringWindow = new FileWindow()) {
            if (!Files.exists(layout.identity())) {
                throw new JournalException(
                        JournalErrorCode.DAMAGED_IDENTITY,
                        "file " + layout.identity() + " is missing: " + dataDirectory
                                + " is no data directory; name the right one, or put the file back from a backup");
            }
            final JournalIdentity identity = JournalIdentity.read(layout.identity());
            final RecoveryPlan plan = new RecoveryPlan(layout, identity, faults, delivery, window, ringWindow);
            plan.sink.observer(observer);
            return plan.read(progress);
        } catch (final IOException e) {
            throw new JournalException(
                    JournalErrorCode.IO_ERROR, "directory " + dataDirectory + " cannot be read: " + e, e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
