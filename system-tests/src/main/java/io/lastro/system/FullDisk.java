package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.SmallDisk;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A disk that gets full under a running node, and one that cannot be written. Writes are refused at the floor and go on
 * when there is room again; a disk that is full at once may halt the node, but nothing acknowledged is lost.
 */
public final class FullDisk {
    private static final int DISK_MIB = 320;
    private static final String FLOOR = "24MiB";
    private static final long ROOM_BYTES = 64L << 20;
    private static final long STEP_BYTES = 1 << 20;
    /** The node looks at the free space now and then, not at each write. */
    private static final long STEP_MS = 100;

    private static final long NOTICE_SECONDS = 20;
    private static final long UNDER_LOAD_MS = 400;
    private static final int PROGRESS = 10;
    private static final Duration START = Duration.ofSeconds(60);

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("full-disk");

    /** A campaign. */
    public FullDisk(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** All parts. */
    public Tally run(final int sudden) throws IOException, InterruptedException {
        System.out.println("full-disk: seed " + seed);
        slowly();
        for (int i = 0; i < sudden; i++) {
            atOnce();
        }
        readOnly();
        return tally;
    }

    private static NodeProcess start(final NodeUnderTest node) throws IOException, InterruptedException {
        return node.start(node.context().environment("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", FLOOR));
    }

    /** Room goes away by and by: refused with a code, reads go on, and writes too when there is room again. */
    public Tally slowly() throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("disk-floor");
                SmallDisk disk = new SmallDisk(workspace.resolve("disk"), DISK_MIB)) {
            final Ground ground = new Ground(new NodeUnderTest(disk.directory().resolve("data")), seed, tally);
            ground.prepare();
            try (NodeProcess process = start(ground.node())) {
                try (GoodClient good = new GoodClient(ground.book(), ground.logOn(process))) {
                    good.awaitProgress(PROGRESS);
                    disk.take(disk.freeBytes() - ROOM_BYTES);
                    while (good.refused() == 0 && disk.take(STEP_BYTES) > 0) {
                        Thread.sleep(STEP_MS);
                        ground.book().throwViolation();
                    }
                    awaitRefusals(good, process, ground);
                    final long freeMiB = disk.freeBytes() >> 20;
                    disk.giveBack();
                    good.awaitProgress(PROGRESS);
                    System.out.println("full-disk: writes refused with " + freeMiB + " MiB free, reads went on, writes"
                            + " went on when there was room again");
                    tally.add("writes refused at the floor", good.refused());
                }
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, false);
            }
            workspace.succeeded();
        }
        return tally;
    }

    private static void awaitRefusals(final GoodClient good, final NodeProcess process, final Ground ground)
            throws IOException, InterruptedException {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(NOTICE_SECONDS);
        final long wanted = good.refused() + PROGRESS;
        while (good.refused() < wanted) {
            ground.book().throwViolation();
            Violation.check(
                    process.process().isAlive(),
                    "the node died at the floor:%n%s",
                    ground.node().logFrom(0));
            Violation.check(System.nanoTime() < endNs, "the disk is full, but writes are not refused");
            Thread.sleep(2);
        }
    }

    /** All room is gone at once, under load: refused or halted, never acknowledged and lost. */
    public Tally atOnce() throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("disk-full");
                SmallDisk disk = new SmallDisk(workspace.resolve("disk"), DISK_MIB)) {
            final Ground ground = new Ground(new NodeUnderTest(disk.directory().resolve("data")), seed + 1, tally);
            ground.prepare();
            final boolean halted;
            try (NodeProcess process = start(ground.node());
                    Traffic traffic =
                            new Traffic(ground.book(), process.port(), 1_000, Long.MAX_VALUE / 2, random.nextLong())) {
                Thread.sleep(UNDER_LOAD_MS + random.nextInt((int) UNDER_LOAD_MS));
                disk.take(Long.MAX_VALUE);
                halted = process.process().waitFor(2 + random.nextInt(3), TimeUnit.SECONDS);
                Violation.check(
                        !halted || process.process().exitValue() == NodeUnderTest.HALTED,
                        "the disk is full, and the node ended with %d:%n%s",
                        halted ? process.process().exitValue() : 0,
                        ground.node().logFrom(0));
                process.kill();
                Violation.check(traffic.isRunning() || ground.book().acknowledgedTransfers() > 0, "no load");
            }
            disk.giveBack();
            ground.verify();
            try (NodeProcess process = start(ground.node())) {
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, true);
            }
            System.out.println("full-disk: full at once, the node " + (halted ? "halted" : "refused")
                    + ", all acknowledged found after the restart");
            workspace.succeeded();
            tally.add("disks filled at once", 1);
        }
        return tally;
    }

    /** A directory that cannot be written is named, and nothing on it changes. */
    public Tally readOnly() throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create("disk-read-only");
                SmallDisk disk = new SmallDisk(workspace.resolve("disk"), DISK_MIB)) {
            final NodeUnderTest node = new NodeUnderTest(workspace.resolve("data"));
            disk.makeReadOnly();
            final NodeUnderTest.Ended ended = node.startAndWait(
                    node.context()
                            .environment("LASTRO_DATA_DIR", disk.directory().toString()),
                    START);
            Violation.check(
                    ended.exitCode() == 1
                            && ended.output().contains("NOT_WRITABLE")
                            && ended.output().contains(disk.directory().toString()),
                    "a directory that cannot be written: exit code %d:%n%s",
                    ended.exitCode(),
                    ended.output());
            System.out.println("full-disk: read-only directory -> "
                    + ended.output().strip().lines().reduce((a, b) -> b).orElse(""));
            workspace.succeeded();
            tally.add("starts refused clearly", 1);
        }
        return tally;
    }
}
