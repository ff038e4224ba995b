package io.lastro.system.simulator;

import io.lastro.journal.FrameType;
import io.lastro.replication.Event;
import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.PlantedBug;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The journal of one process on a simulated disk, by the rules of the write-ahead ring: one group at a time, the next one
 * only after the sync of the one before, each with a checksum over all of it.
 */
final class SimJournal {
    private static final int MAGIC = 0x4C535447;
    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;
    private static final long APPEND_LEAST_NS = 5 * SimWorld.US;
    private static final long APPEND_MOST_NS = 200 * SimWorld.US;
    private static final long SYNC_LEAST_NS = 100 * SimWorld.US;
    private static final long SYNC_MOST_NS = 6 * SimWorld.MS;

    private final SimWorld world;
    private final SimNode node;
    private final SimProcess process;
    private List<SimDisk.Item> pending = new ArrayList<>();
    private final List<byte[]> voids = new ArrayList<>();
    private long pendingTicket;
    private boolean writing;

    SimJournal(final SimWorld world, final SimNode node, final SimProcess process) {
        this.world = world;
        this.node = node;
        this.process = process;
    }

    void write(final long ticket, final List<LogFrame> frames) {
        for (final LogFrame frame : frames) {
            pending.add(new SimDisk.Item(frame, 0));
        }
        pendingTicket = ticket;
        pump();
    }

    void writeVoid(final long ticket, final long epoch, final long baseSequence) {
        if (world.bug != PlantedBug.VOID_NOT_WRITTEN) {
            final byte[] bytes = world.frames.voidFrame(epoch, baseSequence);
            pending.add(new SimDisk.Item(null, baseSequence));
            voids.add(bytes);
        }
        pendingTicket = ticket;
        pump();
    }

    private void pump() {
        if (writing || pendingTicket == 0) {
            return;
        }
        writing = true;
        final long ticket = pendingTicket;
        final SimDisk.Group group = new SimDisk.Group(encode(pending, voids), pending);
        pending = new ArrayList<>();
        voids.clear();
        pendingTicket = 0;
        final SimDisk disk = node.disk();
        whenDiskMoves(node.random().between(APPEND_LEAST_NS, APPEND_MOST_NS) * disk.slowFactor(), () -> {
            disk.lastSegment().groups.add(group);
            node.post(() -> process.step(new Event.Appended(ticket)));
            whenDiskMoves(
                    node.random().skewed(SYNC_LEAST_NS, SYNC_MOST_NS) * disk.slowFactor(), () -> sync(group, ticket));
        });
    }

    private void sync(final SimDisk.Group group, final long ticket) {
        final SimDisk disk = node.disk();
        if (node.random().chance(disk.failing())) {
            if (world.bug != PlantedBug.RETRY_FAILED_SYNC) {
                node.post(() -> process.die("a sync failed"));
                return;
            }
        } else {
            disk.synced(group);
        }
        writing = false;
        node.post(() -> process.step(new Event.Synced(ticket)));
        pump();
    }

    /** The disk works on when the process is stopped, but not when it is gone. */
    private void whenDiskMoves(final long delayNs, final Runnable action) {
        world.after(delayNs, () -> {
            if (!process.alive()) {
                return;
            }
            final long hungNs = node.disk().hungUntilNs() - world.nowNs();
            if (hungNs > 0) {
                whenDiskMoves(Math.min(hungNs, SimDisk.LOOK_AGAIN_NS), action);
            } else {
                action.run();
            }
        });
    }

    /** The bytes of a group; voids in their order. */
    static byte[] encode(final List<SimDisk.Item> items, final List<byte[]> voidFrames) {
        int bytes = HEADER_BYTES;
        int nextVoid = 0;
        for (final SimDisk.Item item : items) {
            bytes += aligned(
                    item.frame() == null
                            ? voidFrames.get(nextVoid++).length
                            : item.frame().bytes().length);
        }
        final byte[] group = new byte[bytes];
        int at = HEADER_BYTES;
        nextVoid = 0;
        for (final SimDisk.Item item : items) {
            final byte[] frame = item.frame() == null
                    ? voidFrames.get(nextVoid++)
                    : item.frame().bytes();
            System.arraycopy(frame, 0, group, at, frame.length);
            at += aligned(frame.length);
        }
        ByteBuffer.wrap(group).putInt(0, MAGIC).putInt(4, bytes).putInt(8, crc(group));
        return group;
    }

