package io.lastro.engine.reference;

/**
 * When an event runs.
 *
 * @param nowNs timestamp of the event.
 * @param sequence of the event.
 * @param batchNs T, the timestamp of its batch.
 * @param importedBatch whether the first event of its batch is imported.
 */
record Moment(long nowNs, long sequence, long batchNs, boolean importedBatch) {}
