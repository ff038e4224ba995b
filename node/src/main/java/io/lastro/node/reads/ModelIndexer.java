package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Turns followed frames into entries of the model and writes them in batches that end with a frame. The model's thread.
 *
 * <p>Accounts and holds of recent events are kept in memory, bounded, and written with each batch.
 */
final class ModelIndexer implements JournalFollower.Listener, AutoCloseable {
    /** Movements of an account between two points of its index. */
    static final int POINT_DISTANCE = 128;

    /** A batch is written when it has seen so many events, so that memory stays bounded while catching up. */
    static final int BATCH_EVENTS = 16_384;

    private static final int KEPT_ACCOUNTS = 32_768;
    private static final int KEPT_HOLDS = 16_384;
    private static final byte[] EMPTY_REFERENCE = new byte[ProtocolLimits.REFERENCE_FIELD_BYTES];

    private final ReadStore store;
    private final WriteBatch batch = new WriteBatch();
    private final Map<Id128, AccountHead> accounts = new LinkedHashMap<>(1024, 0.75f, true);
    private final Map<Id128, HoldRow> holds = new LinkedHashMap<>(1024, 0.75f, true);
    private final List<AccountHead> changedAccounts = new ArrayList<>();
    private final List<HoldRow> changedHolds = new ArrayList<>();
    private final AccountEvent account = new AccountEvent();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private final Movement movement = new Movement();
    private ModelPosition position;
    private FrameLocation frame;
    private long frameFirst;
    private long frameLast;
    private boolean frameWritten;
    private long lastTransferNs;
    private int events;

    ModelIndexer(final ReadStore store, final ModelPosition position) {
        this.store = store;
        this.position = position;
        lastTransferNs = position.lastTransferNs();
    }

    /** Up to where the model has been written. */
    ModelPosition position() {
        return position;
    }

    /** Whether the batch should be written before more is read. */
    boolean isFull() {
        return events >= BATCH_EVENTS;
    }

