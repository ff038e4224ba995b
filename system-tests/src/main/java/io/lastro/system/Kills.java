package io.lastro.system;

import io.lastro.node.EndedEarlyException;
import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.history.Recordings;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.SigningNode;
import io.lastro.system.node.SnapshotRunner;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.ReadTraffic;
import io.lastro.system.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * kill -9 under load, at random moments and at every step between execute and release, during the start after a crash and
 * during a clean stop. One directory takes all the blows; after each, everything acknowledged is looked up,
 * some accounts are read from the read model, which is killed with the node, and the history of all clients is checked against
 * the journal.
 */
public final class Kills {
    private static final int TIMES_EACH_STEP = 2;
    private static final double OLDER_SHARE = 0.1;
    private static final int READ_ACCOUNTS = 3;
    private static final long WAIT_FOR_STEP_SECONDS = 90;
    private static final long LEAST_MS = 100;
    private static final int MOST_MS = 1_500;
    /** Half of the kills at any time are under requests of this many transfers at most: more are on their way at once. */
    private static final int SMALL_BATCH = 20;

    private static final Duration FIRST_READ = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Pattern FROM_SNAPSHOT = Pattern.compile("behind the snapshot of sequence");
    private static final Pattern SNAPSHOT_REFUSED = Pattern.compile("snapshot .*not used");
    private static final Pattern INDEX_BUILT_AGAIN = Pattern.compile("transfer index.* built again");

    private static final List<Moment> CHECKPOINT_STEPS =
            List.of(Moment.CHECKPOINT_OFFERED, Moment.CHECKPOINT_JOURNALED, Moment.TREE_SYNCED, Moment.NOTE_WRITTEN);

    private final int runs;
    private final long seed;
    private final long transfersPerRun;
    private final int largestBatch;
    private final int replayEvery;
    private final Random random;
    private final Tally tally = new Tally("kills");
    private Ground ground;
    private boolean onlyCheckpoints;

    /** A campaign; a journal is replayed at every n-th run and at the end. */
    public Kills(
            final int runs,
            final long seed,
            final long transfersPerRun,
            final int largestBatch,
            final int replayEvery) {
        this.largestBatch = largestBatch;
        this.runs = runs;
        this.seed = seed;
        this.transfersPerRun = transfersPerRun;
        this.replayEvery = replayEvery;
        random = new Random(seed);
    }

    /** A campaign with one kill at each step of a checkpoint. */
    public static Kills atCheckpoints(final long seed, final long transfersPerRun, final int largestBatch) {
        final Kills kills = new Kills(CHECKPOINT_STEPS.size(), seed, transfersPerRun, largestBatch, 2);
        kills.onlyCheckpoints = true;
        return kills;
    }

    /** When the node is killed. */
    enum Moment {
        ANY_TIME(0),
        AFTER_EXECUTE(60),
        BEFORE_RING_WRITE(30),
        AFTER_RING_WRITE(30),
        AFTER_RING_SYNC(30),
        AFTER_QUEUE_APPEND(30),
        BEFORE_RELEASE(60),
        AFTER_RELEASE(60),
        BEFORE_QUEUE_SYNC(3),
        AFTER_QUEUE_SYNC(3),
        RING_FILE_SWITCH(1),
        SEGMENT_ROLL(1),
        CHECKPOINT_OFFERED(3),
        CHECKPOINT_JOURNALED(3),
        TREE_SYNCED(2),
        NOTE_WRITTEN(3),
        DURING_RECOVERY_REWRITE(1),
        AFTER_RECOVERY_REWRITE(1),
        DURING_RING_RESET(1),
        AFTER_RING_RESET(1),
        BEFORE_CLEAN_STOP(1),
        AFTER_CLEAN_STOP(1);

        /** The fail point's count is drawn from 1 to this. */
        private final int mostTimes;

        Moment(final int mostTimes) {
            this.mostTimes = mostTimes;
        }

        boolean isInRecovery() {
            return ordinal() >= DURING_RECOVERY_REWRITE.ordinal() && ordinal() <= AFTER_RING_RESET.ordinal();
        }

        boolean isInStop() {
            return this == BEFORE_CLEAN_STOP || this == AFTER_CLEAN_STOP;
        }
    }

    /**
     * Runs the campaign.
     *
     * @return what was counted.
     * @throws Violation at the first broken promise; the directory is kept then.
     */
    public Tally run() throws IOException, InterruptedException {
        System.out.println("kills: seed " + seed + ", " + runs + " runs");
        try (Workspace workspace = Workspace.create("kills")) {
            ground = new Ground(
                    new NodeUnderTest(workspace.resolve("data")).mainClass(SigningNode.class),
                    seed,
                    tally,
                    Recordings.on());
            ground.prepare();
            final List<Moment> moments = moments();
            for (int run = 0; run < runs; run++) {
                try {
                    runOnce(run, moments.get(run));
                } catch (final Violation e) {
                    throw ground.withHistory(e);
                }
                ground.checkHistory();
            }
            ground.rebuildTree();
            workspace.succeeded();
        }
        return tally;
    }

