package io.lastro.engine.reference;

import static io.lastro.protocol.AdminResult.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.lastro.protocol.AdminResult.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
import static io.lastro.protocol.AdminResult.CODE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.AdminResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.AdminResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.AdminResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.AdminResult.CREDIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.AdminResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.AdminResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.AdminResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.AdminResult.OVERFLOWS_CREDITS;
import static io.lastro.protocol.AdminResult.OVERFLOWS_CREDITS_POSTED;
import static io.lastro.protocol.AdminResult.OVERFLOWS_DEBITS;
import static io.lastro.protocol.AdminResult.OVERFLOWS_DEBITS_POSTED;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_ALREADY_FAILED;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_EXISTS;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_MUST_NOT_BE_ZERO;

import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;

/** ExecuteBlock's own checks and its transfer; block and amount are known to be good. */
final class ExecuteBlockRules {
    /** Refusals for a passing reason: they burn the id of the transfer. */
    private static final Set<AdminResult> BURNING = EnumSet.of(
            CREDIT_ACCOUNT_NOT_FOUND,
            DEBIT_ACCOUNT_ALREADY_CLOSED,
            CREDIT_ACCOUNT_ALREADY_CLOSED,
            EXCEEDS_CREDITS,
            EXCEEDS_DEBITS);

    private final Book book;

    ExecuteBlockRules(final Book book) {
        this.book = book;
    }

    /** What stands against it; null = nothing. Burns the id of the transfer when the reason is a passing one. */
    AdminResult objection(final NewCommand command) {
        final AdminResult own = ownObjection(command);
        final AdminResult objection = own != null ? own : accountObjection(command);
        if (objection != null && BURNING.contains(objection)) {
            book.burned.add(command.transferId());
        }
        return objection;
    }

    private AdminResult ownObjection(final NewCommand command) {
        if (Amounts.isZero(command.transferId())) {
            return TRANSFER_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(command.transferId())) {
            return TRANSFER_ID_MUST_NOT_BE_MAX;
        }
        if (book.state.transfers.containsKey(command.transferId())) {
            return TRANSFER_ID_EXISTS;
        }
        if (book.burned.contains(command.transferId())) {
            return TRANSFER_ID_ALREADY_FAILED;
        }
        if (Amounts.isZero(command.creditAccountId())) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(command.creditAccountId())) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (command.creditAccountId().equals(command.accountId())) {
            return ACCOUNTS_MUST_BE_DIFFERENT;
        }
        return command.transferCode() == 0 ? CODE_MUST_NOT_BE_ZERO : null;
    }

    private AdminResult accountObjection(final NewCommand command) {
        final BigInteger amount = Amounts.of(command.amount());
        final ModelAccount debit = book.state.accounts.get(command.accountId());
        final ModelAccount credit = book.state.accounts.get(command.creditAccountId());
        if (credit == null) {
            return CREDIT_ACCOUNT_NOT_FOUND;
        }
        if (debit.asked.ledger() != credit.asked.ledger()) {
            return ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
        }
        if (debit.closed) {
            return DEBIT_ACCOUNT_ALREADY_CLOSED;
        }
        if (credit.closed) {
            return CREDIT_ACCOUNT_ALREADY_CLOSED;
        }
        if (Amounts.overflows(debit.debitsPosted, amount)) {
            return OVERFLOWS_DEBITS_POSTED;
        }
        if (Amounts.overflows(credit.creditsPosted, amount)) {
            return OVERFLOWS_CREDITS_POSTED;
        }
        if (Amounts.overflows(debit.debits(), amount)) {
            return OVERFLOWS_DEBITS;
        }
        if (Amounts.overflows(credit.credits(), amount)) {
            return OVERFLOWS_CREDITS;
        }
        if (debit.debitExceedsBound(amount)) {
            return EXCEEDS_CREDITS;
        }
        return credit.creditExceedsBound(amount) ? EXCEEDS_DEBITS : null;
    }

    /** Moves the money and lowers the block. */
    TransferResult apply(final NewCommand command, final Moment at) {
        final BigInteger amount = Amounts.of(command.amount());
        final ModelAccount debit = book.state.accounts.get(command.accountId());
        final ModelAccount credit = book.state.accounts.get(command.creditAccountId());
        final ModelBlock block = debit.rules.anyBlock(command.blockId());
        block.amount = block.amount.subtract(amount);
        debit.debitsPosted = debit.debitsPosted.add(amount);
        credit.creditsPosted = credit.creditsPosted.add(amount);
        final Writer writer = new Writer(book.state);
        final NewTransfer made = new NewTransfer()
                .id(command.transferId())
                .debitAccountId(command.accountId())
                .creditAccountId(command.creditAccountId())
                .amount(command.amount())
                .ledger(debit.asked.ledger())
                .code(command.transferCode());
        final ModelTransfer transfer = writer.store(made, at);
        writer.moved(transfer, false, amount, at);
        return new TransferResult(
                CreateTransferResult.CREATED,
                at.nowNs(),
                at.sequence(),
                command.amount(),
                debit.balances(),
                credit.balances());
    }
}
