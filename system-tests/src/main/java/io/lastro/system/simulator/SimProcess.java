package io.lastro.system.simulator;

import io.lastro.journal.EpochRecord;
import io.lastro.replication.ClusterMode;
import io.lastro.replication.Effect;
import io.lastro.replication.Event;
import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.Member;
import io.lastro.replication.Message;
import io.lastro.replication.PlantedBug;
import io.lastro.replication.Replica;
import io.lastro.replication.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/** One life of a node: carries out what its replica wants, and runs the engine as primary and as standby. */
final class SimProcess {
    private static final int MAX_WAITING = 32;
    private static final long PROMISE_LEAST_NS = 200 * SimWorld.US;
    private static final long PROMISE_MOST_NS = 8 * SimWorld.MS;

    /** A write whose frame is not committed yet. */
    private record Waiting(SimRequest request, LogFrame frame) {}

    /** A read that was executed. */
    private record WaitingRead(SimRequest request, long sequence, long chainLow, long chainHigh) {}

    private final SimWorld world;
    private final SimNode node;
    private final SimJournal journal;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Long2ObjectHashMap<WaitingRead> reads = new Long2ObjectHashMap<>();
    private final Deque<Event> followUps = new ArrayDeque<>();
    private Replica replica;
    private Start start;
    private SimLedger ledger;
    private boolean alive = true;
    private long openEpoch;
    private long nextReadId = 1;
    private long committed;
    private long promiseNs;

    SimProcess(final SimWorld world, final SimNode node) {
        this.world = world;
        this.node = node;
        journal = new SimJournal(world, node, this);
    }

    /** The recovery has ended. */
    void run(final Start with) {
        if (!alive) {
            return;
        }
        start = with;
        committed = with.commitSequence();
        final boolean all = world.bug == PlantedBug.START_APPLIES_UNCOMMITTED;
        ledger = replayed(with.log(), all ? with.log().lastSequence() : with.commitSequence());
        replica = new Replica(world.settings, with, world.bug);
        world.oracle.onStart(this);
        node.say("serves as " + with.self() + ": log to " + with.log().lastSequence() + ", commit "
                + with.commitSequence() + ", promised " + with.promise().promised());
    }

    private SimLedger replayed(final LogIndex log, final long commitSequence) {
        final SimLedger fresh = new SimLedger(world.frames, world.pool);
        for (int i = 0; i < log.size() && log.frame(i).lastSequence() <= commitSequence; i++) {
            fresh.applyRecorded(log.frame(i));
        }
        return fresh;
    }

    boolean alive() {
        return alive;
    }

    boolean running() {
        return alive && replica != null;
    }

    Replica replica() {
        return replica;
    }

    SimNode node() {
        return node;
    }

    SimLedger ledger() {
        return ledger;
    }

    Member self() {
        return start == null ? null : start.self();
    }

    long committed() {
        return committed;
    }

    long openEpoch() {
        return openEpoch;
    }

    /** Killed. */
    void end() {
        alive = false;
        if (ledger != null) {
            ledger.close();
        }
    }

    /** Dies by itself, as on any error of its own disk. */
    void die(final String reason) {
        if (alive) {
            node.say("halts: " + reason);
            node.ended();
        }
    }

    void step(final Event event) {
        if (!running()) {
            return;
        }
        one(event);
        while (alive && !followUps.isEmpty()) {
            one(followUps.poll());
        }
        if (alive) {
            world.oracle.afterStep(this);
        }
    }

    private void one(final Event event) {
        final List<Effect> effects = new ArrayList<>();
        replica.step(node.monotonicNs(), event, effects);
        world.trace.event(world.nowNs(), node.id(), effects.size(), replica.epoch() * 31 + replica.commitSequence());
        if (world.trace.speaks() && !(event instanceof Event.Tick && effects.isEmpty())) {
            SimWords.say(world, node, event, effects);
        }
        for (final Effect effect : effects) {
            if (!alive) {
                return;
            }
            carryOut(effect);
        }
    }

