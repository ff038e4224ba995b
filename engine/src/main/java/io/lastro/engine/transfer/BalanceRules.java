package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.DEBITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.FUNDS_BLOCKED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_TIMEOUT;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.rules.AccountRules;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;

/**
 * Whether both accounts can bear a single or pending transfer: balancing, group 9 (overflow) and group 10 (bounds and
 * the wallet's rules) of SEMANTICS section 3. Ledger thread only.
 *
 * <p>Counters are never negative and {@code pending + posted} of one side stays in 63 bits, so that the differences below
 * cannot leave 64.
 */
final class BalanceRules {
    private final AccountRules rules;

    BalanceRules(final AccountRules rules) {
        this.rules = rules;
    }

    /** The amount of a balancing transfer: at most what the debit account has and the credit account owes. */
    long balance(final TransferDraft draft) {
        long amount = draft.amount;
        if (draft.has(TransferFlags.BALANCING_DEBIT)) {
            final AccountFlyweight debit = draft.debit;
            final long there = Math.max(0, debit.creditsPosted() - debit.debitsPosted() - debit.debitsPending());
            amount = Math.min(amount, debit.hasRules() ? rules.unblocked(debit, there, draft.eventTimestampNs) : there);
        }
        if (draft.has(TransferFlags.BALANCING_CREDIT)) {
            final AccountFlyweight credit = draft.credit;
            amount = Math.min(
                    amount, Math.max(0, credit.debitsPosted() - credit.creditsPosted() - credit.creditsPending()));
        }
        return amount;
    }

    /** Group 9: each counter that grows, pending and posted together, and the instant of expiry stay in 63 bits. */
    static CreateTransferResult checkOverflow(final TransferDraft draft) {
        final AccountFlyweight debit = draft.debit;
        final AccountFlyweight credit = draft.credit;
        final long amount = draft.amount;
        if (draft.has(TransferFlags.PENDING)) {
            if (debit.debitsPending() + amount < 0) {
                return OVERFLOWS_DEBITS_PENDING;
            }
            if (credit.creditsPending() + amount < 0) {
                return OVERFLOWS_CREDITS_PENDING;
            }
        } else {
            if (debit.debitsPosted() + amount < 0) {
                return OVERFLOWS_DEBITS_POSTED;
            }
            if (credit.creditsPosted() + amount < 0) {
                return OVERFLOWS_CREDITS_POSTED;
            }
        }
        if (debit.debitsPending() + debit.debitsPosted() + amount < 0) {
            return OVERFLOWS_DEBITS;
        }
        if (credit.creditsPending() + credit.creditsPosted() + amount < 0) {
            return OVERFLOWS_CREDITS;
        }
        final long expiresAtNs = draft.eventTimestampNs + TransferWriter.timeoutNs(draft.timeoutSeconds);
        return expiresAtNs < 0 ? OVERFLOWS_TIMEOUT : CREATED;
    }

    /** Group 10. */
    CreateTransferResult checkBounds(final TransferDraft draft) {
        final AccountFlyweight debit = draft.debit;
        final AccountFlyweight credit = draft.credit;
        if (debit.hasRules() && rules.isFrozen(debit, AccountRules.DEBITS)) {
            return DEBITS_FROZEN;
        }
        if (credit.hasRules() && rules.isFrozen(credit, AccountRules.CREDITS)) {
            return CREDITS_FROZEN;
        }
        final CreateTransferResult result = checkMoney(draft);
        if (result != CREATED || !debit.hasRules()) {
            return result;
        }
        final long debits = debit.debitsPending() + debit.debitsPosted() + draft.amount;
        if (debit.has(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                && rules.isBlocked(debit, debits, draft.eventTimestampNs)) {
            return FUNDS_BLOCKED;
        }
        return draft.countsToLimits
                ? rules.checkLimits(debit, draft.amount, draft.code, draft.eventTimestampNs)
                : CREATED;
    }

    /** Whether both accounts stay within their bounds, blocks not counted. */
    CreateTransferResult checkMoney(final TransferDraft draft) {
        final AccountFlyweight debit = draft.debit;
        if (debit.has(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                && debit.debitsPending() + debit.debitsPosted() + draft.amount
                        > (debit.hasRules() ? rules.debitBound(debit) : debit.creditsPosted())) {
            return EXCEEDS_CREDITS;
        }
        final AccountFlyweight credit = draft.credit;
        if (credit.has(AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS)
                && credit.creditsPending() + credit.creditsPosted() + draft.amount > credit.debitsPosted()) {
            return EXCEEDS_DEBITS;
        }
        return CREATED;
    }
}
