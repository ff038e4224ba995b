package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.codec.AccountTransfersReplyDecoder.MovementsDecoder;

/** Reads what reads need of movement rows that they have written. */
final class MovementRow {
    private MovementRow() {}

    /** Sequence of the event. */
    static long sequence(final RowBuffer rows, final int row) {
        return rows.buffer().getLong(rows.offset(row) + MovementsDecoder.sequenceEncodingOffset(), LITTLE_ENDIAN);
    }
}
