package io.lastro.system.history;

import io.lastro.journal.JournalReader;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import io.lastro.system.book.Violation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The journal of a node that does not run. What moved is worked out from the events and their amounts, not from the
 * balances that the journal has beside them. Open holds are kept in memory while it is read, all else passes by.
 */
final class JournalLog implements CommittedLog {
    private static final int CREATED = CreateTransferResult.CREATED.code();

    private final Path dataDirectory;
    private final AccountNumbers accounts;

    /** 128 bits. */
    private record HoldId(long low, long high) {}

    /** What is still reserved between two accounts. */
    private record Hold(int debit, int credit, long remaining) {}

    JournalLog(final Path dataDirectory, final AccountNumbers accounts) {
        this.dataDirectory = dataDirectory;
        this.accounts = accounts;
    }

    /**
     * Reads all of it.
     *
     * @throws io.lastro.journal.JournalException where a start would refuse.
     */
    @Override
    public long read(final Consumer<LoggedRequest> reader) {
        return JournalReader.read(dataDirectory, new Adapter(reader), Progress.NONE)
                .lastSequence();
    }

    /** Makes requests of batches. */
    private final class Adapter implements RecoveryHandler {
        private final Consumer<LoggedRequest> reader;
        private final LoggedRequest request = new LoggedRequest();
        private final TransferEvent event = new TransferEvent();
        private final TransferOutcome outcome = new TransferOutcome();
        private final Map<HoldId, Hold> holds = new HashMap<>();

        Adapter(final Consumer<LoggedRequest> reader) {
            this.reader = reader;
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            request.begin(batch.firstSequence(), true);
            for (int i = 0; i < batch.count(); i++) {
                event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
                outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
                final boolean exists = outcome.result() == CreateTransferResult.EXISTS.code();
                request.event(
                        event.idLow(),
                        event.idHigh(),
                        outcome.result(),
                        Content.of(event),
                        exists ? outcome.sequence() : OperationTable.NULL_SEQUENCE);
                if (outcome.result() == CREATED) {
                    moves();
                }
            }
            reader.accept(request);
        }

        private void moves() {
            final int debit = accounts.of(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh());
            final int credit = accounts.of(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh());
            final long amount = outcome.amount();
            if ((event.flags() & TransferFlags.PENDING) != 0) {
                holds.put(new HoldId(event.idLow(), event.idHigh()), new Hold(debit, credit, amount));
                request.moves(debit, credit, amount, 0);
            } else if ((event.flags() & TransferFlags.VOID_PENDING) != 0) {
                request.moves(debit, credit, -resolved().remaining(), 0);
            } else if ((event.flags() & TransferFlags.POST_PENDING) != 0) {
                final long remaining = resolved().remaining();
                final boolean keeps = (event.flags() & TransferFlags.KEEP_REMAINDER) != 0 && remaining > amount;
                if (keeps) {
                    holds.put(
                            new HoldId(event.pendingIdLow(), event.pendingIdHigh()),
                            new Hold(debit, credit, remaining - amount));
                }
                request.moves(debit, credit, keeps ? -amount : -remaining, amount);
            } else {
                request.moves(debit, credit, 0, amount);
            }
        }

        private Hold resolved() {
            final Hold hold = holds.remove(new HoldId(event.pendingIdLow(), event.pendingIdHigh()));
            Violation.check(
                    hold != null,
                    "the journal resolves the hold %s, which is not open",
                    OperationTable.id(event.pendingIdLow(), event.pendingIdHigh()));
            return hold;
        }

        @Override
        public void onExpiries(final JournaledBatch batch) {
            request.beginInternal(batch.firstSequence());
            for (int i = 0; i < batch.count(); i++) {
                event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
                final Hold hold = resolved();
                request.event(0, 0, 0, 0, 0).moves(hold.debit(), hold.credit(), -hold.remaining(), 0);
            }
            reader.accept(request);
        }

        @Override
        public void onAdmin(final JournaledBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                final AdminEvent command = new AdminEvent().wrap(batch.events(), i * AdminEvent.BLOCK_BYTES);
                final int at = i * AdminOutcome.BLOCK_BYTES;
                if (command.kind() == AdminKind.EXECUTE_BLOCK.code()
                        && new AdminOutcome().wrap(batch.outcomes(), at).result() == 0) {
                    outcome.wrap(batch.outcomes(), at + AdminOutcome.TRANSFER_OFFSET);
                    final int debit = accounts.of(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh());
                    final int credit = accounts.of(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh());
                    reader.accept(request.beginInternal(batch.firstSequence() + i)
                            .event(0, 0, 0, 0, 0)
                            .moves(debit, credit, 0, outcome.amount()));
                }
            }
        }

        @Override
        public void onAccounts(final JournaledBatch batch) {
            // Creates nothing that moves.
        }

        @Override
        public void onSessions(final JournaledBatch batch) {
            // Moves nothing.
        }

        @Override
        public void onCheckpoint(final JournaledBatch batch) {
            // Moves nothing.
        }
    }
}
