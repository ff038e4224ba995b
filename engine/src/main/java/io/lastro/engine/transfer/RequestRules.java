package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.AMOUNT_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.CLOSING_TRANSFER_MUST_BE_PENDING;
import static io.lastro.protocol.CreateTransferResult.CODE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.LEDGER_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.REFERENCE_MALFORMED;
import static io.lastro.protocol.CreateTransferResult.RESERVED_FLAG;
import static io.lastro.protocol.CreateTransferResult.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;

/**
 * What can be said of a transfer without looking at the ledger: group 2 (shape) and group 4 (the request's own data) of
 * SEMANTICS section 3. Ledger thread only.
 */
final class RequestRules {
    private static final int CLOSING = TransferFlags.CLOSING_DEBIT | TransferFlags.CLOSING_CREDIT;
    private static final int BALANCING = TransferFlags.BALANCING_DEBIT | TransferFlags.BALANCING_CREDIT;
    private static final int NOT_WITH_RESOLVING = TransferFlags.PENDING | BALANCING | CLOSING;

    private RequestRules() {}

    /** Group 2. */
    static CreateTransferResult checkShape(final TransferDraft draft) {
        if ((draft.flags & ~TransferFlags.ALL) != 0) {
            return RESERVED_FLAG;
        }
        if (isZero(draft.idLow, draft.idHigh)) {
            return ID_MUST_NOT_BE_ZERO;
        }
        if (isMax(draft.idLow, draft.idHigh)) {
            return ID_MUST_NOT_BE_MAX;
        }
        if (draft.amount < 0) {
            return AMOUNT_OUT_OF_RANGE;
        }
        return draft.takeReference() ? CREATED : REFERENCE_MALFORMED;
    }

    /** Group 4. */
    static CreateTransferResult checkOwnData(final TransferDraft draft) {
        if (hasExclusiveFlags(draft)) {
            return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        }
        return draft.resolves() ? checkResolving(draft) : checkBooking(draft);
    }

    private static boolean hasExclusiveFlags(final TransferDraft draft) {
        if (draft.has(TransferFlags.KEEP_REMAINDER) && !draft.has(TransferFlags.POST_PENDING)) {
            return true;
        }
        // A void that keeps a remainder is a post too, or the line above has caught it.
        return draft.has(TransferFlags.POST_PENDING) && draft.has(TransferFlags.VOID_PENDING)
                || draft.resolves() && draft.has(NOT_WITH_RESOLVING);
    }

    private static CreateTransferResult checkResolving(final TransferDraft draft) {
        if (isZero(draft.pendingIdLow, draft.pendingIdHigh)) {
            return PENDING_ID_MUST_NOT_BE_ZERO;
        }
        if (isMax(draft.pendingIdLow, draft.pendingIdHigh)) {
            return PENDING_ID_MUST_NOT_BE_MAX;
        }
        if (draft.pendingIdLow == draft.idLow && draft.pendingIdHigh == draft.idHigh) {
            return PENDING_ID_MUST_BE_DIFFERENT;
        }
        return draft.timeoutSeconds == 0 ? CREATED : TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
    }

    private static CreateTransferResult checkBooking(final TransferDraft draft) {
        if (isZero(draft.debitAccountIdLow, draft.debitAccountIdHigh)) {
            return DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (isMax(draft.debitAccountIdLow, draft.debitAccountIdHigh)) {
            return DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (isZero(draft.creditAccountIdLow, draft.creditAccountIdHigh)) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (isMax(draft.creditAccountIdLow, draft.creditAccountIdHigh)) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (draft.debitAccountIdLow == draft.creditAccountIdLow
                && draft.debitAccountIdHigh == draft.creditAccountIdHigh) {
            return ACCOUNTS_MUST_BE_DIFFERENT;
        }
        if (!isZero(draft.pendingIdLow, draft.pendingIdHigh)) {
            return PENDING_ID_MUST_BE_ZERO;
        }
        if (draft.timeoutSeconds != 0 && !draft.has(TransferFlags.PENDING)) {
            return TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
        }
        if (draft.has(CLOSING) && !draft.has(TransferFlags.PENDING)) {
            return CLOSING_TRANSFER_MUST_BE_PENDING;
        }
        if (draft.ledger == 0) {
            return LEDGER_MUST_NOT_BE_ZERO;
        }
        return draft.code == 0 ? CODE_MUST_NOT_BE_ZERO : CREATED;
    }

    static boolean isZero(final long low, final long high) {
        return (low | high) == 0;
    }

    static boolean isMax(final long low, final long high) {
        return (low & high) == -1;
    }
}
