package io.lastro.engine.embedded;

import io.lastro.protocol.codec.TransferState;

/**
 * A transfer as it is stored and what became of it.
 *
 * @param transfer as it was asked for, with the amount that moved and what was inherited.
 * @param timestampNs its own.
 * @param sequence of its creation.
 * @param state what became of it.
 * @param captured posted or captured of a hold.
 * @param remaining still reserved.
 * @param expiresAtNs 0 = never.
 */
public record TransferView(
        NewTransfer transfer,
        long timestampNs,
        long sequence,
        TransferState state,
        long captured,
        long remaining,
        long expiresAtNs) {}
