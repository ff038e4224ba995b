package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Balances;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.account.AccountRow;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CommandSignatures;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A real ledger inside the process, without journal and network. May be told to break off. */
final class EngineTarget implements TransferTarget {
    private static final int NEVER = Integer.MAX_VALUE;

    final LedgerEngine engine =
            LedgerEngine.launch(new LedgerEngine.Context().initialAccounts(4096).initialTransfers(1 << 16));
    final List<Integer> batchSizes = new ArrayList<>();

    private final ExpandableArrayBuffer events = new ExpandableArrayBuffer(1 << 20);
    private final ExpandableArrayBuffer references = new ExpandableArrayBuffer(1 << 18);
    private final ExpandableArrayBuffer outcomes = new ExpandableArrayBuffer(1 << 20);
    private final TransferEvent transferEvent = new TransferEvent();
    private final AccountEvent accountEvent = new AccountEvent();
    private final TransferOutcome transferOutcome = new TransferOutcome();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private Id clusterId = Id.of(7, 7);
    private int batchesUntilBreak = NEVER;
    private boolean executeBeforeBreak;
    private long timeNs = 1_700_000_000_000_000_000L;

    /** The answer to the n-th transfer batch from now, counted from 0, never comes; it may have been executed. */
    EngineTarget breakAfter(final int batches, final boolean executed) {
        batchesUntilBreak = batches;
        executeBeforeBreak = executed;
        return this;
    }

    EngineTarget withoutBreak() {
        batchesUntilBreak = NEVER;
        return this;
    }

    EngineTarget clusterId(final Id value) {
        clusterId = value;
        return this;
    }

    /** debitsPosted and creditsPosted of an account, and its flags. */
    long[] account(final Id id) {
        final ExpandableArrayBuffer ids = new ExpandableArrayBuffer(16);
        ids.putLong(0, id.low(), ByteOrder.LITTLE_ENDIAN);
        ids.putLong(8, id.high(), ByteOrder.LITTLE_ENDIAN);
        final ExpandableArrayBuffer row = new ExpandableArrayBuffer(AccountRow.BLOCK_BYTES);
        engine.lookupAccounts(ids, 0, 1, row, 0);
        return new long[] {
            row.getLong(AccountRow.DEBITS_POSTED_OFFSET, ByteOrder.LITTLE_ENDIAN),
            row.getLong(AccountRow.CREDITS_POSTED_OFFSET, ByteOrder.LITTLE_ENDIAN),
            accountEvent.wrap(row, 0).flags()
        };
    }

    /** Sum of all debits of a ledger, posted. */
    long posted(final int ledger) {
        final long[] sum = new long[1];
        engine.forEachLedger((number, pendingLow, pendingHigh, postedLow, postedHigh) -> {
            if (number == ledger) {
                sum[0] = postedLow;
            }
        });
        return sum[0];
    }

    @Override
    public Id clusterId() {
        return clusterId;
    }

    @Override
    public long currentSequence() {
        return engine.lastSequence();
    }

    @Override
    public int maxBatchEvents() {
        return ProtocolLimits.MAX_BATCH_EVENTS;
    }

