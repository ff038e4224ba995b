package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.JournalStart;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.RecoveryHandler;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Brings an engine to the journal's end by applying recorded outcomes; nothing is decided again. */
final class EngineRecovery implements RecoveryHandler {
    private final Supplier<RecoveryStart> launcher;
    private LedgerEngine engine;
    private final UnsafeBuffer pairs =
            new UnsafeBuffer(ByteBuffer.allocateDirect(LedgerEngine.MAX_EXPIRIES * LedgerEngine.EXPIRY_PAIR_BYTES));

    /** Recovers the engine that is launched when the journal's directory is locked. */
    EngineRecovery(final Supplier<RecoveryStart> launcher) {
        this.launcher = launcher;
    }

    /** Brings on an engine that is there. */
    EngineRecovery(final LedgerEngine engine) {
        this.engine = engine;
        launcher = () -> new RecoveryStart(engine, JournalStart.BEGINNING);
    }

    /**
     * An engine, and how much of the journal it knows.
     *
     * @param engine empty, or in the state of a snapshot.
     * @param start  where that snapshot stands.
     */
    record RecoveryStart(LedgerEngine engine, JournalStart start) {}

    @Override
    public JournalStart onLocked() {
        final RecoveryStart start = launcher.get();
        engine = start.engine();
        return start.start();
    }

    @Override
    public void onAccounts(final JournaledBatch batch) {
        engine.applyRecordedAccounts(
                batch.batchTimestampNs(), batch.firstSequence(), batch.events(), 0, batch.count(), batch.outcomes(), 0);
        engine.sessions()
                .executedAccounts(
                        batch.session(), batch.requestNo(), batch.firstSequence(), batch.count(), batch.events());
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        engine.applyRecordedTransfers(
                batch.batchTimestampNs(),
                batch.firstSequence(),
                batch.events(),
                0,
                batch.count(),
                batch.references(),
                0,
                batch.referenceCount(),
                batch.outcomes(),
                0);
        engine.sessions().executedTransfers(batch.session(), batch.requestNo(), batch.lastSequence());
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        engine.applyRecordedAdmin(
                batch.batchTimestampNs(), batch.firstSequence(), batch.events(), 0, batch.count(), batch.outcomes(), 0);
        engine.sessions()
                .executedCommands(
                        batch.session(), batch.requestNo(), batch.firstSequence(), batch.count(), batch.events());
    }

    @Override
    public void onSessions(final JournaledBatch batch) {
        engine.sessions()
                .applyRecorded(batch.batchTimestampNs(), batch.firstSequence(), batch.events(), 0, batch.count());
    }

    @Override
    public void onCheckpoint(final JournaledBatch batch) {
        engine.checkpoints().applyRecorded(batch.batchTimestampNs(), batch.firstSequence(), batch.events(), 0);
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            final int pair = i * LedgerEngine.EXPIRY_PAIR_BYTES;
            pairs.putBytes(pair, batch.events(), i * TransferEvent.BLOCK_BYTES, TransferEvent.BLOCK_BYTES);
            pairs.putBytes(
                    pair + TransferEvent.BLOCK_BYTES,
                    batch.outcomes(),
                    i * TransferOutcome.BLOCK_BYTES,
                    TransferOutcome.BLOCK_BYTES);
        }
        engine.applyRecordedExpiries(batch.batchTimestampNs(), batch.firstSequence(), pairs, 0, batch.count());
    }
}
