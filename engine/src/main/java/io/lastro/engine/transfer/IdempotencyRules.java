package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
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
import static io.lastro.protocol.CreateTransferResult.ID_ALREADY_FAILED;

import io.lastro.engine.slab.IdIndex;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;

/**
 * An id is for ever: group 3 of SEMANTICS section 3, by the rules of section 4. Compares every field of a repeated id
 * with what was stored, timestamps never. Ledger thread only.
 */
final class IdempotencyRules {
    private static final int BALANCING = TransferFlags.BALANCING_DEBIT | TransferFlags.BALANCING_CREDIT;

    private final TransferStore transfers;
    private final TransferEvent stored = new TransferEvent();
    private final TransferEvent hold = new TransferEvent();

    IdempotencyRules(final TransferStore transfers) {
        this.transfers = transfers;
    }

    /** Group 3. For {@code exists} the draft names the existing record. */
    CreateTransferResult check(final TransferDraft draft) {
        final int reference = transfers.find(draft.idLow, draft.idHigh);
        if (reference == IdIndex.NULL_REFERENCE) {
            return CREATED;
        }
        if (IdIndex.isMarked(reference)) {
            return ID_ALREADY_FAILED;
        }
        final int record = IdIndex.record(reference);
        draft.existingRecord = record;
        transfers.wrap(stored, record);
        if (stored.flags() != draft.flags) {
            return EXISTS_WITH_DIFFERENT_FLAGS;
        }
        if (stored.pendingIdLow() != draft.pendingIdLow || stored.pendingIdHigh() != draft.pendingIdHigh) {
            return EXISTS_WITH_DIFFERENT_PENDING_ID;
        }
        if (stored.timeoutSeconds() != draft.timeoutSeconds) {
            return EXISTS_WITH_DIFFERENT_TIMEOUT;
        }
        // Same flags from here on: both resolve a hold, or neither does.
        return draft.resolves() ? compareResolving(draft, record) : compareBooking(draft, record);
    }

    private CreateTransferResult compareBooking(final TransferDraft draft, final int record) {
        if (stored.debitAccountIdLow() != draft.debitAccountIdLow
                || stored.debitAccountIdHigh() != draft.debitAccountIdHigh) {
            return EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
        }
        if (stored.creditAccountIdLow() != draft.creditAccountIdLow
                || stored.creditAccountIdHigh() != draft.creditAccountIdHigh) {
            return EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
        }
        if (draft.has(BALANCING) ? draft.amount < stored.amount() : draft.amount != stored.amount()) {
            return EXISTS_WITH_DIFFERENT_AMOUNT;
        }
        if (stored.userData128Low() != draft.userData128Low || stored.userData128High() != draft.userData128High) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        }
        if (stored.userData64() != draft.userData64) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        }
        if (stored.userData32() != draft.userData32) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        }
        if (stored.ledger() != draft.ledger) {
            return EXISTS_WITH_DIFFERENT_LEDGER;
        }
        if (stored.code() != draft.code) {
            return EXISTS_WITH_DIFFERENT_CODE;
        }
        return transfers.hasReference(record, draft.references, draft.referenceOffset)
                ? EXISTS
                : EXISTS_WITH_DIFFERENT_REFERENCE;
    }

    /** A field that the retry leaves empty stands for that of the hold, as it did the first time. */
    private CreateTransferResult compareResolving(final TransferDraft draft, final int record) {
        final int holdRecord = IdIndex.record(transfers.find(stored.pendingIdLow(), stored.pendingIdHigh()));
        transfers.wrap(hold, holdRecord);
        if (isGivenAndNot(
                draft.debitAccountIdLow,
                draft.debitAccountIdHigh,
                stored.debitAccountIdLow(),
                stored.debitAccountIdHigh())) {
            return EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
        }
        if (isGivenAndNot(
                draft.creditAccountIdLow,
                draft.creditAccountIdHigh,
                stored.creditAccountIdLow(),
                stored.creditAccountIdHigh())) {
            return EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
        }
        if (!hasSameAmount(draft, record)) {
            return EXISTS_WITH_DIFFERENT_AMOUNT;
        }
        final boolean inherits128 = (draft.userData128Low | draft.userData128High) == 0;
        if (stored.userData128Low() != (inherits128 ? hold.userData128Low() : draft.userData128Low)
                || stored.userData128High() != (inherits128 ? hold.userData128High() : draft.userData128High)) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        }
        if (stored.userData64() != (draft.userData64 == 0 ? hold.userData64() : draft.userData64)) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        }
        if (stored.userData32() != (draft.userData32 == 0 ? hold.userData32() : draft.userData32)) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        }
        if (draft.ledger != 0 && draft.ledger != stored.ledger()) {
            return EXISTS_WITH_DIFFERENT_LEDGER;
        }
        if (draft.code != 0 && draft.code != stored.code()) {
            return EXISTS_WITH_DIFFERENT_CODE;
        }
        final boolean sameReference = draft.hasReference()
                ? transfers.hasReference(record, draft.references, draft.referenceOffset)
                : transfers.haveSameReference(record, holdRecord);
        return sameReference ? EXISTS : EXISTS_WITH_DIFFERENT_REFERENCE;
    }

    private boolean hasSameAmount(final TransferDraft draft, final int record) {
        if (draft.amount == stored.amount()) {
            return true;
        }
        return draft.has(TransferFlags.VOID_PENDING)
                ? draft.amount == 0
                : draft.amount == ProtocolLimits.AMOUNT_MAX && stored.amount() == transfers.metRemainder(record);
    }

    private static boolean isGivenAndNot(
            final long givenLow, final long givenHigh, final long storedLow, final long storedHigh) {
        return (givenLow | givenHigh) != 0 && (givenLow != storedLow || givenHigh != storedHigh);
    }
}
