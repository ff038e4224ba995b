package io.lastro.engine.embedded;

import io.lastro.protocol.CreateTransferResult;

/**
 * What became of one transfer event.
 *
 * @param result code.
 * @param timestampNs of the event; of the original for exists.
 * @param sequence of the event; of the original for exists.
 * @param amount what was reserved, posted or released; 0 unless created.
 * @param debit debit account: after the event when created, now when exists, else zeros.
 * @param credit credit account, likewise.
 */
public record TransferResult(
        CreateTransferResult result, long timestampNs, long sequence, long amount, Balances debit, Balances credit) {}
