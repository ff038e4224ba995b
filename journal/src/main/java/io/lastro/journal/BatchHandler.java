package io.lastro.journal;

/**
 * Does the same with batches of every kind.
 *
 * <p>Who treats a kind apart overrides its method and comes back to {@link #onBatch} from there. Thread, lifetime of the
 * batch and failure are those of a {@link RecoveryHandler}.
 */
@FunctionalInterface
public interface BatchHandler extends RecoveryHandler {
    /** A handler that lets every batch pass: for who only wants the journal read, or knows that there is nothing in it. */
    static BatchHandler ignoring() {
        return batch -> {};
    }

    /** The next committed batch, of any kind. */
    void onBatch(JournaledBatch batch);

    @Override
    default void onAccounts(final JournaledBatch batch) {
        onBatch(batch);
    }

    @Override
    default void onTransfers(final JournaledBatch batch) {
        onBatch(batch);
    }

    @Override
    default void onAdmin(final JournaledBatch batch) {
        onBatch(batch);
    }

    @Override
    default void onSessions(final JournaledBatch batch) {
        onBatch(batch);
    }

    @Override
    default void onCheckpoint(final JournaledBatch batch) {
        onBatch(batch);
    }

    @Override
    default void onExpiries(final JournaledBatch batch) {
        onBatch(batch);
    }
}
