package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_CODE;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_FLAGS;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_PENDING_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_REFERENCE;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_TIMEOUT;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_128;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_32;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_64;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;

/** Compares a transfer event with what was stored under its id. */
final class Idempotency {
    private static final int BALANCING = TransferFlags.BALANCING_DEBIT | TransferFlags.BALANCING_CREDIT;
    private static final int NONE = 0;

    private final ModelState state;

    Idempotency(final ModelState state) {
        this.state = state;
    }

    /** The first field that differs; null when none does. */
    CreateTransferResult difference(final NewTransfer event, final ModelTransfer original) {
        final NewTransfer stored = original.stored;
        if (event.flags() != stored.flags()) {
            return EXISTS_WITH_DIFFERENT_FLAGS;
        }
        if (!event.pendingId().equals(stored.pendingId())) {
            return EXISTS_WITH_DIFFERENT_PENDING_ID;
        }
        if (event.timeoutSeconds() != stored.timeoutSeconds()) {
            return EXISTS_WITH_DIFFERENT_TIMEOUT;
        }
        // From here on flags are equal: either both resolve the same hold, or neither resolves one.
        final NewTransfer meant = TransferRules.resolves(event)
                ? ResolveRules.inherit(event, state.transfers.get(event.pendingId()).stored)
                : event;
        if (!meant.debitAccountId().equals(stored.debitAccountId())) {
            return EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
        }
        if (!meant.creditAccountId().equals(stored.creditAccountId())) {
            return EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
        }
        if (!sameAmount(event, original)) {
            return EXISTS_WITH_DIFFERENT_AMOUNT;
        }
        return differenceInData(meant, stored);
    }

    private static CreateTransferResult differenceInData(final NewTransfer meant, final NewTransfer stored) {
        if (!meant.userData128().equals(stored.userData128())) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        }
        if (meant.userData64() != stored.userData64()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        }
        if (meant.userData32() != stored.userData32()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        }
        if (meant.ledger() != stored.ledger()) {
            return EXISTS_WITH_DIFFERENT_LEDGER;
        }
        if (meant.code() != stored.code()) {
            return EXISTS_WITH_DIFFERENT_CODE;
        }
        return meant.reference().equals(stored.reference()) ? null : EXISTS_WITH_DIFFERENT_REFERENCE;
    }

    private static boolean sameAmount(final NewTransfer event, final ModelTransfer original) {
        final long recorded = original.stored.amount();
        if (TransferRules.has(event, BALANCING)) {
            return event.amount() >= recorded;
        }
        if (TransferRules.has(event, TransferFlags.VOID_PENDING)) {
            return event.amount() == NONE || event.amount() == recorded;
        }
        if (TransferRules.has(event, TransferFlags.POST_PENDING) && event.amount() == ProtocolLimits.AMOUNT_MAX) {
            return original.remainderMet.equals(BigInteger.valueOf(recorded));
        }
        return event.amount() == recorded;
    }
}
