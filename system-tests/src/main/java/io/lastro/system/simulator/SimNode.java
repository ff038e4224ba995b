package io.lastro.system.simulator;

import io.lastro.replication.Event;
import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.Member;
import io.lastro.replication.Message;
import io.lastro.replication.PlantedBug;
import io.lastro.replication.PromiseRecord;
import io.lastro.replication.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A machine: its disk, its clocks, its kernel, and at most one process. */
final class SimNode {
    static final long TICK_NS = 5 * SimWorld.MS;
    private static final long RECOVERY_LEAST_NS = SimWorld.MS;
    private static final long RECOVERY_MOST_NS = 60 * SimWorld.MS;
    private static final long CLOCK_TOLERANCE_NS = 500 * SimWorld.MS;
    private static final long RESTART_NS = 80 * SimWorld.MS;
    private static final long CLOCK_BASE_NS = 1_000_000_000_000L;
    private static final long WALL_BASE_NS = 1_700_000_000_000_000_000L;
    private static final double WORST_RATE = 0.002;

    private final SimWorld world;
    private final int id;
    private final SimRandom random;
    private final SimDisk disk = new SimDisk();
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    private final double clockRate;
    private final long clockBaseNs;
    private long wallOffsetNs;
    private long bootId;
    private long pausedUntilNs;
    private boolean held;
    private int startNumber;
    private SimProcess process;

    SimNode(final SimWorld world, final int id, final SimRandom random) {
        this.world = world;
        this.id = id;
        this.random = random;
        clockRate = 1 + (random.number() % 1000) / 1000.0 * WORST_RATE;
        clockBaseNs = CLOCK_BASE_NS + random.between(0, CLOCK_BASE_NS);
        bootId = random.number() | 1;
    }

    int id() {
        return id;
    }

    SimDisk disk() {
        return disk;
    }

    /** Of the kernel; another one after each power loss. */
    long bootId() {
        return bootId;
    }

    SimRandom random() {
        return random;
    }

    /** The running process, or null. */
    SimProcess process() {
        return process;
    }

    /** Whether a process serves: recovered, alive, not stopped. */
    boolean serves() {
        return process != null && process.alive() && !paused();
    }

    Member makeMember() {
        final Member member = new Member(id, random.number());
        disk.identity(member);
        return member;
    }

    /** Monotonic time as this machine sees it. */
    long monotonicNs() {
        return clockBaseNs + (long) (world.nowNs() * clockRate);
    }

    /** What its wall clock shows. */
    long wallNs() {
        return WALL_BASE_NS + world.nowNs() + wallOffsetNs;
    }

    void wallOffset(final long offsetNs) {
        wallOffsetNs = offsetNs;
        post(this::judgeClock);
    }

    /** The node sees for itself that its clock is wrong. */
    void judgeClock() {
        if (process != null) {
            process.step(new Event.ClockJudged(Math.abs(wallOffsetNs) <= CLOCK_TOLERANCE_NS));
        }
    }

    /** Begins its life in the simulation. */
    void begin() {
        world.after(random.between(0, TICK_NS), this::tick);
        start();
    }

    private void tick() {
        if (serves()) {
            process.step(new Event.Tick());
        }
        world.after(TICK_NS, this::tick);
    }

    /** Done now, or when the machine is no longer stopped. */
    void post(final Runnable action) {
        if (paused()) {
            backlog.add(action);
        } else {
            action.run();
        }
    }

    boolean paused() {
        return pausedUntilNs > world.nowNs();
    }

    /** SIGSTOP. */
    void pause(final long durationNs) {
        say("stopped for " + durationNs / SimWorld.MS + " ms");
        pausedUntilNs = Math.max(pausedUntilNs, world.nowNs() + durationNs);
        world.after(durationNs, this::goOn);
    }

    /** SIGCONT. */
    void goOn() {
        if (paused()) {
            return;
        }
        while (!backlog.isEmpty()) {
            backlog.poll().run();
        }
    }

    /** Ends a pause at once. */
    void wake() {
        pausedUntilNs = 0;
        goOn();
    }

    void receive(final Member from, final Member to, final Message message) {
        if (process == null || !process.alive() || !to.equals(process.self())) {
            return;
        }
        if (message instanceof Message.Append append && !isWhole(append)) {
            return; // the transport drops what its checksum refuses
        }
        process.step(new Event.Received(from, message));
    }

