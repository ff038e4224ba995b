package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The operator's command for a journal that refuses to start although another copy of each frame is good.
 *
 * <p>Every frame is looked for in every segment and in the ring. When the chain is whole up to everything that any frame
 * or header records as committed, the frames of the first damaged run and of all runs behind it are written again into
 * one fresh run, closed by a VOID frame and synced; then the old runs are moved to {@code damaged/} and the ring begins a
 * new generation. A crash in between leaves a journal that still refuses, and that can be repaired again.
 */
public final class JournalRepair {
    private static final Set<JournalErrorCode> REPAIRABLE = EnumSet.of(
            JournalErrorCode.DAMAGED_MIDDLE,
            JournalErrorCode.DAMAGED_CONTAINER,
            JournalErrorCode.DAMAGED_RING,
            JournalErrorCode.NEWER_VERSION,
            JournalErrorCode.OLDER_VERSION,
            JournalErrorCode.EMPTY_FILE);

    private final JournalConfig config;
    private final Recovery recovery;
    private final DirectoryLayout layout;
    private final Progress progress;

    private JournalRepair(final JournalConfig config, final Progress progress) {
        this.config = config;
        this.progress = progress;
        recovery = new Recovery(config);
        layout = recovery.layout();
    }

    /**
     * Writes the good frames again into a fresh segment, keeps damaged files under {@code damaged/} and reports. Never
     * drops an acknowledged frame.
     *
     * @throws JournalException NOT_PROVABLE when not every acknowledged frame has a good copy; LOCKED; IO_ERROR.
     */
    public static RepairReport repair(final JournalConfig config, final Progress progress) {
        config.conclude();
        if (!Files.exists(new DirectoryLayout(config.dataDirectory()).identity())) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_IDENTITY,
                    "directory " + config.dataDirectory() + " has no identity file; put it back from a backup first");
        }
        final DirectoryLock lock = DirectoryLock.exclusive(
                config.dataDirectory(), "repair, pid " + ProcessHandle.current().pid());
        try {
            return new JournalRepair(config, progress).run();
        } catch (final IOException | InternalError e) {
            throw JournalOpening.translate(config, e);
        } finally {
            lock.close();
        }
    }

    private RepairReport run() throws IOException {
        final JournalIdentity identity = recovery.identity();
        final RepairReport report;
        try (FileWindow window = new FileWindow();
                FileWindow ringWindow = new FileWindow()) {
            final RecoveryPlan plan =
                    newPlan(identity, Faults.collecting(), window, ringWindow).read(progress);
            if (!plan.faults.any()) {
                return new RepairReport(false, plan.lastSequence(), 0, List.of(), List.of());
            }
            for (final Damage damage : plan.faults.damages()) {
                if (!REPAIRABLE.contains(damage.code())) {
                    throw notProvable("this must be put right first: " + damage.message());
                }
            }
            report = repair(plan, window, ringWindow);
            newPlan(identity, Faults.throwing(), window, ringWindow).read(progress); // what a start will see
        }
        return report;
    }

    private RecoveryPlan newPlan(
            final JournalIdentity identity, final Faults faults, final FileWindow window, final FileWindow ringWindow) {
        return new RecoveryPlan(
                layout, identity, faults, BatchDelivery.direct(BatchHandler.ignoring()), window, ringWindow);
    }

    private RepairReport repair(final RecoveryPlan plan, final FileWindow window, final FileWindow ringWindow)
            throws IOException {
        final RecoveryPlan result = newPlan(plan.identity, Faults.throwing(), window, ringWindow);
        result.ring = plan.ring;
        result.queue = plan.queue;
        final List<FrameRef> chain = wholeChain(plan, result, window);
        final List<QueueFiles.Run> replaced = runsFromFirstDamage(plan);
        final List<QueueFiles.Run> kept = new ArrayList<>(plan.queue.runs);
        kept.removeAll(replaced);
        final long from = endOf(kept, plan, window, ringWindow) + 1;
        result.tailFrames =
                chain.stream().filter(frame -> frame.firstSequence() >= from).toList();
        result.tails = plan.regions.values().stream()
                .filter(region -> kept.stream().anyMatch(run -> run.number() == region.run()))
                .toList();
        recovery.removeLeftovers(plan.queue);
        List<String> setAside = List.of();
        if (!replaced.isEmpty() || !result.tailFrames.isEmpty()) {
            recovery.rewrite(result, window);
            setAside = setAside(replaced);
        }
        new RingFiles(layout, config, plan.identity).reset(plan.ring, result.lastSequence(), result.sink.chain());
        return new RepairReport(true, result.lastSequence(), result.tailFrames.size(), setAside, plan.faults.damages());
    }

    /** The good copy of every frame, and the proof that no acknowledged one is missing. */
    private List<FrameRef> wholeChain(final RecoveryPlan plan, final RecoveryPlan result, final FileWindow window)
            throws IOException {
        final CopyIndex copies = new CopyIndex(plan.identity, window);
        for (final QueueFiles.Run run : plan.queue.runs) {
            for (final QueueFiles.Segment segment : run.segments()) {
                copies.add(segment.path());
            }
        }
        int ringFiles = 0;
        for (int i = 0; i < RingLayout.MAX_FILES; i++) {
            final Path file = layout.wal().resolve(RingLayout.fileName(i));
            copies.add(file);
            ringFiles += Files.exists(file) ? 1 : 0;
        }
        final List<FrameRef> chain = new ArrayList<>();
        for (FrameRef frame = copies.next(result.sink); frame != null; frame = copies.next(result.sink)) {
            window.open(frame.file());
            result.sink.accept(window, frame);
            chain.add(frame);
        }
        final long committed = Math.max(plan.committedMark(), copies.commitMark());
        if (committed > result.lastSequence()) {
            throw notProvable("no good copy of sequence " + (result.lastSequence() + 1) + " is left, but sequence "
                    + committed + " is recorded as committed; restore from a backup");
        }
        final boolean ringThere = plan.ring.state != RingScan.State.MISSING && ringFiles >= plan.ring.fileCount;
        if (!ringThere && !plan.clean) {
            throw notProvable("files of the write-ahead ring are missing and the last stop was not clean, so what was"
                    + " acknowledged last cannot be known; put the ring files back, or restore from a backup");
        }
        return chain;
    }

    private List<QueueFiles.Run> runsFromFirstDamage(final RecoveryPlan plan) {
        int first = Integer.MAX_VALUE;
        for (final Damage damage : plan.faults.damages()) {
            for (final QueueFiles.Run run : plan.queue.runs) {
                final String name = layout.relative(run.path());
                if (damage.file().equals(name) || damage.file().startsWith(name + "/")) {
                    first = Math.min(first, run.number());
                }
            }
        }
        if (!plan.clean && !plan.queue.runs.isEmpty()) {
            first = Math.min(first, plan.queue.lastRun()); // what was not synced is always written again
        }
        final int firstReplaced = first;
        return plan.queue.runs.stream()
                .filter(run -> run.number() >= firstReplaced)
                .toList();
    }

    /** Last sequence that readers take from these runs, which are undamaged. */
    private long endOf(
            final List<QueueFiles.Run> kept,
            final RecoveryPlan plan,
            final FileWindow window,
            final FileWindow ringWindow)
            throws IOException {
        final RecoveryPlan before = newPlan(plan.identity, Faults.collecting(), window, ringWindow);
        before.ring = plan.ring;
        before.queue = plan.queue;
        before.regions.putAll(plan.regions);
        final TailWalk unused = new TailWalk(before, window, ringWindow, List.of());
        new QueueWalk(before, window, Long.MAX_VALUE, unused, progress).walk(kept, null);
        if (before.faults.any()) {
            throw notProvable("damage in front of the first damaged run: "
                    + before.faults.damages().get(0).message());
        }
        return before.lastSequence();
    }

    private List<String> setAside(final List<QueueFiles.Run> runs) throws IOException {
        final List<String> names = new ArrayList<>();
        final JournalStorage storage = config.storage();
        storage.createDirectory(layout.damaged());
        for (final QueueFiles.Run run : runs) {
            int copy = 0;
            Path target;
            do {
                target = layout.damaged().resolve(run.path().getFileName() + "." + copy++);
            } while (Files.exists(target));
            if (Files.exists(run.path())) {
                storage.rename(run.path(), target);
                names.add(layout.relative(target));
            }
        }
        storage.forceDirectory(layout.damaged());
        storage.forceDirectory(layout.queue());
        storage.forceDirectory(layout.root());
        return names;
    }

    private static JournalException notProvable(final String message) {
        return new JournalException(JournalErrorCode.NOT_PROVABLE, message);
    }
}
