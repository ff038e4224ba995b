package io.lastro.bench.run;

import io.lastro.bench.result.ResultSet;
import io.lastro.client.ClientContext;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.JournalReader;
import io.lastro.journal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench audit}: how fast the auditor alone makes the tree of a journal, and what a big tree costs. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a real node write a journal of transfers, stops it, and makes the audit tree of that journal on one thread:",
            "reading, decoding, hashing, tiles on disk, synced every 65,536 leaves; verifies it, also in full. Then fills a",
            "tree with made-up hashes and measures appending, syncing and proofs at its size. Needs about 300 bytes of disk",
            "for each transfer and 33 for each leaf of the big tree. Written to audit.json and audit.md."
        })
public final class AuditCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int QUICK_TRANSFERS = 100_000;
    private static final int QUICK_LEAVES = 300_000;

    @Mixin
    private BenchOptions options;

    @Option(names = "--transfers", defaultValue = "3000000", description = "Transfers. Default: ${DEFAULT-VALUE}.")
    private long transfers;

    @Option(
            names = "--leaves",
            defaultValue = "100000000",
            description = "Leaves of the big tree; 0 = none. Default: ${DEFAULT-VALUE}.")
    private long leaves;

    @Option(
            names = "--rate",
            paramLabel = "PER_SECOND",
            defaultValue = "100000",
            description = "Transfers offered each second, with the auditor and without. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--batch",
            paramLabel = "TRANSFERS",
            defaultValue = "100",
            description = "Transfers of a request there. Default: ${DEFAULT-VALUE}.")
    private int batch;

    /** For picocli. */
    public AuditCommand() {}

    @Override
    public Integer call() throws Exception {
        final long count = options.quick() ? Math.min(transfers, QUICK_TRANSFERS) : transfers;
        final long big = options.quick() ? Math.min(leaves, QUICK_LEAVES) : leaves;
        final ResultSet results = EndToEnd.newResults("Lastro, the audit tree", options)
                .condition("transfers", String.format("%,d in batches of 8,190", count))
                .condition("load", String.format("open loop, %,d transfers/s in requests of %,d", rate, batch))
                .condition("big tree", String.format("%,d leaves, hashes made up", big));
        final Series series = new Series();
        try (BenchNode node = BenchNode.start(options)) {
            new IndexLoad(
                            new ClientContext()
                                    .address(LOOPBACK, node.process().port())
                                    .deadline(DEADLINE),
                            count)
                    .run();
            node.stop();
            new AuditorRuns(node.dataDirectory(), node.folder(), lastSequence(node.dataDirectory()), series)
                    .run(options.runs());
            new VerifyRuns(node.dataDirectory(), series).run(options.runs());
        }
        if (big > 0) {
            final Path folder = options.work().resolve("bench-audit-tree");
            BenchNode.deleteAll(folder);
            try {
                new BigTree(folder, series).run(big);
            } finally {
                BenchNode.deleteAll(folder);
            }
        }
        series.measurements().forEach(results::add);
        new AuditLatency(options, rate, batch).measure().forEach(results::add);
        results.print(System.out);
        results.write(options.out(), "audit");
        System.out.println("written: " + options.out().resolve("audit.md"));
        return 0;
    }

    private static long lastSequence(final Path data) throws IOException {
        return JournalReader.read(data, BatchHandler.ignoring(), Progress.NONE).lastSequence();
    }
}
