package io.lastro.engine.reference;

import io.lastro.protocol.CreateTransferResult;

/**
 * What became of a transfer event behind the idempotency check.
 *
 * @param result code.
 * @param transfer what was stored; null unless created.
 */
record Decision(CreateTransferResult result, ModelTransfer transfer) {
    /** A refusal. */
    static Decision refused(final CreateTransferResult result) {
        return new Decision(result, null);
    }
}
