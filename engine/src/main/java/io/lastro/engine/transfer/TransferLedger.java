package io.lastro.engine.transfer;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.TransferEvent;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Everything about transfers behind one door: the stores, the rules and the writer, put together.
 *
 * <p>Ledger thread only; allocates nothing after the start but chunks of memory. Failure:
 * {@link io.lastro.engine.InvariantViolation}, which halts the engine.
 */
public final class TransferLedger {
    /** Bytes of one expiry: a {@link TransferEvent} and its outcome. */
    public static final int EXPIRY_PAIR_BYTES = ExpiryRelease.PAIR_BYTES;

    /** Most expiries of one batch. */
    public static final int MAX_EXPIRIES = ExpiryRelease.MAX_EXPIRIES;

    private final TransferStore transfers;
    private final HoldStore holds;
    private final EndedHolds ended;
    private final ExpiryHeap expiries;
    private final UndoLog undo;
    private final TransferBatch batch;
    private final RecordedTransfers recorded;
    private final ExpiryRelease release;
    private final BlockExecution blockExecution;
    private final TransferRow row;
    private final OlderTransfers older; // null without a history
    private final HistoryFeed feed; // null without a history
    private final TransferEvent held = new TransferEvent();

    /** An empty ledger over those accounts, with memory for the first transfers and a history behind them. */
    public TransferLedger(
            final SlabAllocator allocator,
            final AccountStore accounts,
            final LedgerTotals totals,
            final AccountRules rules,
            final int initialTransfers,
            final HistorySettings settings) {
        final boolean hasHistory = settings.history() != null;
        transfers = hasHistory
                ? new TransferStore(allocator, initialTransfers, settings.ringRows())
                : new TransferStore(allocator, initialTransfers);
        holds = new HoldStore(allocator, initialTransfers);
        ended = new EndedHolds(holds, hasHistory);
        older = hasHistory ? new OlderTransfers(allocator, settings, transfers, holds) : null;
        transfers.older(older);
        feed = hasHistory ? new HistoryFeed(settings, transfers, holds, older, ended) : null;
        expiries = new ExpiryHeap(allocator, holds, initialTransfers);
        undo = new UndoLog(allocator, accounts, transfers, holds, expiries, totals, rules.store());
        final TransferWriter writer =
                new TransferWriter(accounts, transfers, holds, expiries, totals, rules, undo, ended);
        final BalanceRules balances = new BalanceRules(rules);
        final TransferProcessor processor = new TransferProcessor(accounts, transfers, holds, balances, writer);
        final OutcomeWriter outcomes = new OutcomeWriter(accounts, transfers);
        batch = new TransferBatch(accounts, transfers, processor, outcomes, undo);
        recorded = new RecordedTransfers(accounts, transfers, holds, writer, outcomes);
        release = new ExpiryRelease(transfers, holds, expiries, writer, outcomes);
        blockExecution = new BlockExecution(accounts, transfers, balances, writer, outcomes);
        row = new TransferRow(transfers, holds);
    }

    /** Decides and books a batch; writes one outcome per event. */
    public void execute(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        makeRoom(place.count(), place.firstSequence() - 1);
        batch.execute(place, events, offset, references, referencesOffset, referenceCount, outcomes, outcomesOffset);
    }

    /** Books a batch that was decided before. */
    public void applyRecorded(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        makeRoom(place.count(), place.firstSequence() - 1);
        recorded.apply(place, events, offset, references, referencesOffset, referenceCount, outcomes, outcomesOffset);
    }

    /**
     * Takes the holds out that are due before a request; {@link #release} must follow when there are any.
     *
     * @param requestNs ledger time less the events of the request.
     * @param lastNs    last timestamp given so far.
     * @return how many, at most {@link #MAX_EXPIRIES}.
     */
    public int collectExpired(final long requestNs, final long lastNs) {
        return release.collect(requestNs, lastNs);
    }

    /** Releases the collected holds; writes {@link #EXPIRY_PAIR_BYTES} for each. */
    public void release(final BatchPlace place, final MutableDirectBuffer out, final int offset) {
        release.release(place, out, offset);
    }

