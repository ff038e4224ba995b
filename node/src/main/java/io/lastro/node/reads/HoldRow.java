package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder.TransfersDecoder;
import io.lastro.protocol.codec.TransferState;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A hold: its row of LookupTransfersReply and behind it, 8 bytes, the last sequence that is booked in it. That one lets a
 * start read movements again which the row has already. One thread at a time.
 */
final class HoldRow {
    static final int ROW_BYTES = TransfersDecoder.sbeBlockLength();

    private static final int CAPTURED_OFFSET = TransfersDecoder.capturedAmountEncodingOffset();
    private static final int REMAINING_OFFSET = TransfersDecoder.remainingAmountEncodingOffset();
    private static final int EXPIRES_OFFSET = TransfersDecoder.expiresAtNsEncodingOffset();
    private static final int STATE_OFFSET = TransfersDecoder.stateEncodingOffset();
    private static final int BYTES = ROW_BYTES + Long.BYTES;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Id128 id;
    private final UnsafeBuffer row;
    private boolean dirty;

    private HoldRow(final Id128 id, final byte[] bytes) {
        this.id = id;
        row = new UnsafeBuffer(bytes);
    }

    /** A new hold from the row of its transfer. */
    static HoldRow reserved(final Id128 id, final DirectBuffer transferRow, final Movement movement) {
        final HoldRow hold = new HoldRow(id, new byte[BYTES]);
        hold.row.putBytes(0, transferRow, 0, ROW_BYTES);
        hold.row.putLong(ROW_BYTES, movement.sequence(), LITTLE_ENDIAN);
        final long timeout = Integer.toUnsignedLong(movement.event().timeoutSeconds());
        hold.row.putLong(REMAINING_OFFSET, movement.outcome().amount(), LITTLE_ENDIAN);
        hold.row.putLong(EXPIRES_OFFSET, timeout == 0 ? 0 : movement.timeNs() + timeout * SECOND_NS, LITTLE_ENDIAN);
        hold.state(TransferState.pending);
        return hold;
    }

    /** As it was stored. */
    static HoldRow decode(final Id128 id, final byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new DamagedModelException("a hold has " + bytes.length + " bytes instead of " + BYTES);
        }
        return new HoldRow(id, bytes);
    }

    /** Whether an event is not booked in it yet; notes that it is. */
    boolean isNew(final long sequence) {
        if (sequence <= row.getLong(ROW_BYTES, LITTLE_ENDIAN)) {
            return false;
        }
        row.putLong(ROW_BYTES, sequence, LITTLE_ENDIAN);
        return true;
    }

    /** Books a post, capture or void. */
    void resolved(final int flags, final long amount) {
        final long remaining = remaining();
        if ((flags & TransferFlags.VOID_PENDING) != 0) {
            end(TransferState.voided);
            return;
        }
        row.putLong(CAPTURED_OFFSET, row.getLong(CAPTURED_OFFSET, LITTLE_ENDIAN) + amount, LITTLE_ENDIAN);
        if ((flags & TransferFlags.KEEP_REMAINDER) == 0 || amount == remaining) {
            end(TransferState.posted);
        } else {
            row.putLong(REMAINING_OFFSET, remaining - amount, LITTLE_ENDIAN);
            state(TransferState.capturedInPart);
        }
    }

    /** Books its timeout. */
    void expired() {
        end(TransferState.expired);
    }

    private void end(final TransferState state) {
        row.putLong(REMAINING_OFFSET, 0, LITTLE_ENDIAN);
        state(state);
    }

    private void state(final TransferState state) {
        row.putByte(STATE_OFFSET, (byte) state.value());
    }

    private long remaining() {
        return row.getLong(REMAINING_OFFSET, LITTLE_ENDIAN);
    }

    Id128 id() {
        return id;
    }

    /** The row, from offset 0. */
    DirectBuffer row() {
        return row;
    }

    byte[] bytes() {
        return row.byteArray();
    }

    int flags() {
        return row.getShort(TransferEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Notes that it has to be written; true for the first time since {@link #written()}. */
    boolean markDirty() {
        final boolean first = !dirty;
        dirty = true;
        return first;
    }

    boolean isDirty() {
        return dirty;
    }

    /** It has been written. */
    void written() {
        dirty = false;
    }
}
