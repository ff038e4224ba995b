package io.lastro.node.backup;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.RecoveryHandler;

/** Takes what a start finds. */
final class Ignoring implements RecoveryHandler {
    @Override
    public void onAccounts(final JournaledBatch batch) {}

    @Override
    public void onTransfers(final JournaledBatch batch) {}

    @Override
    public void onSessions(final JournaledBatch batch) {}

    @Override
    public void onCheckpoint(final JournaledBatch batch) {}

    @Override
    public void onAdmin(final JournaledBatch batch) {}

    @Override
    public void onExpiries(final JournaledBatch batch) {}
}
