package io.lastro.client;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.LogonEncoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.SessionCloseEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds the frames that open and end a session. */
final class SessionFrames {
    private static final int ROOT_OFFSET = ProtocolLimits.FRAME_PREFIX_BYTES + MessageHeaderEncoder.ENCODED_LENGTH;

    private SessionFrames() {}

    /** The first message of a connection. */
    static ByteBuf logon(final ClientContext settings, final Receipt receipt, final long sessionId) {
        final byte[] name = settings.clientName().getBytes(StandardCharsets.UTF_8);
        final ByteBuf frame = newFrame(LogonEncoder.BLOCK_LENGTH + Integer.BYTES + name.length);
        final UnsafeBuffer buffer = over(frame);
        final LogonEncoder logon = new LogonEncoder().wrap(buffer, ROOT_OFFSET);
        logon.clusterIdLow(receipt.clusterId().low())
                .clusterIdHigh(receipt.clusterId().high())
                .clientIdLow(settings.clientId().low())
                .clientIdHigh(settings.clientId().high())
                .receiptEpoch(receipt.epoch())
                .receiptSequence(receipt.sequence())
                .receiptChainLow(receipt.chain().low())
                .receiptChainHigh(receipt.chain().high())
                .receiptMacLow(receipt.mac().low())
                .receiptMacHigh(receipt.mac().high())
                .receiptLineage(Integer.toUnsignedLong(receipt.lineage()))
                .receiptGroup(Integer.toUnsignedLong(receipt.group()))
                .sessionId(sessionId)
                .putClientName(name, 0, name.length);
        return finish(frame, buffer, logon.limit(), LogonEncoder.BLOCK_LENGTH, LogonEncoder.TEMPLATE_ID);
    }

    /** The last message of a session. */
    static ByteBuf close(final long sessionId, final long requestNo) {
        final int rootBytes = SessionCloseEncoder.BLOCK_LENGTH;
        final ByteBuf frame = newFrame(rootBytes);
        final UnsafeBuffer buffer = over(frame);
        buffer.setMemory(0, frame.capacity(), (byte) 0);
        new SessionCloseEncoder().wrap(buffer, ROOT_OFFSET).sessionId(sessionId).requestNo(requestNo);
        return finish(frame, buffer, ROOT_OFFSET + rootBytes, rootBytes, SessionCloseEncoder.TEMPLATE_ID);
    }

    private static ByteBuf newFrame(final int bodyBytes) {
        final int size = ROOT_OFFSET + bodyBytes;
        return PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
    }

    private static UnsafeBuffer over(final ByteBuf frame) {
        return new UnsafeBuffer(frame.nioBuffer(0, frame.capacity()), 0, frame.capacity());
    }

    private static ByteBuf finish(
            final ByteBuf frame, final UnsafeBuffer buffer, final int end, final int rootBytes, final int template) {
        Frames.putHeader(buffer, ProtocolLimits.FRAME_PREFIX_BYTES, rootBytes, template);
        Frames.putPrefix(buffer, frame.nioBuffer(0, frame.capacity()), end, new CRC32C());
        return frame.writerIndex(end);
    }
}
