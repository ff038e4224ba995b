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
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns followed frames into entries of the model. One thread at a time.
 *
 * <p>Entries that never change are written in small batches. An account's head changes with each of its movements, so
 * heads are kept in memory and written only at times, together with the position: a start goes on from there and meets
 * movements again that some entries already have. It passes over those, which each head and hold tells by the last
 * sequence in it.
 */
final class ModelIndexer implements JournalFollower.Listener {
    /** Movements of an account between two points of its index. */
    static final int POINT_DISTANCE = 128;

    /** Entries are written when there are so many bytes of them, so that memory stays bounded. */
    private static final int WRITE_BYTES = 256 * 1024;

    /** Events whose accounts are looked up together. */
    private static final int LOOK_UPS = 64;

    private static final int KEPT_HOLDS = 16_384;
    private static final byte[] EMPTY_REFERENCE = new byte[ProtocolLimits.REFERENCE_FIELD_BYTES];

    private final ReadStore store;
    private final EntryBatch batch = new EntryBatch();
    private final HeadTable heads = new HeadTable();
    private final Map<Id128, HoldRow> holds = new LinkedHashMap<>(1024, 0.75f, true);
    private final List<HoldRow> changedHolds = new ArrayList<>();
    private final AccountEvent account = new AccountEvent();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private final Movement movement = new Movement();
    private final UnsafeBuffer transferRow = new UnsafeBuffer(new byte[TransferRows.TRANSFER_BYTES]);

    private final int[] debitRows = new int[LOOK_UPS];
    private final int[] creditRows = new int[LOOK_UPS];
    private int rowGeneration;

    /** Up to this sequence entries may have been written before the start. */
    private final long metBefore;

    private ModelPosition position;
    private FrameLocation frame;
    private long frameFirst;
    private long applied;
    private boolean frameWritten;
    private long lastTransferNs;

    ModelIndexer(final ReadStore store, final ModelPosition position, final long metBefore) {
        this.store = store;
        this.position = position;
        this.metBefore = metBefore;
        frame = position.lastFrame();
        applied = position.sequence();
        lastTransferNs = position.lastTransferNs();
    }

    /** Up to where everything has been written. */
    ModelPosition position() {
        return position;
    }

    /** Last sequence of the last frame. */
    long applied() {
        return applied;
    }

