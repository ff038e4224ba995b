package io.lastro.system.simulator;

import io.lastro.replication.ClusterMode;
import io.lastro.replication.Event;

/**
 * All machines but one die for a while: nothing may be acknowledged on one copy, unless two operators order it; then the
 * others come back.
 */
final class LonelyCopy {
    private static final int MIN_SYNC = 2;
    /** A sync that was begun on a slow disk may still end. */
    private static final long SETTLE_NS = 700 * SimWorld.MS;

    private static final long BLOCKED_NS = 700 * SimWorld.MS;
    private static final long PROGRESS_NS = 6_000 * SimWorld.MS;
    private static final long ORDER_AGAIN_NS = 300 * SimWorld.MS;

    private final SimWorld world;
    private final Faults faults;

    LonelyCopy(final SimWorld world, final Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    void run() {
        final SimNode lonely = faults.wholeSyncMember();
        if (lonely == null) {
            return;
        }
        say("only n" + lonely.id() + " is left");
        for (final SimNode node : world.nodes) {
            if (node != lonely) {
                node.kill();
                node.hold();
            }
        }
        world.runUntil(world.nowNs() + SETTLE_NS, () -> false);
        final long before = world.oracle.canonical().lastSequence();
        world.runUntil(world.nowNs() + BLOCKED_NS, () -> false);
        if (world.oracle.canonical().lastSequence() != before) {
            throw new SafetyViolation("a commit on one copy that nobody ordered");
        }
        // A swap that was on its way may have put it out of the sync set meanwhile: then it must not go on alone.
        final boolean member = lonely.disk().identity() != null
                && world.store.current().syncSet().contains(lonely.disk().identity());
        if (member && world.random.chance(0.5)) {
            degrade(lonely);
        }
        say("the others come back");
        for (final SimNode node : world.nodes) {
            node.release();
        }
        if (world.store.current().mode() == ClusterMode.DEGRADED) {
            heal();
        }
    }

    private void degrade(final SimNode lonely) {
        say("operators order n" + lonely.id() + " to go on alone");
        final long until = world.nowNs() + PROGRESS_NS;
        while (world.store.current().mode() != ClusterMode.DEGRADED && world.nowNs() < until) {
            lonely.post(() -> order(lonely, new Event.Degrade()));
            world.runUntil(world.nowNs() + ORDER_AGAIN_NS, () -> false);
        }
        final long before = world.oracle.canonical().lastSequence();
        if (!world.runUntil(until, () -> world.oracle.canonical().lastSequence() > before + 2)) {
            throw new SafetyViolation("no progress on one copy although operators ordered it");
        }
    }

    private void heal() {
        final long until = world.nowNs() + PROGRESS_NS;
        while (world.store.current().mode() == ClusterMode.DEGRADED && world.nowNs() < until) {
            for (final SimNode node : world.nodes) {
                node.post(() -> order(node, new Event.Heal(MIN_SYNC)));
            }
            world.runUntil(world.nowNs() + ORDER_AGAIN_NS, () -> false);
        }
        if (world.store.current().mode() == ClusterMode.DEGRADED) {
            throw new SafetyViolation("the degraded mode does not end although operators ordered it");
        }
    }

    private static void order(final SimNode node, final Event event) {
        if (node.process() != null) {
            node.process().step(event);
        }
    }

    private void say(final String what) {
        if (world.trace.speaks()) {
            world.say("phase", what);
        }
    }
}