    /** Releases holds that were released before. */
    public void applyRecordedExpiries(final BatchPlace place, final DirectBuffer pairs, final int offset) {
        release.applyRecorded(place, pairs, offset);
    }

    /** Writes a {@link TransferRow} for each id, 16 bytes each (low, high); returns the bytes written. */
    public int writeRows(
            final DirectBuffer ids,
            final int idsOffset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        return row.writeAll(ids, idsOffset, count, rows, rowsOffset);
    }

    /** The transfers that executed blocks make. */
    public BlockExecution blockExecution() {
        return blockExecution;
    }

    /** Whether a transfer has exactly this timestamp. */
    public boolean hasTimestamp(final long timestampNs) {
        return transfers.hasTimestamp(timestampNs);
    }

    /** Makes room in memory for so many transfers or burned ids behind a sequence; before any batch that may make some. */
    public void makeRoom(final int events, final long lastSequence) {
        if (feed != null) {
            feed.makeRoom(events, lastSequence);
        }
    }

    /**
     * Whether so many more transfers or burned ids fit below a bound on those in memory; what may leave memory leaves it
     * first, which may wait for the history.
     */
    public boolean hasRoom(final int newTransfers, final int most, final long lastSequence) {
        return transfers.idsInMemory() + newTransfers <= most
                || feed != null && feed.shrink((long) most - newTransfers, lastSequence);
    }

    /** For how many new transfers room is asked: for none that were accepted once, when a history bounds memory. */
    public int neededRoom(final int newTransfers, final boolean recorded) {
        return recorded && feed != null ? 0 : newTransfers;
    }

    /** Hands everything up to a sequence to the history, at most up to the last one executed. */
    public void handThrough(final long sequence, final long lastSequence) {
        feed.handThrough(Math.min(sequence, lastSequence), lastSequence);
    }

    /** Shows every open hold. */
    public void forEachHold(final HoldConsumer consumer) {
        for (int i = 0; i < holds.end(); i++) {
            if (holds.isOpen(i)) {
                transfers.wrap(held, holds.record(i));
                consumer.onHold(held, holds.remaining(i), holds.captured(i), holds.expiresAtNs(i), holds.counted(i));
            }
        }
    }

    /** Transfers. */
    public long transferCount() {
        return transfers.count();
    }

    /** Burned ids. */
    public long burnedCount() {
        return transfers.burnedCount();
    }

    /** Transfers and burned ids in memory. */
    public long idsInMemory() {
        return transfers.idsInMemory();
    }

    /** Open holds. */
    public int pendingCount() {
        return holds.openCount();
    }

    /** When the next hold expires, ns; {@link Long#MAX_VALUE} when none does. */
    public long nextExpiryNs() {
        return expiries.size() == 0 ? Long.MAX_VALUE : expiries.firstExpiresAtNs();
    }

    /** Hands over all that the history takes, so that nothing is on its way when an image is made. */
    public void settle(final long executed) {
        if (feed != null) {
            feed.settle(executed);
        }
    }

    /** Passes what is in memory. */
    public void image(final StateImage image) {
        transfers.image(image, older == null ? 0 : OlderTransfers.GUESTS);
        holds.image(image);
        ended.image(image);
        expiries.image(image);
        image.expect(older == null ? 0 : 1, "kind of history");
        if (older != null) {
            older.image(image);
            feed.image(image);
        }
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return transfers.memoryBytes()
                + holds.memoryBytes()
                + expiries.memoryBytes()
                + undo.memoryBytes()
                + (older == null ? 0 : older.memoryBytes());
    }

    /** Receives one open hold. */
    @FunctionalInterface
    public interface HoldConsumer {
        /**
         * A hold: its transfer (valid during the call), what remains, what was captured, its end (0 = never), the windows
         * of limits that counted it.
         */
        void onHold(TransferEvent transfer, long remaining, long captured, long expiresAtNs, int counted);
    }
}
