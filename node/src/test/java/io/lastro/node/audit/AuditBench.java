package io.lastro.node.audit;

import io.lastro.journal.FileStorage;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalStorage;
import io.lastro.journal.JournaledBatch;
import io.lastro.node.reads.RandomHistory;
import io.lastro.protocol.CheckpointEvent;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** An auditor behind a real engine and a real journal; the test decides when its checkpoints pass the ring. */
final class AuditBench implements AutoCloseable {
    static final long WAIT_NS = TimeUnit.SECONDS.toNanos(20);
    static final String ORIGIN = "lastro/test";
    static final AuditSettings QUICK = new AuditSettings(10, 1_000_000, 1, 100);

    /** What a test says about a checkpoint that was journaled. */
    record Made(long sequence, long covered, long treeSize, byte[] root) {}

    final RandomHistory history;
    final AtomicInteger refuseOffers = new AtomicInteger();
    final AtomicInteger offers = new AtomicInteger();
    final List<Made> made = new ArrayList<>();
    final List<Enum<?>> steps = Collections.synchronizedList(new ArrayList<>());
    final CollectorRegistry registry = new CollectorRegistry();
    final Auditor auditor;
    private final AtomicLong released = new AtomicLong();
    private final ConcurrentLinkedQueue<byte[]> inRing = new ConcurrentLinkedQueue<>();

    AuditBench(
            final Path directory,
            final RandomHistory history,
            final CheckpointSigner signer,
            final AuditSettings settings,
            final JournalStorage storage) {
        this.history = history;
        released.set(history.lastSequence());
        auditor = new Auditor(new AuditContext()
                        .dataDirectory(directory, storage)
                        .origin(ORIGIN)
                        .released(released::get)
                        .engine(history.engine)
                        .offer(this::offer)
                        .signer(signer)
                        .settings(settings)
                        .steps(steps::add))
                .start(registry);
    }

    static AuditBench quick(final Path directory, final RandomHistory history, final CheckpointSigner signer) {
        return new AuditBench(directory, history, signer, QUICK, new FileStorage());
    }

    /** A signer without a key. */
    static CheckpointSigner.SignedCheckpoint signed(final byte[] text) {
        return new CheckpointSigner.SignedCheckpoint(
                (new String(text, StandardCharsets.UTF_8) + "\n\u2014 test AAAA\n").getBytes(StandardCharsets.UTF_8));
    }

    private boolean offer(final long address, final int length) {
        if (refuseOffers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return false;
        }
        offers.incrementAndGet();
        final byte[] bytes = new byte[length];
        new UnsafeBuffer(address, length).getBytes(0, bytes);
        inRing.add(bytes);
        return true;
    }

    /** Random requests, released at once. */
    void run(final int requests) {
        history.run(requests);
        history.expireAll();
        released.set(history.lastSequence());
    }

    /** What is in the ring is executed, journaled and released; returns how many checkpoints these were. */
    int passRing() {
        int count = 0;
        for (byte[] bytes = inRing.poll(); bytes != null; bytes = inRing.poll()) {
            history.checkpoint(new UnsafeBuffer(bytes));
            final CheckpointEvent event = new CheckpointEvent().wrap(new UnsafeBuffer(bytes), 0);
            made.add(new Made(
                    history.engine.lastSequence(), event.coveredSequence(), event.treeSize(), event.treeRoot()));
            count++;
        }
        released.set(history.lastSequence());
        return count;
    }

    /** Lets checkpoints pass until something holds. */
    void until(final String what, final BooleanSupplier holds) throws InterruptedException {
        final long endNs = System.nanoTime() + WAIT_NS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError("not within 20 s: " + what + "; stopped: " + auditor.stoppedFor());
            }
            passRing();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Lets checkpoints pass until everything is covered by one that was met. */
    void settle() throws InterruptedException {
        final long events = history.lastSequence();
        until(
                "a checkpoint of " + events,
                () -> !made.isEmpty()
                        && made.get(made.size() - 1).covered() >= events
                        && auditor.followedSequence() == history.lastSequence());
    }

    double metric(final String name) {
        return registry.getSampleValue(name);
    }

    /** A tree that was never interrupted, over a journal. */
    static AuditTree wholeTree(final Path directory, final long lastSequence, final Path scratch) {
        final MerkleAuditTree tree =
                new MerkleAuditTree(scratch.resolve("whole-tree-" + lastSequence), ORIGIN, new FileStorage());
        try (JournalFollower follower = JournalFollower.fromStart(directory)) {
            while (follower.poll(lastSequence, new JournalFollower.Listener() {
                @Override
                public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                    // The batches are enough.
                }

                @Override
                public void onBatch(final JournaledBatch batch) {
                    tree.append(batch, 0);
                }
            })) {
                // Goes on.
            }
        }
        return tree;
    }

    @Override
    public void close() {
        auditor.close();
    }
}
