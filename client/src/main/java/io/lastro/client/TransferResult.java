package io.lastro.client;

import io.lastro.protocol.CreateTransferResult;

/**
 * What became of one transfer event.
 *
 * <p>When a connection was lost the request is sent again, and a transfer that the first sending had created is answered
 * {@code exists}. The result is shown as it came; {@link #resent()} says that this may be our own first sending, and
 * {@link #inLedger()} is what to look at. A linked chain that was created by the first sending is answered
 * {@code exists} for its first event and {@code linkedEventFailed} for the others; {@link #inLedger()} is true for all
 * of them, because a chain is created as a whole.
 *
 * @param result the ledger's answer.
 * @param timestampNs Unix ns; of the original for exists.
 * @param sequence place in the journal; of the original for exists.
 * @param resent true when the request was sent again after a lost connection.
 * @param inLedger true when the transfer is in the ledger with the fields that were sent.
 * @param debitAccount counters of the debit account after the event; null when not asked for, or not applied.
 * @param creditAccount counters of the credit account after the event; null likewise.
 * @param receipt proof for the request.
 */
public record TransferResult(
        CreateTransferResult result,
        long timestampNs,
        long sequence,
        boolean resent,
        boolean inLedger,
        Balances debitAccount,
        Balances creditAccount,
        Receipt receipt) {}