    /** Whether every byte of a group is there. */
    static boolean isWhole(final byte[] group) {
        final ByteBuffer header = ByteBuffer.wrap(group);
        return header.getInt(0) == MAGIC && header.getInt(4) == group.length && header.getInt(8) == crc(group);
    }

    private static int crc(final byte[] group) {
        final CRC32C crc = new CRC32C();
        crc.update(group, HEADER_BYTES, group.length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    private static int aligned(final int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * What a start finds.
     *
     * @param log            the logical chain.
     * @param commitSequence highest that a good frame names as committed.
     * @param base           everything up to here was synced before; what is above must be written again.
     * @param rewrite        whether something must be written again or was cut.
     * @param objection      why the node must not start, or null.
     */
    record Found(LogIndex log, long commitSequence, long base, boolean rewrite, String objection) {}

    /** Reads the groups in their physical order: voids count, a bad group may only be the newest. */
    static Found recover(final SimDisk disk, final SimLedger.SimFrames frames, final PlantedBug bug) {
        final List<SimDisk.Group> groups = new ArrayList<>();
        final List<Boolean> lastOfSegment = new ArrayList<>();
        for (final SimDisk.Segment segment : disk.segments()) {
            for (final SimDisk.Group group : segment.groups) {
                groups.add(group);
                lastOfSegment.add(group == segment.groups.get(segment.groups.size() - 1));
            }
        }
        final LogIndex log = new LogIndex();
        long commit = 0;
        long base = 0;
        boolean rewrite = false;
        for (int i = 0; i < groups.size(); i++) {
            final boolean newest = i == groups.size() - 1;
            base = log.lastSequence();
            if (!isWhole(groups.get(i).bytes)) {
                if (!newest && lastOfSegment.get(i)) {
                    continue; // judged by an earlier start, whose segment follows and begins with its void
                }
                if (!newest) {
                    return new Found(log, commit, base, false, "a group with a successor is damaged behind " + base);
                }
                return new Found(log, commit, base, true, null);
            }
            final byte[] bytes = groups.get(i).bytes;
            int at = HEADER_BYTES;
            while (at < bytes.length) {
                if (!frames.inspector.load(bytes, at)) {
                    return new Found(log, commit, base, false, "a frame is damaged behind " + log.lastSequence());
                }
                final FrameType type = frames.inspector.type();
                final int length = frames.inspector.alignedLength();
                if (type == FrameType.VOID || type == FrameType.EPOCH_START) {
                    final long to = frames.inspector.baseSequence();
                    if (bug != PlantedBug.RECOVERY_IGNORES_VOIDS) {
                        log.truncate(to);
                    }
                    base = Math.min(base, to);
                }
                if (type != FrameType.VOID) {
                    final String objection = take(log, frames, bytes, at);
                    if (objection != null && bug != PlantedBug.RECOVERY_IGNORES_VOIDS) {
                        return new Found(log, commit, base, false, objection);
                    }
                    commit = Math.max(commit, frames.inspector.commitSequence());
                }
                at += length;
            }
            rewrite = newest;
        }
        final String objection = commit > log.lastSequence()
                ? "sequence " + commit + " is recorded as committed, the log ends at " + log.lastSequence()
                : null;
        return new Found(log, commit, base, rewrite, objection);
    }

    private static String take(final LogIndex log, final SimLedger.SimFrames frames, final byte[] bytes, final int at) {
        final long last = log.lastSequence();
        if (frames.inspector.firstSequence() != last + 1) {
            return "sequence " + frames.inspector.firstSequence() + " follows " + last;
        }
        if (!frames.inspector.continues(log.chainLow(last), log.chainHigh(last))) {
            return "the chain breaks behind " + last;
        }
        log.append(frames.read(bytes, at));
        return null;
    }
}
