package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Looks at the bytes of one frame that came from somewhere: magic, version, length, CRC, cluster, chain, fields.
 *
 * <p>Copies the bytes into memory of its own, because the chain value is computed in place. One thread; what the
 * accessors say is valid until the next {@link #load}.
 */
public final class FrameInspector {
    private static final int MEMORY_BYTES = 64 * 1024;
    private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

    private final long clusterIdLow;
    private final long clusterIdHigh;
    private FrameMemory memory = new FrameMemory(MEMORY_BYTES);
    private final FrameHeader header = new FrameHeader();
    private int length;

    /** Frames of this cluster only. */
    public FrameInspector(final long clusterIdLow, final long clusterIdHigh) {
        this.clusterIdLow = clusterIdLow;
        this.clusterIdHigh = clusterIdHigh;
    }

    /** Takes the frame that begins at a position; false when no good frame of this cluster does. */
    public boolean load(final byte[] bytes, final int position) {
        final int available = available(bytes, position);
        if (FrameMemory.FIRST_OFFSET + available > memory.bytes.capacity()) {
            memory = new FrameMemory(FrameMemory.FIRST_OFFSET + available);
        }
        length = 0;
        if (available < FrameLayout.HEADER_BYTES) {
            return false;
        }
        memory.buffer.putBytes(FrameMemory.FIRST_OFFSET, bytes, position, available);
        final int found = memory.check(FrameMemory.FIRST_OFFSET, available);
        if (found < 0) {
            return false;
        }
        length = found;
        header.wrap(memory.buffer, FrameMemory.FIRST_OFFSET);
        return header.clusterIdLow() == clusterIdLow && header.clusterIdHigh() == clusterIdHigh;
    }

    /** Bytes worth copying: as many as the header claims, if it can be one. */
    private static int available(final byte[] bytes, final int position) {
        final int rest = Math.min(bytes.length - position, FrameLayout.MAX_FRAME_BYTES);
        if (rest < FrameLayout.HEADER_BYTES) {
            return rest;
        }
        final int claimed = (int) LENGTH.get(bytes, position + FrameLayout.LENGTH_OFFSET);
        return claimed >= FrameLayout.HEADER_BYTES && claimed <= rest ? claimed : FrameLayout.HEADER_BYTES;
    }

    /** Whether the frame's chain value continues from this one. */
    public boolean continues(final long previousChainLow, final long previousChainHigh) {
        return memory.continues(FrameMemory.FIRST_OFFSET, length, previousChainLow, previousChainHigh);
    }

    /** Bytes of header and payload. */
    public int length() {
        return length;
    }

    /** Bytes from this frame to the next one of its group. */
    public int alignedLength() {
        return FrameLayout.aligned(length);
    }

    /** Type of the frame. */
    public FrameType type() {
        return header.type();
    }

    /** Epoch in which the frame was made. */
    public long epoch() {
        return header.epoch();
    }

    /** Sequence of the first event; of the next one where {@link #count()} is 0. */
    public long firstSequence() {
        return header.firstSequence();
    }

    /** Sequences that the frame takes. */
    public int count() {
        return header.count();
    }

    /** Ledger time of the last batch, ns. */
    public long timestampNs() {
        return header.timestampNs();
    }

    /** What was known to be committed when the frame was made. */
    public long commitSequence() {
        return header.commitSequence();
    }

    /** Chain value, low 64 bits. */
    public long chainLow() {
        return header.chainLow();
    }

    /** Chain value, high 64 bits. */
    public long chainHigh() {
        return header.chainHigh();
    }

    /**
     * Payload of an EPOCH_START or of the VOID of a reconciliation or recovery.
     *
     * @throws JournalException DAMAGED_MIDDLE when it is none.
     */
    public long baseSequence() {
        final byte[] payload = new byte[length - FrameLayout.HEADER_BYTES];
        memory.buffer.getBytes(FrameMemory.FIRST_OFFSET + FrameLayout.HEADER_BYTES, payload);
        if (header.templateId() == FrameLayout.TEMPLATE_EPOCH) {
            return EpochRecord.decode(ByteBuffer.wrap(payload)).baseSequence();
        }
        try {
            return VoidRecord.decode(ByteBuffer.wrap(payload)).baseSequence();
        } catch (final MalformedPayloadException e) {
            throw new JournalException(JournalErrorCode.DAMAGED_MIDDLE, "a VOID record is cut", e);
        }
    }
}
