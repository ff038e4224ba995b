package io.lastro.client;

import io.lastro.protocol.codec.CreateTransfersReplyDecoder;

/**
 * The newest receipt of a client, shared by its connections, and the cluster that it belongs to. Thread-safe; taking in
 * a reply allocates nothing.
 */
public final class Receipts {
    private Id clusterId;
    private int lineage;
    private int group;
    private long epoch;
    private long sequence;
    private long chainLow;
    private long chainHigh;
    private long macLow;
    private long macHigh;

    /** Starts with one kept from before, or with {@link Receipt#NONE}. */
    public Receipts(final Receipt first) {
        clusterId = first.clusterId();
        lineage = first.lineage();
        group = first.group();
        epoch = first.epoch();
        sequence = first.sequence();
        chainLow = first.chain().low();
        chainHigh = first.chain().high();
        macLow = first.mac().low();
        macHigh = first.mac().high();
    }

    /** The newest one, or {@link Receipt#NONE}. */
    public synchronized Receipt newest() {
        return new Receipt(
                clusterId, lineage, group, epoch, sequence, new Id(chainLow, chainHigh), new Id(macLow, macHigh));
    }

    /**
     * Checks a logon against the receipt that was handed over in it.
     *
     * @param handedOver what the Logon held; a newer one may have come over another connection since.
     * @throws LostAcknowledgementException when the node does not have what it acknowledged, or is of another cluster.
     * @throws ConnectionLostException when the node is behind in epochs: another one has to be asked.
     */
    synchronized void onLogon(final ServerInfo info, final Receipt handedOver, final String node) {
        if (!clusterId.isZero() && !clusterId.equals(info.clusterId())) {
            throw new LostAcknowledgementException(node + " is of cluster " + info.clusterId()
                    + ", this client's receipts and configuration are of cluster " + clusterId);
        }
        final boolean sameHistory = handedOver.lineage() == info.lineage() && handedOver.group() == info.group();
        if (handedOver.isPresent() && sameHistory && info.epoch() < handedOver.epoch()) {
            throw new ConnectionLostException(
                    node + " is stale: its epoch is " + info.epoch() + ", our receipt's " + handedOver.epoch(), null);
        }
        if (handedOver.isPresent() && sameHistory && info.committedSequence() < handedOver.sequence()) {
            throw new LostAcknowledgementException(node + " has committed sequence " + info.committedSequence()
                    + ", but sequence " + handedOver.sequence() + " was acknowledged to this client (cluster "
                    + info.clusterId() + ", lineage " + info.lineage() + ", chain value " + handedOver.chain() + ")");
        }
        if (sequence != 0 && (lineage != info.lineage() || group != info.group())) {
            sequence = 0; // a restore from backup, decided by people: receipts of the old lineage prove nothing here
        }
        clusterId = info.clusterId();
        lineage = info.lineage();
        group = info.group();
    }

    /** Keeps the receipt of a reply when it is newer. */
    synchronized void onReply(final ReplyView reply) {
        final long replySequence = reply.receiptSequence();
        final long replyEpoch = reply.receiptEpoch();
        if (replySequence == 0 || replyEpoch < epoch || replyEpoch == epoch && replySequence <= sequence) {
            return;
        }
        epoch = replyEpoch;
        sequence = replySequence;
        chainLow = reply.receiptField(CreateTransfersReplyDecoder.receiptChainLowEncodingOffset());
        chainHigh = reply.receiptField(CreateTransfersReplyDecoder.receiptChainHighEncodingOffset());
        macLow = reply.receiptField(CreateTransfersReplyDecoder.receiptMacLowEncodingOffset());
        macHigh = reply.receiptField(CreateTransfersReplyDecoder.receiptMacHighEncodingOffset());
    }

    /** The receipt of one reply as a value. */
    synchronized Receipt of(final ReplyView reply) {
        if (reply.receiptSequence() == 0) {
            return Receipt.NONE;
        }
        return new Receipt(
                clusterId,
                lineage,
                group,
                reply.receiptEpoch(),
                reply.receiptSequence(),
                new Id(
                        reply.receiptField(CreateTransfersReplyDecoder.receiptChainLowEncodingOffset()),
                        reply.receiptField(CreateTransfersReplyDecoder.receiptChainHighEncodingOffset())),
                new Id(
                        reply.receiptField(CreateTransfersReplyDecoder.receiptMacLowEncodingOffset()),
                        reply.receiptField(CreateTransfersReplyDecoder.receiptMacHighEncodingOffset())));
    }
}
