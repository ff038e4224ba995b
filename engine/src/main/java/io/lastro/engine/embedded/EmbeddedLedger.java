package io.lastro.engine.embedded;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.ProtocolLimits;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An engine of its own, empty at first, with a clock that stands at 0 until it is moved. Nothing is written anywhere;
 * all memory, about 2 MB at first, is on the heap and goes with the object.
 *
 * <p>The clock is the ledger time: a batch of n events has {@code T = max(clock, last timestamp + n)}, so that
 * timestamps run ahead of a clock that stands still.
 *
 * <p>One thread. Failure: {@link IllegalArgumentException} for what is malformed, {@link LedgerFullException} when
 * there is no room; nothing was executed. A broken invariant is an {@link io.lastro.engine.InvariantViolation}, and
 * from then on every call is an {@link io.lastro.engine.EngineHalted}.
 */
public final class EmbeddedLedger implements Ledger {
    /** Last instant of the clock: some days before 2^63-1, so that timestamps have room to run ahead. */
    public static final long MAX_TIME_NS = Long.MAX_VALUE - (1L << 50);

    private static final int INITIAL_ACCOUNTS = 256;
    private static final int INITIAL_TRANSFERS = 1024;
    private static final int INITIAL_BUFFER_BYTES = 4096;
    private static final SlabAllocator HEAP = chunkBytes -> new UnsafeBuffer(new byte[chunkBytes]);

    private LedgerEngine engine;
    private final EventWriter events = new EventWriter();
    private final ResultReader results = new ResultReader();
    private final ExpandableArrayBuffer outcomes = new ExpandableArrayBuffer(INITIAL_BUFFER_BYTES);
    private final ExpandableArrayBuffer expiries = new ExpandableArrayBuffer(INITIAL_BUFFER_BYTES);
    private final ReadSide readSide = new ReadSide(HEAP);
    private Reader reader;
    private long timeNs;

    /** An empty ledger. */
    public EmbeddedLedger() {
        this(new LedgerEngine.Context());
    }

    /** An empty ledger with other bounds; for tests. */
    public EmbeddedLedger(final LedgerEngine.Context bounds) {
        use(launch(bounds));
    }

    static LedgerEngine launch(final LedgerEngine.Context bounds) {
        return LedgerEngine.launch(bounds.initialAccounts(INITIAL_ACCOUNTS)
                .initialTransfers(INITIAL_TRANSFERS)
                .allocator(HEAP));
    }

    /** Goes on with another engine, which must be in the same state; for tests. */
    final void use(final LedgerEngine other) {
        engine = other;
        reader = new Reader(engine, readSide);
    }

    final LedgerEngine engine() {
        return engine;
    }

    @Override
    public long timeNs() {
        return timeNs;
    }

    @Override
    public void timeNs(final long value) {
        if (value < timeNs || value > MAX_TIME_NS) {
            throw new IllegalArgumentException("the clock stands at " + timeNs + " and moves on, at most to "
                    + MAX_TIME_NS + ", not to " + Long.toUnsignedString(value));
        }
        timeNs = value;
    }

    @Override
    public List<AccountResult> createAccounts(final List<NewAccount> batch) {
        final int count = events.writeAccounts(batch);
        requireRoom(engine.hasRoomFor(count, 0));
        releaseExpired(count);
        engine.createAccounts(timeNs, events.buffer(), 0, count, outcomes, 0);
        readSide.addAccounts(events.buffer(), outcomes, count);
        return results.readAccounts(outcomes, count);
    }

    @Override
    public List<TransferResult> createTransfers(final List<NewTransfer> batch) {
        final int count = events.writeTransfers(batch);
        requireRoom(engine.hasRoomFor(0, count));
        releaseExpired(count);
        engine.createTransfers(
                timeNs, events.buffer(), 0, count, events.references(), 0, events.referenceCount(), outcomes, 0);
        readSide.addTransfers(events.buffer(), outcomes, count);
        return results.readTransfers(outcomes, count);
    }

