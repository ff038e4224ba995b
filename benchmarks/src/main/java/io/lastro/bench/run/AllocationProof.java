package io.lastro.bench.run;

import io.lastro.client.load.LoadReport;
import io.lastro.client.load.LoadSettings;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the threads of a real node allocate per transfer, and how long they work for it: counted by its JVM before and
 * after a load of known size.
 *
 * <p>The ledger and the journal thread must allocate nothing per event. Memory that is taken once per many transfers (a
 * slab's next chunk, a journal's next segment) leaves a few small objects, so the bound is {@link #NOTHING_BYTES}.
 */
public final class AllocationProof {
    /** Threads on which nothing may be allocated per transfer. */
    public static final List<String> HOT_THREADS = List.of("lastro-ledger", "lastro-journal");
    /** Less than this many bytes per transfer is nothing per transfer. */
    public static final double NOTHING_BYTES = 0.1;

    private static final int CONNECTIONS = 32;
    private static final long POLL_MS = 5;
    private static final long POLLS = 2_000;

    private AllocationProof() {}

    /**
     * What a thread has used.
     *
     * @param bytes allocated on the heap.
     * @param cpuNs processor time.
     */
    public record ThreadCost(double bytes, double cpuNs) {
        private ThreadCost since(final ThreadCost before, final long transfers) {
            return new ThreadCost((bytes - before.bytes) / transfers, (cpuNs - before.cpuNs) / transfers);
        }
    }

    /** Shape of the load. */
    public enum Load {
        /** Full batches over one connection. */
        BATCHES,
        /** One transfer per request over 32 connections. */
        SINGLE
    }

    /**
     * Runs a load twice on a fresh node, the first time to warm up, and counts during the second.
     *
     * @return what a transfer costs, by thread name, of the threads that lived through it; names are made unique.
     */
    public static Map<String, ThreadCost> run(final BenchOptions options, final Load load, final long transfers)
            throws IOException, InterruptedException {
        try (BenchNode node = BenchNode.start(options, Map.of(), MeasuredNode.class.getName())) {
            drive(node, load, transfers);
            final Map<String, ThreadCost> before = costs(node, "before");
            final long acknowledged = drive(node, load, transfers).acknowledged();
            final Map<String, ThreadCost> after = costs(node, "after");
            final Map<String, ThreadCost> perTransfer = new TreeMap<>();
            before.forEach((thread, cost) -> {
                if (after.containsKey(thread)) {
                    perTransfer.put(thread, after.get(thread).since(cost, acknowledged));
                }
            });
            for (final String thread : HOT_THREADS) {
                if (!perTransfer.containsKey(thread)) {
                    throw new BenchFailedException("the node has no thread " + thread + " but " + after.keySet());
                }
            }
            return perTransfer;
        }
    }

    private static LoadReport drive(final BenchNode node, final Load load, final long transfers)
            throws IOException, InterruptedException {
        final LoadSettings settings = node.newLoad().warmUp(Duration.ZERO).count(transfers);
        return node.drive(
                load == Load.BATCHES
                        ? settings.connections(1).inFlight(BatchCase.IN_FLIGHT).batch(ProtocolLimits.MAX_BATCH_EVENTS)
                        : settings.connections(CONNECTIONS)
                                .inFlight(ProtocolLimits.MAX_IN_FLIGHT / 2)
                                .batch(1));
    }

    private static Map<String, ThreadCost> costs(final BenchNode node, final String name)
            throws IOException, InterruptedException {
        final Path file = node.folder().resolve("costs-" + name + ".txt");
        final OutputStream input = node.process().process().getOutputStream();
        input.write((file + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
        for (int poll = 0; !Files.exists(file); poll++) {
            if (poll == POLLS) {
                throw new BenchFailedException("the node did not tell what its threads cost");
            }
            Thread.sleep(POLL_MS);
        }
        final Map<String, ThreadCost> costs = new TreeMap<>();
        for (final String line : Files.readAllLines(file)) {
            final String[] words = line.split(" ", 3);
            String thread = words[2];
            while (costs.containsKey(thread)) {
                thread += "'";
            }
            costs.put(thread, new ThreadCost(Long.parseLong(words[0]), Long.parseLong(words[1])));
        }
        return costs;
    }
}
