package io.lastro.journal.tree;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.tree.LeafField.Block;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A leaf taken apart: the blocks of the protocol that it was made of.
 *
 * <p>{@link #decode} believes nothing and refuses every encoding but the canonical one. Immutable, own memory.
 */
public final class Leaf {
    /** No leaf is longer. */
    public static final int MAX_BYTES = LeafLayout.MAX_BYTES;

    private final LeafKind kind;
    private final long sequence;
    private final long timestampNs;
    private final long session;
    private final long requestNo;
    private final UnsafeBuffer event;
    private final UnsafeBuffer outcome;
    private final byte[] content;
    private UnsafeBuffer reference;

    private Leaf(final UnsafeBuffer source, final LeafKind kind) {
        this.kind = kind;
        sequence = source.getLong(LeafLayout.SEQUENCE_OFFSET, LITTLE_ENDIAN);
        timestampNs = source.getLong(LeafLayout.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
        session = source.getLong(LeafLayout.SESSION_OFFSET, LITTLE_ENDIAN);
        requestNo = source.getLong(LeafLayout.REQUEST_NO_OFFSET, LITTLE_ENDIAN);
        event = new UnsafeBuffer(new byte[LeafLayout.eventBytes(kind)]);
        outcome = new UnsafeBuffer(new byte[LeafLayout.outcomeBytes(kind)]);
        content = new byte[kind == LeafKind.CHECKPOINT ? source.capacity() - LeafLayout.HEADER_BYTES : 0];
        source.getBytes(LeafLayout.HEADER_BYTES, content);
    }

    /**
     * Takes leaf bytes apart.
     *
     * @throws MalformedLeafException when they are no canonical leaf of this version.
     */
    public static Leaf decode(final byte[] bytes) throws MalformedLeafException {
        check(bytes.length >= LeafLayout.HEADER_BYTES, "is cut: " + bytes.length + " bytes");
        check(bytes.length <= MAX_BYTES, "is too long: " + bytes.length + " bytes");
        final int version = bytes[LeafLayout.VERSION_OFFSET] & 0xFF;
        check(version == LeafLayout.VERSION, "has version " + version + ", known is " + LeafLayout.VERSION);
        final LeafKind kind = LeafKind.ofCode(bytes[LeafLayout.KIND_OFFSET] & 0xFF);
        check(kind != null, "has the unknown kind " + (bytes[LeafLayout.KIND_OFFSET] & 0xFF));
        final UnsafeBuffer source = new UnsafeBuffer(bytes);
        final Leaf leaf = new Leaf(source, kind);
        check(leaf.sequence >= 1, "has sequence " + leaf.sequence);
        final int presence = source.getInt(LeafLayout.PRESENCE_OFFSET, LITTLE_ENDIAN);
        if (kind == LeafKind.CHECKPOINT) {
            check(presence == 0 && leaf.session == 0 && leaf.requestNo == 0, "has fields that its kind has not");
            return leaf;
        }
        final int end = leaf.fill(source, presence);
        check(end == bytes.length, "has " + (bytes.length - end) + " bytes behind its last field");
        leaf.requireCanonical(bytes);
        return leaf;
    }

    private int fill(final UnsafeBuffer source, final int presence) throws MalformedLeafException {
        final List<LeafField> fields = LeafLayout.fields(kind);
        check(fields.size() == Integer.SIZE || presence >>> fields.size() == 0, "has an unknown field");
        int position = LeafLayout.HEADER_BYTES;
        for (int i = 0; i < fields.size(); i++) {
            final LeafField field = fields.get(i);
            final UnsafeBuffer target = field.block() == Block.EVENT ? event : outcome;
            if ((presence & 1 << i) == 0) {
                absent(field, target);
                continue;
            }
            check(position < source.capacity(), "is cut in field " + field.name());
            final boolean text = field.bytes() == LeafField.REFERENCE;
            final int bytes = text ? source.getByte(position++) : field.bytes();
            check(!text || bytes >= 0 && bytes <= LeafLayout.REFERENCE_BYTES, "has a reference of " + bytes + " bytes");
            check(source.capacity() - position >= bytes, "is cut in field " + field.name());
            if (text) {
                reference = new UnsafeBuffer(new byte[LeafLayout.REFERENCE_BYTES]);
                reference.putBytes(0, source, position, bytes);
                target.putShort(field.offset(), (short) 1, LITTLE_ENDIAN);
            } else {
                target.putBytes(field.offset(), source, position, bytes);
            }
            position += bytes;
        }
        return position;
    }

    private void absent(final LeafField field, final UnsafeBuffer target) {
        switch (field.absent()) {
            case LEAF_TIME:
                target.putLong(field.offset(), timestampNs, LITTLE_ENDIAN);
                break;
            case LEAF_SEQUENCE:
                target.putLong(field.offset(), sequence, LITTLE_ENDIAN);
                break;
            case EVENT_WHEN_CREATED:
                if (outcome.getInt(TransferOutcome.RESULT_OFFSET, LITTLE_ENDIAN) == 0) {
                    target.putBytes(field.offset(), event, field.eventOffset(), field.bytes());
                }
                break;
            default: // the block is zero
        }
    }

    /** What was understood, written again, must be the same bytes: else one content could have two leaves. */
    private void requireCanonical(final byte[] bytes) throws MalformedLeafException {
        final byte[] again = new byte[LeafLayout.MAX_STRUCTURED_BYTES];
        final int length = new LeafEncoder().encode(this, new UnsafeBuffer(again), 0);
        check(Arrays.equals(again, 0, length, bytes, 0, bytes.length), "is not in its canonical form");
    }

    private static void check(final boolean holds, final String what) throws MalformedLeafException {
        if (!holds) {
            throw new MalformedLeafException(what);
        }
    }

    /** What it is about. */
    public LeafKind kind() {
        return kind;
    }

    /** Place in the total order, at least 1; the leaf's index in the tree is one less. */
    public long sequence() {
        return sequence;
    }

    /** Ledger time of the event in ns. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Session of the request; 0 for none. */
    public long session() {
        return session;
    }

    /** Number of the request within its session; 0 for none. */
    public long requestNo() {
        return requestNo;
    }

    /** The event's block, such as {@link TransferEvent}; its reference index is 1 when there is a reference. */
    public DirectBuffer event() {
        return event;
    }

    /** The outcome's block, such as {@link TransferOutcome}; empty for sessions and checkpoints. */
    public DirectBuffer outcome() {
        return outcome;
    }

    /** The reference field of 36 bytes, or null. */
    public DirectBuffer reference() {
        return reference;
    }

    /** The bytes of a checkpoint; empty for all others. */
    public byte[] content() {
        return content.clone();
    }
}
