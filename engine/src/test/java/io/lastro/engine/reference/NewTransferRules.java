package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
import static io.lastro.protocol.CreateTransferResult.CLOSING_TRANSFER_MUST_BE_PENDING;
import static io.lastro.protocol.CreateTransferResult.CODE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
import static io.lastro.protocol.CreateTransferResult.LEDGER_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_TIMEOUT;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
import static io.lastro.protocol.CreateTransferResult.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;

/** Single and pending transfers: groups 4, 5, 7 to 11. */
final class NewTransferRules {
    private static final BigInteger SECOND_NS = BigInteger.valueOf(1_000_000_000L);
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;
    private static final int CLOSING = TransferFlags.CLOSING_DEBIT | TransferFlags.CLOSING_CREDIT;

    private final ModelState state;

    NewTransferRules(final ModelState state) {
        this.state = state;
    }

    /** Creates the transfer or refuses it. */
    Decision execute(final NewTransfer event, final Moment at) {
        final CreateTransferResult own = ownObjection(event);
        if (own != null) {
            return Decision.refused(own);
        }
        final ModelAccount debit = state.accounts.get(event.debitAccountId());
        final ModelAccount credit = state.accounts.get(event.creditAccountId());
        if (debit == null) {
            return Decision.refused(DEBIT_ACCOUNT_NOT_FOUND);
        }
        if (credit == null) {
            return Decision.refused(CREDIT_ACCOUNT_NOT_FOUND);
        }
        if (debit.asked.ledger() != credit.asked.ledger()) {
            return Decision.refused(ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER);
        }
        if (event.ledger() != debit.asked.ledger()) {
            return Decision.refused(TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS);
        }
        final CreateTransferResult imported = new ImportRules(state).objection(event, debit, credit);
        if (imported != null) {
            return Decision.refused(imported);
        }
        if (debit.closed) {
            return Decision.refused(DEBIT_ACCOUNT_ALREADY_CLOSED);
        }
        if (credit.closed) {
            return Decision.refused(CREDIT_ACCOUNT_ALREADY_CLOSED);
        }
        final BigInteger amount = balanced(event, debit, credit, at);
        final CreateTransferResult overflow = overflow(event, amount, debit, credit, at);
        if (overflow != null) {
            return Decision.refused(overflow);
        }
        final CreateTransferResult wallet =
                new WalletRules(state.settings).objection(event, amount, debit, credit, at.nowNs());
        return wallet != null
                ? Decision.refused(wallet)
                : new Decision(CREATED, create(event, amount, debit, credit, at));
    }

    private static CreateTransferResult ownObjection(final NewTransfer event) {
        if (TransferRules.has(event, TransferFlags.KEEP_REMAINDER)) {
            return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        }
        if (Amounts.isZero(event.debitAccountId())) {
            return DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(event.debitAccountId())) {
            return DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (Amounts.isZero(event.creditAccountId())) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(event.creditAccountId())) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (event.debitAccountId().equals(event.creditAccountId())) {
            return ACCOUNTS_MUST_BE_DIFFERENT;
        }
        if (!Amounts.isZero(event.pendingId())) {
            return PENDING_ID_MUST_BE_ZERO;
        }
        final boolean pending = TransferRules.has(event, TransferFlags.PENDING);
        if (!pending && event.timeoutSeconds() != 0) {
            return TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
        }
        if (!pending && TransferRules.has(event, CLOSING)) {
            return CLOSING_TRANSFER_MUST_BE_PENDING;
        }
        if (event.ledger() == 0) {
            return LEDGER_MUST_NOT_BE_ZERO;
        }
        return event.code() == 0 ? CODE_MUST_NOT_BE_ZERO : null;
    }

    private static BigInteger balanced(
            final NewTransfer event, final ModelAccount debit, final ModelAccount credit, final Moment at) {
        BigInteger amount = Amounts.of(event.amount());
        if (TransferRules.has(event, TransferFlags.BALANCING_DEBIT)) {
            final BigInteger free =
                    debit.creditsPosted.subtract(debit.debits()).subtract(debit.rules.blockedAt(at.nowNs()));
            amount = amount.min(free.max(BigInteger.ZERO));
        }
        if (TransferRules.has(event, TransferFlags.BALANCING_CREDIT)) {
            final BigInteger owed = credit.debitsPosted.subtract(credit.credits());
            amount = amount.min(owed.max(BigInteger.ZERO));
        }
        return amount;
    }

    private static CreateTransferResult overflow(
            final NewTransfer event,
            final BigInteger amount,
            final ModelAccount debit,
            final ModelAccount credit,
            final Moment at) {
        final boolean pending = TransferRules.has(event, TransferFlags.PENDING);
        if (pending && Amounts.overflows(debit.debitsPending, amount)) {
            return OVERFLOWS_DEBITS_PENDING;
        }
        if (pending && Amounts.overflows(credit.creditsPending, amount)) {
            return OVERFLOWS_CREDITS_PENDING;
        }
        if (!pending && Amounts.overflows(debit.debitsPosted, amount)) {
            return OVERFLOWS_DEBITS_POSTED;
        }
        if (!pending && Amounts.overflows(credit.creditsPosted, amount)) {
            return OVERFLOWS_CREDITS_POSTED;
        }
        if (Amounts.overflows(debit.debits(), amount)) {
            return OVERFLOWS_DEBITS;
        }
        if (Amounts.overflows(credit.credits(), amount)) {
            return OVERFLOWS_CREDITS;
        }
        return Amounts.overflows(Amounts.of(at.nowNs()), timeoutNs(event)) ? OVERFLOWS_TIMEOUT : null;
    }

    private static BigInteger timeoutNs(final NewTransfer event) {
        return BigInteger.valueOf(event.timeoutSeconds() & UNSIGNED_INT).multiply(SECOND_NS);
    }

    private ModelTransfer create(
            final NewTransfer event,
            final BigInteger amount,
            final ModelAccount debit,
            final ModelAccount credit,
            final Moment at) {
        final boolean imported = TransferRules.has(event, TransferFlags.IMPORTED);
        final NewTransfer stored = Copies.of(event).amount(amount.longValueExact());
        final Writer writer = new Writer(state);
        final ModelTransfer transfer = writer.store(stored, at);
        if (!imported) {
            transfer.counted = new WalletRules(state.settings).count(event.code(), amount, debit, at.nowNs());
        }
        if (TransferRules.has(event, TransferFlags.PENDING)) {
            transfer.state = TransferState.pending;
            transfer.remaining = amount;
            if (event.timeoutSeconds() != 0) {
                transfer.expiresAtNs = transfer.timestampNs + timeoutNs(event).longValueExact();
                state.due.add(Due.of(transfer));
            }
            debit.debitsPending = debit.debitsPending.add(amount);
            credit.creditsPending = credit.creditsPending.add(amount);
        } else {
            debit.debitsPosted = debit.debitsPosted.add(amount);
            credit.creditsPosted = credit.creditsPosted.add(amount);
        }
        debit.closed |= TransferRules.has(event, TransferFlags.CLOSING_DEBIT);
        credit.closed |= TransferRules.has(event, TransferFlags.CLOSING_CREDIT);
        writer.moved(transfer, false, amount, at);
        return transfer;
    }
}