    @Override
    public List<CommandResult> admin(final List<NewCommand> commands) {
        final int count = events.writeCommands(commands);
        requireRoom(engine.hasRoomForCommands(count) && engine.hasRoomFor(0, count));
        releaseExpired(count);
        engine.executeAdmin(timeNs, events.buffer(), 0, count, outcomes, 0);
        readSide.addCommands(events.buffer(), outcomes, count);
        return results.readCommands(commands, outcomes);
    }

    @Override
    public List<AccountView> lookupAccounts(final List<BigInteger> ids) {
        requireIds(ids);
        releaseExpired(0);
        final long nowNs = readInstantNs();
        final List<AccountView> found = new ArrayList<>(ids.size());
        for (final BigInteger id : ids) {
            found.add(reader.account(Id128.low(id), Id128.high(id), nowNs));
        }
        return found;
    }

    @Override
    public List<TransferView> lookupTransfers(final List<BigInteger> ids) {
        requireIds(ids);
        releaseExpired(0);
        final List<TransferView> found = new ArrayList<>(ids.size());
        for (final BigInteger id : ids) {
            found.add(reader.transfer(Id128.low(id), Id128.high(id)));
        }
        return found;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also when there is no such account.
     */
    @Override
    public List<Movement> accountTransfers(final StatementFilter filter) {
        FilterRules.check(filter);
        final AccountHistory history = readSide.history(filter.accountId());
        if (history == null) {
            throw new IllegalArgumentException("there is no account " + filter.accountId());
        }
        releaseExpired(0);
        return reader.statement(history, filter);
    }

    @Override
    public Balances balanceAtTime(final BigInteger accountId, final long instantNs) {
        FilterRules.requireNotNegative(instantNs, "the instant");
        final AccountHistory history = readSide.history(Id128.require(accountId, "accountId"));
        releaseExpired(0);
        return history == null ? null : history.balanceAtTime(instantNs);
    }

    @Override
    public Balances balanceAtSequence(final BigInteger accountId, final long sequence) {
        FilterRules.requireNotNegative(sequence, "the sequence");
        final AccountHistory history = readSide.history(Id128.require(accountId, "accountId"));
        releaseExpired(0);
        return history == null ? null : history.balanceAtSequence(sequence);
    }

    @Override
    public List<AccountView> queryAccounts(final QueryFilter filter) {
        FilterRules.checkAccounts(filter);
        releaseExpired(0);
        return reader.accounts(filter, readInstantNs());
    }

    @Override
    public List<TransferView> queryTransfers(final QueryFilter filter) {
        FilterRules.checkTransfers(filter);
        releaseExpired(0);
        return reader.transfers(filter);
    }

    @Override
    public List<Movement> changeEvents(final long fromSequence, final int limit) {
        FilterRules.requireNotNegative(fromSequence, "fromSequence");
        FilterRules.checkLimit(limit);
        releaseExpired(0);
        return reader.changes(fromSequence, limit);
    }

    @Override
    public long lastSequence() {
        return engine.lastSequence();
    }

    private void releaseExpired(final int eventCount) {
        final int count = engine.releaseExpired(timeNs, eventCount, expiries, 0);
        readSide.addExpiries(expiries, count);
    }

    /** A read sees the ledger as it is behind its last event, which may be ahead of a clock that stands still. */
    private long readInstantNs() {
        return Math.max(timeNs, engine.lastTimestampNs());
    }

    private static void requireRoom(final boolean hasRoom) {
        if (!hasRoom) {
            throw new LedgerFullException();
        }
    }

    private static void requireIds(final List<BigInteger> ids) {
        if (ids.size() > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("at most 8190 ids, not " + ids.size());
        }
        for (int i = 0; i < ids.size(); i++) {
            Id128.require(ids.get(i), "id " + i);
        }
    }
}
