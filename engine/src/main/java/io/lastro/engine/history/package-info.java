/**
 * Transfers and burned ids that memory has let go of. The engine keeps the recent ones and every open hold; what is older
 * is handed, row by row and in order of sequence, to a port ({@link io.lastro.engine.history.TransferHistory}) that
 * stores it for ever and finds it by id.
 *
 * <p>Handed over are only events that are committed, so that what is stored is never ahead of the journal, and a row
 * leaves memory only when the port says that it is durable. A filter in memory
 * ({@link io.lastro.engine.history.HistoryFilter}) answers for almost all new ids that they are not there. The outcome of
 * a request is the same whether a row came from memory or from the port.
 */
package io.lastro.engine.history;
