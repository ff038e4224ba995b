/**
 * Transfers: {@link io.lastro.engine.transfer.TransferProcessor} decides one transfer, top to bottom in the order of
 * precedence of SEMANTICS section 3, then {@link io.lastro.engine.transfer.TransferWriter} books it; there is nothing in
 * between that could refuse. The same writer books recorded transfers at a start.
 *
 * <p>Behind them: the records of all transfers and burned ids ({@link io.lastro.engine.transfer.TransferStore}), what is
 * still reserved by pending ones ({@link io.lastro.engine.transfer.HoldStore}), when holds are due
 * ({@link io.lastro.engine.transfer.ExpiryHeap}), and the way back out of a failed chain
 * ({@link io.lastro.engine.transfer.UndoLog}). Ledger thread only; nothing is allocated per event.
 */
package io.lastro.engine.transfer;
