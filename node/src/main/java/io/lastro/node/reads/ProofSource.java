package io.lastro.node.reads;

import io.lastro.journal.JournaledBatch;

/** Proves that events are in the journal. Any thread. */
@FunctionalInterface
public interface ProofSource {
    /** Has no signed heads. */
    ProofSource NONE = (batch, sequence) -> null;

    /**
     * The receipt file of an event, UTF-8.
     *
     * @param batch    that holds the event.
     * @param sequence of the event.
     * @return null when no signed head covers it yet.
     */
    byte[] prove(JournaledBatch batch, long sequence);
}
