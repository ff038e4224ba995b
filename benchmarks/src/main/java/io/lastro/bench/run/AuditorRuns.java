package io.lastro.bench.run;

import static io.lastro.bench.result.Bar.Kind.DESIGN;
import static io.lastro.bench.result.Bar.atLeast;

import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.tree.LeafEncoder;
import io.lastro.journal.tree.MerkleTree;
import io.lastro.journal.tree.TreeAuditor;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes the tree of one journal again and again, on one thread, and parts of that work for comparison. */
final class AuditorRuns {
    private static final String ORIGIN = "lastro.io/bench/1/0";
    private static final long SYNC_LEAVES = 65_536;
    private static final double BAR = 300_000;

    private final Path data;
    private final Path folder;
    private final long lastSequence;
    private final Series series;
    private final byte[] bytes = new byte[4 * LeafEncoder.MAX_LEAF_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final LeafEncoder encoder = new LeafEncoder();
    private final MessageDigest digest = sha256();
    private final byte[] hash = new byte[32];
    private long leafBytes;
    private long transferLeaves;

    AuditorRuns(final Path data, final Path folder, final long lastSequence, final Series series) {
        this.data = data;
        this.folder = folder;
        this.lastSequence = lastSequence;
        this.series = series;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first run of each kind warms up and is not told. */
    void run(final int runs) {
        for (int run = 0; run <= runs; run++) {
            measure(run, "reading and decoding alone", batch -> {});
            measure(run, "and writing the leaves", this::encodeAll);
            measure(run, "and hashing them", this::hashAll);
            measure(run, "instead: hashing the plain blocks", this::hashPlainAll);
            audit(run);
        }
        series.add("bytes of a transfer's leaf", "bytes", (double) leafBytes / transferLeaves);
        series.add("bytes of its plain blocks", "bytes", plainBytes());
    }

    private static int plainBytes() {
        return TransferEvent.BLOCK_BYTES + TransferOutcome.BLOCK_BYTES;
    }

    private void audit(final int run) {
        final Path directory = folder.resolve("tree");
        BenchNode.deleteAll(directory);
        try (MerkleTree tree = MerkleTree.open(directory, ORIGIN)) {
            final TreeAuditor auditor = new TreeAuditor(tree);
            final double[] rates = measure(run, "the whole auditor", batch -> {
                auditor.onBatch(batch);
                if (tree.size() - tree.syncedSize() >= SYNC_LEAVES) {
                    auditor.sync();
                }
            });
            auditor.requireReached(lastSequence);
            if (run > 0) {
                series.add("the auditor, a core", "leaves/s", rates[0], atLeast(DESIGN, BAR));
            }
        }
    }

    /** Rates by processor time and by the clock. */
    private double[] measure(final int run, final String what, final Consumer<JournaledBatch> work) {
        final JournalFollower.Listener listener = new JournalFollower.Listener() {
            @Override
            public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                // Batches follow.
            }

            @Override
            public void onBatch(final JournaledBatch batch) {
                work.accept(batch);
            }
        };
        final long startNs = System.nanoTime();
        final long startCpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (JournalFollower follower = JournalFollower.fromStart(data)) {
            while (follower.poll(lastSequence, listener)) {
                Thread.onSpinWait();
            }
        }
        final long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - startCpuNs;
        final long tookNs = System.nanoTime() - startNs;
        final double byCpu = lastSequence * Series.NS_PER_SECOND / cpuNs;
        final double byClock = lastSequence * Series.NS_PER_SECOND / tookNs;
        System.out.printf("%-40s %,12.0f leaves/s of a core, %,12.0f by the clock%n", what, byCpu, byClock);
        if (run > 0) {
            series.add(what + ", a core", "leaves/s", byCpu);
            series.add(what + ", by the clock", "leaves/s", byClock);
        }
        return new double[] {byCpu, byClock};
    }

    private void encodeAll(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            final int length = encoder.encode(batch, i, buffer, 1);
            if (batch.kind() == BatchKind.TRANSFERS) {
                leafBytes += length;
                transferLeaves++;
            }
        }
    }

    private void hashAll(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            hash(encoder.encode(batch, i, buffer, 1));
        }
    }

    private void hashPlainAll(final JournaledBatch batch) {
        if (batch.kind() != BatchKind.TRANSFERS) {
            return;
        }
        for (int i = 0; i < batch.count(); i++) {
            buffer.putBytes(1, batch.events(), i * TransferEvent.BLOCK_BYTES, TransferEvent.BLOCK_BYTES);
            buffer.putBytes(
                    1 + TransferEvent.BLOCK_BYTES,
                    batch.outcomes(),
                    i * TransferOutcome.BLOCK_BYTES,
                    TransferOutcome.BLOCK_BYTES);
            hash(plainBytes());
        }
    }

    private void hash(final int length) {
        try {
            bytes[0] = 0;
            digest.update(bytes, 0, 1 + length);
            digest.digest(hash, 0, hash.length);
        } catch (final DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
