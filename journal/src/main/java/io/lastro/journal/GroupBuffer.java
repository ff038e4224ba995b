package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The group under construction: frames one behind the other, as they go to the ring, behind room for the ring's own
 * group header. Journal thread; allocates nothing after construction.
 */
final class GroupBuffer {
    /** Most frames of a group. */
    static final int MAX_FRAMES = 1024;

    /** The largest request that is always accepted into an empty group. */
    static final int MAX_REQUEST_BYTES = RecordLayout.MAX_BATCH_HEADER_BYTES
            + io.lastro.protocol.ProtocolLimits.MAX_BATCH_EVENTS * RecordLayout.MAX_TRANSFER_RECORD_BYTES;

    private static final int BODY_OFFSET = RingLayout.HEADER_BYTES;

    final FrameMemory memory;

    private final UnsafeBuffer buffer;
    private final int limit;
    private final int frameLimit;
    private final int documentLimit;
    private final JournalIdentity identity;
    private long epoch;
    private final int[] frameOffsets = new int[MAX_FRAMES];
    private int frameCount;
    private int openFrame;
    private FrameType openType;
    private int position;
    private int batchStart;
    private boolean batchOpenedFrame;

    /**
     * Room for one group.
     *
     * @param groupBytes    most bytes, group header included.
     * @param frameBytes    a frame takes no further request beyond this.
     * @param documentBytes no frame may be longer.
     */
    GroupBuffer(
            final int groupBytes,
            final int frameBytes,
            final int documentBytes,
            final JournalIdentity identity,
            final long epoch) {
        limit = groupBytes;
        frameLimit = Math.min(frameBytes, documentBytes);
        documentLimit = documentBytes;
        this.identity = identity;
        this.epoch = epoch;
        memory = new FrameMemory(groupBytes
                + FrameLayout.HEADER_BYTES
                + MAX_REQUEST_BYTES
                + RingLayout.ALIGNMENT_BYTES
                + RecordLayout.WRITE_SLACK_BYTES);
        buffer = memory.buffer;
        clear();
    }

    /** Forgets everything. */
    void clear() {
        frameCount = 0;
        openFrame = 0;
        openType = null;
        position = BODY_OFFSET;
    }

    /** Frames that are opened from now on belong to this epoch. */
    void epoch(final long value) {
        epoch = value;
    }

    /** Form of the open frame's payload, when it is not the batches'. */
    void template(final int template) {
        buffer.putShort(openFrame + FrameLayout.TEMPLATE_OFFSET, (short) template, LITTLE_ENDIAN);
    }

    /** Whether no frame is in it. */
    boolean isEmpty() {
        return frameCount == 0;
    }

    /**
     * Makes room for a batch in a frame of this type, the open one or a new one.
     *
     * @param worstBytes no encoding of the batch is longer.
     * @return where the batch shall be written, or 0 when the group is full.
     */
    int beginBatch(
            final FrameType type,
            final int worstBytes,
            final long firstSequence,
            final long session,
            final long requestNo) {
        final boolean fits =
                openType == type && type != FrameType.CHECKPOINT && position - openFrame + worstBytes <= frameLimit;
        final int frameStart = FrameLayout.aligned(position);
        final int end = (fits ? position : frameStart + FrameLayout.HEADER_BYTES) + worstBytes;
        if (frameCount > 0 && (end > limit - FrameLayout.ALIGNMENT_BYTES || !fits && frameCount == MAX_FRAMES)) {
            return 0;
        }
        batchOpenedFrame = !fits;
        if (!fits) {
            openFrame(type, firstSequence, session, requestNo);
        }
        batchStart = position;
        return position;
    }

