package io.lastro.engine.embedded;

import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Reads the outcomes of a request as values, in the order of its events. One thread. */
final class ResultReader {
    private final AccountOutcome account = new AccountOutcome();
    private final TransferOutcome transfer = new TransferOutcome();
    private final AdminOutcome command = new AdminOutcome();

    /** What became of accounts. */
    List<AccountResult> readAccounts(final DirectBuffer outcomes, final int count) {
        final List<AccountResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            account.wrap(outcomes, i * AccountOutcome.BLOCK_BYTES);
            results.add(new AccountResult(
                    CreateAccountResult.ofCode(account.result()), account.timestampNs(), account.sequence()));
        }
        return results;
    }

    /** What became of transfers. */
    List<TransferResult> readTransfers(final DirectBuffer outcomes, final int count) {
        final List<TransferResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(readTransfer(outcomes, i * TransferOutcome.BLOCK_BYTES));
        }
        return results;
    }

    /** What became of commands. */
    List<CommandResult> readCommands(final List<NewCommand> commands, final DirectBuffer outcomes) {
        final List<CommandResult> results = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            command.wrap(outcomes, i * AdminOutcome.BLOCK_BYTES);
            final AdminResult result = AdminResult.ofCode(command.result());
            final boolean moved = result == AdminResult.OK && commands.get(i).kind() == AdminKind.EXECUTE_BLOCK;
            results.add(new CommandResult(
                    result,
                    command.timestampNs(),
                    command.sequence(),
                    command.version(),
                    command.blockRemaining(),
                    moved ? readTransfer(outcomes, command.offset() + AdminOutcome.TRANSFER_OFFSET) : null));
        }
        return results;
    }

    private TransferResult readTransfer(final DirectBuffer outcomes, final int at) {
        transfer.wrap(outcomes, at);
        return new TransferResult(
                CreateTransferResult.ofCode(transfer.result()),
                transfer.timestampNs(),
                transfer.sequence(),
                transfer.amount(),
                new Balances(
                        transfer.debitDebitsPending(),
                        transfer.debitDebitsPosted(),
                        transfer.debitCreditsPending(),
                        transfer.debitCreditsPosted()),
                new Balances(
                        transfer.creditDebitsPending(),
                        transfer.creditDebitsPosted(),
                        transfer.creditCreditsPending(),
                        transfer.creditCreditsPosted()));
    }
}
