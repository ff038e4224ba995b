package io.lastro.node;

import io.lastro.engine.EngineHalted;
import io.lastro.engine.InvariantViolation;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.CheckFailedException;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;

/** Executes a journal again while it is verified, and objects to the first outcome that differs from the recorded one. */
public final class ReplayCheck implements JournalCheck, BatchHandler {
    private final ReplayEngine ledger = new ReplayEngine();
    private final Replayer replayer = new Replayer(ledger.engine());
    private JournalReplay result;
    private boolean closed;

    @Override
    public String name() {
        return "re-execution";
    }

    /** State at the end; null when the re-execution did not come to it. */
    public JournalReplay result() {
        return result;
    }

    /** State digest of the re-executed ledger, when it stands right behind this sequence; else null. */
    String digestAt(final long sequence) {
        return ledger.engine().lastSequence() == sequence ? Totals.digest(ledger.engine()) : null;
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        try {
            batch.handTo(replayer);
        } catch (final RuntimeException | InvariantViolation | EngineHalted e) {
            throw objection(batch, e);
        }
    }

    /** A batch that the engine itself refuses to take is as wrong as one with another outcome. */
    private static CheckFailedException objection(final JournaledBatch batch, final Throwable cause) {
        final long sequence =
                cause instanceof ReplayDifferenceException difference ? difference.sequence() : batch.firstSequence();
        return new CheckFailedException(sequence, String.valueOf(cause.getMessage()));
    }

    @Override
    public String finish(final VerifyReport walked) {
        result = JournalReplay.of(ledger.engine(), replayer.records());
        return replayer.records() + " events executed again, every outcome equal; state digest " + result.digest();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ledger.close();
        }
    }
}
