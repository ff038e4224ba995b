package io.lastro.system.simulator;

import io.lastro.replication.AckLevel;
import io.lastro.replication.PlantedBug;
import io.lastro.replication.ReplicaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Time, order and everybody in it. What happens at the same time happens in the order in which it was planned. */
final class SimWorld {
    static final long MS = 1_000_000;
    static final long US = 1_000;

    /** Replicas; the last one is the spare, in no sync set at first. */
    static final int NODES = 4;

    final PlantedBug bug;
    final ReplicaSettings settings;
    final SimTrace trace;
    final SimLedger.SimFrames frames;
    final ChunkPool pool;
    final SimRandom random;
    final List<SimNode> nodes = new ArrayList<>();
    final SimNetwork network;
    final SimConfigStore store;
    final Oracle oracle;
    final SimClients clients;
    private final PriorityQueue<Planned> queue = new PriorityQueue<>();
    private long order;
    private long nowNs;

    /** What happens later. */
    private record Planned(long timeNs, long order, Runnable action) implements Comparable<Planned> {
        @Override
        public int compareTo(final Planned other) {
            final int byTime = Long.compare(timeNs, other.timeNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    SimWorld(
            final long seed,
            final PlantedBug bug,
            final AckLevel level,
            final SimTrace trace,
            final SimLedger.SimFrames frames,
            final ChunkPool pool) {
        this.bug = bug;
        settings = ReplicaSettings.of(level);
        this.trace = trace;
        this.frames = frames;
        this.pool = pool;
        random = new SimRandom(seed);
        network = new SimNetwork(this, random.split());
        for (int i = 0; i < NODES; i++) {
            nodes.add(new SimNode(this, i, random.split()));
        }
        store = new SimConfigStore(this, random.split());
        oracle = new Oracle(this);
        clients = new SimClients(this, random.split());
    }

    long nowNs() {
        return nowNs;
    }

    void after(final long delayNs, final Runnable action) {
        queue.add(new Planned(nowNs + delayNs, order++, action));
    }

    /** Lets things happen up to a time, or until a condition holds; false when it never did. */
    boolean runUntil(final long timeNs, final BooleanSupplier done) {
        while (!queue.isEmpty() && queue.peek().timeNs <= timeNs) {
            final Planned next = queue.poll();
            nowNs = next.timeNs;
            next.action.run();
            if (done.getAsBoolean()) {
                return true;
            }
        }
        nowNs = timeNs;
        return false;
    }

    void say(final String who, final String what) {
        trace.say(nowNs, who, what);
    }
}
