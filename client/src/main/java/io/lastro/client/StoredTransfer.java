package io.lastro.client;

import io.lastro.protocol.codec.TransferState;

/**
 * A transfer as the ledger holds it.
 *
 * @param transfer its fields; timestampNs is when it was created.
 * @param sequence of its creation.
 * @param state what became of it; never missing.
 * @param capturedAmount sum of captures and posts of a hold, minor units.
 * @param remainingAmount what is still reserved, minor units.
 * @param expiresAtNs Unix time in ns; 0 = never.
 */
public record StoredTransfer(
        Transfer transfer,
        long sequence,
        TransferState state,
        long capturedAmount,
        long remainingAmount,
        long expiresAtNs) {}
