package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.JournalReader;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.file.Path;
import java.util.List;

/**
 * Executes a journal of a stopped node again and compares every outcome with the recorded one.
 *
 * @param records events executed again.
 * @param lastSequence last sequence that was executed: of the journal, or where the replay was to end.
 * @param lastTimestampNs ledger time there, ns; 0 = nothing was executed.
 * @param accounts accounts there.
 * @param transfers transfers there.
 * @param pending open holds there.
 * @param totals sums of each ledger.
 * @param digest state digest there, 32 hexadecimal digits.
 */
public record JournalReplay(
        long records,
        long lastSequence,
        long lastTimestampNs,
        long accounts,
        long transfers,
        long pending,
        List<LedgerTotal> totals,
        String digest) {
    /** Told of every transfer that the journal says was created. */
    @FunctionalInterface
    public interface CreatedTransfers {
        /** Tells nobody. */
        CreatedTransfers NONE = (idLow, idHigh, sequence, timestampNs) -> {};

        /** One record of the journal. */
        void onCreated(long idLow, long idHigh, long sequence, long timestampNs);
    }

    /**
     * Runs the replay to the end.
     *
     * @throws ReplayDifferenceException at the first outcome that differs, naming it.
     * @throws io.lastro.journal.JournalException where a start would refuse, and LOCKED while a node runs.
     */
    public static JournalReplay run(final Path directory, final Progress progress, final CreatedTransfers created) {
        return run(directory, Until.END, progress, created);
    }

    /**
     * Runs the replay up to the last batch that ends at or before a place; what lies behind it is not looked at.
     *
     * @throws ReplayDifferenceException at the first outcome that differs, naming it.
     * @throws io.lastro.journal.JournalException where a start would refuse before that place, and LOCKED while a node
     *     runs.
     */
    public static JournalReplay run(
            final Path directory, final Until until, final Progress progress, final CreatedTransfers created) {
        try (ReplayEngine ledger = new ReplayEngine()) {
            final Replayer replayer = new Replayer(ledger.engine());
            try {
                JournalReader.read(directory, new Telling(replayer, until, created), progress);
            } catch (final EndOfReplay e) {
                progress.onProgress("done", 0, 0, replayer.records());
            }
            return of(ledger.engine(), replayer.records());
        }
    }

    /** Of a ledger that has executed that many events again. */
    static JournalReplay of(final LedgerEngine engine, final long records) {
        return new JournalReplay(
                records,
                engine.lastSequence(),
                records == 0 ? 0 : engine.lastTimestampNs(),
                engine.accountCount(),
                engine.transferCount(),
                engine.pendingCount(),
                Totals.of(engine),
                Totals.digest(engine));
    }

    /** The next batch lies behind the place where the replay is to end. */
    private static final class EndOfReplay extends RuntimeException {
        EndOfReplay() {
            super(null, null, false, false);
        }
    }

    private static final class Telling implements BatchHandler {
        private final Replayer replayer;
        private final Until until;
        private final CreatedTransfers created;
        private final TransferEvent event = new TransferEvent();
        private final TransferOutcome outcome = new TransferOutcome();

        Telling(final Replayer replayer, final Until until, final CreatedTransfers created) {
            this.replayer = replayer;
            this.until = until;
            this.created = created;
        }

        @Override
        public void onBatch(final JournaledBatch batch) {
            if (until.isBefore(batch)) {
                throw new EndOfReplay();
            }
            batch.handTo(replayer);
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            onBatch(batch);
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