    private void carryOut(final Effect effect) {
        if (effect instanceof Effect.Send send) {
            if (send.message() instanceof Message.Acknowledge ack) {
                world.oracle.onAcknowledge(self(), ack.epoch());
            }
            world.network.send(node, self(), send.to(), send.message());
        } else if (effect instanceof Effect.Write write) {
            journal.write(write.ticket(), write.frames());
        } else if (effect instanceof Effect.WriteVoid writeVoid) {
            journal.writeVoid(writeVoid.ticket(), writeVoid.epoch(), writeVoid.baseSequence());
        } else if (effect instanceof Effect.Commit commit) {
            onCommit(commit.sequence());
        } else if (effect instanceof Effect.WritePromise write) {
            writePromise(write);
        } else if (effect instanceof Effect.ReadConfig read) {
            world.store.read(node, this, read.requestId());
        } else if (effect instanceof Effect.SwapConfig swap) {
            world.oracle.onAttempt(self(), swap);
            world.store.swap(node, this, swap.requestId(), swap.expectedVersion(), swap.config());
        } else if (effect instanceof Effect.MakeEpochStart make) {
            makeEpochStart(make);
        } else if (effect instanceof Effect.Open open) {
            onOpen(open.epoch());
        } else if (effect instanceof Effect.Close) {
            onClose();
        } else if (effect instanceof Effect.ReleaseRead release) {
            onReadReleased(release.readId());
        } else if (effect instanceof Effect.RefuseRead refuse) {
            refuse(reads.remove(refuse.readId()).request());
        } else if (effect instanceof Effect.Halt halt) {
            throw new SafetyViolation("node " + node.id() + " halts: " + halt.reason());
        }
    }

    private void writePromise(final Effect.WritePromise write) {
        final long delay = node.random().skewed(PROMISE_LEAST_NS, PROMISE_MOST_NS)
                * node.disk().slowFactor();
        promiseNs = Math.max(promiseNs + 1, world.nowNs() + delay); // one after the other, in the order asked
        world.after(promiseNs - world.nowNs(), () -> promiseReaches(write));
    }

    private void promiseReaches(final Effect.WritePromise write) {
        if (!alive) {
            return;
        }
        final long hungNs = node.disk().hungUntilNs() - world.nowNs();
        if (hungNs > 0) {
            promiseNs = Math.max(promiseNs + 1, world.nowNs() + Math.min(hungNs, SimDisk.LOOK_AGAIN_NS));
            world.after(promiseNs - world.nowNs(), () -> promiseReaches(write));
            return;
        }
        node.disk().promise(write.promise());
        node.post(() -> step(new Event.PromiseWritten(write.promise())));
    }

    private void makeEpochStart(final Effect.MakeEpochStart make) {
        world.oracle.onEpochStart(this, make.epoch());
        final LogIndex log = replica.log();
        final long base = make.baseSequence();
        final long lastNs = base == 0 ? 0 : world.frames.timestampNs(log.frame(log.size() - 1));
        final SimLedger.Place place =
                new SimLedger.Place(make.epoch(), committed, log.chainLow(base), log.chainHigh(base));
        final LogFrame frame = ledger.epochStart(
                place,
                Math.max(node.wallNs(), lastNs + 1),
                new EpochRecord(base, self().nodeId(), self().incarnation(), make.mode() == ClusterMode.DEGRADED));
        followUps.add(new Event.FrameMade(make.epoch(), frame));
    }

    private void onCommit(final long sequence) {
        world.oracle.onCommit(this, sequence);
        committed = sequence;
        final LogIndex log = replica.log();
        for (int i = log.placeOf(ledger.lastSequence() + 1); i < log.size(); i++) {
            final LogFrame frame = log.frame(i);
            if (frame.lastSequence() > sequence) {
                break;
            }
            if (!execute(frame)) {
                return;
            }
        }
        while (!waiting.isEmpty() && waiting.peek().frame().lastSequence() <= sequence) {
            final Waiting next = waiting.poll();
            if (world.bug != PlantedBug.REPLY_BEFORE_COMMIT) {
                reply(next);
            }
        }
    }

