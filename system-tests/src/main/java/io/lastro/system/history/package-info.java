/**
 * Histories of clients, and their check against strict serializability.
 *
 * <p>Replies say at which sequence a request took effect, so there is no order to be searched for: the sequences are the
 * order, and it is compared with real time, with what each client was told and with the journal that is there in the end,
 * in O(n log n).
 *
 * <p>Each client thread writes into a recorder of its own, by a {@link io.lastro.system.history.WireRecording}, from requests
 * and replies as they are on the wire. {@link io.lastro.system.history.Recordings} holds those of a campaign and checks them
 * against the journal of a node that does not run. The checks themselves know neither wire nor journal. Start reading at
 * {@link io.lastro.system.history.HistoryChecker}.
 */
package io.lastro.system.history;
