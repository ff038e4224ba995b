package io.lastro.system.book;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder.TransfersDecoder;
import io.lastro.system.wire.Reply;

/** Comparison of a looked-up transfer with what was planned and acknowledged. */
final class TransferRow {
    static final int TIMESTAMP_NS = TransfersDecoder.timestampNsEncodingOffset();
    static final int SEQUENCE = TransfersDecoder.sequenceEncodingOffset();

    private TransferRow() {}

    /** The first difference as text, or null. */
    static String difference(
            final Request request,
            final int index,
            final PlannedEvent event,
            final Plan plan,
            final Reply reply,
            final int row) {
        final long[][] longs = {
            {TransfersDecoder.idLowEncodingOffset(), event.idLow},
            {TransfersDecoder.idHighEncodingOffset(), event.idHigh},
            {TransfersDecoder.debitAccountIdLowEncodingOffset(), plan.accountIdLow(event.debit)},
            {TransfersDecoder.debitAccountIdHighEncodingOffset(), plan.accountIdHigh()},
            {TransfersDecoder.creditAccountIdLowEncodingOffset(), plan.accountIdLow(event.credit)},
            {TransfersDecoder.creditAccountIdHighEncodingOffset(), plan.accountIdHigh()},
            {TransfersDecoder.pendingIdLowEncodingOffset(), event.pendingIdLow},
            {TransfersDecoder.pendingIdHighEncodingOffset(), event.pendingIdHigh},
            {TransfersDecoder.amountEncodingOffset(), event.bookedAmount},
            {TransfersDecoder.userData64EncodingOffset(), event.userData64},
            {TIMESTAMP_NS, request.eventTimestampNs(index)},
            {SEQUENCE, request.eventSequence(index)},
        };
        for (final long[] field : longs) {
            final long actual = reply.rowLong(row, (int) field[0]);
            if (actual != field[1]) {
                return "field at " + field[0] + " of LookupTransfersReply is " + actual + ", not " + field[1];
            }
        }
        final int[][] ints = {
            {reply.rowInt(row, TransfersDecoder.userData32EncodingOffset()), event.userData32},
            {reply.rowInt(row, TransfersDecoder.timeoutSecondsEncodingOffset()), event.timeoutSeconds},
            {reply.rowInt(row, TransfersDecoder.ledgerEncodingOffset()), event.ledger},
            {reply.rowShort(row, TransfersDecoder.codeEncodingOffset()), event.code},
            {reply.rowShort(row, TransfersDecoder.flagsEncodingOffset()), event.flags},
        };
        for (int i = 0; i < ints.length; i++) {
            if (ints[i][0] != ints[i][1]) {
                return "field " + i + " of userData32, timeout, ledger, code, flags is " + ints[i][0] + ", not "
                        + ints[i][1];
            }
        }
        final String reference =
                reply.rowText(row, TransfersDecoder.referenceEncodingOffset(), ProtocolLimits.REFERENCE_FIELD_BYTES);
        final String wanted = event.reference == null ? "" : event.reference;
        return reference.equals(wanted) ? null : "reference is '" + reference + "', not '" + wanted + "'";
    }
}
