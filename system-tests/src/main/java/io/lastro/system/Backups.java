package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.damage.FrameFinder;
import io.lastro.system.node.Command;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.Traffic;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Backups of a node under load, killed at random moments. Whatever was killed, the newest finished backup restores; at
 * the end the node's directory is thrown away, and a node on the restored one has all that was acknowledged.
 */
public final class Backups {
    private static final Duration COMMAND = Duration.ofMinutes(3);
    private static final String MAIN = "io.lastro.node.Main";
    private static final int LONGEST_LIFE_MS = 2_500;
    private static final int DAMAGE = 4;

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("backups");
    private long lastSequence;

    /** A campaign. */
    public Backups(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** That many backups, most of them killed. */
    public Tally run(final int backups) throws IOException, InterruptedException {
        System.out.println("backups: seed " + seed);
        try (Workspace workspace = Workspace.create("backups")) {
            final Ground ground = new Ground(new NodeUnderTest(workspace.resolve("data")), seed, tally);
            final Path target = workspace.resolve("backup");
            ground.prepare();
            try (NodeProcess process = ground.node().start()) {
                try (Traffic traffic =
                        new Traffic(ground.book(), process.port(), 500, Long.MAX_VALUE / 2, random.nextLong())) {
                    for (int i = 0; i < backups; i++) {
                        killed(ground.node().dataDir(), target);
                        restore(target, workspace.resolve("restored" + i));
                    }
                    Violation.check(traffic.isRunning(), "the traffic ended");
                }
                finished(ground.node().dataDir(), target);
                ground.audit(process, 1.0, random);
                ground.endAndReplay(process, random.nextBoolean());
            }
            wipeAndRestore(workspace, ground, target);
            flipped(target, workspace.resolve("flipped"));
            workspace.succeeded();
        }
        return tally;
    }

    private void killed(final Path data, final Path target) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
                        Command.javaCommand(MAIN, "backup", data.toString(), target.toString()))
                .redirectErrorStream(true)
                .redirectOutput(target.resolveSibling("backup.log").toFile())
                .start();
        final boolean ended = process.waitFor(300 + random.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        Violation.check(
                !ended || process.exitValue() == 0,
                "the backup of a running node failed:%n%s",
                Files.readString(target.resolveSibling("backup.log")));
        tally.add(ended ? "backups finished" : "backups killed", 1);
    }

    private void finished(final Path data, final Path target) throws IOException, InterruptedException {
        final Command.Result result = Command.lastro(COMMAND, "backup", data.toString(), target.toString());
        Violation.check(result.exitCode() == 0, "the backup after the killed ones failed:%n%s", result.output());
    }

    /** The newest finished one, if there is one, is never older than the one before. */
    private void restore(final Path target, final Path directory) throws IOException, InterruptedException {
        if (!Files.exists(target.resolve("manifest"))) {
            return;
        }
        final Command.Result result =
                Command.lastro(COMMAND, "restore", target.toString(), directory.toString(), "--verify", "--json");
        Violation.check(result.exitCode() == 0, "a finished backup does not restore:%n%s", result.output());
        final long last = Long.parseLong(result.after("\"lastSequence\":\"").replaceAll("[^0-9].*", ""));
        Violation.check(last >= lastSequence, "the backup went back from sequence %d to %d", lastSequence, last);
        lastSequence = last;
        tally.add("backups restored", 1);
    }

    private void wipeAndRestore(final Workspace workspace, final Ground ground, final Path target)
            throws IOException, InterruptedException {
        final Path data = ground.node().dataDir();
        final Command.Result backup =
                Command.lastro(COMMAND, "backup", data.toString(), target.toString(), "--digest", "--json");
        Violation.check(backup.exitCode() == 0, "the backup of the stopped node failed:%n%s", backup.output());
        Files.move(data, workspace.resolve("wiped"));
        final Path elsewhere = workspace.resolve("another/path");
        final Command.Result restore =
                Command.lastro(COMMAND, "restore", target.toString(), elsewhere.toString(), "--verify", "--json");
        Violation.check(restore.exitCode() == 0, "the restore failed:%n%s", restore.output());
        final String wanted = backup.after("\"digest\":\"").substring(0, 32);
        final String found = restore.after("\"digest\":\"").substring(0, 32);
        Violation.check(wanted.equals(found), "restored digest %s, backed up %s", found, wanted);
        ground.moveTo(new NodeUnderTest(elsewhere));
        try (NodeProcess process = ground.node().start()) {
            ground.audit(process, 1.0, random);
            ground.endAndReplay(process, false);
        }
        tally.add("digests equal on another path", 1);
    }

    private void flipped(final Path target, final Path directory) throws IOException, InterruptedException {
        final List<Path> objects = FrameFinder.files(target.resolve("objects"), "");
        final Path object = objects.get(random.nextInt(objects.size()));
        try (RandomAccessFile file = new RandomAccessFile(object.toFile(), "rw")) {
            final long at = random.nextLong(file.length());
            file.seek(at);
            final int value = file.read();
            file.seek(at);
            file.write(value ^ 1 << random.nextInt(Byte.SIZE));
        }
        final Command.Result result =
                Command.lastro(COMMAND, "restore", target.toString(), directory.toString(), "--verify");
        Violation.check(
                result.exitCode() == DAMAGE
                        && result.output().contains(object.getFileName().toString())
                        && !Files.exists(directory),
                "a flipped byte in %s gave exit code %d:%n%s",
                object,
                result.exitCode(),
                result.output());
        System.out.println("backups: " + result.output().strip());
        tally.add("flipped bytes named", 1);
    }
}
