package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.node.history.TransferIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An empty ledger for a re-execution. Older transfers go into a temporary folder, so that no journal is too long. */
final class ReplayEngine implements AutoCloseable {
    /** Newest transfers in memory. */
    private static final int RECENT_TRANSFERS = 6_000_000;

    private static final long INDEX_FILTER_BYTES = 128L << 20;
    private static final long INDEX_CACHE_BYTES = 64L << 20;
    private static final int INDEX_RUN_TRANSFERS = 1 << 19;

    private final Path scratch;
    private final TransferIndex index;
    private final LedgerEngine engine;

    ReplayEngine() {
        try {
            scratch = Files.createTempDirectory("lastro-replay-");
        } catch (final IOException e) {
            throw new UncheckedIOException("no temporary folder for older transfers: " + e, e);
        }
        index = TransferIndex.open(scratch, INDEX_CACHE_BYTES, INDEX_RUN_TRANSFERS);
        engine = LedgerEngine.launch(new LedgerEngine.Context()
                .allocator(new HugePageMemory())
                .history(new HistorySettings(index, RECENT_TRANSFERS, INDEX_FILTER_BYTES)));
    }

    LedgerEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        index.discard();
        scratch.toFile().delete();
    }
}
