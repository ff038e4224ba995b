package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.CAPTURE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_PENDING_TRANSFER_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_POSTED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_EXPIRED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CODE;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_PENDING;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.slab.IdIndex;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;

/**
 * Whether a post, capture or void fits its hold: group 6 of SEMANTICS section 3. Ledger thread only.
 *
 * <p>Amounts are compared with what remains while the hold is open, with what it was at first once it has ended. A hold
 * that is overdue but not yet released is still open in this sense, and answers expired.
 */
final class HoldRules {
    private final AccountStore accounts;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final TransferEvent hold = new TransferEvent();

    HoldRules(final AccountStore accounts, final TransferStore transfers, final HoldStore holds) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
    }

    /** Group 6. When it passes, the draft has the hold's accounts and the amount to post or release. */
    CreateTransferResult check(final TransferDraft draft) {
        final int reference = transfers.find(draft.pendingIdLow, draft.pendingIdHigh);
        if (reference == IdIndex.NULL_REFERENCE || IdIndex.isMarked(reference)) {
            return PENDING_TRANSFER_NOT_FOUND;
        }
        final int record = IdIndex.record(reference);
        transfers.wrap(hold, record);
        if ((hold.flags() & TransferFlags.PENDING) == 0) {
            return PENDING_TRANSFER_NOT_PENDING;
        }
        CreateTransferResult result = checkAgreement(draft);
        if (result == CREATED) {
            final int row = transfers.holdRow(record);
            result = checkAmountAndState(draft, row);
            draft.holdRow = row;
            draft.holdRecord = record;
        }
        if (result == CREATED) {
            draft.inherit(transfers);
            accounts.wrap(draft.debit, holds.debitSlot(draft.holdRow));
            accounts.wrap(draft.credit, holds.creditSlot(draft.holdRow));
        }
        return result;
    }

    private CreateTransferResult checkAgreement(final TransferDraft draft) {
        if ((draft.debitAccountIdLow | draft.debitAccountIdHigh) != 0
                && (draft.debitAccountIdLow != hold.debitAccountIdLow()
                        || draft.debitAccountIdHigh != hold.debitAccountIdHigh())) {
            return PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
        }
        if ((draft.creditAccountIdLow | draft.creditAccountIdHigh) != 0
                && (draft.creditAccountIdLow != hold.creditAccountIdLow()
                        || draft.creditAccountIdHigh != hold.creditAccountIdHigh())) {
            return PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
        }
        if (draft.ledger != 0 && draft.ledger != hold.ledger()) {
            return PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
        }
        return draft.code != 0 && draft.code != hold.code() ? PENDING_TRANSFER_HAS_DIFFERENT_CODE : CREATED;
    }

    private CreateTransferResult checkAmountAndState(final TransferDraft draft, final int row) {
        final int state = holds.state(row);
        final long bound = HoldState.isOpen(state) ? holds.remaining(row) : holds.amount(row);
        final boolean voids = draft.has(TransferFlags.VOID_PENDING);
        final boolean takesAll = draft.amount == (voids ? 0 : ProtocolLimits.AMOUNT_MAX);
        final long amount = takesAll ? bound : draft.amount;
        if (draft.has(TransferFlags.KEEP_REMAINDER) && amount == 0) {
            return CAPTURE_MUST_NOT_BE_ZERO;
        }
        if (amount > bound) {
            return EXCEEDS_PENDING_TRANSFER_AMOUNT;
        }
        if (voids && amount != bound) {
            return PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT;
        }
        if (state == HoldState.POSTED) {
            return PENDING_TRANSFER_ALREADY_POSTED;
        }
        if (state == HoldState.VOIDED) {
            return PENDING_TRANSFER_ALREADY_VOIDED;
        }
        final long expiresAtNs = holds.expiresAtNs(row);
        if (state == HoldState.EXPIRED || expiresAtNs != 0 && expiresAtNs <= draft.eventTimestampNs) {
            return PENDING_TRANSFER_EXPIRED;
        }
        draft.amount = amount;
        return CREATED;
    }
}
