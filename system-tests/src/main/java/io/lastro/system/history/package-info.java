/**
 * Histories of clients, and their check against strict serializability.
 *
 * <p>Replies say at which sequence a request took effect, so there is no order to be searched for: the sequences are the
 * order, and it is compared with real time, with what each client was told and with the journal that is there in the end,
 * in O(n log n).
 *
 * <p>Each client thread writes into a {@link io.lastro.system.history.HistoryRecorder} of its own;
 * {@link io.lastro.system.history.WireRecording} does so from requests and replies as they are on the wire.
 * {@link io.lastro.system.history.CommittedLog} is the truth, read from a journal by
 * {@link io.lastro.system.history.JournalLog}. Start reading at {@link io.lastro.system.history.HistoryChecker}.
 */
package io.lastro.system.history;
