package io.lastro.system.wire;

import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.LogonEncoder;

/**
 * The newest receipt that a client holds, to be shown at the next logon: a node that lost what it acknowledged cannot
 * accept it.
 *
 * @param epoch of the frame.
 * @param sequence last sequence of the frame; 0 = no receipt.
 * @param chainLow chain value of the frame, low 64 bits.
 * @param chainHigh chain value of the frame, high 64 bits.
 * @param macLow authentication, low 64 bits.
 * @param macHigh authentication, high 64 bits.
 * @param lineage told at logon.
 * @param group told at logon.
 */
public record HeldReceipt(
        long epoch, long sequence, long chainLow, long chainHigh, long macLow, long macHigh, int lineage, int group) {
    /** No receipt yet. */
    public static final HeldReceipt NONE = new HeldReceipt(0, 0, 0, 0, 0, 0, 0, 0);

    /** The receipt of a reply on a connection that was opened with this LogonAck. */
    public static HeldReceipt of(final Reply reply, final Reply logonAck) {
        return new HeldReceipt(
                reply.rootLong(CreateTransfersReplyDecoder.receiptEpochEncodingOffset()),
                reply.rootLong(CreateTransfersReplyDecoder.receiptSequenceEncodingOffset()),
                reply.rootLong(CreateTransfersReplyDecoder.receiptChainLowEncodingOffset()),
                reply.rootLong(CreateTransfersReplyDecoder.receiptChainHighEncodingOffset()),
                reply.rootLong(CreateTransfersReplyDecoder.receiptMacLowEncodingOffset()),
                reply.rootLong(CreateTransfersReplyDecoder.receiptMacHighEncodingOffset()),
                logonAck.lineage(),
                logonAck.group());
    }

    /** The newer of two. */
    public HeldReceipt newer(final HeldReceipt other) {
        return other.sequence > sequence ? other : this;
    }

    LogonEncoder encode(final LogonEncoder logon) {
        return logon.receiptEpoch(epoch)
                .receiptSequence(sequence)
                .receiptChainLow(chainLow)
                .receiptChainHigh(chainHigh)
                .receiptMacLow(macLow)
                .receiptMacHigh(macHigh)
                .receiptLineage(lineage)
                .receiptGroup(group);
    }
}
