package io.lastro.journal;

/**
 * Receives the committed batches in sequence order, each exactly once.
 *
 * <p>All calls come from one thread, not the one that asked for the reading; that one waits. The batch is a flyweight: valid until the call returns. An exception ends the reading and is passed on.
 */
public interface RecoveryHandler {
    /**
     * The directory is locked for writing and nothing was read yet: the place to open what lies beside the journal. Called
     * on the thread that opens the journal, never by a mere reader.
     *
     * @return from where on batches are wanted.
     */
    default JournalStart onLocked() {
        return JournalStart.BEGINNING;
    }

    /** A CreateAccounts request with its outcomes. */
    void onAccounts(JournaledBatch batch);

    /** A CreateTransfers request with its outcomes. */
    void onTransfers(JournaledBatch batch);

    /** An Admin request with its outcomes. */
    void onAdmin(JournaledBatch batch);

    /** Beginnings and ends of sessions; there are no outcomes. Of a close, the request number is the client's, else 0. */
    void onSessions(JournaledBatch batch);

    /** A {@link io.lastro.protocol.CheckpointEvent}; one event, no outcome, session and request number are 0. */
    void onCheckpoint(JournaledBatch batch);

    /** Expiries of pending transfers, made by the leader; session and request number are 0. */
    void onExpiries(JournaledBatch batch);
}