    @Override
    public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
        frame = location;
        frameFirst = firstSequence;
        applied = firstSequence + count - 1;
        frameWritten = false;
    }

    @Override
    public void onBatch(final JournaledBatch journaled) {
        if (!frameWritten) {
            frameWritten = true;
            final long firstNs = journaled.batchTimestampNs() - journaled.count() + 1;
            batch.put(ReadKeys.frame(frameFirst), new FrameEntry(frame, firstNs, lastTransferNs).encode());
        }
        switch (journaled.kind()) {
            case ACCOUNTS -> accounts(journaled);
            case TRANSFERS, EXPIRIES, ADMIN -> movements(journaled);
            case SESSIONS, CHECKPOINT -> {} // move nothing
        }
    }

    private void accounts(final JournaledBatch journaled) {
        for (int i = 0; i < journaled.count(); i++) {
            accountOutcome.wrap(journaled.outcomes(), i * AccountOutcome.BLOCK_BYTES);
            if (accountOutcome.result() == CreateAccountResult.CREATED.code()) {
                account.wrap(journaled.events(), i * AccountEvent.BLOCK_BYTES);
                account(journaled.firstSequence() + i);
            }
        }
    }

    private void account(final long sequence) {
        final boolean imported = (account.flags() & AccountFlags.IMPORTED) != 0;
        final long ownNs = imported ? account.timestampNs() : accountOutcome.timestampNs();
        final long low = account.idLow();
        final long high = account.idHigh();
        if (sequence > metBefore || store.get(ReadKeys.head(new Id128(low, high))) == null) {
            heads.markChanged(newRow(AccountHead.created(account, ownNs, sequence)));
        }
        final byte[] id = ReadKeys.value128(low, high);
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

    private void movements(final JournaledBatch journaled) {
        for (int from = 0; from < journaled.count(); from += LOOK_UPS) {
            final int to = Math.min(journaled.count(), from + LOOK_UPS);
            if (journaled.kind() != BatchKind.ADMIN) {
                lookUp(journaled, from, to);
            }
            for (int i = from; i < to; i++) {
                if (movement.wrap(journaled, journaled.firstSequence() + i)) {
                    moved(true, debitRows[i - from]);
                    moved(false, creditRows[i - from]);
                    movement();
                }
            }
        }
    }

    /** Looks the rows of some events up before they are needed, one after the other, so that cache misses overlap. */
    private void lookUp(final JournaledBatch journaled, final int from, final int to) {
        final DirectBuffer outcomes = journaled.outcomes();
        rowGeneration = heads.generation();
        for (int i = from; i < to; i++) {
            final int at = i * TransferOutcome.BLOCK_BYTES;
            debitRows[i - from] = heads.find(
                    outcomes.getLong(at + TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN),
                    outcomes.getLong(at + TransferOutcome.DEBIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN));
            creditRows[i - from] = heads.find(
                    outcomes.getLong(at + TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN),
                    outcomes.getLong(at + TransferOutcome.CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN));
        }
    }

    private void movement() {
        if (movement.isExpiry()) {
            expired();
        } else if (movement.isPlain()) {
            lastTransferNs = movement.transferNs();
        } else {
            transfer();
        }
    }

    private void moved(final boolean debit, final int lookedUp) {
        final TransferOutcome outcome = movement.outcome();
        final long low = debit ? outcome.debitAccountIdLow() : outcome.creditAccountIdLow();
        final long high = debit ? outcome.debitAccountIdHigh() : outcome.creditAccountIdHigh();
        final boolean known = lookedUp >= 0 && rowGeneration == heads.generation() && !movement.isExecutedBlock();
        final int row = known ? lookedUp : row(low, high);
        final long last = heads.lastSequence(row);
        if (last >= movement.sequence() && movement.sequence() <= metBefore) {
            return;
        }
        final long before = debit ? outcome.previousDebitSequence() : outcome.previousCreditSequence();
        if (last != before) {
            throw new DamagedModelException("sequence " + movement.sequence() + " follows " + before + " on account "
                    + new Id128(low, high) + ", the model has " + last);
        }
        heads.moved(row, outcome, debit);
        if ((heads.movementCount(row) - 1) % POINT_DISTANCE == 0) {
            final int counters =
                    debit ? TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET : TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET;
            batch.point(
                    low, high, movement.sequence(), movement.timeNs(), outcome.buffer(), outcome.offset() + counters);
        }
    }

    private void expired() {
        final HoldRow hold = hold(movement.holdId());
        if (hold.isNew(movement.sequence())) {
            hold.expired();
            changed(hold);
        }
    }

    private void transfer() {
        TransferRows.created(movement, id -> hold(id).row(), transferRow, 0);
        lastTransferNs = movement.transferNs();
        final byte[] sequence = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(movement.sequence())
                .array();
        userData(
                ReadKeys.TRANSFER_FIELD,
                transferRow,
                TransferEvent.USER_DATA_128_LOW_OFFSET,
                TransferEvent.USER_DATA_64_OFFSET,
                TransferEvent.USER_DATA_32_OFFSET,
                lastTransferNs,
                sequence);
        if (transferRow.getByte(TransferRows.TRANSFER_REFERENCE_OFFSET) != 0) {
            final byte[] reference = EMPTY_REFERENCE.clone();
            transferRow.getBytes(TransferRows.TRANSFER_REFERENCE_OFFSET, reference);
            put(ReadKeys.TRANSFER_FIELD, ReadKeys.REFERENCE, reference, lastTransferNs, sequence);
        }
        if (movement.resolves()) {
            final HoldRow hold = hold(movement.holdId());
            if (hold.isNew(movement.sequence())) {
                hold.resolved(movement.event().flags(), movement.outcome().amount());
                changed(hold);
            }
        } else if (movement.isHold()) {
            reserve(movement.transferId());
        }
    }

    private void reserve(final Id128 id) {
        if (movement.sequence() <= metBefore && store.get(ReadKeys.hold(id)) != null) {
            return; // as it was then, or later
        }
        final HoldRow hold = HoldRow.reserved(id, transferRow, movement);
        holds.put(id, hold);
        changed(hold);
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
            final byte[] value) {
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

    private void put(
            final byte table, final byte field, final byte[] fieldValue, final long ownNs, final byte[] value) {
        batch.put(ReadKeys.at(ReadKeys.field(table, field, fieldValue), ownNs), value);
    }

    private int row(final long low, final long high) {
        final int kept = heads.find(low, high);
        if (kept >= 0) {
            return kept;
        }
        final Id128 id = new Id128(low, high);
        final byte[] stored = store.get(ReadKeys.head(id));
        if (stored == null) {
            throw new DamagedModelException("account " + id + " is not there");
        }
        return newRow(AccountHead.decode(id, stored).bytes());
    }

    private int newRow(final byte[] head) {
        if (heads.isFull()) {
            // In the middle of a frame: without a position, since what comes behind it is met again after a crash.
            writeEntries();
            store.headWriting().lock();
            try {
                heads.takeChanged(batch);
                store.write(batch);
            } finally {
                store.headWriting().unlock();
            }
            heads.makeRoom();
        }
        return heads.add(head);
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

    /** An account as of the last frame, or null. */
    AccountHead head(final Id128 id) {
        final int row = heads.find(id.low(), id.high());
        if (row >= 0) {
            return AccountHead.decode(id, heads.copy(row));
        }
        final byte[] stored = store.get(ReadKeys.head(id));
        return stored == null ? null : AccountHead.decode(id, stored);
    }

    /** A frame was written again by a start: from now on it is read there. */
    void relocate(final FrameLocation location, final long firstSequence) {
        final byte[] key = ReadKeys.frame(firstSequence);
        final byte[] stored = store.get(key);
        if (stored != null) { // else it is above the position and will be followed there
            final FrameEntry entry = FrameEntry.decode(stored);
            batch.put(key, new FrameEntry(location, entry.firstEventNs(), entry.transferNsBefore()).encode());
        }
    }

    /** Writes the places of frames that were written again. */
    void relocated(final int rewrittenRun) {
        position = new ModelPosition(
                position.clusterLow(),
                position.clusterHigh(),
                position.sequence(),
                position.lastFrame(),
                Math.max(position.rewrittenRun(), rewrittenRun),
                position.lastTransferNs());
        batch.put(ReadKeys.position(), position.encode());
        store.write(batch);
    }

    /** Writes entries when there are many. */
    void bound() {
        if (batch.bytes() + changedHolds.size() * HoldRow.ROW_BYTES >= WRITE_BYTES) {
            writeEntries();
        }
    }

    /**
     * Writes all entries so far, so that a snapshot has what a read of the last frame needs besides the heads. The mark
     * goes with them: a start shows nothing before it has come up to there again.
     */
    void writeEntries() {
        for (final HoldRow hold : changedHolds) {
            batch.put(ReadKeys.hold(hold.id()), hold.bytes());
            hold.written();
        }
        changedHolds.clear();
        if (!batch.isEmpty()) {
            batch.put(ReadKeys.mark(), ReadKeys.value64(Math.max(applied, metBefore)));
            store.write(batch);
        }
        final Iterator<HoldRow> eldest = holds.values().iterator();
        for (int i = holds.size(); i > KEPT_HOLDS; i--) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Whether heads or the position have changed since {@link #takeHeads}. */
    boolean hasUnwritten() {
        return applied > position.sequence();
    }

    /** Number of heads that have changed. */
    int changedHeads() {
        return heads.changedCount();
    }

    /** Writes all entries and fills a batch with what has changed besides: heads and position, as of the last frame. */
    void takeHeads(final EntryBatch into) {
        writeEntries();
        heads.takeChanged(into);
        position = new ModelPosition(
                position.clusterLow(), position.clusterHigh(), applied, frame, position.rewrittenRun(), lastTransferNs);
        into.put(ReadKeys.position(), position.encode());
    }
}
