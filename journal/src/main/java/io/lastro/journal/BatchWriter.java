package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;

/**
 * Puts requests with their outcomes into the group under construction, each as one batch. Every method returns false
 * when the group is full and nothing was written. Journal thread; allocates nothing.
 *
 * <p>Failure: {@link JournalException} INVALID_APPEND or REQUEST_TOO_LARGE; the batch is not in the group then.
 */
final class BatchWriter {
    static final int PAIR_BYTES = TransferEvent.BLOCK_BYTES + TransferOutcome.BLOCK_BYTES;

    private final GroupBuffer group;
    private final BatchEncoder encoder;
    private final CheckpointEvent checkpoint = new CheckpointEvent();
    private int start;

    BatchWriter(final GroupBuffer group) {
        this.group = group;
        encoder = new BatchEncoder(group.memory.buffer);
    }

    boolean accounts(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        int position = begin(
                BatchKind.ACCOUNTS,
                RecordLayout.MAX_ACCOUNT_RECORD_BYTES,
                session,
                requestNo,
                batchTimestampNs,
                firstSequence,
                count);
        if (position == 0) {
            return false;
        }
        final long firstTimestampNs = batchTimestampNs - count + 1;
        for (int i = 0; i < count; i++) {
            position = encoder.account(
                    position,
                    events,
                    eventsOffset + i * AccountEvent.BLOCK_BYTES,
                    outcomes,
                    outcomesOffset + i * AccountOutcome.BLOCK_BYTES,
                    firstSequence + i,
                    firstTimestampNs + i);
        }
        return end(position, count, batchTimestampNs);
    }

    boolean transfers(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = 0; i < count; i++) {
            checkReference(events, eventsOffset + i * TransferEvent.BLOCK_BYTES, i, referenceCount);
        }
        int position = begin(
                BatchKind.TRANSFERS,
                RecordLayout.MAX_TRANSFER_RECORD_BYTES,
                session,
                requestNo,
                batchTimestampNs,
                firstSequence,
                count);
        if (position == 0) {
            return false;
        }
        final long firstTimestampNs = batchTimestampNs - count + 1;
        for (int i = 0; i < count; i++) {
            position = encoder.transfer(
                    position,
                    events,
                    eventsOffset + i * TransferEvent.BLOCK_BYTES,
                    references,
                    referencesOffset,
                    outcomes,
                    outcomesOffset + i * TransferOutcome.BLOCK_BYTES,
                    firstSequence + i,
                    firstTimestampNs + i);
        }
        return end(position, count, batchTimestampNs);
    }

    boolean expiries(
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer pairs,
            final int pairsOffset) {
        for (int i = 0; i < count; i++) {
            checkReference(pairs, pairsOffset + i * PAIR_BYTES, i, 0);
        }
        int position = begin(
                BatchKind.EXPIRIES,
                RecordLayout.MAX_TRANSFER_RECORD_BYTES,
                0,
                0,
                batchTimestampNs,
                firstSequence,
                count);
        if (position == 0) {
            return false;
        }
        final long firstTimestampNs = batchTimestampNs - count + 1;
        for (int i = 0; i < count; i++) {
            final int pair = pairsOffset + i * PAIR_BYTES;
            position = encoder.transfer(
                    position,
                    pairs,
                    pair,
                    pairs,
                    0,
                    pairs,
                    pair + TransferEvent.BLOCK_BYTES,
                    firstSequence + i,
                    firstTimestampNs + i);
        }
        return end(position, count, batchTimestampNs);
    }

    boolean commands(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        int position = begin(
                BatchKind.ADMIN,
                RecordLayout.ADMIN_RECORD_BYTES,
                session,
                requestNo,
                batchTimestampNs,
                firstSequence,
                count);
        if (position == 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            position = encoder.command(
                    position,
                    events,
                    eventsOffset + i * AdminEvent.BLOCK_BYTES,
                    outcomes,
                    outcomesOffset + i * AdminOutcome.BLOCK_BYTES);
        }
        return end(position, count, batchTimestampNs);
    }

    boolean sessions(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset) {
        int position = begin(
                BatchKind.SESSIONS,
                RecordLayout.SESSION_RECORD_BYTES,
                session,
                requestNo,
                batchTimestampNs,
                firstSequence,
                count);
        if (position == 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            position = encoder.session(position, events, eventsOffset + i * SessionEvent.BLOCK_BYTES);
        }
        return end(position, count, batchTimestampNs);
    }

    /** The only event of a frame; refused when a reader would not take it. */
    boolean checkpoint(
            final long batchTimestampNs, final long firstSequence, final DirectBuffer event, final int eventOffset) {
        final String objection = CheckpointEvent.objection(
                event, eventOffset, Math.min(event.capacity() - eventOffset, CheckpointEvent.MAX_BYTES), firstSequence);
        if (objection != null) {
            throw new JournalException(JournalErrorCode.INVALID_APPEND, "a checkpoint is malformed: " + objection);
        }
        final int position = begin(
                BatchKind.CHECKPOINT,
                RecordLayout.MAX_CHECKPOINT_RECORD_BYTES,
                0,
                0,
                batchTimestampNs,
                firstSequence,
                1);
        if (position == 0) {
            return false;
        }
        final int length = checkpoint.wrap(event, eventOffset).length();
        return end(encoder.checkpoint(position, event, eventOffset, length), 1, batchTimestampNs);
    }

    private int begin(
            final BatchKind kind,
            final int largestRecordBytes,
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count) {
        start = group.beginBatch(
                kind.frameType(),
                RecordLayout.MAX_BATCH_HEADER_BYTES + count * largestRecordBytes,
                firstSequence,
                session,
                requestNo);
        if (start == 0) {
            return 0;
        }
        return encoder.begin(
                start, kind, session, requestNo, batchTimestampNs, group.sequenceInFrame(firstSequence), count);
    }

    private boolean end(final int position, final int count, final long batchTimestampNs) {
        encoder.end(start, position);
        group.endBatch(position, count, batchTimestampNs);
        return true;
    }

    private static void checkReference(
            final DirectBuffer events, final int eventOffset, final int event, final int referenceCount) {
        final int index = events.getShort(eventOffset + TransferEvent.REFERENCE_INDEX_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        if (index > referenceCount) {
            throw new JournalException(
                    JournalErrorCode.INVALID_APPEND,
                    "event " + event + " names reference " + index + " of " + referenceCount);
        }
    }
}
