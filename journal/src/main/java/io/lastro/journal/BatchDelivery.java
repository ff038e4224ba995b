package io.lastro.journal;

/**
 * Takes decoded batches to a {@link RecoveryHandler}, in order.
 *
 * <p>The reader claims a batch, fills it and delivers it; a claimed batch that was not delivered is claimed again.
 */
interface BatchDelivery extends AutoCloseable {
    /** A batch to be filled. Throws what the handler has thrown. */
    JournaledBatch claim();

    /** The claimed batch is filled. */
    void deliver();

    /** Returns when the handler is through with everything that was delivered; throws what it has thrown. */
    void drain();

    /** Gives threads and memory back; what was not drained is dropped. */
    @Override
    void close();

    /** Calls the handler on the reader's own thread. */
    static BatchDelivery direct(final RecoveryHandler handler) {
        final JournaledBatch batch = new JournaledBatch();
        return new BatchDelivery() {
            @Override
            public JournaledBatch claim() {
                return batch;
            }

            @Override
            public void deliver() {
                batch.handTo(handler);
            }

            @Override
            public void drain() {
                // The handler is through when deliver returns.
            }

            @Override
            public void close() {
                // Has nothing.
            }
        };
    }
}
