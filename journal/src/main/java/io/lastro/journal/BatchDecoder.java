package io.lastro.journal;

import static io.lastro.journal.RecordLayout.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Expands the payload of a REQUEST, TICK, ADMIN or CHECKPOINT frame, batch by batch, into the fixed layouts of a batch that the caller gives.
 *
 * <p>Believes nothing: every length, count and bit is checked against the payload, and any contradiction is a
 * {@link MalformedPayloadException}. One thread.
 */
final class BatchDecoder {
    private static final int INITIAL_EVENTS = 64;

    private final UnsafeBuffer tail = new UnsafeBuffer(new byte[32]);
    private final CheckpointEvent checkpoint = new CheckpointEvent();
    private JournaledBatch batch;
    private DirectBuffer payload;
    private int limit;
    private int position;
    private int batchLimit;
    private long frameFirstSequence;
    private long expectedSequence;
    private long endSequence;
    private FrameType frameType;

    /** Puts the decoder in front of a payload. */
    BatchDecoder wrap(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final FrameType type,
            final long firstSequence,
            final int count) {
        payload = buffer;
        position = offset;
        limit = offset + length;
        batchLimit = limit;
        frameFirstSequence = firstSequence;
        expectedSequence = firstSequence;
        endSequence = firstSequence + count;
        frameType = type;
        return this;
    }

    /** Whether there is another batch; behind the last one, checks that all sequences of the frame were met. */
    boolean hasNext() throws MalformedPayloadException {
        if (position == limit) {
            check(expectedSequence == endSequence, "sequences are missing");
            return false;
        }
        return true;
    }

    /** Expands the next batch. */
    void next(final JournaledBatch target) throws MalformedPayloadException {
        body(header(target));
    }

    /** Skips batches up to the one that holds a sequence and expands that one; false when none does. */
    boolean nextHolding(final JournaledBatch target, final long sequence) throws MalformedPayloadException {
        while (hasNext()) {
            final int end = header(target);
            if (target.lastSequence() >= sequence) {
                body(end);
                return true;
            }
            skip(end);
        }
        return false;
    }

    /** Last sequence of the payload whose event is at or before an instant in ns; the one before the first if none is. */
    long lastSequenceAt(final long instantNs, final JournaledBatch scratch) throws MalformedPayloadException {
        long last = frameFirstSequence - 1;
        while (hasNext()) {
            final int end = header(scratch);
            final long firstNs = scratch.batchTimestampNs - scratch.count + 1;
            if (firstNs > instantNs) {
                return last;
            }
            last = Math.min(scratch.lastSequence(), scratch.firstSequence + (instantNs - firstNs));
            skip(end);
        }
        return last;
    }

    private void skip(final int end) {
        position = end;
        expectedSequence += batch.count;
    }

    /** Reads what stands in front of a batch; returns where the batch ends. */
    private int header(final JournaledBatch target) throws MalformedPayloadException {
        batch = target;
        check(limit - position > BLOCK_BYTES_BYTES, "batch cut");
        final int blockBytes = payload.getInt(position, LITTLE_ENDIAN);
        check(blockBytes > BLOCK_BYTES_BYTES && blockBytes <= limit - position, "batch length");
        final int end = position + blockBytes;
        batchLimit = end;
        final BatchKind kind = BatchKind.ofCode(payload.getByte(position + BLOCK_BYTES_BYTES));
        check(kind != null && kind.frameType() == frameType, "batch kind");
        position += BLOCK_BYTES_BYTES + 1;
        batch.kind = kind;
        batch.session = varint();
        batch.requestNo = varint();
        batch.batchTimestampNs = varint();
        batch.firstSequence = frameFirstSequence + varint();
        final long count = varint();
        check(count >= 1 && count <= ProtocolLimits.MAX_BATCH_EVENTS, "batch count");
        check(batch.firstSequence == expectedSequence, "batch sequence");
        check(count <= endSequence - expectedSequence, "more sequences than the frame takes");
        batch.count = (int) count;
        batch.referenceCount = 0;
        return end;
    }

    private void body(final int end) throws MalformedPayloadException {
        final BatchKind kind = batch.kind;
        if (kind == BatchKind.ADMIN) {
            commands();
        } else if (kind == BatchKind.SESSIONS) {
            sessions();
        } else if (kind == BatchKind.CHECKPOINT) {
            checkpoint(end);
        } else {
            reserve(batch.count, TransferEvent.BLOCK_BYTES, TransferOutcome.BLOCK_BYTES);
            if (kind == BatchKind.ACCOUNTS) {
                accounts();
            } else {
                transfers();
            }
        }
        check(position == end, "batch length");
        expectedSequence += batch.count;
    }

