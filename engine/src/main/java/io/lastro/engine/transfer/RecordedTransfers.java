package io.lastro.engine.transfer;

import io.lastro.engine.Invariant;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.slab.IdIndex;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;

/**
 * Books transfers that were decided before: no business rule is asked again, but the effect must be the recorded one to
 * the byte. Refused events burn their ids as they did live.
 *
 * <p>Ledger thread only; allocates nothing.
 */
final class RecordedTransfers {
    private static final boolean[] BURNS = burningCodes();

    private final AccountStore accounts;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final TransferWriter writer;
    private final OutcomeWriter outcomeWriter;
    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final TransferDraft draft = new TransferDraft();
    private final OutcomeComparison comparison = new OutcomeComparison();
    private final AccountWindow window;

    RecordedTransfers(
            final AccountStore accounts,
            final TransferStore transfers,
            final HoldStore holds,
            final TransferWriter writer,
            final OutcomeWriter outcomeWriter) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
        this.writer = writer;
        this.outcomeWriter = outcomeWriter;
        this.window = new AccountWindow(accounts, transfers);
    }

    void apply(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = 0; i < place.count(); i++) {
            if (i % AccountWindow.EVENTS == 0) {
                openWindow(events, offset, i, Math.min(i + AccountWindow.EVENTS, place.count()));
            }
            final int outcomeAt = outcomesOffset + i * TransferOutcome.BLOCK_BYTES;
            final int result = outcome.wrap(outcomes, outcomeAt).result();
            if (result == CreateTransferResult.CREATED.code()) {
                event.wrap(events, offset + i * TransferEvent.BLOCK_BYTES);
                draft.load(event, references, referencesOffset, referenceCount);
                draft.eventTimestampNs = place.timestampNs(i);
                draft.sequence = place.sequence(i);
                draft.debitSlot = window.debitSlot(i % AccountWindow.EVENTS);
                draft.creditSlot = window.creditSlot(i % AccountWindow.EVENTS);
                book();
                outcomeWriter.created(draft, draft.timestampNs(), comparison.applied(), 0);
                comparison.check(outcomes, outcomeAt);
            } else if (result != CreateTransferResult.EXISTS.code()) {
                refuse(result, place, i, events, offset);
            }
        }
    }

    private void book() {
        Invariant.check(draft.takeReference(), "a recorded reference is well formed", draft.referenceOffset, 0);
        Invariant.equal(
                transfers.find(draft.idLow, draft.idHigh),
                IdIndex.NULL_REFERENCE,
                "transfer id is applied at most once");
        Invariant.check(
                draft.timestampNs() > transfers.lastTimestampNs(),
                "transfer timestamps increase",
                draft.timestampNs(),
                transfers.lastTimestampNs() + 1);
        draft.amount = outcome.amount();
        Invariant.check(draft.amount >= 0, "a recorded amount is in range", draft.amount, 0);
        if (draft.resolves()) {
            final int reference = transfers.find(draft.pendingIdLow, draft.pendingIdHigh);
            Invariant.check(reference > IdIndex.NULL_REFERENCE, "a recorded post or void has its hold", reference, 1);
            draft.holdRecord = IdIndex.record(reference);
            draft.holdRow = transfers.holdRow(draft.holdRecord);
            Invariant.check(draft.holdRow >= 0, "a recorded post or void has its hold", draft.holdRow, 0);
            // A post has a row of another kind there, which may be that of a hold too.
            Invariant.check(
                    draft.holdRow < holds.end() && holds.record(draft.holdRow) == draft.holdRecord,
                    "a recorded post or void has its hold",
                    draft.holdRow,
                    holds.end());
            Invariant.check(
                    holds.isOpen(draft.holdRow), "only an open hold is resolved", holds.state(draft.holdRow), 0);
            draft.inherit(transfers);
            accounts.wrap(draft.debit, holds.debitSlot(draft.holdRow));
            accounts.wrap(draft.credit, holds.creditSlot(draft.holdRow));
            writer.resolve(draft);
        } else {
            Invariant.check(draft.debitSlot >= 0, "a recorded transfer has its debit account", draft.debitSlot, 0);
            Invariant.check(draft.creditSlot >= 0, "a recorded transfer has its credit account", draft.creditSlot, 0);
            accounts.wrap(draft.debit, draft.debitSlot);
            accounts.wrap(draft.credit, draft.creditSlot);
            writer.book(draft);
        }
    }

    private void refuse(
            final int result, final BatchPlace place, final int i, final DirectBuffer events, final int offset) {
        Invariant.check(result > 0 && result < BURNS.length, "a recorded result is known", result, BURNS.length - 1L);
        Invariant.equal(outcome.sequence(), place.sequence(i), "recorded sequence is gapless");
        Invariant.equal(outcome.timestampNs(), place.timestampNs(i), "recorded timestamp is that of the event");
        if (BURNS[result]) {
            event.wrap(events, offset + i * TransferEvent.BLOCK_BYTES);
            Invariant.equal(
                    transfers.find(event.idLow(), event.idHigh()),
                    IdIndex.NULL_REFERENCE,
                    "transfer id is applied at most once");
            transfers.burn(event.idLow(), event.idHigh(), place.sequence(i));
        }
    }

    private void openWindow(final DirectBuffer events, final int offset, final int first, final int end) {
        window.clear();
        for (int i = first; i < end; i++) {
            event.wrap(events, offset + i * TransferEvent.BLOCK_BYTES);
            // A post or void may name no accounts: it takes those of its hold.
            window.add(
                    event.debitAccountIdLow(),
                    event.debitAccountIdHigh(),
                    event.creditAccountIdLow(),
                    event.creditAccountIdHigh());
            window.addTransfer(event.idLow(), event.idHigh());
        }
        window.find();
    }

    private static boolean[] burningCodes() {
        final CreateTransferResult[] results = CreateTransferResult.values();
        final boolean[] burns = new boolean[results.length];
        for (final CreateTransferResult result : results) {
            burns[result.code()] = TransferProcessor.burns(result);
        }
        return burns;
    }
}
