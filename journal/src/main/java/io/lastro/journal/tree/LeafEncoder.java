package io.lastro.journal.tree;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.tree.LeafField.Absent;
import io.lastro.journal.tree.LeafField.Block;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the leaf of one event with its outcome: {@link LeafLayout} over the blocks of the protocol.
 *
 * <p>Canonical: the same content gives the same bytes, whatever stands beside it in the batch. One thread; allocates
 * nothing while encoding.
 */
public final class LeafEncoder {
    /** No leaf of a batch is longer. */
    public static final int MAX_LEAF_BYTES =
            Math.max(LeafLayout.MAX_STRUCTURED_BYTES, LeafLayout.HEADER_BYTES + CheckpointEvent.MAX_BYTES);

    private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);
    private static final int RESULT_OFFSET = TransferOutcome.RESULT_OFFSET;

    private final Table[] tables = new Table[LeafKind.values().length];
    private final CheckpointEvent checkpoint = new CheckpointEvent();
    private DirectBuffer events;
    private int event;
    private DirectBuffer outcomes;
    private int outcome;
    private DirectBuffer references;
    private int reference;

    /** An encoder for one thread. */
    public LeafEncoder() {
        for (final LeafKind kind : LeafKind.values()) {
            tables[kind.ordinal()] = new Table(LeafLayout.fields(kind));
        }
    }

    /** Rows of a kind as arrays, for the loop over them. */
    private static final class Table {
        private final boolean[] ofEvent;
        private final int[] offset;
        private final int[] bytes;
        private final Absent[] absent;
        private final int[] eventOffset;

        private Table(final List<LeafField> fields) {
            final int count = fields.size();
            ofEvent = new boolean[count];
            offset = new int[count];
            bytes = new int[count];
            absent = new Absent[count];
            eventOffset = new int[count];
            for (int i = 0; i < count; i++) {
                final LeafField field = fields.get(i);
                ofEvent[i] = field.block() == Block.EVENT;
                offset[i] = field.offset();
                bytes[i] = field.bytes();
                absent[i] = field.absent();
                eventOffset[i] = field.eventOffset();
            }
        }
    }

    /**
     * Writes the leaf of an event of a batch.
     *
     * @param index  of the event within the batch.
     * @param target with {@link #MAX_LEAF_BYTES} bytes from the offset on.
     * @return length of the leaf in bytes.
     */
    public int encode(final JournaledBatch batch, final int index, final MutableDirectBuffer target, final int at) {
        final LeafKind kind = LeafKind.of(batch.kind());
        if (kind == LeafKind.CHECKPOINT) {
            final int length = checkpoint.wrap(batch.events(), 0).length();
            return encodeCheckpoint(
                    batch.firstSequence(), batch.batchTimestampNs(), batch.events(), 0, length, target, at);
        }
        events = batch.events();
        event = index * LeafLayout.eventBytes(kind);
        outcomes = kind == LeafKind.SESSIONS ? NOTHING : batch.outcomes();
        outcome = index * LeafLayout.outcomeBytes(kind);
        references = batch.references();
        reference = (referenceIndex(kind) - 1) * LeafLayout.REFERENCE_BYTES;
        final long timestampNs = batch.batchTimestampNs() - batch.count() + index + 1;
        return encode(kind, batch.firstSequence() + index, timestampNs, batch.session(), batch.requestNo(), target, at);
    }

    /**
     * Writes a leaf of bytes that the tree does not look into.
     *
     * @param target with 38 bytes and the content's length from the offset on.
     * @return length of the leaf in bytes.
     * @throws IllegalArgumentException when the leaf would be longer than 65,535 bytes.
     */
    public static int encodeCheckpoint(
            final long sequence,
            final long timestampNs,
            final DirectBuffer content,
            final int contentOffset,
            final int contentBytes,
            final MutableDirectBuffer target,
            final int at) {
        if (contentBytes > LeafLayout.MAX_BYTES - LeafLayout.HEADER_BYTES) {
            throw new IllegalArgumentException("a checkpoint of " + contentBytes + " bytes is too long for a leaf");
        }
        header(LeafKind.CHECKPOINT, sequence, timestampNs, 0, 0, target, at);
        target.putInt(at + LeafLayout.PRESENCE_OFFSET, 0, LITTLE_ENDIAN);
        target.putBytes(at + LeafLayout.HEADER_BYTES, content, contentOffset, contentBytes);
        return LeafLayout.HEADER_BYTES + contentBytes;
    }

    /** Writes again what was decoded. */
    int encode(final Leaf leaf, final MutableDirectBuffer target, final int at) {
        events = leaf.event();
        event = 0;
        outcomes = leaf.outcome();
        outcome = 0;
        references = leaf.reference() == null ? NOTHING : leaf.reference();
        reference = 0;
        return encode(leaf.kind(), leaf.sequence(), leaf.timestampNs(), leaf.session(), leaf.requestNo(), target, at);
    }

    private int referenceIndex(final LeafKind kind) {
        return kind == LeafKind.TRANSFERS || kind == LeafKind.EXPIRIES
                ? events.getShort(event + TransferEvent.REFERENCE_INDEX_OFFSET, LITTLE_ENDIAN) & 0xFFFF
                : 0;
    }

    private static void header(
            final LeafKind kind,
            final long sequence,
            final long timestampNs,
            final long session,
            final long requestNo,
            final MutableDirectBuffer target,
            final int at) {
        target.putByte(at + LeafLayout.VERSION_OFFSET, (byte) LeafLayout.VERSION);
        target.putByte(at + LeafLayout.KIND_OFFSET, (byte) kind.code());
        target.putLong(at + LeafLayout.SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        target.putLong(at + LeafLayout.TIMESTAMP_NS_OFFSET, timestampNs, LITTLE_ENDIAN);
        target.putLong(at + LeafLayout.SESSION_OFFSET, session, LITTLE_ENDIAN);
        target.putLong(at + LeafLayout.REQUEST_NO_OFFSET, requestNo, LITTLE_ENDIAN);
    }

    private int encode(
            final LeafKind kind,
            final long sequence,
            final long timestampNs,
            final long session,
            final long requestNo,
            final MutableDirectBuffer target,
            final int at) {
        header(kind, sequence, timestampNs, session, requestNo, target, at);
        final Table table = tables[kind.ordinal()];
        final int count = table.bytes.length;
        int position = at + LeafLayout.HEADER_BYTES;
        int presence = 0;
        for (int i = 0; i < count; i++) {
            final boolean ofEvent = table.ofEvent[i];
            final DirectBuffer source = ofEvent ? events : outcomes;
            final int from = (ofEvent ? event : outcome) + table.offset[i];
            final int bytes = table.bytes[i];
            final boolean present;
            switch (table.absent[i]) {
                case ZERO:
                    present = bytes == LeafField.REFERENCE
                            ? source.getShort(from, LITTLE_ENDIAN) != 0
                            : !isZero(source, from, bytes);
                    break;
                case LEAF_TIME:
                    present = source.getLong(from, LITTLE_ENDIAN) != timestampNs;
                    break;
                case LEAF_SEQUENCE:
                    present = source.getLong(from, LITTLE_ENDIAN) != sequence;
                    break;
                default:
                    present = outcomes.getInt(outcome + RESULT_OFFSET, LITTLE_ENDIAN) == 0
                            ? !isSame(source, from, events, event + table.eventOffset[i], bytes)
                            : !isZero(source, from, bytes);
            }
            if (present) {
                presence |= 1 << i;
                position = bytes == LeafField.REFERENCE
                        ? putReference(target, position)
                        : put(target, position, source, from, bytes);
            }
        }
        target.putInt(at + LeafLayout.PRESENCE_OFFSET, presence, LITTLE_ENDIAN);
        return position - at;
    }

    private int putReference(final MutableDirectBuffer target, final int position) {
        int length = LeafLayout.REFERENCE_BYTES;
        while (length > 0 && references.getByte(reference + length - 1) == 0) {
            length--;
        }
        target.putByte(position, (byte) length);
        target.putBytes(position + 1, references, reference, length);
        return position + 1 + length;
    }

    private static int put(
            final MutableDirectBuffer target,
            final int position,
            final DirectBuffer source,
            final int from,
            final int bytes) {
        switch (bytes) {
            case 8:
                target.putLong(position, source.getLong(from));
                break;
            case 16:
                target.putLong(position, source.getLong(from));
                target.putLong(position + 8, source.getLong(from + 8));
                break;
            case 4:
                target.putInt(position, source.getInt(from));
                break;
            case 2:
                target.putShort(position, source.getShort(from));
                break;
            default:
                target.putBytes(position, source, from, bytes);
        }
        return position + bytes;
    }

    private static boolean isZero(final DirectBuffer source, final int from, final int bytes) {
        switch (bytes) {
            case 8:
                return source.getLong(from) == 0;
            case 16:
                return (source.getLong(from) | source.getLong(from + 8)) == 0;
            case 4:
                return source.getInt(from) == 0;
            case 2:
                return source.getShort(from) == 0;
            default:
                int any = 0;
                for (int i = 0; i < bytes; i++) {
                    any |= source.getByte(from + i);
                }
                return any == 0;
        }
    }

    private static boolean isSame(
            final DirectBuffer source, final int from, final DirectBuffer other, final int otherFrom, final int bytes) {
        switch (bytes) {
            case 8:
                return source.getLong(from) == other.getLong(otherFrom);
            case 16:
                return source.getLong(from) == other.getLong(otherFrom)
                        && source.getLong(from + 8) == other.getLong(otherFrom + 8);
            default:
                int difference = 0;
                for (int i = 0; i < bytes; i++) {
                    difference |= source.getByte(from + i) ^ other.getByte(otherFrom + i);
                }
                return difference == 0;
        }
    }
}
