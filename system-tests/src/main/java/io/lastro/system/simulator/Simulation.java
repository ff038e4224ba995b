package io.lastro.system.simulator;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameBatches;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import io.lastro.replication.AckLevel;
import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.PlantedBug;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.collections.LongHashSet;

/** Runs seeds: faults and invariants first, then a healed quorum that must make progress. One thread. */
public final class Simulation {
    private static final long FIRST_PHASE_LEAST_NS = 1_500 * SimWorld.MS;
    private static final long FIRST_PHASE_MOST_NS = 5_000 * SimWorld.MS;
    private static final long PROGRESS_NS = 8_000 * SimWorld.MS;
    private static final long SETTLE_NS = 2_000 * SimWorld.MS;
    private static final double LONELY = 0.15;
    private static final int D2_EVERY = 4;
    private static final long ANSWERS_AFTER_HEALING = 3;

    private final SimLedger.SimFrames frames = new SimLedger.SimFrames();
    private final ChunkPool pool = new ChunkPool();
    private final PrintStream words;

    /**
     * A runner that may be used for many seeds.
     *
     * @param words where each step is told; null = nowhere.
     */
    public Simulation(final PrintStream words) {
        this.words = words;
    }

    /**
     * What a seed did.
     *
     * @param hash         over all events.
     * @param events       steps and replies.
     * @param epochs       that had a primary.
     * @param commits      that were told.
     * @param sequences    committed.
     * @param acknowledged transfers.
     * @param reads        answered.
     * @param simulatedNs  time that passed.
     */
    public record Result(
            long hash,
            long events,
            long epochs,
            long commits,
            long sequences,
            long acknowledged,
            long reads,
            long simulatedNs) {}

    /**
     * Runs one seed.
     *
     * @throws SafetyViolation when an invariant does not hold.
     */
    public Result run(final long seed, final PlantedBug bug) {
        final SimTrace trace = new SimTrace(words);
        final AckLevel level = Math.floorMod(seed, D2_EVERY) == 0 ? AckLevel.D2 : AckLevel.D3;
        final SimWorld world = new SimWorld(seed, bug, level, trace, frames, pool);
        final Faults faults = new Faults(world, world.random.split());
        if (trace.speaks()) {
            world.say("seed", seed + " " + level + " faults " + faults.kinds());
        }
        try {
            return run(world, faults);
        } catch (final SafetyViolation e) {
            if (trace.speaks()) {
                world.say("broken", e.getMessage());
            }
            throw e;
        } finally {
            for (final SimNode node : world.nodes) {
                if (node.process() != null) {
                    node.process().end();
                }
            }
        }
    }

    private Result run(final SimWorld world, final Faults faults) {
        for (final SimNode node : world.nodes) {
            node.begin();
        }
        world.clients.begin();
        faults.begin();
        world.runUntil(world.random.between(FIRST_PHASE_LEAST_NS, FIRST_PHASE_MOST_NS), () -> false);
        if (world.trace.speaks()) {
            world.say("phase", "healing");
        }
        faults.heal();
        if (world.random.chance(LONELY)) {
            new LonelyCopy(world, faults).run();
        }
        final SimNode out = faults.leaveOneOut();
        final long before = world.clients.fewestDone();
        final long healedNs = world.nowNs();
        if (!world.runUntil(
                healedNs + PROGRESS_NS, () -> world.clients.fewestDone() >= before + ANSWERS_AFTER_HEALING)) {
            throw new SafetyViolation("no progress although a quorum is healed");
        }
        world.clients.stop();
        if (!world.runUntil(world.nowNs() + SETTLE_NS, () -> world.clients.idle() && settled(world, out))) {
            throw new SafetyViolation("the replicas do not come to the same state although a quorum is healed");
        }
        checkDigests(world, out);
        checkHistory(world);
        return new Result(
                world.trace.hash(),
                world.trace.events(),
                world.oracle.epochs(),
                world.oracle.commits(),
                world.oracle.canonical().lastSequence(),
                world.clients.acknowledgedIds().size(),
                world.clients.reads(),
                world.nowNs());
    }

    private static boolean settled(final SimWorld world, final SimNode out) {
        final long last = world.oracle.canonical().lastSequence();
        for (final SimNode node : world.nodes) {
            final boolean counts = node != out;
            if (counts
                    && (node.process() == null
                            || !node.process().running()
                            || node.process().committed() != last)) {
                return false;
            }
        }
        return true;
    }

    private static void checkDigests(final SimWorld world, final SimNode out) {
        long[] first = null;
        for (final SimNode node : world.nodes) {
            if (node == out) {
                continue;
            }
            final LedgerEngine engine = node.process().ledger().engine();
            final long[] digest = new long[2];
            engine.digest(digest);
            if (first != null && !Arrays.equals(first, digest)) {
                throw new SafetyViolation("node " + node.id() + " has another state digest");
            }
            first = digest;
        }
    }

    /** Every acknowledged transfer exactly once; the whole history executes again to the same outcomes. */
    private void checkHistory(final SimWorld world) {
        final LogIndex canonical = world.oracle.canonical();
        final SimLedger again = new SimLedger(frames, pool);
        final LongHashSet created = new LongHashSet();
        try {
            for (int i = 0; i < canonical.size(); i++) {
                final LogFrame frame = canonical.frame(i);
                final String difference = again.execute(frame);
                if (difference != null) {
                    throw new SafetyViolation("the history does not execute again: " + difference);
                }
                collect(frame, created);
            }
        } finally {
            again.close();
        }
        for (final long id : world.clients.acknowledgedIds()) {
            if (!created.contains(id)) {
                throw new SafetyViolation("transfer " + id + " was acknowledged and is lost");
            }
        }
    }

    private static void collect(final LogFrame frame, final LongHashSet created) {
        if (frame.epochStart()) {
            return;
        }
        final FrameBatches batches = new FrameBatches(frame.bytes());
        for (JournaledBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (int i = 0; i < batch.count() && batch.kind() == BatchKind.TRANSFERS; i++) {
                final int code = batch.outcomes()
                        .getInt(
                                i * TransferOutcome.BLOCK_BYTES + TransferOutcome.RESULT_OFFSET,
                                ByteOrder.LITTLE_ENDIAN);
                final long id = batch.events()
                        .getLong(i * TransferEvent.BLOCK_BYTES + TransferEvent.ID_LOW_OFFSET, ByteOrder.LITTLE_ENDIAN);
                if (code == CreateTransferResult.CREATED.code() && !created.add(id)) {
                    throw new SafetyViolation("transfer " + id + " was created twice");
                }
            }
        }
    }
}