    @Override
    public CompletableFuture<List<AccountResult>> createAccounts(final List<Account> batch) {
        for (int i = 0; i < batch.size(); i++) {
            final Account account = batch.get(i);
            accountEvent
                    .wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(account.id().low())
                    .idHigh(account.id().high())
                    .ledger(account.ledger())
                    .code(account.code())
                    .flags(account.flags())
                    .userData128Low(account.userData128().low())
                    .userData128High(account.userData128().high())
                    .userData64(account.userData64())
                    .userData32(account.userData32());
        }
        outcomes.checkLimit(batch.size() * AccountOutcome.BLOCK_BYTES);
        engine.createAccounts(++timeNs, events, 0, batch.size(), outcomes, 0);
        final List<AccountResult> results = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            accountOutcome.wrap(outcomes, i * AccountOutcome.BLOCK_BYTES);
            results.add(new AccountResult(
                    CreateAccountResult.ofCode(accountOutcome.result()),
                    accountOutcome.timestampNs(),
                    accountOutcome.sequence(),
                    false,
                    null));
        }
        return CompletableFuture.completedFuture(results);
    }

    @Override
    public CompletableFuture<List<CommandResult>> admin(final List<Command> commands) {
        final UnsafeBuffer block = new UnsafeBuffer(new byte[commands.size() * AdminEvent.BLOCK_BYTES]);
        final AdminEvent event = new AdminEvent();
        for (int i = 0; i < commands.size(); i++) {
            commands.get(i)
                    .encode(
                            event.wrapWritable(block, i * AdminEvent.BLOCK_BYTES),
                            new CommandSignatures(clusterId.low(), clusterId.high(), 1, 1));
        }
        outcomes.checkLimit(commands.size() * AdminOutcome.BLOCK_BYTES);
        engine.executeAdmin(++timeNs, block, 0, commands.size(), outcomes, 0);
        final List<CommandResult> results = new ArrayList<>();
        final AdminOutcome outcome = new AdminOutcome();
        for (int i = 0; i < commands.size(); i++) {
            outcome.wrap(outcomes, i * AdminOutcome.BLOCK_BYTES);
            results.add(new CommandResult(
                    AdminResult.ofCode(outcome.result()),
                    outcome.timestampNs(),
                    outcome.sequence(),
                    outcome.version(),
                    outcome.blockRemaining(),
                    false,
                    null));
        }
        return CompletableFuture.completedFuture(results);
    }

    @Override
    public CompletableFuture<List<TransferResult>> createTransfers(final List<Transfer> batch) {
        final boolean isBroken = batchesUntilBreak-- <= 0;
        if (isBroken && !executeBeforeBreak) {
            return CompletableFuture.failedFuture(new IllegalStateException("broken off before"));
        }
        batchSizes.add(batch.size());
        int referenceCount = 0;
        for (int i = 0; i < batch.size(); i++) {
            final Transfer transfer = batch.get(i);
            encode(transfer, i);
            if (!transfer.reference().isEmpty()) {
                final int at = referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
                references.setMemory(at, ProtocolLimits.REFERENCE_FIELD_BYTES, (byte) 0);
                references.putBytes(at, transfer.reference().getBytes(StandardCharsets.US_ASCII));
                transferEvent.referenceIndex(++referenceCount);
            }
        }
        outcomes.checkLimit(batch.size() * TransferOutcome.BLOCK_BYTES);
        engine.createTransfers(++timeNs, events, 0, batch.size(), references, 0, referenceCount, outcomes, 0);
        if (isBroken) {
            return CompletableFuture.failedFuture(new IllegalStateException("broken off behind"));
        }
        final List<TransferResult> results = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            results.add(result(i));
        }
        return CompletableFuture.completedFuture(results);
    }

    private void encode(final Transfer transfer, final int index) {
        transferEvent
                .wrapWritable(events, index * TransferEvent.BLOCK_BYTES)
                .clear()
                .idLow(transfer.id().low())
                .idHigh(transfer.id().high())
                .debitAccountIdLow(transfer.debitAccountId().low())
                .debitAccountIdHigh(transfer.debitAccountId().high())
                .creditAccountIdLow(transfer.creditAccountId().low())
                .creditAccountIdHigh(transfer.creditAccountId().high())
                .pendingIdLow(transfer.pendingId().low())
                .pendingIdHigh(transfer.pendingId().high())
                .amount(transfer.amount())
                .userData64(transfer.userData64())
                .userData32(transfer.userData32())
                .timeoutSeconds(transfer.timeoutSeconds())
                .ledger(transfer.ledger())
                .code(transfer.code())
                .flags(transfer.flags());
    }

    private TransferResult result(final int index) {
        transferOutcome.wrap(outcomes, index * TransferOutcome.BLOCK_BYTES);
        final CreateTransferResult result = CreateTransferResult.ofCode(transferOutcome.result());
        final boolean created = result == CreateTransferResult.CREATED;
        final Balances debit = new Balances(
                transferOutcome.debitDebitsPending(),
                transferOutcome.debitDebitsPosted(),
                transferOutcome.debitCreditsPending(),
                transferOutcome.debitCreditsPosted());
        final Balances credit = new Balances(
                transferOutcome.creditDebitsPending(),
                transferOutcome.creditDebitsPosted(),
                transferOutcome.creditCreditsPending(),
                transferOutcome.creditCreditsPosted());
        return new TransferResult(
                result,
                transferOutcome.timestampNs(),
                transferOutcome.sequence(),
                false,
                created || result == CreateTransferResult.EXISTS,
                created ? debit : null,
                created ? credit : null,
                null);
    }
}
