package io.lastro.engine.history;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import org.agrona.DirectBuffer;

/**
 * What is stored of a transfer or a burned id.
 *
 * <pre>
 *  offset size field
 *       0  120 as {@link TransferEvent} up to flags, with effective fields and the transfer's own timestamp; of a burned
 *              id nothing but the id
 *     120    8 sequence of its creation or burning
 *     128    8 of a hold: captured sum; of a post or void: the remainder that it met; minor units
 *     136    8 of a hold: sequence of its end
 *     144    4 kind
 *     148   36 reference, zero padded
 * </pre>
 */
public final class HistoryRow {
    /** Bytes of a row. */
    public static final int BLOCK_BYTES = 184;

    /** Offset of the sequence. */
    public static final int SEQUENCE_OFFSET = 120;

    /** Offset of the captured sum or the remainder that was met. */
    public static final int AMOUNT_OFFSET = 128;

    /** Offset of the sequence of a hold's end. */
    public static final int END_SEQUENCE_OFFSET = 136;

    /** Offset of the kind. */
    public static final int KIND_OFFSET = 144;

    /** Offset of the reference. */
    public static final int REFERENCE_OFFSET = 148;

    /** Kind: a burned id. */
    public static final int BURNED = 0;

    /** Kind: a single transfer, a post or a void. */
    public static final int SINGLE = 1;

    /** Kind: a hold that is still open. Only its timestamp counts: the hold comes again when it has ended. */
    public static final int OPEN_HOLD = 2;

    /** Kind: a hold that was posted. Higher kinds are holds that were voided or expired. */
    public static final int POSTED_HOLD = 4;

    /** Bytes of the record in front: event and sequence. */
    public static final int RECORD_BYTES = 128;

    /** Bytes of the reference. */
    public static final int REFERENCE_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;

    private HistoryRow() {}

    /** Sequence of a row. */
    public static long sequence(final DirectBuffer row, final int offset) {
        return row.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Kind of a row. */
    public static int kind(final DirectBuffer row, final int offset) {
        return row.getInt(offset + KIND_OFFSET, LITTLE_ENDIAN);
    }

    /** Whether it is a hold that has ended. */
    public static boolean isEndedHold(final int kind) {
        return kind >= POSTED_HOLD;
    }

    /** Sequence of a hold's end. */
    public static long endSequence(final DirectBuffer row, final int offset) {
        return row.getLong(offset + END_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Low half of the id. */
    public static long idLow(final DirectBuffer row, final int offset) {
        return row.getLong(offset + TransferEvent.ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** High half of the id. */
    public static long idHigh(final DirectBuffer row, final int offset) {
        return row.getLong(offset + TransferEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Timestamp of the transfer, ns. */
    public static long timestampNs(final DirectBuffer row, final int offset) {
        return row.getLong(offset + TransferEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }
}
