package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.DEBITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DAY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_NIGHT_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_TRANSFER_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_VELOCITY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.FUNDS_BLOCKED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_NOT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.TIMESTAMP_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;

import io.lastro.engine.account.AccountStore;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;

/**
 * Decides one transfer and books it. {@link #apply} reads top to bottom in the order of precedence of SEMANTICS section
 * 3; the numbers beside the steps are its groups. Chains are the batch's business ({@link TransferBatch}).
 *
 * <p>Ledger thread only; allocates nothing.
 */
final class TransferProcessor {
    private final AccountStore accounts;
    private final TransferStore transfers;
    private final IdempotencyRules idempotency;
    private final HoldRules holds;
    private final BalanceRules balances;
    private final TransferWriter writer;

    TransferProcessor(
            final AccountStore accounts,
            final TransferStore transfers,
            final HoldStore holds,
            final BalanceRules balances,
            final TransferWriter writer) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.idempotency = new IdempotencyRules(transfers);
        this.holds = new HoldRules(accounts, transfers, holds);
        this.balances = balances;
        this.writer = writer;
    }

    CreateTransferResult apply(final TransferDraft draft, final boolean importedBatch) {
        CreateTransferResult result = checkTimestamp(draft, importedBatch); // 1
        if (result == CREATED) {
            result = RequestRules.checkShape(draft); // 2
        }
        if (result == CREATED) {
            result = idempotency.check(draft); // 3
        }
        if (result == CREATED) {
            result = RequestRules.checkOwnData(draft); // 4
        }
        if (result == CREATED) {
            result = draft.resolves() ? holds.check(draft) : checkAccounts(draft); // 5, 6
        }
        if (result == CREATED && draft.has(TransferFlags.IMPORTED)) {
            result = checkImported(draft); // 7
        }
        if (result == CREATED && !draft.has(TransferFlags.VOID_PENDING)) {
            result = checkOpen(draft); // 8
        }
        if (result == CREATED && !draft.resolves()) {
            draft.amount = balances.balance(draft);
            result = BalanceRules.checkOverflow(draft); // 9
        }
        if (result == CREATED && !draft.resolves()) {
            result = balances.checkBounds(draft); // 10
        }
        if (result != CREATED) {
            return result;
        }
        // Decided: below this line only writes, so a refused transfer never leaves half an entry behind.
        if (draft.resolves()) {
            writer.resolve(draft);
        } else {
            writer.book(draft);
        }
        return CREATED; // 11
    }

    /** Whether a refusal is for a passing reason, so that it burns the id. */
    static boolean burns(final CreateTransferResult result) {
        return switch (result) {
            case DEBIT_ACCOUNT_NOT_FOUND,
                    CREDIT_ACCOUNT_NOT_FOUND,
                    PENDING_TRANSFER_NOT_FOUND,
                    DEBIT_ACCOUNT_ALREADY_CLOSED,
                    CREDIT_ACCOUNT_ALREADY_CLOSED,
                    DEBITS_FROZEN,
                    CREDITS_FROZEN,
                    EXCEEDS_CREDITS,
                    EXCEEDS_DEBITS,
                    FUNDS_BLOCKED,
                    EXCEEDS_TRANSFER_LIMIT,
                    EXCEEDS_DAY_LIMIT,
                    EXCEEDS_NIGHT_LIMIT,
                    EXCEEDS_VELOCITY_LIMIT -> true;
            default -> false;
        };
    }

    private static CreateTransferResult checkTimestamp(final TransferDraft draft, final boolean importedBatch) {
        final boolean imported = draft.has(TransferFlags.IMPORTED);
        if (imported != importedBatch) {
            return importedBatch ? IMPORTED_EVENT_EXPECTED : IMPORTED_EVENT_NOT_EXPECTED;
        }
        if (!imported) {
            return draft.givenTimestampNs == 0 ? CREATED : TIMESTAMP_MUST_BE_ZERO;
        }
        if (draft.givenTimestampNs <= 0) {
            return IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        }
        return draft.givenTimestampNs < draft.batchTimestampNs ? CREATED : IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
    }

    private CreateTransferResult checkAccounts(final TransferDraft draft) {
        if (draft.debitSlot == AccountStore.NULL_SLOT) {
            return DEBIT_ACCOUNT_NOT_FOUND;
        }
        if (draft.creditSlot == AccountStore.NULL_SLOT) {
            return CREDIT_ACCOUNT_NOT_FOUND;
        }
        accounts.wrap(draft.debit, draft.debitSlot);
        accounts.wrap(draft.credit, draft.creditSlot);
        if (draft.debit.ledger() != draft.credit.ledger()) {
            return ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
        }
        return draft.ledger == draft.debit.ledger() ? CREATED : TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;
    }

    private CreateTransferResult checkImported(final TransferDraft draft) {
        final long timestampNs = draft.givenTimestampNs;
        if (timestampNs <= transfers.lastTimestampNs() || accounts.hasTimestamp(timestampNs)) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
        }
        if (timestampNs <= accounts.timestampNs(draft.debit.slot())) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
        }
        if (timestampNs <= accounts.timestampNs(draft.credit.slot())) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
        }
        return draft.timeoutSeconds == 0 ? CREATED : IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO;
    }

    static CreateTransferResult checkOpen(final TransferDraft draft) {
        if (draft.debit.isClosed()) {
            return DEBIT_ACCOUNT_ALREADY_CLOSED;
        }
        return draft.credit.isClosed() ? CREDIT_ACCOUNT_ALREADY_CLOSED : CREATED;
    }
}
