package io.lastro.journal;

/** Takes batches and does nothing with them. */
final class RecordCounter implements RecoveryHandler {
    @Override
    public void onAccounts(final JournaledBatch batch) {
        // Only decoded.
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        // Only decoded.
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        // Only decoded.
    }

    @Override
    public void onSessions(final JournaledBatch batch) {
        // Only decoded.
    }

    @Override
    public void onCheckpoint(final JournaledBatch batch) {
        // Only decoded.
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        // Only decoded.
    }
}
