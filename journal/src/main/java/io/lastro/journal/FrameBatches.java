package io.lastro.journal;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** The batches of one frame, one after the other, from a copy of its bytes. One thread. */
public final class FrameBatches {
    private final BatchDecoder decoder = new BatchDecoder();
    private final JournaledBatch batch = new JournaledBatch();

    /** A frame as {@link FrameView#bytes()} gives it; one that takes no sequence has no batches. */
    public FrameBatches(final byte[] frame) {
        final UnsafeBuffer buffer = new UnsafeBuffer(Arrays.copyOf(frame, frame.length));
        final FrameHeader header = new FrameHeader().wrap(buffer, 0);
        final boolean batches = header.templateId() == FrameLayout.TEMPLATE_COMPACT_RECORDS;
        decoder.wrap(
                buffer,
                FrameLayout.HEADER_BYTES,
                batches ? frame.length - FrameLayout.HEADER_BYTES : 0,
                header.type(),
                header.firstSequence(),
                batches ? header.count() : 0);
    }

    /**
     * The next batch, valid until the next call; null behind the last one.
     *
     * @throws JournalException DAMAGED_MIDDLE when the payload is none.
     */
    public JournaledBatch next() {
        try {
            if (!decoder.hasNext()) {
                return null;
            }
            decoder.next(batch);
            return batch;
        } catch (final MalformedPayloadException e) {
            throw new JournalException(
                    JournalErrorCode.DAMAGED_MIDDLE, "the frame's payload is none: " + e.getMessage(), e);
        }
    }
}
