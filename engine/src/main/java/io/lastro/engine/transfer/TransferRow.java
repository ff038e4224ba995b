package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.slab.IdIndex;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes a transfer as one entry of the {@code transfers} group of LookupTransfersReply, byte for byte.
 *
 * <pre>
 *  offset size field
 *       0  120 as {@link TransferEvent} up to flags, with the effective fields and the transfer's timestamp
 *     120    8 capturedAmount: of a hold; else 0
 *     128    8 remainingAmount: of an open hold; else 0
 *     136    8 expiresAtNs: of a hold with a timeout; else 0
 *     144    8 sequence of its creation
 *     152    1 state, as TransferState; a post or void itself is single
 *     153   36 reference, zero padded
 * </pre>
 *
 * <p>Ledger thread only.
 */
public final class TransferRow {
    /** Bytes of a row. */
    public static final int BLOCK_BYTES = 189;

    /** Offset of capturedAmount. */
    public static final int CAPTURED_AMOUNT_OFFSET = 120;

    /** Offset of remainingAmount. */
    public static final int REMAINING_AMOUNT_OFFSET = 128;

    /** Offset of expiresAtNs. */
    public static final int EXPIRES_AT_NS_OFFSET = 136;

    /** Offset of sequence. */
    public static final int SEQUENCE_OFFSET = 144;

    /** Offset of state. */
    public static final int STATE_OFFSET = 152;

    /** Offset of reference. */
    public static final int REFERENCE_OFFSET = 153;

    private static final int EVENT_BYTES = 120;
    private static final int ID_BYTES = 2 * BitUtil.SIZE_OF_LONG;

    private final TransferStore transfers;
    private final HoldStore holds;
    private final TransferEvent stored = new TransferEvent();

    TransferRow(final TransferStore transfers, final HoldStore holds) {
        this.transfers = transfers;
        this.holds = holds;
    }

    /** Writes the rows of ids, 16 bytes each (low, high), in their order; returns the bytes written. */
    int writeAll(
            final DirectBuffer ids,
            final int idsOffset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        for (int i = 0; i < count; i++) {
            final int at = idsOffset + i * ID_BYTES;
            write(
                    ids.getLong(at, LITTLE_ENDIAN),
                    ids.getLong(at + BitUtil.SIZE_OF_LONG, LITTLE_ENDIAN),
                    rows,
                    rowsOffset + i * BLOCK_BYTES);
        }
        return count * BLOCK_BYTES;
    }

    /** Writes the row of an id; when there is no such transfer, zeros but for the id. */
    private void write(final long idLow, final long idHigh, final MutableDirectBuffer rows, final int offset) {
        final int reference = transfers.find(idLow, idHigh);
        if (reference == IdIndex.NULL_REFERENCE || IdIndex.isMarked(reference)) {
            rows.setMemory(offset, BLOCK_BYTES, (byte) 0);
            rows.putLong(offset + TransferEvent.ID_LOW_OFFSET, idLow, LITTLE_ENDIAN);
            rows.putLong(offset + TransferEvent.ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
            return;
        }
        final int record = IdIndex.record(reference);
        transfers.wrap(stored, record);
        rows.putBytes(offset, stored.buffer(), stored.offset(), EVENT_BYTES);
        rows.setMemory(offset + EVENT_BYTES, BLOCK_BYTES - EVENT_BYTES, (byte) 0);
        rows.putLong(offset + SEQUENCE_OFFSET, transfers.sequence(record), LITTLE_ENDIAN);
        int state = HoldState.SINGLE;
        if ((stored.flags() & TransferFlags.PENDING) != 0) {
            final int row = transfers.holdRow(record);
            state = holds.state(row);
            rows.putLong(offset + CAPTURED_AMOUNT_OFFSET, holds.captured(row), LITTLE_ENDIAN);
            rows.putLong(offset + REMAINING_AMOUNT_OFFSET, holds.remaining(row), LITTLE_ENDIAN);
            rows.putLong(offset + EXPIRES_AT_NS_OFFSET, holds.expiresAtNs(row), LITTLE_ENDIAN);
        }
        rows.putByte(offset + STATE_OFFSET, (byte) state);
        transfers.copyReference(record, rows, offset + REFERENCE_OFFSET);
    }
}