    private List<Moment> moments() {
        if (onlyCheckpoints) {
            return CHECKPOINT_STEPS;
        }
        final List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < TIMES_EACH_STEP; i++) {
            final List<Moment> steps = new ArrayList<>(List.of(Moment.values()));
            steps.remove(Moment.ANY_TIME);
            Collections.shuffle(steps, random);
            // The steps between execute and release first, so that a short campaign has them.
            steps.sort((a, b) -> Boolean.compare(
                    a.ordinal() > Moment.AFTER_RELEASE.ordinal(), b.ordinal() > Moment.AFTER_RELEASE.ordinal()));
            moments.addAll(steps);
        }
        while (moments.size() < runs) {
            moments.add(Moment.ANY_TIME);
        }
        final List<Moment> chosen = new ArrayList<>(moments.subList(0, runs));
        if (runs > 1) {
            chosen.set(runs / 2, Moment.ANY_TIME);
        }
        Collections.shuffle(chosen, random);
        return chosen;
    }

    private void runOnce(final int run, final Moment moment) throws IOException, InterruptedException {
        final long before = ground.book().acknowledgedTransfers();
        final int times = moment.mostTimes == 0 ? 0 : 1 + random.nextInt(moment.mostTimes);
        if (moment.isInRecovery()) {
            killAtAnyTime();
            final NodeUnderTest.Ended ended =
                    ground.node().startAndWait(ground.node().failingAt(moment.name(), times), RECOVERY);
            Violation.check(
                    ended.exitCode() == NodeUnderTest.KILLED,
                    "the start was to be killed at %s, but ended with %d:%n%s",
                    moment,
                    ended.exitCode(),
                    ended.output());
        } else if (moment == Moment.ANY_TIME) {
            killAtAnyTime();
        } else {
            killAtStep(moment, times);
        }
        tally.add("kills", 1);
        final boolean last = run == runs - 1;
        final boolean replays = last || run % replayEvery == 0;
        ground.verify();
        final long logBefore = Files.size(ground.node().log());
        try (NodeProcess process = ground.node().start()) {
            final String told = ground.node().logFrom(logBefore);
            Violation.check(
                    !INDEX_BUILT_AGAIN.matcher(told).find(),
                    "a kill left an index that does not fit the journal:%n%s",
                    told);
            Violation.check(
                    !SNAPSHOT_REFUSED.matcher(told).find(), "a kill left a snapshot that does not fit:%n%s", told);
            tally.add("starts from a snapshot", FROM_SNAPSHOT.matcher(told).find() ? 1 : 0);
            ground.audit(process, last ? 1.0 : OLDER_SHARE, random);
            ground.auditReads(process, READ_ACCOUNTS, random);
            ground.auditTree(process, logBefore);
            if (replays) {
                ground.endAndReplay(process, random.nextBoolean());
            }
        }
        final long acknowledged = ground.book().acknowledgedTransfers();
        tally.add("acknowledged", acknowledged - before);
        System.out.printf(
                "kills %d/%d: %s%s, %,d acknowledged in this run, %,d in all, all found%s%n",
                run + 1,
                runs,
                moment,
                times > 0 ? ":" + times : "",
                acknowledged - before,
                acknowledged,
                replays ? ", replay equal" : "");
    }

    /** Snapshot processes beside the node, some of which are killed, too. */
    private SnapshotRunner snapshots() {
        return new SnapshotRunner(ground.node().dataDir(), random.nextLong());
    }

    private void count(final SnapshotRunner snapshots) throws IOException {
        snapshots.close();
        tally.add("snapshots", snapshots.made()).add("killed snapshots", snapshots.killed());
    }

    private ReadTraffic readTraffic(final NodeProcess process) {
        return new ReadTraffic(ground.book().plan().accountIds(), process.port(), random.nextLong());
    }

    /** Under load and reads: both begin when the read model has opened, which short lives would never see. */
    private void killAtAnyTime() throws IOException, InterruptedException {
        try (NodeProcess process = ground.node().start();
                SnapshotRunner snapshots = snapshots();
                ReadTraffic reads = readTraffic(process)) {
            reads.awaitFirst(FIRST_READ);
            final int largest = random.nextBoolean() ? largestBatch : SMALL_BATCH;
            try (Traffic traffic =
                    new Traffic(ground.book(), process.port(), largest, transfersPerRun, random.nextLong())) {
                final long endNs =
                        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAST_MS + random.nextInt(MOST_MS));
                while (System.nanoTime() < endNs && traffic.isRunning()) {
                    Thread.sleep(1);
                }
                process.kill();
            }
            count(snapshots);
            tally.add("reads before the kill", reads.answered());
        }
    }

    private void killAtStep(final Moment moment, final int times) throws IOException, InterruptedException {
        // The load has no end of its own here: some steps come once in many megabytes.
        final long transfers = moment.isInStop() ? transfersPerRun / 4 : Long.MAX_VALUE / 2;
        try (NodeProcess process = ground.node().start(ground.node().failingAt(moment.name(), times));
                SnapshotRunner snapshots = snapshots();
                ReadTraffic reads = readTraffic(process);
                Traffic traffic =
                        new Traffic(ground.book(), process.port(), largestBatch, transfers, random.nextLong())) {
            if (moment.isInStop()) {
                Thread.sleep(LEAST_MS + random.nextInt(MOST_MS / 2));
                process.process().destroy();
            }
            if (!process.process().waitFor(WAIT_FOR_STEP_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the step " + moment + ":" + times + " was not reached in "
                        + WAIT_FOR_STEP_SECONDS + " s of load");
            }
            count(snapshots);
            tally.add("reads before the kill", reads.answered());
            Violation.check(
                    process.process().exitValue() == NodeUnderTest.KILLED,
                    "the node was to be killed at %s, but ended with %d:%n%s",
                    moment,
                    process.process().exitValue(),
                    ground.node().logFrom(0));
        } catch (final EndedEarlyException e) {
            // The auditor's first checkpoint can come before the port is told.
            Violation.check(e.exitCode() == NodeUnderTest.KILLED, "at %s:%d: %s", moment, times, e.getMessage());
            tally.add("kills before serving", 1);
        } catch (final IOException e) {
            throw new IOException("at " + moment + ":" + times + ": " + e.getMessage(), e);
        }
    }
}
