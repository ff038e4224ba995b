package io.lastro.client;

import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.TransferState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kinds of calls: how each is written into a request and read from a reply. */
final class Calls {
    private Calls() {}

    /** Creates accounts. */
    static final class CreateAccounts extends Call<List<AccountResult>> {
        private final List<Account> accounts;

        CreateAccounts(final List<Account> accounts, final long deadlineNs) {
            super(RequestKind.CREATE_ACCOUNTS, accounts.size(), deadlineNs);
            this.accounts = List.copyOf(accounts);
        }

        @Override
        boolean mayShare() {
            // The first event decides for the batch about imported; an open chain would swallow the next caller's
            // event.
            return accounts.stream().noneMatch(account -> account.has(AccountFlags.IMPORTED))
                    && !accounts.get(accounts.size() - 1).has(AccountFlags.LINKED);
        }

        @Override
        void encode(final BatchRequest request) {
            accounts.forEach(account -> account.encode(request.addAccount()));
        }

        @Override
        List<AccountResult> decode(
                final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            final List<AccountResult> results = new ArrayList<>(accounts.size());
            for (int i = firstRow; i < firstRow + accounts.size(); i++) {
                results.add(new AccountResult(
                        CreateAccountResult.ofCode(reply.result(i)),
                        reply.eventTimestampNs(i),
                        reply.eventSequence(i),
                        resent,
                        receipt));
            }
            return results;
        }

        @Override
        List<AccountResult> empty() {
            return List.of();
        }
    }

    /** Executes a list of transfers. */
    static final class CreateTransfers extends Call<List<TransferResult>> {
        private final List<Transfer> transfers;
        private final boolean balances;

        CreateTransfers(final List<Transfer> transfers, final boolean balances, final long deadlineNs) {
            super(RequestKind.CREATE_TRANSFERS, transfers.size(), deadlineNs);
            this.transfers = List.copyOf(transfers);
            this.balances = balances;
        }

        @Override
        boolean mayShare() {
            return transfers.stream().noneMatch(transfer -> transfer.has(TransferFlags.IMPORTED))
                    && !transfers.get(transfers.size() - 1).has(TransferFlags.LINKED);
        }

        @Override
        boolean balances() {
            return balances;
        }

        @Override
        int references() {
            int texts = 0;
            for (final Transfer transfer : transfers) {
                texts += transfer.reference().isEmpty() ? 0 : 1;
            }
            return texts;
        }

        @Override
        void encode(final BatchRequest request) {
            transfers.forEach(transfer -> encodeTransfer(request, transfer));
        }

        @Override
        List<TransferResult> decode(
                final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            final List<TransferResult> results = new ArrayList<>(transfers.size());
            boolean linked = false;
            boolean chainInLedger = false;
            for (int i = 0; i < transfers.size(); i++) {
                final int row = firstRow + i;
                final CreateTransferResult result = CreateTransferResult.ofCode(reply.result(row));
                if (!linked) {
                    // The first event of our own chain that exists: the lost sending created the chain, as a whole.
                    chainInLedger = resent && result == CreateTransferResult.EXISTS;
                }
                final boolean inLedger = result == CreateTransferResult.CREATED
                        || result == CreateTransferResult.EXISTS
                        || linked && chainInLedger && result == CreateTransferResult.LINKED_EVENT_FAILED;
                results.add(readResult(reply, row, inLedger, resent, receipt));
                linked = transfers.get(i).has(TransferFlags.LINKED);
            }
            return results;
        }

        @Override
        List<TransferResult> empty() {
            return List.of();
        }
    }

    /** Executes one transfer. */
    static final class CreateTransfer extends Call<TransferResult> {
        private final Transfer transfer;
        private final boolean balances;

        CreateTransfer(final Transfer transfer, final boolean balances, final long deadlineNs) {
            super(RequestKind.CREATE_TRANSFERS, 1, deadlineNs);
            this.transfer = transfer;
            this.balances = balances;
        }

        @Override
        boolean mayShare() {
            return !transfer.has(TransferFlags.IMPORTED | TransferFlags.LINKED);
        }

        @Override
        boolean balances() {
            return balances;
        }

        @Override
        int references() {
            return transfer.reference().isEmpty() ? 0 : 1;
        }

        @Override
        void encode(final BatchRequest request) {
            encodeTransfer(request, transfer);
        }

        @Override
        TransferResult decode(final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            final CreateTransferResult result = CreateTransferResult.ofCode(reply.result(firstRow));
            final boolean inLedger = result == CreateTransferResult.CREATED || result == CreateTransferResult.EXISTS;
            return readResult(reply, firstRow, inLedger, resent, receipt);
        }

        @Override
        TransferResult empty() {
            throw new IllegalStateException("never empty");
        }
    }

    /** Reads accounts. */
    static final class LookupAccounts extends Call<LookupResult<AccountState>> {
        private final List<Id> ids;

        LookupAccounts(final List<Id> ids, final long deadlineNs) {
            super(RequestKind.LOOKUP_ACCOUNTS, ids.size(), deadlineNs);
            this.ids = List.copyOf(ids);
        }

        @Override
        void encode(final BatchRequest request) {
            ids.forEach(id -> request.addId(id.low(), id.high()));
        }

