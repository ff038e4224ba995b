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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a journal into a {@link CommittedLog}. What moved is worked out from the events and their amounts, not from the
 * balances that the journal has beside them.
 */
public final class JournalLog implements RecoveryHandler {
    private static final int CREATED = CreateTransferResult.CREATED.code();

    private final CommittedLog log = new CommittedLog();
    private final AccountNumbers accounts;
    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final Map<HoldId, Hold> holds = new HashMap<>();

    /** 128 bits. */
    private record HoldId(long low, long high) {}

    /** What is still reserved between two accounts. */
    private record Hold(int debit, int credit, long remaining) {}

    private JournalLog(final AccountNumbers accounts) {
        this.accounts = accounts;
    }

    /**
     * Reads all of a journal on which no node runs.
     *
     * @throws io.lastro.journal.JournalException where a start would refuse.
     */
    public static CommittedLog read(final Path dataDirectory, final AccountNumbers accounts) {
        final JournalLog reader = new JournalLog(accounts);
        reader.log.end(JournalReader.read(dataDirectory, reader, Progress.NONE).lastSequence());
        return reader.log;
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        log.beginRequest();
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            log.event(batch.firstSequence() + i, event.idLow(), event.idHigh(), outcome.result(), Content.of(event));
            if (outcome.result() == CreateTransferResult.EXISTS.code()) {
                log.original(outcome.sequence());
            } else if (outcome.result() == CREATED) {
                moves();
            }
        }
    }

    private void moves() {
        final int debit = accounts.of(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh());
        final int credit = accounts.of(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh());
        final HoldId resolved = new HoldId(event.pendingIdLow(), event.pendingIdHigh());
        if ((event.flags() & TransferFlags.PENDING) != 0) {
            holds.put(new HoldId(event.idLow(), event.idHigh()), new Hold(debit, credit, outcome.amount()));
            log.moves(debit, credit, outcome.amount(), 0);
        } else if ((event.flags() & TransferFlags.VOID_PENDING) != 0) {
            log.moves(debit, credit, -holds.remove(resolved).remaining(), 0);
        } else if ((event.flags() & TransferFlags.POST_PENDING) != 0) {
            final long remaining = holds.remove(resolved).remaining();
            final boolean keeps = (event.flags() & TransferFlags.KEEP_REMAINDER) != 0 && remaining > outcome.amount();
            if (keeps) {
                holds.put(resolved, new Hold(debit, credit, remaining - outcome.amount()));
            }
            log.moves(debit, credit, keeps ? -outcome.amount() : -remaining, outcome.amount());
        } else {
            log.moves(debit, credit, 0, outcome.amount());
        }
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            final Hold hold = holds.remove(new HoldId(event.pendingIdLow(), event.pendingIdHigh()));
            log.internal(batch.firstSequence() + i).moves(hold.debit(), hold.credit(), -hold.remaining(), 0);
        }
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            final AdminEvent command = new AdminEvent().wrap(batch.events(), i * AdminEvent.BLOCK_BYTES);
            final int at = i * AdminOutcome.BLOCK_BYTES;
            if (command.kind() == AdminKind.EXECUTE_BLOCK.code()
                    && new AdminOutcome().wrap(batch.outcomes(), at).result() == 0) {
                outcome.wrap(batch.outcomes(), at + AdminOutcome.TRANSFER_OFFSET);
                log.internal(batch.firstSequence() + i)
                        .moves(
                                accounts.of(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh()),
                                accounts.of(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh()),
                                0,
                                outcome.amount());
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
