package io.lastro.engine.embedded;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * What happened, kept for reading: fed with what the engine was given and what it answered, in the order of the
 * sequences. Transfers themselves stay in the engine, which never changes nor forgets them.
 *
 * <p>One thread. Memory on the heap: about 150 bytes per movement.
 */
final class ReadSide {
    private static final int INITIAL_TRANSFERS = 64;

    private final MovementLog log;
    private final Map<BigInteger, AccountHistory> histories = new LinkedHashMap<>();
    private final List<AccountHistory> accounts = new ArrayList<>();
    private int[] transfers = new int[INITIAL_TRANSFERS];
    private int transferCount;
    private final AccountEvent accountEvent = new AccountEvent();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private final TransferEvent transferEvent = new TransferEvent();
    private final TransferOutcome transferOutcome = new TransferOutcome();
    private final AdminEvent command = new AdminEvent();
    private final AdminOutcome commandOutcome = new AdminOutcome();

    ReadSide(final SlabAllocator allocator) {
        log = new MovementLog(allocator);
    }

    /** Takes in a batch of accounts. */
    void addAccounts(final DirectBuffer events, final DirectBuffer outcomes, final int count) {
        for (int i = 0; i < count; i++) {
            accountOutcome.wrap(outcomes, i * AccountOutcome.BLOCK_BYTES);
            if (accountOutcome.result() == CreateAccountResult.CREATED.code()) {
                accountEvent.wrap(events, i * AccountEvent.BLOCK_BYTES);
                final BigInteger id = Id128.of(accountEvent.idLow(), accountEvent.idHigh());
                final AccountHistory history =
                        new AccountHistory(log, id, accountOutcome.timestampNs(), accountOutcome.sequence());
                histories.put(id, history);
                accounts.add(history);
            }
        }
    }

    /** Takes in a batch of transfers. */
    void addTransfers(final DirectBuffer events, final DirectBuffer outcomes, final int count) {
        for (int i = 0; i < count; i++) {
            transferOutcome.wrap(outcomes, i * TransferOutcome.BLOCK_BYTES);
            if (transferOutcome.result() == CreateTransferResult.CREATED.code()) {
                transferEvent.wrap(events, i * TransferEvent.BLOCK_BYTES);
                addTransfer(transferEvent.idLow(), transferEvent.idHigh());
            }
        }
    }

    /** Takes in a batch of commands: those that moved blocked money. */
    void addCommands(final DirectBuffer events, final DirectBuffer outcomes, final int count) {
        for (int i = 0; i < count; i++) {
            command.wrap(events, i * AdminEvent.BLOCK_BYTES);
            commandOutcome.wrap(outcomes, i * AdminOutcome.BLOCK_BYTES);
            if (command.kind() == AdminKind.EXECUTE_BLOCK.code() && commandOutcome.result() == AdminResult.OK.code()) {
                transferOutcome.wrap(outcomes, commandOutcome.offset() + AdminOutcome.TRANSFER_OFFSET);
                addTransfer(command.transferIdLow(), command.transferIdHigh());
            }
        }
    }

    /** Takes in a batch of expiries, pairs of event and outcome. */
    void addExpiries(final DirectBuffer pairs, final int count) {
        for (int i = 0; i < count; i++) {
            final int at = i * LedgerEngine.EXPIRY_PAIR_BYTES;
            transferEvent.wrap(pairs, at);
            transferOutcome.wrap(pairs, at + TransferEvent.BLOCK_BYTES);
            add(transferEvent.pendingIdLow(), transferEvent.pendingIdHigh(), true);
        }
    }

    /** All movements. */
    MovementLog log() {
        return log;
    }

    /** The history of an account; null when there is no such account. */
    AccountHistory history(final BigInteger accountId) {
        return histories.get(accountId);
    }

    /** Accounts in the order of their creation, which is that of their timestamps. */
    List<AccountHistory> accounts() {
        return accounts;
    }

    /** Transfers of every kind. */
    int transferCount() {
        return transferCount;
    }

    /** Place in the log of the i-th transfer, in the order of their timestamps. */
    int transferRow(final int i) {
        return transfers[i];
    }

    private void addTransfer(final long idLow, final long idHigh) {
        if (transferCount == transfers.length) {
            transfers = Arrays.copyOf(transfers, 2 * transferCount);
        }
        transfers[transferCount] = add(idLow, idHigh, false);
        transferCount++;
    }

    private int add(final long idLow, final long idHigh, final boolean expiry) {
        final int row = log.add(idLow, idHigh, transferOutcome, expiry);
        history(transferOutcome.debitAccountIdLow(), transferOutcome.debitAccountIdHigh())
                .add(row, false);
        history(transferOutcome.creditAccountIdLow(), transferOutcome.creditAccountIdHigh())
                .add(row, true);
        return row;
    }

    private AccountHistory history(final long idLow, final long idHigh) {
        return histories.get(Id128.of(idLow, idHigh));
    }
}
