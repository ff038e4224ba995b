package io.lastro.engine.transfer;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
import static io.lastro.protocol.CreateTransferResult.LINKED_EVENT_CHAIN_OPEN;
import static io.lastro.protocol.CreateTransferResult.LINKED_EVENT_FAILED;

import io.lastro.engine.account.AccountStore;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Runs the events of one batch in order: linked chains, burned ids, outcomes.
 *
 * <p>Works in windows and two passes: first the accounts of all events of a window are found ({@link AccountWindow}),
 * then each is applied. Ledger thread only; allocates nothing.
 */
final class TransferBatch {
    private static final int NO_CHAIN = -1;

    private final TransferStore transfers;
    private final TransferProcessor processor;
    private final OutcomeWriter outcomeWriter;
    private final UndoLog undo;
    private final TransferEvent event = new TransferEvent();
    private final TransferDraft draft = new TransferDraft();
    private final AccountWindow window;
    private int chainStart;
    private boolean chainFailed;

    TransferBatch(
            final AccountStore accounts,
            final TransferStore transfers,
            final TransferProcessor processor,
            final OutcomeWriter outcomeWriter,
            final UndoLog undo) {
        this.transfers = transfers;
        this.window = new AccountWindow(accounts, transfers);
        this.processor = processor;
        this.outcomeWriter = outcomeWriter;
        this.undo = undo;
    }

    /** Decides and books a batch; writes one {@link TransferOutcome} per event. */
    void execute(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        final int count = place.count();
        final boolean importedBatch = count > 0 && (event.wrap(events, offset).flags() & TransferFlags.IMPORTED) != 0;
        chainStart = NO_CHAIN;
        chainFailed = false;
        draft.batchTimestampNs = place.batchTimestampNs();
        for (int i = 0; i < count; i++) {
            if (i % AccountWindow.EVENTS == 0) {
                openWindow(events, offset, i, Math.min(i + AccountWindow.EVENTS, count));
            }
            event.wrap(events, offset + i * TransferEvent.BLOCK_BYTES);
            draft.load(event, references, referencesOffset, referenceCount);
            draft.debitSlot = window.debitSlot(i % AccountWindow.EVENTS);
            draft.creditSlot = window.creditSlot(i % AccountWindow.EVENTS);
            draft.eventTimestampNs = place.timestampNs(i);
            draft.sequence = place.sequence(i);
            final CreateTransferResult result = decide(i, i == count - 1, importedBatch);
            final int outcomeAt = outcomesOffset + i * TransferOutcome.BLOCK_BYTES;
            if (result == CREATED) {
                outcomeWriter.created(draft, draft.timestampNs(), outcomes, outcomeAt);
            } else {
                refuse(i, result, place, outcomes, outcomesOffset);
            }
            if (chainStart != NO_CHAIN && !draft.has(TransferFlags.LINKED)) {
                chainStart = NO_CHAIN;
                undo.end();
            }
        }
        undo.end();
    }

    private CreateTransferResult decide(final int i, final boolean last, final boolean importedBatch) {
        final boolean linked = draft.has(TransferFlags.LINKED);
        if (linked && chainStart == NO_CHAIN) {
            chainStart = i;
            chainFailed = false;
            undo.begin();
        }
        if (linked && last) {
            return LINKED_EVENT_CHAIN_OPEN;
        }
        if (chainStart != NO_CHAIN && chainFailed) {
            return LINKED_EVENT_FAILED;
        }
        return processor.apply(draft, importedBatch);
    }

    private void refuse(
            final int i,
            final CreateTransferResult result,
            final BatchPlace place,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        final int outcomeAt = outcomesOffset + i * TransferOutcome.BLOCK_BYTES;
        if (chainStart != NO_CHAIN && !chainFailed) {
            chainFailed = true;
            undo.rollback();
            for (int earlier = chainStart; earlier < i; earlier++) {
                outcomeWriter.refused(
                        LINKED_EVENT_FAILED,
                        place.timestampNs(earlier),
                        place.sequence(earlier),
                        outcomes,
                        outcomesOffset + earlier * TransferOutcome.BLOCK_BYTES);
            }
        }
        if (result == EXISTS) {
            writeExisting(outcomes, outcomeAt);
            return;
        }
        // Behind the rollback: a burned id stays burned.
        if (TransferProcessor.burns(result)) {
            transfers.burn(draft.idLow, draft.idHigh, draft.sequence);
        }
        outcomeWriter.refused(result, draft.eventTimestampNs, draft.sequence, outcomes, outcomeAt);
    }

    private void writeExisting(final MutableDirectBuffer outcomes, final int outcomeAt) {
        outcomeWriter.exists(draft, outcomes, outcomeAt);
    }

    private void openWindow(final DirectBuffer events, final int offset, final int first, final int end) {
        window.clear();
        for (int i = first; i < end; i++) {
            event.wrap(events, offset + i * TransferEvent.BLOCK_BYTES);
            window.add(
                    event.debitAccountIdLow(),
                    event.debitAccountIdHigh(),
                    event.creditAccountIdLow(),
                    event.creditAccountIdHigh());
            window.addTransfer(event.idLow(), event.idHigh());
            if ((event.pendingIdLow() | event.pendingIdHigh()) != 0) {
                window.addTransfer(event.pendingIdLow(), event.pendingIdHigh());
            }
        }
        window.find();
    }
}
