package io.lastro.client;

import io.lastro.protocol.CreateAccountResult;

/**
 * What became of one account event.
 *
 * @param result the ledger's answer.
 * @param timestampNs Unix ns; of the original for exists.
 * @param sequence place in the journal; of the original for exists.
 * @param resent true when the request was sent again after a lost connection, so that exists may be our own.
 * @param receipt proof for the request.
 */
public record AccountResult(
        CreateAccountResult result, long timestampNs, long sequence, boolean resent, Receipt receipt) {
    /** True when the account is in the ledger with the fields that were sent. */
    public boolean inLedger() {
        return result == CreateAccountResult.CREATED || result == CreateAccountResult.EXISTS;
    }
}