    /** Distance of a sequence from the first one of the open frame. */
    long sequenceInFrame(final long sequence) {
        return sequence - buffer.getLong(openFrame + FrameLayout.FIRST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Closes the batch that ends here; throws REQUEST_TOO_LARGE and forgets it when it cannot be written. */
    void endBatch(final int end, final int count, final long timestampNs) {
        if (end - openFrame > documentLimit || FrameLayout.aligned(end) > limit) {
            final int bytes = end - batchStart;
            position = batchStart;
            if (batchOpenedFrame) {
                frameCount--;
                openType = null;
                position = openFrame;
            }
            throw new JournalException(
                    JournalErrorCode.REQUEST_TOO_LARGE,
                    "a request of " + bytes + " journal bytes does not fit: a group has " + limit + ", a frame "
                            + documentLimit + "; make the ring files larger");
        }
        position = end;
        final int soFar = buffer.getInt(openFrame + FrameLayout.COUNT_OFFSET, LITTLE_ENDIAN);
        buffer.putInt(openFrame + FrameLayout.COUNT_OFFSET, soFar + count, LITTLE_ENDIAN);
        buffer.putLong(openFrame + FrameLayout.TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
    }

    /** Adds a frame that takes no sequence; its payload, if any, is what {@code payload} holds. */
    void addSideFrame(
            final FrameType type,
            final long nextSequence,
            final long timestampNs,
            final int template,
            final byte[] payload) {
        openFrame(type, nextSequence, 0, 0);
        buffer.putShort(openFrame + FrameLayout.TEMPLATE_OFFSET, (short) template, LITTLE_ENDIAN);
        buffer.putLong(openFrame + FrameLayout.TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        buffer.putBytes(position, payload);
        position += payload.length;
    }

    /** Completes the headers; chain values continue from this one. The last of the logical chain is left in memory. */
    void seal(final long commitSequence, final ChainValue chain) {
        closeFrame();
        for (int i = 0; i < frameCount; i++) {
            final int offset = frameOffsets[i];
            buffer.putLong(offset + FrameLayout.COMMIT_SEQUENCE_OFFSET, commitSequence, LITTLE_ENDIAN);
            final int length = frameLength(i);
            memory.seal(offset, length, chain.low, chain.high);
            memory.header.wrap(buffer, offset);
            if (memory.header.count() > 0) {
                chain.low = memory.chainLow();
                chain.high = memory.chainHigh();
            }
        }
    }

    /** Frames in the group. */
    int frameCount() {
        return frameCount;
    }

    /** Where a frame starts. */
    int frameOffset(final int index) {
        return frameOffsets[index];
    }

    /** Bytes of a frame without padding. */
    int frameLength(final int index) {
        return buffer.getInt(frameOffsets[index] + FrameLayout.LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    /** Frame bytes with padding, of a sealed group. */
    int bodyBytes() {
        return FrameLayout.aligned(position) - BODY_OFFSET;
    }

    /** Zeros the rest of the last block, so that a whole number of blocks can be written. */
    int padToBlocks() {
        final int end = BODY_OFFSET + bodyBytes();
        final int blocks = (int) RingLayout.groupBlocksBytes(bodyBytes());
        buffer.setMemory(end, blocks - end, (byte) 0);
        return blocks;
    }

    private void openFrame(final FrameType type, final long firstSequence, final long session, final long requestNo) {
        closeFrame();
        final int start = FrameLayout.aligned(position);
        frameOffsets[frameCount++] = start;
        openFrame = start;
        openType = type;
        buffer.setMemory(start, FrameLayout.HEADER_BYTES, (byte) 0);
        buffer.putInt(start + FrameLayout.MAGIC_OFFSET, FrameLayout.MAGIC, LITTLE_ENDIAN);
        buffer.putShort(start + FrameLayout.HEADER_VERSION_OFFSET, (short) FrameLayout.HEADER_VERSION, LITTLE_ENDIAN);
        buffer.putShort(start + FrameLayout.TYPE_OFFSET, (short) type.code(), LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.FIRST_SEQUENCE_OFFSET, firstSequence, LITTLE_ENDIAN);
        buffer.putInt(start + FrameLayout.GROUP_OFFSET, identity.group(), LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.EPOCH_OFFSET, epoch, LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.SESSION_OFFSET, session, LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.REQUEST_NO_OFFSET, requestNo, LITTLE_ENDIAN);
        buffer.putInt(start + FrameLayout.FEATURE_EPOCH_OFFSET, Journal.FEATURE_EPOCH, LITTLE_ENDIAN);
        buffer.putShort(
                start + FrameLayout.TEMPLATE_OFFSET, (short) FrameLayout.TEMPLATE_COMPACT_RECORDS, LITTLE_ENDIAN);
        buffer.putShort(start + FrameLayout.SCHEMA_VERSION_OFFSET, (short) FrameLayout.SCHEMA_VERSION, LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.CLUSTER_LOW_OFFSET, identity.clusterIdLow(), LITTLE_ENDIAN);
        buffer.putLong(start + FrameLayout.CLUSTER_HIGH_OFFSET, identity.clusterIdHigh(), LITTLE_ENDIAN);
        position = start + FrameLayout.HEADER_BYTES;
    }

    private void closeFrame() {
        if (openType == null) {
            return;
        }
        buffer.putInt(openFrame + FrameLayout.LENGTH_OFFSET, position - openFrame, LITTLE_ENDIAN);
        final int end = FrameLayout.aligned(position);
        buffer.setMemory(position, end - position, (byte) 0);
        position = end;
        openType = null;
    }
}
