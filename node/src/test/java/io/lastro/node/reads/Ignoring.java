package io.lastro.node.reads;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.RecoveryHandler;

/** Looks at nothing that a start recovers. */
public final class Ignoring implements RecoveryHandler {
    @Override
    public void onAccounts(final JournaledBatch batch) {
        // known
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        // known
    }

    @Override
    public void onSessions(final JournaledBatch batch) {}

    @Override
    public void onCheckpoint(final JournaledBatch batch) {}

    @Override
    public void onAdmin(final JournaledBatch batch) {
        // known
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        // known
    }
}
