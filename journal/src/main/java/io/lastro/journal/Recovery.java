package io.lastro.journal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.lastro.journal.chronicle.ChronicleQueueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * Brings a data directory into the state from which appending may go on: makes a new one, or carries out what
 * {@link RecoveryPlan} has decided. Nothing that was acknowledged is ever removed.
 */
final class Recovery {
    private final JournalConfig config;
    private final DirectoryLayout layout;
    private final JournalStorage storage;

    Recovery(final JournalConfig config) {
        this.config = config;
        layout = new DirectoryLayout(config.dataDirectory());
        storage = config.storage();
    }

    DirectoryLayout layout() {
        return layout;
    }

    /** Reads the identity, or makes a new directory. */
    JournalIdentity identity() throws IOException {
        if (!Files.exists(layout.identity())) {
            makeDirectory();
        }
        final JournalIdentity identity = JournalIdentity.read(layout.identity());
        final boolean any = config.expectedClusterIdLow() == 0 && config.expectedClusterIdHigh() == 0;
        if (!any
                && (identity.clusterIdLow() != config.expectedClusterIdLow()
                        || identity.clusterIdHigh() != config.expectedClusterIdHigh())) {
            throw new JournalException(
                    JournalErrorCode.FOREIGN_CLUSTER,
                    "directory " + layout.root() + " belongs to cluster "
                            + clusterName(identity.clusterIdLow(), identity.clusterIdHigh()) + ", expected "
                            + clusterName(config.expectedClusterIdLow(), config.expectedClusterIdHigh())
                            + "; name the right directory");
        }
        if (identity.group() != config.group()) {
            throw new JournalException(
                    JournalErrorCode.FOREIGN_CLUSTER,
                    "directory " + layout.root() + " belongs to ledger group " + identity.group() + ", expected "
                            + config.group() + "; name the right directory");
        }
        return identity;
    }

    private static String clusterName(final long low, final long high) {
        return String.format("%016x%016x", high, low);
    }

