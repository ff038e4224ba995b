package io.lastro.engine.embedded;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.account.AccountRow;
import io.lastro.engine.transfer.TransferRow;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;
import org.agrona.concurrent.UnsafeBuffer;

/** Accounts and transfers as the engine has them, one at a time. One thread; a row is valid until the next is found. */
final class StoredRows {
    private final LedgerEngine engine;
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[LedgerEngine.ID_BYTES]);
    private final UnsafeBuffer accountRow = new UnsafeBuffer(new byte[LedgerEngine.ACCOUNT_ROW_BYTES]);
    private final UnsafeBuffer transferRow = new UnsafeBuffer(new byte[LedgerEngine.TRANSFER_ROW_BYTES]);
    private final AccountEvent account = new AccountEvent().wrap(accountRow, 0);
    private final TransferEvent transfer = new TransferEvent().wrap(transferRow, 0);

    StoredRows(final LedgerEngine engine) {
        this.engine = engine;
    }

    /** Finds an account; false when there is none. */
    boolean findAccount(final long idLow, final long idHigh) {
        putId(idLow, idHigh);
        engine.lookupAccounts(id, 0, 1, accountRow, 0);
        return accountRow.getByte(AccountRow.FOUND_OFFSET) != 0;
    }

    /** Finds a transfer; false when there is none. */
    boolean findTransfer(final long idLow, final long idHigh) {
        putId(idLow, idHigh);
        engine.lookupTransfers(id, 0, 1, transferRow, 0);
        return state() != TransferState.missing;
    }

    /** The account that was found. */
    AccountEvent account() {
        return account;
    }

    /** The transfer that was found, without its reference. */
    TransferEvent transfer() {
        return transfer;
    }

    /** The reference of the transfer that was found; empty = none. */
    String reference() {
        int length = 0;
        while (length < ProtocolLimits.REFERENCE_MAX_CHARS
                && transferRow.getByte(TransferRow.REFERENCE_OFFSET + length) != 0) {
            length++;
        }
        return length == 0 ? "" : transferRow.getStringWithoutLengthAscii(TransferRow.REFERENCE_OFFSET, length);
    }

    /** The account that was found, as a value. */
    AccountView accountView(final RulesView rules) {
        final NewAccount asked = new NewAccount()
                .id(Id128.of(account.idLow(), account.idHigh()))
                .userData128(Id128.of(account.userData128Low(), account.userData128High()))
                .userData64(account.userData64())
                .userData32(account.userData32())
                .ledger(account.ledger())
                .code(account.code())
                .flags(account.flags())
                .timestampNs((account.flags() & AccountFlags.IMPORTED) == 0 ? 0 : account.timestampNs());
        final Balances balances = new Balances(
                accountRow.getLong(AccountRow.DEBITS_PENDING_OFFSET, LITTLE_ENDIAN),
                accountRow.getLong(AccountRow.DEBITS_POSTED_OFFSET, LITTLE_ENDIAN),
                accountRow.getLong(AccountRow.CREDITS_PENDING_OFFSET, LITTLE_ENDIAN),
                accountRow.getLong(AccountRow.CREDITS_POSTED_OFFSET, LITTLE_ENDIAN));
        return new AccountView(
                asked,
                account.timestampNs(),
                balances,
                (account.flags() & AccountFlags.CLOSED) != 0,
                accountRow.getLong(AccountRow.LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN),
                rules);
    }

    /** The transfer that was found, as a value. */
    TransferView transferView() {
        return new TransferView(
                newTransfer(),
                transfer.timestampNs(),
                transferRow.getLong(TransferRow.SEQUENCE_OFFSET, LITTLE_ENDIAN),
                state(),
                transferRow.getLong(TransferRow.CAPTURED_AMOUNT_OFFSET, LITTLE_ENDIAN),
                transferRow.getLong(TransferRow.REMAINING_AMOUNT_OFFSET, LITTLE_ENDIAN),
                transferRow.getLong(TransferRow.EXPIRES_AT_NS_OFFSET, LITTLE_ENDIAN));
    }

    /** The transfer that was found as it was asked for, with its amount and what it inherited. */
    NewTransfer newTransfer() {
        return new NewTransfer()
                .id(Id128.of(transfer.idLow(), transfer.idHigh()))
                .debitAccountId(Id128.of(transfer.debitAccountIdLow(), transfer.debitAccountIdHigh()))
                .creditAccountId(Id128.of(transfer.creditAccountIdLow(), transfer.creditAccountIdHigh()))
                .amount(transfer.amount())
                .pendingId(Id128.of(transfer.pendingIdLow(), transfer.pendingIdHigh()))
                .userData128(Id128.of(transfer.userData128Low(), transfer.userData128High()))
                .userData64(transfer.userData64())
                .userData32(transfer.userData32())
                .timeoutSeconds(transfer.timeoutSeconds())
                .ledger(transfer.ledger())
                .code(transfer.code())
                .flags(transfer.flags())
                .timestampNs((transfer.flags() & TransferFlags.IMPORTED) == 0 ? 0 : transfer.timestampNs())
                .reference(reference());
    }

    /** Whether the found transfer has these user data; 0 = any. */
    boolean transferHasUserData(final BigInteger userData128, final long userData64, final int userData32) {
        return isAnyOr(userData64, transfer.userData64())
                && isAnyOr(userData32, transfer.userData32())
                && isAnyOr(userData128, transfer.userData128Low(), transfer.userData128High());
    }

    /** Whether the found account has these user data; 0 = any. */
    boolean accountHasUserData(final BigInteger userData128, final long userData64, final int userData32) {
        return isAnyOr(userData64, account.userData64())
                && isAnyOr(userData32, account.userData32())
                && isAnyOr(userData128, account.userData128Low(), account.userData128High());
    }

    /** Whether a condition that is 0 when it is not set admits a value. */
    static boolean isAnyOr(final long condition, final long value) {
        return condition == 0 || condition == value;
    }

    private static boolean isAnyOr(final BigInteger condition, final long low, final long high) {
        return condition.signum() == 0 || Id128.low(condition) == low && Id128.high(condition) == high;
    }

    private TransferState state() {
        return TransferState.get(transferRow.getByte(TransferRow.STATE_OFFSET));
    }

    private void putId(final long idLow, final long idHigh) {
        id.putLong(0, idLow, LITTLE_ENDIAN);
        id.putLong(Long.BYTES, idHigh, LITTLE_ENDIAN);
    }
}
