package io.lastro.journal;

import io.lastro.protocol.ProtocolLimits;
import org.agrona.DirectBuffer;

/**
 * Makes single frames in memory, byte for byte as the journal writes them: for a node that ships a frame before, or
 * without, its own journal having written it.
 *
 * <p>{@code epoch(e)}, then one of the methods that put something in, then {@link #seal}. One thread; what
 * {@link #seal} gives is a copy.
 */
public final class FrameMaker {
    private static final int GROUP_BYTES = 256 * 1024;

    private final GroupBuffer group;
    private final BatchWriter writer;
    private final ChainValue chain = new ChainValue();

    /** Frames of this cluster and group. */
    public FrameMaker(final long clusterIdLow, final long clusterIdHigh, final int groupNumber) {
        final JournalIdentity identity = new JournalIdentity(clusterIdLow, clusterIdHigh, 0, groupNumber);
        group = new GroupBuffer(GROUP_BYTES, GROUP_BYTES, GROUP_BYTES, identity, 0);
        writer = new BatchWriter(group);
    }

    /** The epoch of the next frame. */
    public FrameMaker epoch(final long epoch) {
        group.clear();
        group.epoch(epoch);
        return this;
    }

    /** A batch of account events with their outcomes. */
    public void accounts(
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final DirectBuffer outcomes) {
        written(writer.accounts(0, 0, batchTimestampNs, firstSequence, count, events, 0, outcomes, 0));
    }

    /** A batch of transfer events without references, with their outcomes. */
    public void transfers(
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final DirectBuffer outcomes) {
        written(writer.transfers(0, 0, batchTimestampNs, firstSequence, count, events, 0, events, 0, 0, outcomes, 0));
    }

    /** The start of an epoch: takes the sequence behind its base. */
    public void epochStart(final long timestampNs, final EpochRecord epochRecord) {
        final int start =
                group.beginBatch(FrameType.EPOCH_START, EpochRecord.BYTES, epochRecord.baseSequence() + 1, 0, 0);
        group.template(FrameLayout.TEMPLATE_EPOCH);
        final byte[] payload = epochRecord.encode();
        group.memory.buffer.putBytes(start, payload);
        group.endBatch(start + payload.length, 1, timestampNs);
    }

    /** The void of a reconciliation: takes no sequence. */
    public void voided(final long timestampNs, final EpochRecord epochRecord) {
        group.addSideFrame(
                FrameType.VOID,
                epochRecord.baseSequence() + 1,
                timestampNs,
                FrameLayout.TEMPLATE_EPOCH,
                epochRecord.encode());
    }

    /** Completes the frame: commit sequence, chain value, CRC; a copy of its bytes. */
    public byte[] seal(final long commitSequence, final long previousChainLow, final long previousChainHigh) {
        chain.set(previousChainLow, previousChainHigh);
        group.seal(commitSequence, chain);
        final byte[] frame = new byte[group.frameLength(0)];
        group.memory.buffer.getBytes(group.frameOffset(0), frame);
        return frame;
    }

    private static void written(final boolean done) {
        if (!done) {
            throw new JournalException(
                    JournalErrorCode.REQUEST_TOO_LARGE,
                    "a request of up to " + ProtocolLimits.MAX_BATCH_EVENTS + " events does not fit into a frame");
        }
    }
}