    private void commands() throws MalformedPayloadException {
        check(batch.count <= AdminFormat.MAX_BATCH_COMMANDS, "batch count");
        reserve(batch.count, AdminEvent.BLOCK_BYTES, AdminOutcome.BLOCK_BYTES);
        for (int i = 0; i < batch.count; i++) {
            need(AdminEvent.BLOCK_BYTES + AdminOutcome.BLOCK_BYTES);
            batch.events.putBytes(i * AdminEvent.BLOCK_BYTES, payload, position, AdminEvent.BLOCK_BYTES);
            position += AdminEvent.BLOCK_BYTES;
            batch.outcomes.putBytes(i * AdminOutcome.BLOCK_BYTES, payload, position, AdminOutcome.BLOCK_BYTES);
            position += AdminOutcome.BLOCK_BYTES;
        }
    }

    private void sessions() throws MalformedPayloadException {
        check(batch.count <= SessionEvent.MAX_BATCH_EVENTS, "batch count");
        reserve(batch.count, SessionEvent.BLOCK_BYTES, 0);
        for (int i = 0; i < batch.count; i++) {
            need(SessionEvent.BLOCK_BYTES);
            final int kind = payload.getInt(position + SessionEvent.KIND_OFFSET, LITTLE_ENDIAN);
            check(SessionKind.ofCode(kind) != null, "session event kind");
            check(payload.getInt(position + SessionEvent.RESERVED_OFFSET) == 0, "unknown field");
            batch.events.putBytes(i * SessionEvent.BLOCK_BYTES, payload, position, SessionEvent.BLOCK_BYTES);
            position += SessionEvent.BLOCK_BYTES;
        }
    }

    private void checkpoint(final int end) throws MalformedPayloadException {
        check(batch.count == 1 && endSequence - frameFirstSequence == 1, "a checkpoint is alone in its frame");
        check((batch.session | batch.requestNo) == 0, "a checkpoint has no session");
        final int length = end - position;
        final String objection = CheckpointEvent.objection(payload, position, length, batch.firstSequence);
        if (objection != null) {
            throw new MalformedPayloadException(objection);
        }
        check(checkpoint.wrap(payload, position).length() == length, "batch length");
        if (batch.events.capacity() < length) {
            batch.events.wrap(new byte[CheckpointEvent.MAX_BYTES]);
        }
        batch.events.putBytes(0, payload, position, length);
        position = end;
    }

    private void accounts() throws MalformedPayloadException {
        for (int i = 0; i < batch.count; i++) {
            account(i);
        }
    }

    private void account(final int index) throws MalformedPayloadException {
        final UnsafeBuffer events = batch.events;
        final int event = index * AccountEvent.BLOCK_BYTES;
        final int presence = unsignedShort();
        check((presence & ACCOUNT_UNKNOWN) == 0, "unknown field");
        id(events, event + AccountEvent.ID_LOW_OFFSET, (presence & ACCOUNT_ID_WIDE) != 0);
        wideOrZero(events, event + AccountEvent.USER_DATA_128_LOW_OFFSET, (presence & ACCOUNT_USER_DATA_128) != 0);
        put64(events, event + AccountEvent.USER_DATA_64_OFFSET, optional(presence & ACCOUNT_USER_DATA_64));
        put64(events, event + AccountEvent.TIMESTAMP_NS_OFFSET, optional(presence & ACCOUNT_TIMESTAMP));
        put32(events, event + AccountEvent.USER_DATA_32_OFFSET, optional(presence & ACCOUNT_USER_DATA_32));
        put32(events, event + AccountEvent.RESERVED_OFFSET, optional(presence & ACCOUNT_RESERVED));
        put32(events, event + AccountEvent.LEDGER_OFFSET, optional(presence & ACCOUNT_LEDGER));
        put16(events, event + AccountEvent.CODE_OFFSET, optional(presence & ACCOUNT_CODE));
        put16(events, event + AccountEvent.FLAGS_OFFSET, optional(presence & ACCOUNT_FLAGS));
        final UnsafeBuffer outcomes = batch.outcomes;
        final int outcome = index * AccountOutcome.BLOCK_BYTES;
        put32(outcomes, outcome + AccountOutcome.RESULT_OFFSET, optional(presence & ACCOUNT_RESULT));
        put32(outcomes, outcome + AccountOutcome.RESERVED_OFFSET, 0);
        final long time = Varint.unzigzag(optional(presence & ACCOUNT_OUTCOME_TIMESTAMP));
        put64(outcomes, outcome + AccountOutcome.TIMESTAMP_NS_OFFSET, timestampNs(index) + time);
        final long distance = Varint.unzigzag(optional(presence & ACCOUNT_OUTCOME_SEQUENCE));
        put64(outcomes, outcome + AccountOutcome.SEQUENCE_OFFSET, batch.firstSequence + index + distance);
    }

