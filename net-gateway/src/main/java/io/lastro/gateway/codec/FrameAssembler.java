package io.lastro.gateway.codec;

import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.BooleanSupplier;

/**
 * Cuts the stream of one connection into frames. A frame that lies whole in what was read is used where it lies; any
 * other is gathered in a buffer of exactly its size, so that each byte is copied at most once however it arrives.
 *
 * <pre>
 *  prefix incomplete --8 bytes--> length checked --+--> whole in the read buffer -----------+
 *                                                  +--> gathering --last byte-------------- +--> checksum --> READY
 * </pre>
 *
 * <p>Event loop only. After {@link FrameStatus#READY} the frame is valid until {@link #done()}; who needs it longer
 * retains it. After an error nothing more may be given.
 */
public final class FrameAssembler {
    /** Frames up to this size are gathered without asking for room. */
    public static final int SMALL_FRAME_BYTES = 64 * 1024;

    private static final int NO_LENGTH = -1;

    private final FramePrefix prefix = new FramePrefix();
    private final ByteBufAllocator allocator;
    private final BooleanSupplier roomForLargeFrame;

    private int maxFrameBytes;
    private long prefixBits;
    private int prefixCount;
    private int expectedBytes = NO_LENGTH;
    private int expectedCrc;
    private ByteBuf gathering;
    private ByteBuf frame;
    private int messageIndex;

    /**
     * Starts at the beginning of a stream.
     *
     * @param maxFrameBytes     longest message, see {@link #maxFrameBytes(int)}.
     * @param roomForLargeFrame asked before a frame above {@link #SMALL_FRAME_BYTES} is begun.
     */
    public FrameAssembler(
            final ByteBufAllocator allocator, final int maxFrameBytes, final BooleanSupplier roomForLargeFrame) {
        this.allocator = allocator;
        this.maxFrameBytes = maxFrameBytes;
        this.roomForLargeFrame = roomForLargeFrame;
    }

    /** Sets the longest message that is taken from now on, without prefix. */
    public void maxFrameBytes(final int value) {
        maxFrameBytes = value;
    }

    /** Takes bytes from a buffer until a frame is complete, an error is found or the buffer is empty. */
    public FrameStatus next(final ByteBuf in) {
        if (expectedBytes == NO_LENGTH) {
            if (!readPrefix(in)) {
                return FrameStatus.NEEDS_MORE;
            }
            // Unsigned on the wire: what Java sees as negative is too large as well.
            if (Integer.compareUnsigned(expectedBytes, maxFrameBytes) > 0) {
                return FrameStatus.TOO_LARGE;
            }
            if (expectedBytes < MessageHeaderDecoder.ENCODED_LENGTH) {
                return FrameStatus.TOO_SHORT;
            }
        }
        if (gathering == null) {
            if (in.readableBytes() >= expectedBytes && DirectViews.isViewable(in)) {
                frame = in;
                messageIndex = in.readerIndex();
                in.skipBytes(expectedBytes);
                return verify();
            }
            if (expectedBytes > SMALL_FRAME_BYTES && !roomForLargeFrame.getAsBoolean()) {
                return FrameStatus.NO_ROOM;
            }
            gathering = allocator.directBuffer(expectedBytes, expectedBytes);
        }
        gathering.writeBytes(in, Math.min(in.readableBytes(), expectedBytes - gathering.writerIndex()));
        if (gathering.writerIndex() < expectedBytes) {
            return FrameStatus.NEEDS_MORE;
        }
        frame = gathering;
        messageIndex = 0;
        return verify();
    }

    private boolean readPrefix(final ByteBuf in) {
        if (prefixCount == 0 && in.readableBytes() >= FramePrefix.BYTES) {
            prefixBits = in.readLongLE();
        } else {
            while (prefixCount < FramePrefix.BYTES && in.isReadable()) {
                prefixBits |= (in.readByte() & 0xFFL) << (8 * prefixCount);
                prefixCount++;
            }
            if (prefixCount < FramePrefix.BYTES) {
                return false;
            }
        }
        expectedBytes = (int) prefixBits;
        expectedCrc = (int) (prefixBits >>> 32);
        prefixBits = 0;
        prefixCount = 0;
        if (expectedBytes == NO_LENGTH) {
            expectedBytes = Integer.MIN_VALUE; // as unsuitable, but not mistaken for the marker
        }
        return true;
    }

    private FrameStatus verify() {
        return prefix.checksum(frame, messageIndex, expectedBytes) == expectedCrc
                ? FrameStatus.READY
                : FrameStatus.DAMAGED;
    }

    /** Buffer that holds the complete message. */
    public ByteBuf frame() {
        return frame;
    }

    /** Where the message, its SBE header, starts in {@link #frame()}. */
    public int messageIndex() {
        return messageIndex;
    }

    /** Length of the message. */
    public int messageBytes() {
        return expectedBytes;
    }

    /** Bytes reserved for a large frame that is not complete; 0 when there is none. */
    public int gatheringLargeBytes() {
        return gathering != null && frame == null && expectedBytes > SMALL_FRAME_BYTES ? expectedBytes : 0;
    }

    /** True when the beginning of a frame was read, but not its end. */
    public boolean isMidFrame() {
        return frame == null && (prefixCount > 0 || expectedBytes != NO_LENGTH);
    }

    /** Ends the use of the frame that was ready. */
    public void done() {
        if (gathering != null) {
            gathering.release();
            gathering = null;
        }
        frame = null;
        expectedBytes = NO_LENGTH;
    }

    /** Drops whatever was gathered. */
    public void close() {
        done();
        prefixCount = 0;
        prefixBits = 0;
    }
}
