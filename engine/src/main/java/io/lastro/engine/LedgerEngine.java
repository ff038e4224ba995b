package io.lastro.engine;

import io.lastro.engine.account.AccountProcessor;
import io.lastro.engine.account.AccountRow;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.engine.transfer.TransferLedger;
import io.lastro.engine.transfer.TransferRow;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The ledger: accounts, transfers, holds and their rules (SEMANTICS.md, sections 1 to 5 and 8) as a state machine.
 *
 * <p>The same calls give the same outcomes and the same state, always. Before each request, reads and idle ticks
 * included, the caller releases what is due, then executes:
 *
 * <pre>
 *  releaseExpired(ledgerTimeNs, n, ...)      0 to 8,190 expiries, a batch of their own
 *  createTransfers(ledgerTimeNs, ..., n, ...) T = max(ledgerTimeNs, last timestamp + n); event i has T - n + i + 1
 * </pre>
 *
 * <p>Time and amounts: ns since the Unix epoch, minor units. <b>Thread:</b> one, the ledger thread, for all methods;
 * nothing is allocated per event. <b>Failure:</b> a refusal is a code in the outcome. A caller's mistake (a batch too
 * large, no room) is an exception that changed nothing. Anything else, an {@link InvariantViolation} first of all, halts
 * the engine: it is thrown once, and every later call throws {@link EngineHalted} with it as the cause.
 */
public final class LedgerEngine {
    /** Most pending transfers that are released before one request. */
    public static final int MAX_EXPIRIES = TransferLedger.MAX_EXPIRIES;

    /** Bytes of one row of {@link #lookupAccounts}: an entry of the accounts group of LookupAccountsReply. */
    public static final int ACCOUNT_ROW_BYTES = AccountRow.BLOCK_BYTES;

    /** Bytes of one row of {@link #lookupTransfers}: an entry of the transfers group of LookupTransfersReply. */
    public static final int TRANSFER_ROW_BYTES = TransferRow.BLOCK_BYTES;

    /** Bytes of one expiry: a TransferEvent and its TransferOutcome. */
    public static final int EXPIRY_PAIR_BYTES = TransferLedger.EXPIRY_PAIR_BYTES;

    /** Bytes of one id in a lookup: low, then high 64 bits. */
    public static final int ID_BYTES = AccountRow.ID_BYTES;

    /** Instant of expiry of nothing. */
    public static final long NULL_EXPIRY_NS = Long.MAX_VALUE;

    private final int maxAccounts;
    private final int maxTransfers;
    private final AccountStore accounts;
    private final LedgerTotals totals = new LedgerTotals();
    private final AccountProcessor accountProcessor;
    private final AccountRow accountRow;
    private final TransferLedger transfers;
    private final StateDigest stateDigest = new StateDigest();
    private final BatchPlace batch = new BatchPlace();
    private final BatchPlace expiries = new BatchPlace();
    private long lastSequence = ProtocolLimits.NULL_SEQUENCE;
    private long lastTimestampNs;
    private Throwable firstCause;

    private LedgerEngine(final Context context) {
        context.conclude();
        maxAccounts = context.maxAccounts;
        maxTransfers = context.maxTransfers;
        accounts = new AccountStore(context.allocator, context.initialAccounts);
        transfers = new TransferLedger(context.allocator, accounts, totals, context.initialTransfers);
        accountProcessor = new AccountProcessor(accounts, transfers::hasTimestamp);
        accountRow = new AccountRow(accounts);
    }

    /** A new, empty ledger. */
    public static LedgerEngine launch(final Context context) {
        return new LedgerEngine(context);
    }