    private void transfers() throws MalformedPayloadException {
        for (int i = 0; i < batch.count; i++) {
            final int presence = transferEvent(i);
            transferOutcome(i, presence);
        }
    }

    private int transferEvent(final int index) throws MalformedPayloadException {
        final UnsafeBuffer events = batch.events;
        final int event = index * TransferEvent.BLOCK_BYTES;
        need(Integer.BYTES);
        final int presence = payload.getInt(position, LITTLE_ENDIAN);
        position += Integer.BYTES;
        check((presence & UNKNOWN) == 0, "unknown field");
        id(events, event + TransferEvent.ID_LOW_OFFSET, (presence & ID_WIDE) != 0);
        id(events, event + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, (presence & DEBIT_ID_WIDE) != 0);
        id(events, event + TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, (presence & CREDIT_ID_WIDE) != 0);
        wideOrZero(events, event + TransferEvent.PENDING_ID_LOW_OFFSET, (presence & PENDING_ID) != 0);
        wideOrZero(events, event + TransferEvent.USER_DATA_128_LOW_OFFSET, (presence & USER_DATA_128) != 0);
        put64(events, event + TransferEvent.TIMESTAMP_NS_OFFSET, optional(presence & TIMESTAMP));
        put64(events, event + TransferEvent.USER_DATA_64_OFFSET, optional(presence & USER_DATA_64));
        put32(events, event + TransferEvent.USER_DATA_32_OFFSET, optional(presence & USER_DATA_32));
        put32(events, event + TransferEvent.TIMEOUT_SECONDS_OFFSET, optional(presence & TIMEOUT));
        put32(events, event + TransferEvent.LEDGER_OFFSET, optional(presence & LEDGER));
        put16(events, event + TransferEvent.CODE_OFFSET, optional(presence & CODE));
        put16(events, event + TransferEvent.FLAGS_OFFSET, optional(presence & FLAGS));
        put64(events, event + TransferEvent.REFERENCE_INDEX_OFFSET, 0); // index and padding
        if ((presence & REFERENCE) != 0) {
            reference();
            put16(events, event + TransferEvent.REFERENCE_INDEX_OFFSET, batch.referenceCount);
        }
        put64(events, event + TransferEvent.AMOUNT_OFFSET, varint());
        return presence;
    }

    private void reference() throws MalformedPayloadException {
        need(1);
        final int length = payload.getByte(position);
        check(length >= 0 && length <= REFERENCE_BYTES, "reference length");
        position++;
        need(length);
        final int offset = batch.referenceCount * REFERENCE_BYTES;
        batch.references.setMemory(offset, REFERENCE_BYTES, (byte) 0);
        batch.references.putBytes(offset, payload, position, length);
        position += length;
        batch.referenceCount++;
    }

    private void transferOutcome(final int index, final int presence) throws MalformedPayloadException {
        final UnsafeBuffer outcomes = batch.outcomes;
        final int outcome = index * TransferOutcome.BLOCK_BYTES;
        final UnsafeBuffer events = batch.events;
        final int event = index * TransferEvent.BLOCK_BYTES;
        final long sequence = batch.firstSequence + index;
        final long result = optional(presence & RESULT);
        final boolean created = result == CREATED;
        put32(outcomes, outcome + TransferOutcome.RESULT_OFFSET, result);
        put32(outcomes, outcome + TransferOutcome.RESERVED_OFFSET, 0);
        final long time = Varint.unzigzag(optional(presence & OUTCOME_TIMESTAMP));
        put64(outcomes, outcome + TransferOutcome.TIMESTAMP_NS_OFFSET, timestampNs(index) + time);
        final long distance = Varint.unzigzag(optional(presence & OUTCOME_SEQUENCE));
        put64(outcomes, outcome + TransferOutcome.SEQUENCE_OFFSET, sequence + distance);
        final long amount = (presence & OUTCOME_AMOUNT) != 0
                ? varint()
                : created ? events.getLong(event + TransferEvent.AMOUNT_OFFSET, LITTLE_ENDIAN) : 0;
        put64(outcomes, outcome + TransferOutcome.AMOUNT_OFFSET, amount);
        for (int i = 0; i < BALANCES; i++) {
            put64(
                    outcomes,
                    outcome + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET + i * Long.BYTES,
                    optional(presence & (FIRST_BALANCE << i)));
        }
        final long debitBefore = (presence & PREVIOUS_DEBIT) != 0 ? sequence - varint() : 0;
        put64(outcomes, outcome + TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, debitBefore);
        final long creditBefore = (presence & PREVIOUS_CREDIT) != 0 ? sequence - varint() : 0;
        put64(outcomes, outcome + TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, creditBefore);
        effectiveId(
                outcome + TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                event + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                (presence & EFFECTIVE_DEBIT_ID) != 0,
                created);
        effectiveId(
                outcome + TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET,
                event + TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET,
                (presence & EFFECTIVE_CREDIT_ID) != 0,
                created);
        effectiveLedger(outcome, event, (presence & EFFECTIVE_LEDGER_CODE) != 0, created);
        put16(outcomes, outcome + TransferOutcome.CLOSED_ACCOUNTS_OFFSET, optional(presence & CLOSED_ACCOUNTS));
    }