    private boolean execute(final LogFrame frame) {
        String difference;
        try {
            difference = ledger.execute(frame);
        } catch (final RuntimeException | Error e) {
            difference = e.toString();
        }
        if (difference != null) {
            node.say("diverges: " + difference);
            followUps.add(new Event.Diverged(frame.lastSequence()));
        }
        return difference == null;
    }

    private void reply(final Waiting done) {
        final LogFrame frame = done.frame();
        world.clients.answer(
                node,
                new SimReply(
                        done.request(),
                        true,
                        frame.epoch(),
                        frame.lastSequence(),
                        frame.chainLow(),
                        frame.chainHigh(),
                        node.id()));
    }

    private void onOpen(final long epoch) {
        openEpoch = epoch;
        world.oracle.onOpen(this, epoch);
    }

    /** What the engine did beyond the commit goes with its memory. */
    private void onClose() {
        openEpoch = 0;
        for (final Waiting lost : waiting) {
            refuse(lost.request());
        }
        waiting.clear();
        if (ledger.lastSequence() > committed && world.bug != PlantedBug.KEEP_MEMORY_WHEN_DEPOSED) {
            ledger.close();
            ledger = replayed(replica.log(), committed);
        }
    }

    private void refuse(final SimRequest request) {
        final Member leader = replica.leader();
        final int hint = leader == null || leader.equals(self()) ? -1 : leader.nodeId();
        world.clients.answer(node, new SimReply(request, false, 0, 0, 0, 0, hint));
    }

    private void onReadReleased(final long readId) {
        final WaitingRead read = reads.remove(readId);
        world.clients.answer(
                node,
                new SimReply(
                        read.request(),
                        true,
                        openEpoch,
                        read.sequence(),
                        read.chainLow(),
                        read.chainHigh(),
                        node.id()));
    }

    /** A request of a client. */
    void onRequest(final SimRequest request) {
        if (!running()) {
            return;
        }
        if (!replica.open()) {
            refuse(request);
            return;
        }
        if (request.isRead()) {
            read(request);
        } else if (waiting.size() < MAX_WAITING) {
            execute(request);
        }
    }

    private void read(final SimRequest request) {
        final long sequence = ledger.lastSequence();
        final LogIndex log = replica.log();
        final long readId = nextReadId++;
        reads.put(readId, new WaitingRead(request, sequence, log.chainLow(sequence), log.chainHigh(sequence)));
        step(new Event.ReadExecuted(readId, sequence));
    }

    private void execute(final SimRequest request) {
        final LogIndex log = replica.log();
        final long last = log.lastSequence();
        final SimLedger.Place place =
                new SimLedger.Place(openEpoch, committed, log.chainLow(last), log.chainHigh(last));
        final LogFrame frame = request.firstId() == SimRequest.ACCOUNTS
                ? ledger.createAccounts(place, node.wallNs(), SimClients.ACCOUNTS)
                : ledger.createTransfers(place, node.wallNs(), request, wrongly(request));
        waiting.add(new Waiting(request, frame));
        if (world.bug == PlantedBug.REPLY_BEFORE_COMMIT) {
            reply(new Waiting(request, frame));
        }
        step(new Event.FrameMade(openEpoch, frame));
    }

    private boolean wrongly(final SimRequest request) {
        return world.bug == PlantedBug.PRIMARY_COMPUTES_WRONGLY && request.firstId() % 50 == 0;
    }

    /** A client shows a receipt. */
    void onReceipt(final SimReply receipt) {
        if (running()) {
            step(new Event.ReceiptShown(
                    0, receipt.epoch(), receipt.sequence(), receipt.chainLow(), receipt.chainHigh()));
        }
    }
}