    /**
     * Releases the pending transfers that are due before a request, in (expiresAt, timestamp) order; to be called before
     * every request, read and idle tick. The releases are a batch of their own, right before the request's: with m of
     * them and n events, {@code T = max(ledgerTimeNs, last timestamp + m + n)}, theirs is {@code T - n}, and due is what
     * has {@code expiresAt < T - n + 1}.
     *
     * @param eventCount n; 0 for reads and ticks.
     * @param out        where to write {@link #EXPIRY_PAIR_BYTES} for each: an event with only pendingId, its outcome.
     * @return m, at most {@link #MAX_EXPIRIES}; the rest comes before the following requests.
     */
    public int releaseExpired(
            final long ledgerTimeNs, final int eventCount, final MutableDirectBuffer out, final int offset) {
        requireReady(eventCount, 0, 0);
        try {
            final long requestNs = ledgerTimeNs - eventCount;
            final int count = transfers.collectExpired(requestNs, lastTimestampNs);
            if (count > 0) {
                final long timestampNs = Math.max(requestNs, lastTimestampNs + count);
                advance(expiries.set(timestampNs, lastSequence + 1, count));
                transfers.release(expiries, out, offset);
                totals.checkTouchedBalanced();
            }
            return count;
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /** Timestamp of the last batch of expiries, ns. */
    public long expiriesTimestampNs() {
        return expiries.batchTimestampNs();
    }

    /** First sequence of the last batch of expiries. */
    public long expiriesFirstSequence() {
        return expiries.firstSequence();
    }

    /**
     * Executes a batch of {@link io.lastro.protocol.AccountEvent}s and writes one
     * {@link io.lastro.protocol.AccountOutcome} for each.
     *
     * @param count 0 to {@link ProtocolLimits#MAX_BATCH_EVENTS}; 0 changes nothing.
     * @throws IllegalStateException when there is no room, see {@link #hasRoomFor}; nothing was done.
     */
    public void createAccounts(
            final long ledgerTimeNs,
            final DirectBuffer events,
            final int offset,
            final int count,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        requireReady(count, count, 0);
        try {
            place(ledgerTimeNs, count);
            accountProcessor.execute(
                    batch.batchTimestampNs(), batch.firstSequence(), events, offset, count, outcomes, outcomesOffset);
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Executes a batch of {@link io.lastro.protocol.TransferEvent}s and writes one
     * {@link io.lastro.protocol.TransferOutcome} for each.
     *
     * @param count      0 to {@link ProtocolLimits#MAX_BATCH_EVENTS}; 0 changes nothing.
     * @param references {@code referenceCount} fields of {@link ProtocolLimits#REFERENCE_FIELD_BYTES} that events name.
     * @throws IllegalStateException when there is no room, see {@link #hasRoomFor}; nothing was done.
     */
    public void createTransfers(
            final long ledgerTimeNs,
            final DirectBuffer events,
            final int offset,
            final int count,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        requireReady(count, 0, count);
        try {
            place(ledgerTimeNs, count);
            transfers.execute(
                    batch, events, offset, references, referencesOffset, referenceCount, outcomes, outcomesOffset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /** Timestamp T of the last batch of accounts or transfers, ns. */
    public long batchTimestampNs() {
        return batch.batchTimestampNs();
    }

    /** First sequence of the last batch of accounts or transfers. */
    public long batchFirstSequence() {
        return batch.firstSequence();
    }

    /** Sequence of the last event; {@link ProtocolLimits#NULL_SEQUENCE} when there was none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Timestamp of the last batch, ns; 0 when there was none. */
    public long lastTimestampNs() {
        return lastTimestampNs;
    }

    /**
     * Writes {@link #ACCOUNT_ROW_BYTES} for each id, in their order; a missing account has found = 0.
     *
     * @param ids    {@link #ID_BYTES} each.
     * @return bytes written.
     */
    public int lookupAccounts(
            final DirectBuffer ids,
            final int offset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        requireRunning();
        return accountRow.writeAll(ids, offset, count, rows, rowsOffset);
    }

    /**
     * Writes {@link #TRANSFER_ROW_BYTES} for each id, in their order; a missing transfer (a burned id is one) has state
     * missing.
     *
     * @param ids    {@link #ID_BYTES} each.
     * @return bytes written.
     */
    public int lookupTransfers(
            final DirectBuffer ids,
            final int offset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        requireRunning();
        return transfers.writeRows(ids, offset, count, rows, rowsOffset);
    }

    /**
     * Applies a batch of account events with the outcomes that were recorded of it. No rule is asked again.
     *
     * @throws InvariantViolation when the batch does not continue this state.
     */
    public void applyRecordedAccounts(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        requireReady(count, count, 0);
        try {
            advance(batch.set(batchTimestampNs, firstSequence, count));
            accountProcessor.applyRecorded(
                    batchTimestampNs, firstSequence, events, offset, count, outcomes, outcomesOffset);
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Applies a batch of transfer events with the outcomes that were recorded of it. No rule is asked again, but the
     * effect must be the recorded one: balances, previous sequences, ids once. Refused events burn their ids as live.
     *
     * @throws InvariantViolation when the batch does not continue this state or has another effect.
     */
    public void applyRecordedTransfers(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        requireReady(count, 0, count);
        try {
            advance(batch.set(batchTimestampNs, firstSequence, count));
            transfers.applyRecorded(
                    batch, events, offset, references, referencesOffset, referenceCount, outcomes, outcomesOffset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Applies a batch of expiries in the layout that {@link #releaseExpired} wrote.
     *
     * @throws InvariantViolation when they are not what is due first, or have another effect.
     */
    public void applyRecordedExpiries(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer pairs,
            final int offset,
            final int count) {
        requireReady(count, 0, 0);
        try {
            advance(expiries.set(batchTimestampNs, firstSequence, count));
            transfers.applyRecordedExpiries(expiries, pairs, offset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Computes the state digest in full: {@code digest[0]} is its low, {@code digest[1]} its high half. Reads every
     * account and hold: about 0.1 s per million. The canonical rows are drawn at {@code StateDigest}.
     */
    public void digest(final long[] digest) {
        requireRunning();
        stateDigest.compute(accounts, transfers, digest);
    }

    /** Shows the totals of each ledger on which value moved, in no particular order. */
    public void forEachLedger(final LedgerTotalsConsumer consumer) {
        for (int row = 0; row < totals.rowCount(); row++) {
            final long any =
                    totals.pendingLow(row) | totals.pendingHigh(row) | totals.postedLow(row) | totals.postedHigh(row);
            if (any != 0) {
                consumer.onLedger(
                        totals.ledger(row),
                        totals.pendingLow(row),
                        totals.pendingHigh(row),
                        totals.postedLow(row),
                        totals.postedHigh(row));
            }
        }
    }

    /** Accounts. */
    public long accountCount() {
        return accounts.count();
    }

    /** Transfers, of every kind. */
    public long transferCount() {
        return transfers.transferCount();
    }

    /** Pending transfers that are open: neither posted nor voided nor expired. */
    public long pendingCount() {
        return transfers.pendingCount();
    }

    /** Burned transfer ids. */
    public long burnedCount() {
        return transfers.burnedCount();
    }

    /** When the next pending transfer expires, ns; {@link #NULL_EXPIRY_NS} when none does. */
    public long nextExpiryNs() {
        return transfers.nextExpiryNs();
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return accounts.memoryBytes() + transfers.memoryBytes();
    }

    /** Whether that many more accounts and transfers (or burned ids) fit into what the Context allows. */
    public boolean hasRoomFor(final int newAccounts, final int newTransfers) {
        final long ids = (long) transfers.transferCount() + transfers.burnedCount();
        return (long) accounts.count() + newAccounts <= maxAccounts && ids + newTransfers <= maxTransfers;
    }

    /** Whether the engine stopped for good. */
    public boolean isHalted() {
        return firstCause != null;
    }

    /** Why it stopped; null while it runs. */
    public Throwable firstCause() {
        return firstCause;
    }

    /** For tests that break the sums on purpose. */
    LedgerTotals totals() {
        return totals;
    }

    private void place(final long ledgerTimeNs, final int count) {
        final long timestampNs = Math.max(ledgerTimeNs, lastTimestampNs + count);
        batch.set(timestampNs, lastSequence + 1, count);
        if (count > 0) {
            advance(batch);
        }
    }

    private void advance(final BatchPlace next) {
        Invariant.equal(next.firstSequence(), lastSequence + 1, "sequence is gapless");
        Invariant.check(
                next.timestampNs(0) > lastTimestampNs && (next.count() == 0 || next.batchTimestampNs() > 0),
                "batch timestamps increase",
                next.timestampNs(0),
                lastTimestampNs + 1);
        if (next.count() > 0) {
            lastSequence += next.count();
            lastTimestampNs = next.batchTimestampNs();
        }
    }

    private void requireRunning() {
        if (firstCause != null) {
            throw new EngineHalted(firstCause);
        }
    }

    private void requireReady(final int eventCount, final int newAccounts, final int newTransfers) {
        requireRunning();
        if (eventCount < 0 || eventCount > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("a batch has 0 to 8190 events, not " + eventCount);
        }
        if (!hasRoomFor(newAccounts, newTransfers)) {
            throw new IllegalStateException("no room for " + newAccounts + " accounts and " + newTransfers
                    + " transfers more: maxAccounts " + maxAccounts + ", maxTransfers " + maxTransfers);
        }
    }

    /** Settings of an engine; all have a default. */
    public static final class Context {
        /** Default of {@link #initialAccounts()}. */
        public static final int DEFAULT_INITIAL_ACCOUNTS = 1 << 16;
        /** Default of {@link #initialTransfers()}. */
        public static final int DEFAULT_INITIAL_TRANSFERS = 1 << 17;
        /** Default of {@link #maxAccounts()}. */
        public static final int DEFAULT_MAX_ACCOUNTS = 100_000_000;
        /** Default of {@link #maxTransfers()}. */
        public static final int DEFAULT_MAX_TRANSFERS = 100_000_000;

        private int initialAccounts = DEFAULT_INITIAL_ACCOUNTS;
        private int initialTransfers = DEFAULT_INITIAL_TRANSFERS;
        private int maxAccounts = DEFAULT_MAX_ACCOUNTS;
        private int maxTransfers = DEFAULT_MAX_TRANSFERS;
        private SlabAllocator allocator = SlabAllocator.DIRECT;
        private boolean concluded;

        /** Accounts for which memory is taken at the start. */
        public int initialAccounts() {
            return initialAccounts;
        }

        /** Sets the accounts for which memory is taken at the start. */
        public Context initialAccounts(final int value) {
            initialAccounts = value;
            return this;
        }

        /** Transfers for which memory is taken at the start. */
        public int initialTransfers() {
            return initialTransfers;
        }

        /** Sets the transfers for which memory is taken at the start. */
        public Context initialTransfers(final int value) {
            initialTransfers = value;
            return this;
        }

        /** Most accounts. */
        public int maxAccounts() {
            return maxAccounts;
        }

        /** Sets the most accounts. */
        public Context maxAccounts(final int value) {
            maxAccounts = value;
            return this;
        }

        /** Most transfers and burned ids together. */
        public int maxTransfers() {
            return maxTransfers;
        }

        /** Sets the most transfers and burned ids together. */
        public Context maxTransfers(final int value) {
            maxTransfers = value;
            return this;
        }

        /** Where memory comes from. */
        public SlabAllocator allocator() {
            return allocator;
        }

        /** Sets where memory comes from. */
        public Context allocator(final SlabAllocator value) {
            allocator = value;
            return this;
        }

        void conclude() {
            if (concluded) {
                throw new IllegalStateException("a Context is for one engine only");
            }
            concluded = true;
        }
    }
}