    @Override
    public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
        frame = location;
        frameFirst = firstSequence;
        frameLast = firstSequence + count - 1;
        frameWritten = false;
        events += count;
    }

    @Override
    public void onBatch(final JournaledBatch journaled) {
        try {
            if (!frameWritten) {
                frameWritten = true;
                final long firstNs = journaled.batchTimestampNs() - journaled.count() + 1;
                batch.put(ReadKeys.frame(frameFirst), new FrameEntry(frame, firstNs, lastTransferNs).encode());
            }
            if (journaled.kind() == BatchKind.ACCOUNTS) {
                accounts(journaled);
            } else {
                movements(journaled);
            }
        } catch (final RocksDBException e) {
            throw new DamagedModelException("it cannot be written: " + e.getMessage(), e);
        }
    }

    private void accounts(final JournaledBatch journaled) throws RocksDBException {
        for (int i = 0; i < journaled.count(); i++) {
            accountOutcome.wrap(journaled.outcomes(), i * AccountOutcome.BLOCK_BYTES);
            if (accountOutcome.result() == CreateAccountResult.CREATED.code()) {
                account.wrap(journaled.events(), i * AccountEvent.BLOCK_BYTES);
                account(journaled.firstSequence() + i);
            }
        }
    }

    private void account(final long sequence) throws RocksDBException {
        final boolean imported = (account.flags() & AccountFlags.IMPORTED) != 0;
        final long ownNs = imported ? account.timestampNs() : accountOutcome.timestampNs();
        final AccountHead head = AccountHead.created(account, ownNs, sequence);
        accounts.put(head.id(), head);
        changed(head);
        final byte[] id = ReadKeys.value128(account.idLow(), account.idHigh());
        batch.put(ReadKeys.accountTime(ownNs), id);
        userData(
                ReadKeys.ACCOUNT_FIELD,
                account.buffer(),
                account.offset() + AccountEvent.USER_DATA_128_LOW_OFFSET,
                account.offset() + AccountEvent.USER_DATA_64_OFFSET,
                account.offset() + AccountEvent.USER_DATA_32_OFFSET,
                ownNs,
                id);
    }

    private void movements(final JournaledBatch journaled) throws RocksDBException {
        for (long sequence = journaled.firstSequence(); sequence <= journaled.lastSequence(); sequence++) {
            if (movement.wrap(journaled, sequence)) {
                moved(true);
                moved(false);
                if (movement.isExpiry()) {
                    final HoldRow hold = hold(movement.holdId());
                    hold.expired();
                    changed(hold);
                } else {
                    transfer();
                }
            }
        }
    }

    private void moved(final boolean debit) throws RocksDBException {
        final Id128 id = debit ? movement.debitId() : movement.creditId();
        final AccountHead head = account(id);
        final long before = debit
                ? movement.outcome().previousDebitSequence()
                : movement.outcome().previousCreditSequence();
        if (head.lastSequence() != before) {
            throw new DamagedModelException("sequence " + movement.sequence() + " follows " + before + " on account "
                    + id + ", the model has " + head.lastSequence());
        }
        head.moved(movement.outcome(), debit);
        changed(head);
        if ((head.movementCount() - 1) % POINT_DISTANCE == 0) {
            final byte[] point = new byte[Long.BYTES + AccountHead.COUNTERS_BYTES];
            final UnsafeBuffer buffer = new UnsafeBuffer(point);
            buffer.putLong(0, movement.timeNs(), LITTLE_ENDIAN);
            buffer.putBytes(Long.BYTES, head.value(), AccountHead.COUNTERS_OFFSET, AccountHead.COUNTERS_BYTES);
            batch.put(ReadKeys.point(id, movement.sequence()), point);
        }
    }

    private void transfer() throws RocksDBException {
        final byte[] bytes = new byte[TransferRows.TRANSFER_BYTES];
        final UnsafeBuffer row = new UnsafeBuffer(bytes);
        TransferRows.created(movement, id -> hold(id).row(), row, 0);
        lastTransferNs = movement.transferNs();
        final byte[] sequence = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(movement.sequence())
                .array();
        userData(
                ReadKeys.TRANSFER_FIELD,
                row,
                TransferEvent.USER_DATA_128_LOW_OFFSET,
                TransferEvent.USER_DATA_64_OFFSET,
                TransferEvent.USER_DATA_32_OFFSET,
                lastTransferNs,
                sequence);
        if (bytes[TransferRows.TRANSFER_REFERENCE_OFFSET] != 0) {
            final byte[] reference = EMPTY_REFERENCE.clone();
            row.getBytes(TransferRows.TRANSFER_REFERENCE_OFFSET, reference);
            put(ReadKeys.TRANSFER_FIELD, ReadKeys.REFERENCE, reference, lastTransferNs, sequence);
        }
        if (movement.resolves()) {
            final HoldRow hold = hold(movement.holdId());
            hold.resolved(movement.event().flags(), movement.outcome().amount());
            changed(hold);
        } else if (movement.isHold()) {
            final TransferEvent event = movement.event();
            final HoldRow hold = HoldRow.reserved(new Id128(event.idLow(), event.idHigh()), bytes, movement);
            holds.put(hold.id(), hold);
            changed(hold);
        }
    }

    private void changed(final AccountHead head) {
        if (head.markDirty()) {
            changedAccounts.add(head);
        }
    }

    private void changed(final HoldRow hold) {
        if (hold.markDirty()) {
            changedHolds.add(hold);
        }
    }

    private void userData(
            final byte table,
            final DirectBuffer from,
            final int at128,
            final int at64,
            final int at32,
            final long ownNs,
            final byte[] value)
            throws RocksDBException {
        final long low = from.getLong(at128, LITTLE_ENDIAN);
        final long high = from.getLong(at128 + Long.BYTES, LITTLE_ENDIAN);
        if ((low | high) != 0) {
            put(table, ReadKeys.USER_DATA_128, ReadKeys.value128(low, high), ownNs, value);
        }
        final long number64 = from.getLong(at64, LITTLE_ENDIAN);
        if (number64 != 0) {
            put(table, ReadKeys.USER_DATA_64, ReadKeys.value64(number64), ownNs, value);
        }
        final int number32 = from.getInt(at32, LITTLE_ENDIAN);
        if (number32 != 0) {
            put(table, ReadKeys.USER_DATA_32, ReadKeys.value32(number32), ownNs, value);
        }
    }

    private void put(final byte table, final byte field, final byte[] fieldValue, final long ownNs, final byte[] value)
            throws RocksDBException {
        batch.put(ReadKeys.at(ReadKeys.field(table, field, fieldValue), ownNs), value);
    }

    private AccountHead account(final Id128 id) {
        final AccountHead kept = accounts.get(id);
        if (kept != null) {
            return kept;
        }
        final byte[] stored = store.get(ReadKeys.head(id));
        if (stored == null) {
            throw new DamagedModelException("account " + id + " is not there");
        }
        final AccountHead head = AccountHead.decode(id, stored);
        accounts.put(id, head);
        return head;
    }

    private HoldRow hold(final Id128 id) {
        final HoldRow kept = holds.get(id);
        if (kept != null) {
            return kept;
        }
        final byte[] stored = store.get(ReadKeys.hold(id));
        if (stored == null) {
            throw new DamagedModelException("hold " + id + " is not there");
        }
        final HoldRow hold = HoldRow.decode(id, stored);
        holds.put(id, hold);
        return hold;
    }

    /** A frame was written again by a start: from now on it is read there. */
    void relocate(final FrameLocation location, final long firstSequence) {
        final byte[] key = ReadKeys.frame(firstSequence);
        final byte[] stored = store.get(key);
        if (stored == null) {
            return; // above the position: it will be followed there
        }
        final FrameEntry entry = FrameEntry.decode(stored);
        try {
            batch.put(key, new FrameEntry(location, entry.firstEventNs(), entry.transferNsBefore()).encode());
        } catch (final RocksDBException e) {
            throw new DamagedModelException("it cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes the places of frames that were written again. */
    void relocated(final int rewrittenRun) {
        write(new ModelPosition(
                position.clusterLow(),
                position.clusterHigh(),
                position.sequence(),
                position.lastFrame(),
                Math.max(position.rewrittenRun(), rewrittenRun),
                position.lastTransferNs()));
    }

    /** Writes what was told since the last time, as a whole; returns whether there was something. */
    boolean commit() {
        if (events == 0) {
            return false;
        }
        write(new ModelPosition(
                position.clusterLow(),
                position.clusterHigh(),
                frameLast,
                frame,
                position.rewrittenRun(),
                lastTransferNs));
        return true;
    }

    private void write(final ModelPosition reached) {
        try {
            for (final AccountHead head : changedAccounts) {
                batch.put(ReadKeys.head(head.id()), head.bytes());
                head.written();
            }
            for (final HoldRow hold : changedHolds) {
                batch.put(ReadKeys.hold(hold.id()), hold.bytes());
                hold.written();
            }
            batch.put(ReadKeys.position(), reached.encode());
        } catch (final RocksDBException e) {
            throw new DamagedModelException("it cannot be written: " + e.getMessage(), e);
        }
        store.write(batch);
        batch.clear();
        changedAccounts.clear();
        changedHolds.clear();
        events = 0;
        position = reached;
        forget(accounts, KEPT_ACCOUNTS);
        forget(holds, KEPT_HOLDS);
    }

    private static void forget(final Map<Id128, ?> kept, final int most) {
        final Iterator<?> eldest = kept.values().iterator();
        for (int i = kept.size(); i > most; i--) {
            eldest.next();
            eldest.remove();
        }
    }

    @Override
    public void close() {
        batch.close();
    }
}