    private boolean isWhole(final Message.Append append) {
        long low = append.chainLow();
        long high = append.chainHigh();
        for (final LogFrame frame : append.frames()) {
            if (!world.frames.isGood(frame, low, high)) {
                return false;
            }
            low = frame.chainLow();
            high = frame.chainHigh();
        }
        return true;
    }

    /** kill -9: the page cache stays. */
    void kill() {
        say("killed");
        stop();
    }

    /** The plug is pulled: the page cache goes, the kernel boots anew. */
    void losePower() {
        say("loses power");
        stop();
        disk.losePower(random);
        bootId = random.number() | 1;
    }

    private void stop() {
        startNumber++;
        if (process != null) {
            process.end();
            process = null;
        }
        backlog.clear();
        pausedUntilNs = 0;
        disk.dropUnnamed();
    }

    /** A dead process stays dead until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        if (process == null) {
            startLater();
        }
    }

    /** The process has ended by itself. */
    void ended() {
        stop();
        startLater();
    }

    void startLater() {
        final int number = startNumber;
        world.after(RESTART_NS, () -> {
            if (number == startNumber && !held) {
                start();
            }
        });
    }

    /** Everything on the disk is gone; the process has to be dead. */
    void wipe() {
        say("its disk is emptied");
        final Member before = disk.identity();
        disk.wipe();
        if (world.bug == PlantedBug.EMPTY_DISK_UNDER_OLD_NAME) {
            disk.identity(before);
        }
    }

    /** The disk is as it was at the last image; the process has to be dead. */
    void restore() {
        say("its disk is restored from an older image");
        disk.restore();
        if (world.bug != PlantedBug.RESTORED_DISK_UNDER_OLD_NAME) {
            disk.identity(null);
            disk.promise(new PromiseRecord(0, 0));
        }
    }

    /** Starts a process: identity, recovery, then the replica. */
    void start() {
        if (process != null || held) {
            return;
        }
        startNumber++;
        if (disk.identity() == null) {
            makeMember();
        }
        final SimJournal.Found found = SimJournal.recover(disk, world.frames, world.bug);
        if (found.objection() != null) {
            throw new SafetyViolation("node " + id + " cannot start: " + found.objection());
        }
        final SimProcess next = new SimProcess(world, this);
        process = next;
        final boolean rewrite = found.rewrite() && world.bug != PlantedBug.RECOVERY_WITHOUT_REWRITE;
        final SimDisk.Segment segment = rewrite ? disk.newSegment(false) : null;
        final SimDisk.Group group = rewrite ? rewritten(found) : null;
        world.after(random.skewed(RECOVERY_LEAST_NS, RECOVERY_MOST_NS), () -> recovered(next, found, segment, group));
    }

    private SimDisk.Group rewritten(final SimJournal.Found found) {
        final List<SimDisk.Item> items = new ArrayList<>();
        final LogIndex log = found.log();
        items.add(new SimDisk.Item(null, found.base()));
        for (int i = log.placeOf(found.base() + 1); i < log.size(); i++) {
            items.add(new SimDisk.Item(log.frame(i), 0));
        }
        final byte[] voidFrame = world.frames.voidFrame(disk.promise().promised(), found.base());
        return new SimDisk.Group(SimJournal.encode(items, List.of(voidFrame)), items);
    }

    /** The tail is written again, synced and named, in one step: until then nothing has changed. */
    private void recovered(
            final SimProcess next,
            final SimJournal.Found found,
            final SimDisk.Segment segment,
            final SimDisk.Group group) {
        if (next != process || !next.alive()) {
            return;
        }
        if (disk.hungUntilNs() > world.nowNs()) {
            world.after(SimDisk.LOOK_AGAIN_NS, () -> recovered(next, found, segment, group));
            return;
        }
        if (group != null) {
            segment.groups.add(group);
            segment.named = true;
            disk.synced(group);
        }
        final Start start = new Start(
                disk.identity(), random.number(), bootId, disk.promise(), found.log(), found.commitSequence());
        post(() -> {
            next.run(start);
            judgeClock();
        });
    }

    void say(final String what) {
        if (world.trace.speaks()) {
            world.say("n" + id, what);
        }
    }
}