    private void makeDirectory() throws IOException {
        final QueueFiles queue = QueueFiles.list(layout, Faults.throwing());
        if (queue.hasSegments() || ringHoldsGroups()) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_IDENTITY,
                    "file " + layout.identity() + " is missing but the directory holds a journal; put it back from a"
                            + " backup of this directory");
        }
        final JournalIdentity identity = new JournalIdentity(
                config.newClusterIdLow(), config.newClusterIdHigh(), config.newIncarnation(), config.group());
        for (int i = 0; i < RingLayout.MAX_FILES; i++) {
            storage.delete(layout.wal().resolve(RingLayout.fileName(i)));
        }
        new RingFiles(layout, config, identity).create(1, 0, new ChainValue());
        storage.createDirectory(layout.queue());
        storage.forceDirectory(layout.queue());
        storage.forceDirectory(layout.root());
        storage.replace(layout.identity(), identity.encode());
    }

    /** Whether files of the ring are more than what a first start leaves that did not get far. */
    private boolean ringHoldsGroups() throws IOException {
        if (!Files.exists(layout.wal())) {
            return false;
        }
        for (final Path file : QueueFiles.sorted(layout.wal())) {
            final byte[] head = new byte[RingLayout.HEADER_BYTES];
            try (var in = Files.newInputStream(file)) {
                final int read = in.readNBytes(head, 0, head.length);
                final boolean unfinished = file.toString().endsWith(DirectoryLayout.UNFINISHED_SUFFIX);
                final boolean retired =
                        read == head.length && head[RingLayout.FILE_STATE_OFFSET] == RingLayout.STATE_RETIRED;
                if (!unfinished && !retired) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Removes what an unfinished start has left: folders that never got their name, runs without segments. */
    void removeLeftovers(final QueueFiles queue) throws IOException {
        for (final Path folder : queue.unfinished) {
            deleteFolder(folder);
        }
        for (final QueueFiles.Run run : queue.runs) {
            if (run.segments().isEmpty()) {
                deleteFolder(run.path());
            }
        }
    }

    /** Deletes a folder that holds files only. */
    void deleteFolder(final Path folder) throws IOException {
        if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            storage.delete(folder);
            return;
        }
        for (final Path file : QueueFiles.sorted(folder)) {
            storage.delete(file);
        }
        storage.delete(folder);
    }

    /** Writes the frames above Q again, closes them with a VOID frame, syncs, and gives the folder its name. */
    void rewrite(final RecoveryPlan plan, final FileWindow window) throws IOException {
        long bytes = 0;
        for (final FrameRef frame : plan.tailFrames) {
            bytes += frame.length();
        }
        checkSpace(bytes);
        syncTails(plan);
        final int run = plan.queue.lastRun() + 1;
        final Path folder = layout.run(run, true);
        final Path unfinished = folder.resolveSibling(folder.getFileName() + DirectoryLayout.UNFINISHED_SUFFIX);
        storage.createDirectory(unfinished);
        writeFrames(unfinished, plan.queue.lastSegment() + 1, plan, window);
        for (final Path file : QueueFiles.sorted(unfinished)) {
            storage.forceFile(file);
        }
        storage.forceDirectory(unfinished);
        storage.rename(unfinished, folder);
        storage.forceDirectory(layout.queue());
        config.steps().at(JournalStep.AFTER_RECOVERY_REWRITE);
    }

    private void checkSpace(final long bytes) throws IOException {
        final long usable = storage.usableBytes(layout.root());
        if (usable < config.freeSpaceFloorBytes() + bytes) {
            throw new JournalException(
                    JournalErrorCode.DISK_FULL,
                    "directory " + layout.root() + " has " + usable + " free bytes, the start needs "
                            + (config.freeSpaceFloorBytes() + bytes) + "; make room and start again");
        }
    }

    /** The CRC of what is left behind must hold after the next power loss too. */
    private void syncTails(final RecoveryPlan plan) throws IOException {
        final TreeSet<Path> files = new TreeSet<>();
        for (final VoidRecord.Region region : plan.tails) {
            for (final QueueFiles.Run run : plan.queue.runs) {
                for (final QueueFiles.Segment segment : run.segments()) {
                    if (segment.run() == region.run() && segment.number() == region.segment()) {
                        files.add(segment.path());
                        storage.forceDirectory(run.path());
                    }
                }
            }
        }
        for (final Path file : files) {
            storage.forceFile(file);
        }
        storage.forceDirectory(layout.queue());
    }

    /** Writes the frames above Q into a run in this folder and closes it by a VOID frame; syncs nothing. */
    void writeFrames(final Path folder, final int firstSegment, final RecoveryPlan plan, final FileWindow window)
            throws IOException {
        try (ChronicleQueueWriter writer = ChronicleQueueWriter.open(folder, firstSegment, config.queueBlockBytes())) {
            int written = 0;
            for (final FrameRef frame : plan.tailFrames) {
                window.open(frame.file());
                final int at = window.at(frame.position(), frame.length());
                if (writer.segmentBytes() > 0 && writer.segmentBytes() + frame.length() > config.segmentBytes()) {
                    writer.roll();
                }
                writer.append(window.buffer().addressOffset() + at, frame.length());
                if (++written == (plan.tailFrames.size() + 1) / 2) {
                    config.steps().at(JournalStep.DURING_RECOVERY_REWRITE);
                }
            }
            final long base = plan.lastSequence();
            final long from = plan.tailFrames.isEmpty()
                    ? base + 1
                    : plan.tailFrames.get(0).firstSequence();
            final VoidRecord record = new VoidRecord(base, from, plan.cutBytes, plan.cutCrc, List.copyOf(plan.tails));
            final ChainValue chain = new ChainValue();
            chain.set(plan.sink.chain().low, plan.sink.chain().high);
            writeVoid(writer, record, plan.identity, plan.sink.lastTimestampNs(), chain);
        }
    }

    /** Appends a VOID frame behind a chain that ends with this value. */
    static void writeVoid(
            final ChronicleQueueWriter writer,
            final VoidRecord record,
            final JournalIdentity identity,
            final long timestampNs,
            final ChainValue chain) {
        final byte[] payload = record.encode();
        final GroupBuffer group = new GroupBuffer(
                RingLayout.HEADER_BYTES + FrameLayout.HEADER_BYTES + payload.length + RingLayout.ALIGNMENT_BYTES,
                FrameLayout.MAX_FRAME_BYTES,
                FrameLayout.MAX_FRAME_BYTES,
                identity,
                Journal.FIRST_EPOCH);
        final long base = record.baseSequence();
        group.addSideFrame(FrameType.VOID, base + 1, timestampNs, FrameLayout.TEMPLATE_VOID, payload);
        group.seal(base, chain);
        writer.append(group.memory.buffer.addressOffset() + group.frameOffset(0), group.frameLength(0));
    }
}
