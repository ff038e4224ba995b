package io.lastro.system;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Request;
import io.lastro.system.book.Violation;
import io.lastro.system.disk.PowerCut;
import io.lastro.system.disk.RecordingNode;
import io.lastro.system.history.Recordings;
import io.lastro.system.history.WireRecording;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.traffic.Traffic;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Simulated power loss: the node's files are cut back to what was synced plus a random part of what came later, twice:
 * under load, and again right after the restart has answered.
 */
public final class Power {
    private static final int LARGEST_BATCH = 2_000;
    private static final int LEAST_MS = 50;
    private static final int MOST_MS = 900;
    private static final int RUNS_ON_ONE_LEDGER = 6;
    private static final double OLDER_SHARE = 0.2;
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final int runs;
    private final long seed;
    private final long transfersPerRun;
    private final Class<?> mainClass;
    private final Random random;
    private final Tally tally = new Tally("power");
    private Workspace workspace;
    private Ground ground;
    private NodeProcess process;
    private Path platter;
    private String lastCut = "a new directory";
    private int directories;

    /** A campaign on healthy nodes. */
    public Power(final int runs, final long seed, final long transfersPerRun) {
        this(runs, seed, transfersPerRun, RecordingNode.class);
    }

    /** A campaign on nodes of another main class, to see whether a planted bug is seen. */
    public Power(final int runs, final long seed, final long transfersPerRun, final Class<?> mainClass) {
        this.runs = runs;
        this.seed = seed;
        this.transfersPerRun = transfersPerRun;
        this.mainClass = mainClass;
        random = new Random(seed);
    }

    /**
     * Runs the campaign.
     *
     * @return what was counted.
     * @throws Violation at the first broken promise; the directory is kept then.
     */
    public Tally run() throws IOException, InterruptedException {
        System.out.println("power: seed " + seed + ", " + runs + " runs");
        try (Workspace space = Workspace.create("power")) {
            workspace = space;
            for (int run = 0; run < runs; run++) {
                if (run % RUNS_ON_ONE_LEDGER == 0) {
                    begin(run);
                }
                runOnce(run);
            }
            end();
            workspace.succeeded();
        } catch (final Violation e) {
            if (mainClass != RecordingNode.class) {
                Workspace.delete(workspace.directory()); // a planted bug was seen: nothing to look at
            }
            throw e;
        }
        return tally;
    }

    private void begin(final int run) throws IOException, InterruptedException {
        end();
        final Path directory = nextDirectory();
        ground = new Ground(new NodeUnderTest(directory).mainClass(mainClass), seed + run, tally, Recordings.on());
        startNode();
        ground.createAccounts(process);
    }

    private void end() throws IOException, InterruptedException {
        if (process != null) {
            process.kill();
            ground.checkHistory();
            Workspace.delete(ground.node().dataDir());
            Workspace.delete(platter);
            process = null;
        }
    }

    private Path nextDirectory() {
        directories++;
        platter = workspace.resolve("platter-" + directories);
        return workspace.resolve("data-" + directories);
    }

    private void startNode() throws IOException, InterruptedException {
        try {
            process = ground.node()
                    .start(ground.node().context().jvmOptions("-D" + RecordingNode.PLATTER + "=" + platter));
        } catch (final IOException e) {
            throw new Violation("with " + lastCut + " the node does not start: " + e.getMessage(), e);
        }
    }

    private void runOnce(final int run) throws IOException, InterruptedException {
        final long before = ground.book().acknowledgedTransfers();
        final boolean killedBefore = random.nextInt(3) == 0;
        underLoad();
        if (killedBefore) {
            // What the dead process left in the page cache is not on disk: the next one must not build on it.
            process.kill();
            startNode();
            underLoad();
        }
        final String first = losePower();
        startNode();
        if (random.nextInt(3) == 0) {
            ground.audit(process, 0, random);
        } else {
            askOnce();
        }
        final String second = losePower();
        startNode();
        final boolean last = run == runs - 1 || (run + 1) % RUNS_ON_ONE_LEDGER == 0;
        ground.audit(process, last ? 1.0 : OLDER_SHARE, random);
        if (last) {
            ground.endAndReplay(process, random.nextBoolean());
        }
        final long acknowledged = ground.book().acknowledgedTransfers();
        tally.add("power losses", 2).add("acknowledged", acknowledged - before);
        System.out.printf(
                "power %d/%d: %skept %s, then %s; %,d acknowledged in this run, all found%s%n",
                run + 1,
                runs,
                killedBefore ? "after a kill, " : "",
                first,
                second,
                acknowledged - before,
                last ? ", replay equal" : "");
    }

    private void underLoad() throws InterruptedException {
        try (Traffic traffic =
                new Traffic(ground.book(), process.port(), LARGEST_BATCH, transfersPerRun, random.nextLong())) {
            final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAST_MS + random.nextInt(MOST_MS));
            while (System.nanoTime() < endNs && traffic.isRunning()) {
                Thread.sleep(1);
            }
            process.kill();
        }
    }

    /** One request; its answer is the sign for the next power loss. */
    private void askOnce() throws IOException {
        try (WireConnection connection = ground.logOn(process)) {
            final Request request = ground.book().make(Request.Shape.PLAIN, 1 + random.nextInt(20));
            request.markSent();
            final RequestFrame frame = ground.book().plan().frame(request);
            final WireRecording recording = ground.book().recordings().open("first");
            final int operation = recording.asksWrite(frame);
            final Reply reply = connection.call(frame, ANSWER);
            Violation.check(!reply.isError(), "the first request after the power loss: %s", reply);
            recording.wrote(operation, reply);
            ground.book().acknowledged(request, reply, connection.logonAck());
        }
    }

    /** Kills the node and moves on to the directory that a machine would find. */
    private String losePower() throws IOException, InterruptedException {
        process.kill();
        final Path live = ground.node().dataDir();
        final Path oldPlatter = platter;
        final PowerCut cut = new PowerCut(live, oldPlatter, random);
        final Path found = nextDirectory();
        cut.build(found);
        ground.moveTo(new NodeUnderTest(found).mainClass(mainClass));
        Workspace.delete(live);
        Workspace.delete(oldPlatter);
        lastCut = cut.pages();
        ground.checkHistory();
        return lastCut;
    }
}
