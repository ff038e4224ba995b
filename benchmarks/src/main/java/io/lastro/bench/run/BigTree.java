package io.lastro.bench.run;

import io.lastro.journal.tree.ConsistencyProof;
import io.lastro.journal.tree.InclusionProof;
import io.lastro.journal.tree.MerkleTree;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Fills a tree with made-up leaf hashes and measures it while it is small and when it is big. */
final class BigTree {
    private static final String ORIGIN = "lastro.io/bench/1/0";
    private static final long SYNC_LEAVES = 65_536;
    private static final long SMALL_LEAVES = 1_000_000;
    private static final int PART_LEAVES = 2_000_000;
    private static final int PROOFS = 1_000;
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double NS_PER_US = 1_000;

    private final Path folder;
    private final Series series;
    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] hash = new byte[32];
    private final ByteBuffer words = ByteBuffer.wrap(hash);

    BigTree(final Path folder, final Series series) {
        this.folder = folder;
        this.series = series;
    }

    void run(final long leaves) {
        try (MerkleTree tree = MerkleTree.open(folder, ORIGIN)) {
            fill(tree, Math.min(leaves, PART_LEAVES)); // warms up
            measureProofs(tree, null);
            measureProofs(tree, "at " + millions(tree.size()));
            while (tree.size() < leaves - PART_LEAVES) {
                fill(tree, Math.min(PART_LEAVES, leaves - PART_LEAVES - tree.size()));
            }
            final Histogram syncs = new Histogram(2);
            final long startNs = System.nanoTime();
            final long before = tree.size();
            append(tree, Math.max(0, leaves - before), syncs);
            final String at = "at " + millions(tree.size());
            if (tree.size() > before) {
                series.add(
                        "appending with syncs, " + at,
                        "hashes/s",
                        (tree.size() - before) * Series.NS_PER_SECOND / (System.nanoTime() - startNs));
                series.addMs("a sync of 65,536 leaves, p50, " + at, syncs, 50);
                series.addMs("a sync of 65,536 leaves, p99, " + at, syncs, 99);
            }
            measureProofs(tree, at);
            tree.sync();
        }
        reopen();
    }

    private static String millions(final long leaves) {
        return String.format("%.1f M leaves", leaves / (double) SMALL_LEAVES);
    }

    private void fill(final MerkleTree tree, final long leaves) {
        final long startNs = System.nanoTime();
        append(tree, leaves, null);
        System.out.printf(
                "%,14d leaves, %,12.0f hashes/s%n",
                tree.size(), leaves * Series.NS_PER_SECOND / (System.nanoTime() - startNs));
    }

    private void append(final MerkleTree tree, final long leaves, final Histogram syncs) {
        for (long i = 0; i < leaves; i++) {
            for (int at = 0; at < hash.length; at += Long.BYTES) {
                words.putLong(at, random.nextLong());
            }
            tree.append(hash, 0);
            if (tree.size() % SYNC_LEAVES == 0) {
                final long startNs = System.nanoTime();
                tree.sync();
                if (syncs != null) {
                    syncs.recordValue(System.nanoTime() - startNs);
                }
            }
        }
    }

    private void measureProofs(final MerkleTree tree, final String at) {
        final Histogram inclusion = new Histogram(2);
        final Histogram consistency = new Histogram(2);
        final long size = tree.size();
        final byte[] root = tree.root();
        for (int i = 0; i < PROOFS; i++) {
            final long index = random.nextLong(size);
            final long startNs = System.nanoTime();
            final var path = tree.inclusionProof(index, size);
            inclusion.recordValue(System.nanoTime() - startNs);
            if (!InclusionProof.verify(tree.leafHash(index), index, size, root, path)) {
                throw new BenchFailedException("the proof of leaf " + index + " is wrong");
            }
            final long first = 1 + random.nextLong(size);
            final long secondNs = System.nanoTime();
            final var between = tree.consistencyProof(first, size);
            consistency.recordValue(System.nanoTime() - secondNs);
            if (!ConsistencyProof.verify(first, tree.rootAt(first), size, root, between)) {
                throw new BenchFailedException("the consistency of size " + first + " is wrong");
            }
        }
        if (at != null) {
            add("an inclusion proof", inclusion, at);
            add("a consistency proof", consistency, at);
            System.gc();
            final Runtime runtime = Runtime.getRuntime();
            series.add("heap in use, " + at, "MiB", (runtime.totalMemory() - runtime.freeMemory()) / BYTES_PER_MIB);
        }
    }

    private void add(final String what, final Histogram took, final String at) {
        series.add(what + ", p50, " + at, "us", took.getValueAtPercentile(50) / NS_PER_US);
        series.add(what + ", p99, " + at, "us", took.getValueAtPercentile(99) / NS_PER_US);
    }

    private void reopen() {
        final long startNs = System.nanoTime();
        try (MerkleTree tree = MerkleTree.open(folder, ORIGIN)) {
            series.add("opening, at " + millions(tree.size()), "ms", (System.nanoTime() - startNs) / Series.NS_PER_MS);
        }
    }
}
