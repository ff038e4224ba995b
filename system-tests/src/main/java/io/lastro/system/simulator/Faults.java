package io.lastro.system.simulator;

import io.lastro.replication.AckLevel;
import io.lastro.replication.ConfigRecord;
import io.lastro.replication.Member;
import java.util.ArrayList;
import java.util.List;

/** Plans and makes the faults of a seed. Each ends by itself; {@link #heal} ends all. */
final class Faults {
    private static final long LONGEST_NS = 2_500 * SimWorld.MS;
    private static final long LONGEST_PAUSE_NS = 60_000 * SimWorld.MS;
    private static final long DEAD_MOST_NS = 1_500 * SimWorld.MS;
    private static final double USED = 0.35;

    private final SimWorld world;
    private final SimRandom random;
    private final List<FaultKind> kinds = new ArrayList<>();
    private final long meanNs;
    private boolean ended;

    Faults(final SimWorld world, final SimRandom random) {
        this.world = world;
        this.random = random;
        for (final FaultKind kind : FaultKind.values()) {
            if (random.chance(USED)) {
                kinds.add(kind);
            }
        }
        if (kinds.isEmpty()) {
            kinds.add(FaultKind.values()[random.below(FaultKind.values().length)]);
        }
        meanNs = random.between(60, 500) * SimWorld.MS;
    }

    List<FaultKind> kinds() {
        return kinds;
    }

    void begin() {
        world.after(random.between(0, 2 * meanNs), this::next);
    }

    private void next() {
        if (ended) {
            return;
        }
        make(kinds.get(random.below(kinds.size())), anyNode());
        world.after(random.between(SimWorld.MS, 2 * meanNs), this::next);
    }

    /** The primary more often than its share. */
    private SimNode anyNode() {
        final Member primary = world.store.current().primary();
        return world.nodes.get(random.chance(0.4) ? primary.nodeId() : random.below(SimWorld.NODES));
    }

    private void make(final FaultKind kind, final SimNode node) {
        if (world.trace.speaks()) {
            world.say("fault", kind + " on n" + node.id());
        }
        world.trace.event(world.nowNs(), node.id(), 100 + kind.ordinal(), 0);
        final long duration = random.skewed(SimWorld.MS, LONGEST_NS);
        switch (kind) {
            case KILL -> dieFor(node, false);
            case POWER_LOSS -> dieFor(node, true);
            case PAUSE -> node.pause(random.chance(0.1) ? random.skewed(0, LONGEST_PAUSE_NS) : duration);
            case ISOLATE -> isolate(node, true, true, duration);
            case PARTIAL_PARTITION -> partial(node, duration);
            case ONE_WAY -> oneWay(node, duration);
            case BAD_NETWORK -> badNetwork(duration);
            case SLOW_DISK -> slowDisk(node, duration);
            case HUNG_DISK -> node.disk().hang(world.nowNs() + duration);
            case SYNC_FAILS -> failingDisk(node, duration);
            case BAD_STORE -> badStore(duration);
            case STORE_UNREACHABLE -> storeUnreachable(node, duration);
            case CLOCK_JUMP -> node.wallOffset(random.between(-3_600_000, 3_600_000) * SimWorld.MS);
            case OLD_PRIMARY -> oldPrimary(duration);
            case TWO_AT_ONCE -> twoAtOnce(node);
            case EMPTY_DISK -> loseDisk(node, false);
            case RESTORED_DISK -> loseDisk(node, true);
        }
    }

    private void dieFor(final SimNode node, final boolean power) {
        if (power && mayLosePower(node)) {
            node.losePower();
        } else {
            node.kill();
        }
        node.hold();
        world.after(random.skewed(SimWorld.MS, DEAD_MOST_NS), () -> {
            if (!ended) {
                node.release();
            }
        });
    }

    private void isolate(final SimNode node, final boolean out, final boolean in, final long duration) {
        cutAll(node, out, in, true);
        world.network.cutWriters(node.id(), random.chance(0.3));
        world.after(duration, () -> {
            if (!ended) {
                cutAll(node, out, in, false);
                world.network.cutWriters(node.id(), false);
            }
        });
    }

    private void oldPrimary(final long duration) {
        final SimNode old = world.nodes.get(world.store.current().primary().nodeId());
        final SimNode friend = world.nodes.get((old.id() + 1 + random.below(SimWorld.NODES - 1)) % SimWorld.NODES);
        cutAll(old, true, true, true);
        cutPair(old.id(), friend.id(), false);
        world.store.unreachable(old.id(), true);
        world.network.cutWriters(old.id(), random.chance(0.5));
        world.after(random.between(200, 700) * SimWorld.MS, () -> {
            if (!ended) {
                dieFor(friend, false);
            }
        });
        world.after(2 * duration + DEAD_MOST_NS / 2, () -> {
            if (!ended) {
                cutAll(old, true, true, false);
                world.store.unreachable(old.id(), false);
                world.network.cutWriters(old.id(), false);
            }
        });
    }

    private void cutAll(final SimNode node, final boolean out, final boolean in, final boolean value) {
        for (int other = 0; other < SimWorld.NODES; other++) {
            if (out) {
                world.network.cut(node.id(), other, value);
            }
            if (in) {
                world.network.cut(other, node.id(), value);
            }
        }
    }

