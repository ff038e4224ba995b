package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.journal.JournalReader;
import io.lastro.journal.JournalSummary;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.node.history.TransferIndex;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Executes a journal of a stopped node again and compares every outcome with the recorded one.
 *
 * @param records events executed again.
 * @param lastSequence last sequence of the journal.
 * @param accounts accounts at its end.
 * @param transfers transfers at its end.
 * @param pending open holds at its end.
 * @param totals one line per ledger.
 * @param digest state digest at its end, 32 hexadecimal digits.
 */
public record JournalReplay(
        long records,
        long lastSequence,
        long accounts,
        long transfers,
        long pending,
        List<String> totals,
        String digest) {
    /** Newest transfers in memory; what is older waits in a temporary folder, so that no journal is too long. */
    private static final int RECENT_TRANSFERS = 6_000_000;

    private static final long INDEX_FILTER_BYTES = 128L << 20;
    private static final long INDEX_CACHE_BYTES = 64L << 20;
    private static final int INDEX_RUN_TRANSFERS = 1 << 19;

    /** Told of every transfer that the journal says was created. */
    @FunctionalInterface
    public interface CreatedTransfers {
        /** Tells nobody. */
        CreatedTransfers NONE = (idLow, idHigh, sequence, timestampNs) -> {};

        /** One record of the journal. */
        void onCreated(long idLow, long idHigh, long sequence, long timestampNs);
    }

    /**
     * Runs the replay.
     *
     * @throws ReplayDifferenceException at the first outcome that differs, naming it.
     * @throws io.lastro.journal.JournalException where a start would refuse, and LOCKED while a node runs.
     */
    public static JournalReplay run(final Path directory, final Progress progress, final CreatedTransfers created) {
        final Path scratch = newScratch();
        final TransferIndex index = TransferIndex.open(scratch, INDEX_CACHE_BYTES, INDEX_RUN_TRANSFERS);
        try {
            return run(directory, index, progress, created);
        } finally {
            index.discard();
            scratch.toFile().delete();
        }
    }

    private static JournalReplay run(
            final Path directory, final TransferIndex index, final Progress progress, final CreatedTransfers created) {
        final LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context()
                .allocator(new HugePageMemory())
                .history(new HistorySettings(index, RECENT_TRANSFERS, INDEX_FILTER_BYTES)));
        final Replayer replayer = new Replayer(engine);
        final JournalSummary summary = JournalReader.read(directory, new Telling(replayer, created), progress);
        return new JournalReplay(
                replayer.records(),
                summary.lastSequence(),
                engine.accountCount(),
                engine.transferCount(),
                engine.pendingCount(),
                Totals.lines(engine),
                Totals.digest(engine));
    }

    private static Path newScratch() {
        try {
            return Files.createTempDirectory("lastro-replay-");
        } catch (final IOException e) {
            throw new UncheckedIOException("no temporary folder for older transfers: " + e, e);
        }
    }

    private static final class Telling implements RecoveryHandler {
        private final Replayer replayer;
        private final CreatedTransfers created;
        private final TransferEvent event = new TransferEvent();
        private final TransferOutcome outcome = new TransferOutcome();

        Telling(final Replayer replayer, final CreatedTransfers created) {
            this.replayer = replayer;
            this.created = created;
        }

        @Override
        public void onAccounts(final JournaledBatch batch) {
            replayer.onAccounts(batch);
        }

        @Override
        public void onAdmin(final JournaledBatch batch) {
            replayer.onAdmin(batch);
        }

        @Override
        public void onSessions(final JournaledBatch batch) {
            replayer.onSessions(batch);
        }

        @Override
        public void onCheckpoint(final JournaledBatch batch) {
            replayer.onCheckpoint(batch);
        }

        @Override
        public void onExpiries(final JournaledBatch batch) {
            replayer.onExpiries(batch);
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            replayer.onTransfers(batch);
            if (created == CreatedTransfers.NONE) {
                return;
            }
            for (int i = 0; i < batch.count(); i++) {
                outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
                if (outcome.result() == CreateTransferResult.CREATED.code()) {
                    event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
                    created.onCreated(event.idLow(), event.idHigh(), outcome.sequence(), outcome.timestampNs());
                }
            }
        }
    }
}
