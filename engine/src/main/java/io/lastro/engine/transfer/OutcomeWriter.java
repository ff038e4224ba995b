package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import org.agrona.MutableDirectBuffer;

/** Writes what was decided and done as {@link TransferOutcome}. Ledger thread only. */
final class OutcomeWriter {
    private static final int DEBIT_CLOSED = 1;
    private static final int CREDIT_CLOSED = 2;

    private final AccountStore accounts;
    private final TransferStore transfers;
    private final TransferEvent existing = new TransferEvent();
    private final AccountFlyweight debit = new AccountFlyweight();
    private final AccountFlyweight credit = new AccountFlyweight();

    OutcomeWriter(final AccountStore accounts, final TransferStore transfers) {
        this.accounts = accounts;
        this.transfers = transfers;
    }

    /** A refusal: zeros but for the result and the event's place. */
    void refused(
            final CreateTransferResult result,
            final long timestampNs,
            final long sequence,
            final MutableDirectBuffer outcomes,
            final int at) {
        outcomes.setMemory(at, TransferOutcome.BLOCK_BYTES, (byte) 0);
        outcomes.putInt(at + TransferOutcome.RESULT_OFFSET, result.code(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.TIMESTAMP_NS_OFFSET, timestampNs, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
    }

    /** The same transfer was there already: its timestamp and sequence, and both balances as they are now. */
    void exists(final TransferDraft draft, final MutableDirectBuffer outcomes, final int at) {
        final int record = draft.existingRecord;
        refused(CreateTransferResult.EXISTS, transfers.timestampNs(record), transfers.sequence(record), outcomes, at);
        transfers.wrap(existing, record);
        accounts.wrap(debit, accounts.find(existing.debitAccountIdLow(), existing.debitAccountIdHigh()));
        accounts.wrap(credit, accounts.find(existing.creditAccountIdLow(), existing.creditAccountIdHigh()));
        balances(debit, credit, outcomes, at);
    }

    /** A transfer or an expiry that was booked. */
    void created(final TransferDraft draft, final long timestampNs, final MutableDirectBuffer outcomes, final int at) {
        outcomes.putInt(at + TransferOutcome.RESULT_OFFSET, CreateTransferResult.CREATED.code(), LITTLE_ENDIAN);
        outcomes.putInt(at + TransferOutcome.RESERVED_OFFSET, 0, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.TIMESTAMP_NS_OFFSET, timestampNs, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.SEQUENCE_OFFSET, draft.sequence, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.AMOUNT_OFFSET, draft.amount, LITTLE_ENDIAN);
        balances(draft.debit, draft.credit, outcomes, at);
        outcomes.putLong(
                at + TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, draft.previousDebitSequence, LITTLE_ENDIAN);
        outcomes.putLong(
                at + TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, draft.previousCreditSequence, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET, draft.debitAccountIdLow, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.DEBIT_ACCOUNT_ID_HIGH_OFFSET, draft.debitAccountIdHigh, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET, draft.creditAccountIdLow, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_ACCOUNT_ID_HIGH_OFFSET, draft.creditAccountIdHigh, LITTLE_ENDIAN);
        outcomes.putInt(at + TransferOutcome.LEDGER_OFFSET, draft.ledger, LITTLE_ENDIAN);
        outcomes.putShort(at + TransferOutcome.CODE_OFFSET, (short) draft.code, LITTLE_ENDIAN);
        final int closed = (draft.debit.isClosed() ? DEBIT_CLOSED : 0) | (draft.credit.isClosed() ? CREDIT_CLOSED : 0);
        outcomes.putShort(at + TransferOutcome.CLOSED_ACCOUNTS_OFFSET, (short) closed, LITTLE_ENDIAN);
    }

    private static void balances(
            final AccountFlyweight debit,
            final AccountFlyweight credit,
            final MutableDirectBuffer outcomes,
            final int at) {
        outcomes.putLong(at + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET, debit.debitsPending(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET, debit.debitsPosted(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.DEBIT_CREDITS_PENDING_OFFSET, debit.creditsPending(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.DEBIT_CREDITS_POSTED_OFFSET, debit.creditsPosted(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET, credit.debitsPending(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_DEBITS_POSTED_OFFSET, credit.debitsPosted(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_CREDITS_PENDING_OFFSET, credit.creditsPending(), LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.CREDIT_CREDITS_POSTED_OFFSET, credit.creditsPosted(), LITTLE_ENDIAN);
    }
}
