package io.lastro.system.simulator;

import io.lastro.replication.LogFrame;
import io.lastro.replication.Member;
import io.lastro.replication.Message;
import java.util.Arrays;
import java.util.List;

/** Carries messages, or does not: each with a delay of its own, so that they overtake each other. */
final class SimNetwork {
    private static final long LEAST_NS = 30 * SimWorld.US;
    private static final long MOST_NS = 3 * SimWorld.MS;
    private static final long LATE_NS = 400 * SimWorld.MS;

    private final SimWorld world;
    private final SimRandom random;
    private final boolean[][] cut = new boolean[SimWorld.NODES][SimWorld.NODES];
    private final boolean[] writersCut = new boolean[SimWorld.NODES];
    private double loss;
    private double doubled;
    private double late;
    private double damaged;

    SimNetwork(final SimWorld world, final SimRandom random) {
        this.world = world;
        this.random = random;
    }

    /** How bad it is. */
    void quality(final double newLoss, final double newDoubled, final double newLate, final double newDamaged) {
        loss = newLoss;
        doubled = newDoubled;
        late = newLate;
        damaged = newDamaged;
    }

    void cut(final int from, final int to, final boolean value) {
        cut[from][to] = value;
    }

    void heal() {
        for (final boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        Arrays.fill(writersCut, false);
        quality(0, 0, 0, 0);
    }

    void send(final SimNode from, final Member self, final Member to, final Message message) {
        if (to.nodeId() >= SimWorld.NODES) {
            return;
        }
        deliver(from, self, to, message);
        if (random.chance(doubled)) {
            deliver(from, self, to, message);
        }
    }

    private void deliver(final SimNode from, final Member self, final Member to, final Message message) {
        final boolean lost = random.chance(loss);
        final long delay = random.chance(late) ? random.between(0, LATE_NS) : delayNs();
        if (lost || cut[from.id()][to.nodeId()]) {
            return;
        }
        final Message sent = random.chance(damaged) ? damage(message) : message;
        final SimNode target = world.nodes.get(to.nodeId());
        world.after(delay, () -> {
            if (!cut[from.id()][to.nodeId()]) {
                target.post(() -> target.receive(self, to, sent));
            }
        });
    }

    /** One bit of a frame. */
    private Message damage(final Message message) {
        if (!(message instanceof Message.Append append)) {
            return message;
        }
        final LogFrame good = append.frames().get(0);
        final byte[] bytes = good.bytes().clone();
        bytes[random.below(bytes.length)] ^= (byte) (1 << random.below(Byte.SIZE));
        final LogFrame bad = new LogFrame(
                good.epochStart(),
                good.epoch(),
                good.firstSequence(),
                good.count(),
                good.chainLow(),
                good.chainHigh(),
                good.commitSequence(),
                bytes);
        return new Message.Append(
                append.epoch(),
                append.previousSequence(),
                append.chainLow(),
                append.chainHigh(),
                append.commitSequence(),
                append.probe(),
                List.of(bad));
    }

    long delayNs() {
        return random.skewed(LEAST_NS, MOST_NS);
    }

    /** Between a client and a node. */
    boolean losesClientMessage(final boolean writer, final int node) {
        return random.chance(loss) || writer && writersCut[node];
    }

    /** Cuts the clients that mostly write off from a node; who reads still reaches it. */
    void cutWriters(final int node, final boolean value) {
        writersCut[node] = value;
    }
}