    private void effectiveId(final int target, final int event, final boolean present, final boolean created)
            throws MalformedPayloadException {
        if (!present && created) {
            batch.outcomes.putBytes(target, batch.events, event, 16);
            return;
        }
        wideOrZero(batch.outcomes, target, present);
    }

    private void effectiveLedger(final int outcome, final int event, final boolean present, final boolean created)
            throws MalformedPayloadException {
        long ledger = 0;
        long code = 0;
        if (present) {
            ledger = varint();
            code = varint();
        } else if (created) {
            ledger = Integer.toUnsignedLong(batch.events.getInt(event + TransferEvent.LEDGER_OFFSET, LITTLE_ENDIAN));
            code = batch.events.getShort(event + TransferEvent.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        }
        put32(batch.outcomes, outcome + TransferOutcome.LEDGER_OFFSET, ledger);
        put16(batch.outcomes, outcome + TransferOutcome.CODE_OFFSET, code);
    }

    private long timestampNs(final int index) {
        return batch.batchTimestampNs - batch.count + index + 1;
    }

    private void id(final UnsafeBuffer target, final int offset, final boolean wide) throws MalformedPayloadException {
        if (wide) {
            wideOrZero(target, offset, true);
            return;
        }
        target.putLong(offset, varint(), LITTLE_ENDIAN);
        target.putLong(offset + Long.BYTES, 0, LITTLE_ENDIAN);
    }

    private void wideOrZero(final UnsafeBuffer target, final int offset, final boolean present)
            throws MalformedPayloadException {
        if (!present) {
            target.putLong(offset, 0, LITTLE_ENDIAN);
            target.putLong(offset + Long.BYTES, 0, LITTLE_ENDIAN);
            return;
        }
        need(16);
        target.putBytes(offset, payload, position, 16);
        position += 16;
    }

    private static void put64(final UnsafeBuffer target, final int offset, final long value) {
        target.putLong(offset, value, LITTLE_ENDIAN);
    }

    private static void put32(final UnsafeBuffer target, final int offset, final long value)
            throws MalformedPayloadException {
        check(value >>> 32 == 0, "number above 32 bit");
        target.putInt(offset, (int) value, LITTLE_ENDIAN);
    }

    private static void put16(final UnsafeBuffer target, final int offset, final long value)
            throws MalformedPayloadException {
        check(value >>> 16 == 0, "number above 16 bit");
        target.putShort(offset, (short) value, LITTLE_ENDIAN);
    }

    private long optional(final int presenceBit) throws MalformedPayloadException {
        return presenceBit != 0 ? varint() : 0;
    }

    private int unsignedShort() throws MalformedPayloadException {
        need(Short.BYTES);
        final int value = payload.getShort(position, LITTLE_ENDIAN) & 0xFFFF;
        position += Short.BYTES;
        return value;
    }

    private long varint() throws MalformedPayloadException {
        need(1);
        final int bytes = Varint.bytes(payload.getByte(position));
        need(bytes);
        final long value;
        if (batchLimit - position >= Varint.MAX_BYTES) {
            value = Varint.read(payload, position, bytes);
        } else {
            tail.putLong(0, 0);
            tail.putBytes(0, payload, position, bytes);
            value = Varint.read(tail, 0, bytes);
        }
        position += bytes;
        return value;
    }

    private void need(final int bytes) throws MalformedPayloadException {
        check(batchLimit - position >= bytes, "record cut");
    }

    private void reserve(final int count, final int eventBytes, final int outcomeBytes) {
        final int capacity =
                Math.min(ProtocolLimits.MAX_BATCH_EVENTS, Math.max(INITIAL_EVENTS, Integer.highestOneBit(count) * 2));
        if (batch.events.capacity() < count * eventBytes) {
            batch.events.wrap(new byte[capacity * eventBytes]);
        }
        if (batch.outcomes.capacity() < count * outcomeBytes) {
            batch.outcomes.wrap(new byte[capacity * outcomeBytes]);
        }
        if (batch.references.capacity() < count * REFERENCE_BYTES) {
            batch.references.wrap(new byte[capacity * REFERENCE_BYTES]);
        }
    }

    private static void check(final boolean holds, final String what) throws MalformedPayloadException {
        if (!holds) {
            throw new MalformedPayloadException(what);
        }
    }
}
