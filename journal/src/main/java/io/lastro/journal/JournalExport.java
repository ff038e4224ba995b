package io.lastro.journal;

import io.lastro.journal.chronicle.ChronicleQueueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be copied so that a journal starts elsewhere, without the write-ahead ring and as if stopped.
 *
 * <p><b>Stopped node.</b> Decided as a start would decide: all segments, and after an unclean stop a closing run that
 * holds the frames a start would write again. The directory is locked for reading until this is closed.
 *
 * <p><b>Running node.</b> Segments that were closed are complete. Of an open one the frames up to the highest sequence
 * that any frame names as committed are taken: they stand in front of the file, never change again, and no later byte is
 * looked at. A closing run with a VOID frame says where to stop. Nothing is locked.
 *
 * <p>One thread. Nothing in the data directory is changed; the closing run is written to the folder that is passed in.
 */
public final class JournalExport implements AutoCloseable {
    /**
     * A file of the copy.
     *
     * @param path   where it belongs, relative to a data directory.
     * @param source where its bytes are.
     * @param bytes  how many of them, from the first on.
     */
    public record Part(String path, Path source, long bytes) {}

    private final DirectoryLayout layout;
    private final Path scratch;
    private final DirectoryLock lock;
    private final List<Part> parts = new ArrayList<>();
    private int lastRun;
    private int lastSegment;

    private JournalExport(final Path dataDirectory, final Path scratch, final DirectoryLock lock) {
        layout = new DirectoryLayout(dataDirectory);
        this.scratch = scratch;
        this.lock = lock;
    }

    /**
     * Decides what is to be copied.
     *
     * @param scratch an empty folder for the closing run.
     * @throws JournalException where a start would refuse, and IO_ERROR.
     */
    public static JournalExport open(final Path dataDirectory, final Path scratch, final Progress progress) {
        DirectoryLock lock = null;
        boolean stopped = true;
        try {
            lock = DirectoryLock.shared(dataDirectory);
        } catch (final JournalException e) {
            if (e.code() != JournalErrorCode.LOCKED) {
                throw e;
            }
            stopped = false;
        }
        final JournalExport export = new JournalExport(dataDirectory, scratch, lock);
        boolean ready = false;
        try (FileWindow window = new FileWindow();
                FileWindow ringWindow = new FileWindow()) {
            final JournalIdentity identity = export.identity();
            if (stopped) {
                export.stopped(identity, window, ringWindow, progress);
            } else {
                export.running(identity, window);
            }
            ready = true;
            return export;
        } catch (final IOException e) {
            throw new JournalException(
                    JournalErrorCode.IO_ERROR, "directory " + dataDirectory + " cannot be read: " + e, e);
        } finally {
            if (!ready) {
                export.close();
            }
        }
    }

    /** Files in the order of the chain, the identity last. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Whether a node was running. */
    public boolean live() {
        return lock == null && Files.exists(layout.root().resolve(DirectoryLock.FILE));
    }

    private JournalIdentity identity() throws IOException {
        if (!Files.exists(layout.identity())) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_IDENTITY,
                    "file " + layout.identity() + " is missing: " + layout.root() + " is no data directory");
        }
        return JournalIdentity.read(layout.identity());
    }

    private void stopped(
            final JournalIdentity identity,
            final FileWindow window,
            final FileWindow ringWindow,
            final Progress progress)
            throws IOException {
        final RecoveryPlan plan = new RecoveryPlan(
                        layout,
                        identity,
                        Faults.throwing(),
                        BatchDelivery.direct(BatchHandler.ignoring()),
                        window,
                        ringWindow)
                .read(progress);
        for (final QueueFiles.Run run : plan.queue.runs) {
            for (final QueueFiles.Segment segment : run.segments()) {
                window.open(segment.path());
                add(segment, Documents.end(window));
            }
        }
        lastRun = plan.queue.lastRun();
        if (!plan.clean) {
            new Recovery(new JournalConfig(layout.root()))
                    .writeFrames(scratch, plan.queue.lastSegment() + 1, plan, window);
            addClosingRun(window);
        }
        addIdentity();
    }

    private void running(final JournalIdentity identity, final FileWindow window) throws IOException {
        final LiveSegments segments = new LiveSegments(layout);
        segments.refresh();
        segments.readRewritten(window, Integer.MAX_VALUE, null);
        final LiveTail tail = new LiveTail(layout, window, segments);
        for (QueueFiles.Segment segment = segments.first();
                segment != null;
                segment = segments.after(segment.number())) {
            final long end = tail.take(segment, segments.after(segment.number()) == null);
            lastRun = segment.run();
            lastSegment = segment.number();
            if (end > 0) {
                add(segment, end);
            }
        }
        if (tail.open()) {
            tail.close(identity, scratch, lastSegment + 1);
            addClosingRun(window);
        }
        addIdentity();
    }

    private void add(final QueueFiles.Segment segment, final long bytes) {
        parts.add(new Part(layout.relative(segment.path()), segment.path(), bytes));
    }

    private void addClosingRun(final FileWindow window) throws IOException {
        final String folder = layout.relative(layout.run(lastRun + 1, true));
        for (final Path file : QueueFiles.sorted(scratch)) {
            final String name = file.getFileName().toString();
            if (ChronicleQueueWriter.segmentOf(name) >= 0) {
                window.open(file);
                parts.add(new Part(folder + "/" + name, file, Documents.end(window)));
            }
        }
    }

    private void addIdentity() {
        parts.add(new Part(JournalIdentity.FILE, layout.identity(), JournalIdentity.BYTES));
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
