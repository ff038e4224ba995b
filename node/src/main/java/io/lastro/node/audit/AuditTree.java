package io.lastro.node.audit;

import io.lastro.journal.JournaledBatch;

/**
 * The tree over all events of the journal: the leaf of sequence s is number s - 1, counted from 0.
 *
 * <p>One thread, the auditor's. <b>Failure:</b> any exception makes the auditor begin again once, with {@link #reset};
 * the ledger goes on.
 */
public interface AuditTree extends AutoCloseable {
    /** Leaves, which is the last sequence that has one; after a start what {@link #sync} has kept, or less. */
    long size();

    /**
     * Appends the leaves of a batch but the first ones.
     *
     * @param skip events in front that have their leaf already; {@code batch.firstSequence() + skip} is {@code size() + 1}.
     */
    void append(JournaledBatch batch, int skip);

    /** RFC 6962 root over all leaves, 32 bytes, the caller's own. */
    byte[] root();

    /** Makes all leaves survive a crash; returns when they do. */
    void sync();

    /** Forgets all leaves, for good: the tree belongs to another history or is damaged. */
    void reset();

    /** Gives memory and files back; syncs nothing. */
    @Override
    void close();
}
