package io.lastro.engine;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountProcessor;
import io.lastro.engine.account.AccountRow;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.admin.AdminProcessor;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.engine.transfer.TransferLedger;
import io.lastro.engine.transfer.TransferRow;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The ledger: accounts, transfers, holds and their rules (SEMANTICS.md, sections 1 to 6 and 8) as a state machine.
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

    /** Bytes of one row of {@link #lookupRules}: an entry of the accounts group of LookupRulesReply. */
    public static final int RULES_ROW_BYTES = RulesRow.BLOCK_BYTES;

    /** Bytes of one expiry: a TransferEvent and its TransferOutcome. */
    public static final int EXPIRY_PAIR_BYTES = TransferLedger.EXPIRY_PAIR_BYTES;

    /** Bytes of one id in a lookup: low, then high 64 bits. */
    public static final int ID_BYTES = AccountRow.ID_BYTES;

    /** Instant of expiry of nothing. */
    public static final long NULL_EXPIRY_NS = Long.MAX_VALUE;

    private final AccountStore accounts;
    private final LedgerTotals totals = new LedgerTotals();
    private final AccountProcessor accountProcessor;
    private final AccountRow accountRow;
    private final RulesRow rulesRow = new RulesRow(this);
    private final AccountRules rules;
    private final TransferLedger transfers;
    private final AdminProcessor adminProcessor;
    private final AccountFlyweight described = new AccountFlyweight();
    private final StateDigest stateDigest = new StateDigest();
    private final LedgerPosition position = new LedgerPosition();
    private final LedgerRoom room;
    private final LedgerSessions sessions;
    private final LedgerImage image;
    private final LedgerCheckpoints checkpoints;
    private Throwable firstCause;

    private LedgerEngine(final Context context) {
        context.conclude();
        accounts = new AccountStore(context.allocator(), context.initialAccounts());
        rules = new AccountRules(context.allocator());
        transfers = new TransferLedger(
                context.allocator(), accounts, totals, rules, context.initialTransfers(), context.history());
        adminProcessor = new AdminProcessor(context.allocator(), accounts, rules, transfers.blockExecution());
        accountProcessor = new AccountProcessor(accounts, transfers::hasTimestamp);
        accountRow = new AccountRow(accounts);
        room = new LedgerRoom(context, accounts, transfers, adminProcessor, position);
        sessions = new LedgerSessions(this, position, context.allocator());
        image = new LedgerImage(this, position, accounts, totals, rules, transfers, adminProcessor.commands());
        checkpoints = new LedgerCheckpoints(this, position, transfers);
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
            final int count = transfers.collectExpired(requestNs, position.lastTimestampNs());
            if (count > 0) {
                final long timestampNs = Math.max(requestNs, position.lastTimestampNs() + count);
                transfers.release(
                        position.followExpiries(timestampNs, position.lastSequence() + 1, count), out, offset);
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
        return position.expiries().batchTimestampNs();
    }

    /** First sequence of the last batch of expiries. */
    public long expiriesFirstSequence() {
        return position.expiries().firstSequence();
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
            final BatchPlace batch = position.place(ledgerTimeNs, count);
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
            final BatchPlace batch = position.place(ledgerTimeNs, count);
            transfers.execute(
                    batch, events, offset, references, referencesOffset, referenceCount, outcomes, outcomesOffset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Executes a batch of {@link io.lastro.protocol.AdminEvent}s, never linked, and writes one
     * {@link io.lastro.protocol.AdminOutcome} for each.
     *
     * @param count 0 to {@link ProtocolLimits#MAX_BATCH_EVENTS}; 0 changes nothing.
     * @throws IllegalArgumentException when {@link io.lastro.protocol.AdminFormat} objects to one; nothing was done.
     * @throws IllegalStateException    when there is no room, see {@link #hasRoomForCommands}; nothing was done.
     */
    public void executeAdmin(
            final long ledgerTimeNs,
            final DirectBuffer events,
            final int offset,
            final int count,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        requireRunning();
        room.requireForCommands(events, offset, count, false);
        try {
            transfers.makeRoom(count, position.lastSequence());
            adminProcessor.execute(position.place(ledgerTimeNs, count), events, offset, outcomes, outcomesOffset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /** Sessions. */
    public LedgerSessions sessions() {
        return sessions;
    }

    /** Checkpoints of the auditor. */
    public LedgerCheckpoints checkpoints() {
        return checkpoints;
    }

    /** Timestamp T of the last batch that was no expiries, ns. */
    public long batchTimestampNs() {
        return position.batch().batchTimestampNs();
    }

    /** First sequence of the last batch that was no expiries. */
    public long batchFirstSequence() {
        return position.batch().firstSequence();
    }

    /** Sequence of the last event; {@link ProtocolLimits#NULL_SEQUENCE} when there was none. */
    public long lastSequence() {
        return position.lastSequence();
    }

    /** Timestamp of the last batch, ns; 0 when there was none. */
    public long lastTimestampNs() {
        return position.lastTimestampNs();
    }

    /** Writes {@link #ACCOUNT_ROW_BYTES} for each id, in their order; found = 0 where there is none. */
    public int lookupAccounts(
            final DirectBuffer ids,
            final int offset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        requireRunning();
        return accountRow.writeAll(ids, offset, count, rows, rowsOffset);
    }

    /** Writes {@link #TRANSFER_ROW_BYTES} for each id, in their order; state missing where there is none, or burned. */
    public int lookupTransfers(
            final DirectBuffer ids,
            final int offset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        requireRunning();
        return transfers.writeRows(ids, offset, count, rows, rowsOffset);
    }

    /** Writes {@link #RULES_ROW_BYTES} for each account id, as in force at an instant; found = 0 where there is none. */
    public void lookupRules(
            final long nowNs,
            final DirectBuffer ids,
            final int offset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        requireRunning();
        rulesRow.writeAll(ids, offset, count, nowNs, rows, rowsOffset);
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
            position.follow(batchTimestampNs, firstSequence, count);
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
        requireReady(count, 0, transfers.neededRoom(count, true));
        try {
            final BatchPlace batch = position.follow(batchTimestampNs, firstSequence, count);
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
            transfers.applyRecordedExpiries(
                    position.followExpiries(batchTimestampNs, firstSequence, count), pairs, offset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Applies a batch of admin commands with its recorded outcomes; the effect must be the recorded one to the byte.
     *
     * @throws InvariantViolation when the batch does not continue this state or has another effect.
     */
    public void applyRecordedAdmin(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        requireRunning();
        room.requireForCommands(events, offset, count, true);
        try {
            transfers.makeRoom(count, position.lastSequence());
            adminProcessor.applyRecorded(
                    position.follow(batchTimestampNs, firstSequence, count), events, offset, outcomes, outcomesOffset);
            totals.checkTouchedBalanced();
        } catch (final Throwable cause) {
            firstCause = cause;
            throw cause;
        }
    }

    /**
     * Shows the rules of an account as they are at an instant: an account without rules has a record of zeros.
     *
     * @param nowNs not before the last batch: decides which limits are in force and which blocks have ended.
     * @return false when there is no such account; the consumer is not called.
     */
    public boolean describeRules(
            final long accountIdLow, final long accountIdHigh, final long nowNs, final RulesConsumer consumer) {
        requireRunning();
        final int slot = accounts.find(accountIdLow, accountIdHigh);
        if (slot != AccountStore.NULL_SLOT) {
            rules.describe(accounts.wrap(described, slot), nowNs, consumer);
        }
        return slot != AccountStore.NULL_SLOT;
    }

    /** Value of the journaled configuration. */
    public long setting(final LedgerSetting setting) {
        return rules.setting(setting);
    }

    /** Version of the journaled configuration: raised by each accepted config command; 0 at first. */
    public long configurationVersion() {
        return rules.configuration().version();
    }

    /** Computes the state digest in full, low half first: about 0.1 s per million rows, drawn at {@code StateDigest}. */
    public void digest(final long[] digest) {
        requireRunning();
        stateDigest.compute(accounts, transfers, rules, adminProcessor.commands(), sessions.store(), digest);
    }

    /** Shows the totals of each ledger on which value moved, in no particular order. */
    public void forEachLedger(final LedgerTotalsConsumer consumer) {
        totals.forEach(consumer);
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

    /** Hands everything up to a sequence to the history: behind a recovery, before the history is relied on. */
    public void handToHistory(final long throughSequence) {
        transfers.handThrough(throughSequence, position.lastSequence());
    }

    /** Saving and loading of the whole state. */
    public LedgerImage image() {
        return image;
    }

    /** When the next pending transfer expires, ns; {@link #NULL_EXPIRY_NS} when none does. */
    public long nextExpiryNs() {
        return transfers.nextExpiryNs();
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        final long objects = accounts.memoryBytes() + transfers.memoryBytes();
        return objects + rules.memoryBytes() + adminProcessor.memoryBytes() + sessions.memoryBytes();
    }

    /** Whether that many more accounts and transfers (or burned ids) fit into what the Context allows. */
    public boolean hasRoomFor(final int newAccounts, final int newTransfers) {
        return room.isEnoughFor(newAccounts, newTransfers);
    }

    /** Whether that many more admin commands fit into what the Context allows. */
    public boolean hasRoomForCommands(final int newCommands) {
        return room.isEnoughForCommands(newCommands);
    }

    /** Why it stopped for good; null while it runs. */
    public Throwable firstCause() {
        return firstCause;
    }

    /** For tests that break the sums on purpose. */
    LedgerTotals totals() {
        return totals;
    }

    void halt(final Throwable cause) {
        firstCause = cause;
    }

    void requireRunning() {
        if (firstCause != null) {
            throw new EngineHalted(firstCause);
        }
    }

    private void requireReady(final int eventCount, final int newAccounts, final int newTransfers) {
        requireRunning();
        room.require(eventCount, newAccounts, newTransfers);
    }

    /** Settings of an engine; all have a default. */
    public static final class Context extends EngineSettings<Context> {
        @Override
        Context self() {
            return this;
        }
    }
}
