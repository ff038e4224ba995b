package io.lastro.engine.transfer;

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
import static io.lastro.protocol.AdminResult.OK;
import static io.lastro.protocol.AdminResult.OVERFLOWS_CREDITS;
import static io.lastro.protocol.AdminResult.OVERFLOWS_CREDITS_POSTED;
import static io.lastro.protocol.AdminResult.OVERFLOWS_DEBITS;
import static io.lastro.protocol.AdminResult.OVERFLOWS_DEBITS_POSTED;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_ALREADY_FAILED;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_EXISTS;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.AdminResult.TRANSFER_ID_MUST_NOT_BE_ZERO;

import io.lastro.engine.Invariant;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.slab.IdIndex;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The transfer that an executed block makes: single, without flags, user data or reference, past freezes and limits. The
 * caller has found the debit account and the block.
 *
 * <p>Ledger thread only; allocates nothing.
 */
public final class BlockExecution {
    private final AccountStore accounts;
    private final TransferStore transfers;
    private final BalanceRules balances;
    private final TransferWriter writer;
    private final OutcomeWriter outcomeWriter;
    private final UnsafeBuffer noReferences = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer memory = new UnsafeBuffer(new byte[TransferEvent.BLOCK_BYTES]);
    private final TransferEvent event = new TransferEvent().wrapWritable(memory, 0);
    private final TransferDraft draft = new TransferDraft();

    BlockExecution(
            final AccountStore accounts,
            final TransferStore transfers,
            final BalanceRules balances,
            final TransferWriter writer,
            final OutcomeWriter outcomeWriter) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.balances = balances;
        this.writer = writer;
        this.outcomeWriter = outcomeWriter;
    }

    /**
     * Decides the transfer in order of precedence; books nothing.
     *
     * @param debitSlot of the blocked account.
     */
    public AdminResult decide(
            final AdminEvent command, final int debitSlot, final long timestampNs, final long sequence) {
        prepare(command, debitSlot, timestampNs, sequence);
        AdminResult result = checkId();
        if (result == OK) {
            result = checkOwnData(); // 4
        }
        if (result == OK) {
            result = checkAccounts(); // 5
        }
        if (result == OK) {
            result = translated(TransferProcessor.checkOpen(draft)); // 8
        }
        if (result == OK) {
            result = translated(BalanceRules.checkOverflow(draft)); // 9
        }
        return result == OK ? translated(balances.checkMoney(draft)) : result; // 10
    }

    /** Whether a refusal is for a passing reason, so that it burns the transfer's id. */
    public static boolean burns(final AdminResult result) {
        return switch (result) {
            case CREDIT_ACCOUNT_NOT_FOUND,
                    DEBIT_ACCOUNT_ALREADY_CLOSED,
                    CREDIT_ACCOUNT_ALREADY_CLOSED,
                    EXCEEDS_CREDITS,
                    EXCEEDS_DEBITS -> true;
            default -> false;
        };
    }

    /** Burns the transfer's id, which is unused. */
    public void burn(final AdminEvent command, final long sequence) {
        requireUnused(command.transferIdLow(), command.transferIdHigh());
        transfers.burn(command.transferIdLow(), command.transferIdHigh(), sequence);
    }

    /** Books the transfer of an accepted command, live and at a start alike; writes its TransferOutcome. */
    public void book(
            final AdminEvent command,
            final int debitSlot,
            final long timestampNs,
            final long sequence,
            final MutableDirectBuffer outcomes,
            final int at) {
        prepare(command, debitSlot, timestampNs, sequence);
        requireUnused(draft.idLow, draft.idHigh);
        Invariant.check(draft.creditSlot >= 0, "an executed block has its credit account", draft.creditSlot, 0);
        accounts.wrap(draft.credit, draft.creditSlot);
        Invariant.check(
                timestampNs > transfers.lastTimestampNs(),
                "transfer timestamps increase",
                timestampNs,
                transfers.lastTimestampNs() + 1);
        writer.book(draft);
        outcomeWriter.created(draft, timestampNs, outcomes, at);
    }

    private void prepare(final AdminEvent command, final int debitSlot, final long timestampNs, final long sequence) {
        accounts.wrap(draft.debit, debitSlot);
        event.clear()
                .idLow(command.transferIdLow())
                .idHigh(command.transferIdHigh())
                .debitAccountIdLow(command.accountIdLow())
                .debitAccountIdHigh(command.accountIdHigh())
                .creditAccountIdLow(command.creditAccountIdLow())
                .creditAccountIdHigh(command.creditAccountIdHigh())
                .amount(command.amount())
                .ledger(draft.debit.ledger())
                .code(command.transferCode());
        draft.load(event, noReferences, 0, 0);
        draft.countsToLimits = false;
        draft.eventTimestampNs = timestampNs;
        draft.sequence = sequence;
        draft.debitSlot = debitSlot;
        draft.creditSlot = accounts.find(draft.creditAccountIdLow, draft.creditAccountIdHigh);
    }

    private AdminResult checkId() {
        if (RequestRules.isZero(draft.idLow, draft.idHigh)) {
            return TRANSFER_ID_MUST_NOT_BE_ZERO;
        }
        if (RequestRules.isMax(draft.idLow, draft.idHigh)) {
            return TRANSFER_ID_MUST_NOT_BE_MAX;
        }
        final int reference = transfers.find(draft.idLow, draft.idHigh);
        if (reference == IdIndex.NULL_REFERENCE) {
            return OK;
        }
        return IdIndex.isMarked(reference) ? TRANSFER_ID_ALREADY_FAILED : TRANSFER_ID_EXISTS;
    }

    private AdminResult checkOwnData() {
        if (RequestRules.isZero(draft.creditAccountIdLow, draft.creditAccountIdHigh)) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        }
        if (RequestRules.isMax(draft.creditAccountIdLow, draft.creditAccountIdHigh)) {
            return CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        }
        if (draft.creditSlot == draft.debitSlot) {
            return ACCOUNTS_MUST_BE_DIFFERENT;
        }
        return draft.code == 0 ? CODE_MUST_NOT_BE_ZERO : OK;
    }

    private AdminResult checkAccounts() {
        if (draft.creditSlot == AccountStore.NULL_SLOT) {
            return CREDIT_ACCOUNT_NOT_FOUND;
        }
        accounts.wrap(draft.credit, draft.creditSlot);
        return draft.debit.ledger() == draft.credit.ledger() ? OK : ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
    }

    private void requireUnused(final long idLow, final long idHigh) {
        Invariant.equal(transfers.find(idLow, idHigh), IdIndex.NULL_REFERENCE, "transfer id is applied at most once");
    }

    private static AdminResult translated(final CreateTransferResult result) {
        return switch (result) {
            case CREATED -> OK;
            case DEBIT_ACCOUNT_ALREADY_CLOSED -> DEBIT_ACCOUNT_ALREADY_CLOSED;
            case CREDIT_ACCOUNT_ALREADY_CLOSED -> CREDIT_ACCOUNT_ALREADY_CLOSED;
            case OVERFLOWS_DEBITS_POSTED -> OVERFLOWS_DEBITS_POSTED;
            case OVERFLOWS_CREDITS_POSTED -> OVERFLOWS_CREDITS_POSTED;
            case OVERFLOWS_DEBITS -> OVERFLOWS_DEBITS;
            case OVERFLOWS_CREDITS -> OVERFLOWS_CREDITS;
            case EXCEEDS_CREDITS -> EXCEEDS_CREDITS;
            case EXCEEDS_DEBITS -> EXCEEDS_DEBITS;
            default -> throw new IllegalStateException("not a result of a single transfer");
        };
    }
}