    private void partial(final SimNode node, final long duration) {
        final int other = random.below(SimWorld.NODES);
        cutPair(node.id(), other, true);
        world.after(duration, () -> {
            if (!ended) {
                cutPair(node.id(), other, false);
            }
        });
    }

    private void cutPair(final int a, final int b, final boolean value) {
        world.network.cut(a, b, value);
        world.network.cut(b, a, value);
    }

    private void oneWay(final SimNode node, final long duration) {
        final int mode = random.below(3);
        if (mode < 2) {
            isolate(node, mode == 0, mode == 1, duration);
            return;
        }
        final int other = random.below(SimWorld.NODES);
        world.network.cut(node.id(), other, true);
        world.after(duration, () -> {
            if (!ended) {
                world.network.cut(node.id(), other, false);
            }
        });
    }

    private void badNetwork(final long duration) {
        final double loss = random.chance(0.5) ? 0.02 : 0.25;
        world.network.quality(loss, 0.1, 0.1, random.chance(0.3) ? 0.02 : 0);
        world.after(duration, () -> {
            if (!ended) {
                world.network.quality(0, 0, 0, 0);
            }
        });
    }

    private void slowDisk(final SimNode node, final long duration) {
        node.disk().slow(random.between(2, 60));
        world.after(duration, () -> node.disk().slow(1));
    }

    private void failingDisk(final SimNode node, final long duration) {
        node.disk().failing(random.chance(0.5) ? 0.05 : 1);
        world.after(Math.min(duration, 300 * SimWorld.MS), () -> node.disk().failing(0));
    }

    private void badStore(final long duration) {
        world.store.quality(random.chance(0.5) ? 0.5 : 0.1, random.chance(0.5) ? 0.5 : 0.1);
        world.after(duration, () -> {
            if (!ended) {
                world.store.quality(0, 0);
            }
        });
    }

    private void storeUnreachable(final SimNode node, final long duration) {
        final boolean all = random.chance(0.3);
        for (int i = 0; i < SimWorld.NODES; i++) {
            if (all || i == node.id()) {
                world.store.unreachable(i, true);
            }
        }
        world.after(duration, () -> {
            for (int i = 0; i < SimWorld.NODES && !ended; i++) {
                if (all || i == node.id()) {
                    world.store.unreachable(i, false);
                }
            }
        });
    }

    private void twoAtOnce(final SimNode node) {
        final SimNode other = world.nodes.get((node.id() + 1 + random.below(SimWorld.NODES - 1)) % SimWorld.NODES);
        final boolean power = kinds.contains(FaultKind.POWER_LOSS) && random.chance(0.5);
        dieFor(node, power);
        dieFor(other, power && random.chance(0.5));
    }

    /** Only while every other sync member still has its own disk: else nobody could keep the promise. */
    private void loseDisk(final SimNode node, final boolean restore) {
        if (restore && !node.disk().hasImage()) {
            node.disk().takeImage();
            return;
        }
        if (!othersAreWhole(node)) {
            return;
        }
        node.losePower();
        if (restore) {
            node.restore();
        } else {
            node.wipe();
        }
        node.startLater();
    }

    /** D2 promises that one machine may lose its power, not that all may. */
    private boolean mayLosePower(final SimNode node) {
        return world.settings.level() == AckLevel.D3 || othersAreWhole(node);
    }

    private boolean othersAreWhole(final SimNode node) {
        final ConfigRecord current = world.store.current();
        int others = 0;
        for (final Member member : current.syncSet().members()) {
            if (member.nodeId() == node.id()) {
                continue;
            }
            if (!isWhole(member)) {
                return false;
            }
            others++;
        }
        return others > 0;
    }

    /** Ends everything; all machines come back. */
    void heal() {
        ended = true;
        world.network.heal();
        world.store.heal();
        for (final SimNode node : world.nodes) {
            node.disk().heal();
            node.wallOffset(0);
            node.wake();
            node.release();
        }
    }

    /** A sync member whose copy can be relied on, the primary with preference; null when there is none. */
    SimNode wholeSyncMember() {
        final ConfigRecord current = world.store.current();
        for (final Member member : current.syncSet().members()) {
            final SimNode node = world.nodes.get(member.nodeId());
            if (isWhole(member) && (member.equals(current.primary()) || random.chance(0.7))) {
                return node;
            }
        }
        return null;
    }

    private boolean isWhole(final Member member) {
        final SimNode node = world.nodes.get(member.nodeId());
        return member.equals(node.disk().identity())
                && (world.settings.level() == AckLevel.D3
                        || node.disk().promise().bootId() == node.bootId());
    }

    /** Leaves one machine out of the healing, if the others are enough; null when none is. */
    SimNode leaveOneOut() {
        if (random.chance(0.4)) {
            return null;
        }
        final SimNode node = anyNode();
        if (!othersAreWhole(node)) {
            return null;
        }
        final int mode = random.below(5);
        if (world.trace.speaks()) {
            world.say("fault", "n" + node.id() + " is left out, mode " + mode);
        }
        switch (mode) {
            case 0 -> {
                node.kill();
                node.hold();
            }
            case 1 -> node.disk().hang(Long.MAX_VALUE / 2);
            case 2 -> node.pause(LONGEST_PAUSE_NS);
            case 3 -> cutAll(node, true, true, true);
            default -> cutAll(node, random.chance(0.5), true, true);
        }
        return node;
    }
}