        @Override
        LookupResult<AccountState> decode(
                final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            final LookupAccountsReplyDecoder decoder = new LookupAccountsReplyDecoder();
            decoder.wrapAndApplyHeader(reply.buffer(), messageOffset(reply), new MessageHeaderDecoder());
            final List<Optional<AccountState>> rows = new ArrayList<>(ids.size());
            for (final LookupAccountsReplyDecoder.AccountsDecoder row : decoder.accounts()) {
                rows.add(row.found() == 0 ? Optional.empty() : Optional.of(accountState(row)));
            }
            return new LookupResult<>(reply.lastSequence(), rows);
        }

        private static AccountState accountState(final LookupAccountsReplyDecoder.AccountsDecoder row) {
            final Account account = new Account(
                    new Id(row.idLow(), row.idHigh()),
                    (int) row.ledger(),
                    row.code(),
                    row.flags().getRaw() & 0xFFFF,
                    new Id(row.userData128Low(), row.userData128High()),
                    row.userData64(),
                    (int) row.userData32(),
                    row.timestampNs());
            return new AccountState(
                    account,
                    new Balances(row.debitsPending(), row.debitsPosted(), row.creditsPending(), row.creditsPosted()),
                    row.lastSequence());
        }

        @Override
        LookupResult<AccountState> empty() {
            return new LookupResult<>(0, List.of());
        }
    }

    /** Reads transfers. */
    static final class LookupTransfers extends Call<LookupResult<StoredTransfer>> {
        private final List<Id> ids;

        LookupTransfers(final List<Id> ids, final long deadlineNs) {
            super(RequestKind.LOOKUP_TRANSFERS, ids.size(), deadlineNs);
            this.ids = List.copyOf(ids);
        }

        @Override
        void encode(final BatchRequest request) {
            ids.forEach(id -> request.addId(id.low(), id.high()));
        }

        @Override
        LookupResult<StoredTransfer> decode(
                final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            final LookupTransfersReplyDecoder decoder = new LookupTransfersReplyDecoder();
            decoder.wrapAndApplyHeader(reply.buffer(), messageOffset(reply), new MessageHeaderDecoder());
            final List<Optional<StoredTransfer>> rows = new ArrayList<>(ids.size());
            for (final LookupTransfersReplyDecoder.TransfersDecoder row : decoder.transfers()) {
                rows.add(row.state() == TransferState.missing ? Optional.empty() : Optional.of(storedTransfer(row)));
            }
            return new LookupResult<>(reply.lastSequence(), rows);
        }

        private static StoredTransfer storedTransfer(final LookupTransfersReplyDecoder.TransfersDecoder row) {
            final Transfer transfer = Transfer.builder(new Id(row.idLow(), row.idHigh()))
                    .debit(new Id(row.debitAccountIdLow(), row.debitAccountIdHigh()))
                    .credit(new Id(row.creditAccountIdLow(), row.creditAccountIdHigh()))
                    .pendingId(new Id(row.pendingIdLow(), row.pendingIdHigh()))
                    .userData128(new Id(row.userData128Low(), row.userData128High()))
                    .amount(row.amount())
                    .userData64(row.userData64())
                    .userData32((int) row.userData32())
                    .timestampNs(row.timestampNs())
                    .timeoutSeconds((int) row.timeoutSeconds())
                    .ledger((int) row.ledger())
                    .code(row.code())
                    .flags(row.flags().getRaw() & 0xFFFF)
                    .reference(row.reference())
                    .build();
            return new StoredTransfer(
                    transfer,
                    row.sequence(),
                    row.state(),
                    row.capturedAmount(),
                    row.remainingAmount(),
                    row.expiresAtNs());
        }

        @Override
        LookupResult<StoredTransfer> empty() {
            return new LookupResult<>(0, List.of());
        }
    }

    /** Only whether the node answers. */
    static final class PingCall extends Call<Pong> {
        PingCall(final long deadlineNs) {
            super(RequestKind.PING, 0, deadlineNs);
        }

        @Override
        void encode(final BatchRequest request) {
            // A ping has no entries.
        }

        @Override
        Pong decode(final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
            return new Pong(reply.lastSequence(), reply.timestampNs(), System.nanoTime() - startNs());
        }

        @Override
        Pong empty() {
            throw new IllegalStateException("never empty");
        }
    }

    private static int messageOffset(final ReplyView reply) {
        return reply.rootOffset() - MessageHeaderDecoder.ENCODED_LENGTH;
    }

    private static void encodeTransfer(final BatchRequest request, final Transfer transfer) {
        final TransferEvent event = request.addTransfer();
        transfer.encode(event);
        if (!transfer.reference().isEmpty()) {
            event.referenceIndex(request.addReference(transfer.reference()));
        }
    }

    private static TransferResult readResult(
            final ReplyView reply, final int row, final boolean inLedger, final boolean resent, final Receipt receipt) {
        final CreateTransferResult result = CreateTransferResult.ofCode(reply.result(row));
        final boolean known = reply.hasBalances()
                && (result == CreateTransferResult.CREATED || result == CreateTransferResult.EXISTS);
        return new TransferResult(
                result,
                reply.eventTimestampNs(row),
                reply.eventSequence(row),
                resent,
                inLedger,
                known ? reply.debitBalances(row) : null,
                known ? reply.creditBalances(row) : null,
                receipt);
    }
}
