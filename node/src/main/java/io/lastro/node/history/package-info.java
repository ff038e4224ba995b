/**
 * The transfer index: transfers and burned ids that the ledger no longer keeps in memory, on disk in
 * {@code transfer-index} inside the data directory, kept by RocksDB.
 *
 * <p>{@link io.lastro.node.history.TransferIndex} is the engine's {@link io.lastro.engine.history.TransferHistory}; it is
 * fed on the ledger thread and writes on a thread of its own. It holds nothing that the journal does not hold: an index
 * that is damaged, of another cluster or ahead of the journal is thrown away, and the start builds it again.
 */
package io.lastro.node.history;
