package io.lastro.system.simulator;

import io.lastro.replication.ClusterIdentity;
import io.lastro.replication.ClusterMode;
import io.lastro.replication.ConfigRecord;
import io.lastro.replication.Event;
import io.lastro.replication.Member;
import io.lastro.replication.PlantedBug;
import io.lastro.replication.Role;
import io.lastro.replication.SwapOutcome;
import io.lastro.replication.SyncSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The consensus store as a node sees it: linearizable, but slow, out of reach, or with its answer lost. */
final class SimConfigStore {
    private static final long LEAST_NS = 300 * SimWorld.US;
    private static final long MOST_NS = 6 * SimWorld.MS;
    private static final long CLIENT_TIMEOUT_NS = 120 * SimWorld.MS;
    private static final long LATE_NS = 900 * SimWorld.MS;
    private static final int MIN_SYNC = 2;
    private static final int IN_SYNC_AT_FIRST = 3;

    private final SimWorld world;
    private final SimRandom random;
    private final List<ConfigRecord> history = new ArrayList<>();
    private final boolean[] unreachable = new boolean[SimWorld.NODES];
    private double late;
    private double lostAnswers;
    private ConfigRecord current;

    SimConfigStore(final SimWorld world, final SimRandom random) {
        this.world = world;
        this.random = random;
        final List<Member> members = new ArrayList<>();
        for (final SimNode node : world.nodes) {
            members.add(node.makeMember());
        }
        final ClusterIdentity identity = new ClusterIdentity(
                SimLedger.SimFrames.CLUSTER_LOW, SimLedger.SimFrames.CLUSTER_HIGH, 1, SimLedger.SimFrames.GROUP);
        final SyncSet syncSet = new SyncSet(members.subList(0, IN_SYNC_AT_FIRST), MIN_SYNC);
        current = new ConfigRecord(identity, 1, 0, members.get(0), members, syncSet, ClusterMode.NORMAL, 1);
        history.add(current);
    }

    ConfigRecord current() {
        return current;
    }

    void quality(final double newLate, final double newLostAnswers) {
        late = newLate;
        lostAnswers = newLostAnswers;
    }

    void unreachable(final int node, final boolean value) {
        unreachable[node] = value;
    }

    void heal() {
        Arrays.fill(unreachable, false);
        quality(0, 0);
    }

    void read(final SimNode node, final SimProcess process, final long requestId) {
        request(node, process, new Event.ConfigRead(requestId, null), () -> {
            final boolean stale = world.bug == PlantedBug.TRUST_STALE_CONFIG
                    && process.replica().role() == Role.STARTING;
            final int back = stale ? random.below(Math.min(history.size(), 4)) : 0;
            return new Event.ConfigRead(requestId, history.get(history.size() - 1 - back));
        });
    }

    void swap(
            final SimNode node,
            final SimProcess process,
            final long requestId,
            final long expectedVersion,
            final ConfigRecord wanted) {
        request(node, process, new Event.SwapAnswered(requestId, SwapOutcome.UNKNOWN, null), () -> {
            final boolean won = current.version() == expectedVersion;
            if (won) {
                final ConfigRecord next = wanted.withVersion(expectedVersion + 1);
                world.oracle.onSwap(current, next);
                current = next;
                history.add(current);
            }
            return new Event.SwapAnswered(requestId, won ? SwapOutcome.WON : SwapOutcome.LOST, current);
        });
    }

    /** A request that reaches the store is carried out once, however late; the client waits only so long. */
    private void request(
            final SimNode node, final SimProcess process, final Event unknown, final Supplier<Event> carryOut) {
        final long there = random.chance(late) ? random.between(0, LATE_NS) : random.skewed(LEAST_NS, MOST_NS);
        final long back = random.skewed(LEAST_NS, MOST_NS);
        final boolean answerLost = random.chance(lostAnswers);
        final boolean lost = unreachable[node.id()];
        final boolean[] answered = new boolean[1];
        if (!lost) {
            world.after(there, () -> {
                final Event answer = carryOut.get();
                if (!answerLost && !unreachable[node.id()]) {
                    world.after(back, () -> answer(node, process, answered, answer));
                }
            });
        }
        world.after(CLIENT_TIMEOUT_NS, () -> answer(node, process, answered, unknown));
    }

    private void answer(final SimNode node, final SimProcess process, final boolean[] answered, final Event event) {
        if (!answered[0]) {
            answered[0] = true;
            node.post(() -> process.step(event));
        }
    }
}
