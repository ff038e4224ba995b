package io.lastro.system.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.ErrorReplyDecoder;
import io.lastro.protocol.codec.GroupSizeEncodingDecoder;
import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.PongDecoder;
import io.lastro.protocol.codec.TransferState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** One message of the node, with memory of its own. Immutable. */
public final class Reply {
    private static final int ROOT_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;

    private final UnsafeBuffer message;
    private final int templateId;
    private final int rootBytes;
    private final long receivedNs;

    /** Takes over the bytes of SBE header and body. */
    Reply(final byte[] bytes, final long receivedNs) throws IOException {
        if (bytes.length < ROOT_OFFSET) {
            throw new IOException("a message of " + bytes.length + " bytes");
        }
        message = new UnsafeBuffer(bytes);
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(message, 0);
        templateId = header.templateId();
        rootBytes = header.blockLength();
        this.receivedNs = receivedNs;
        if (bytes.length < ROOT_OFFSET + rootBytes) {
            throw new IOException("template " + templateId + ": the root block is beyond the message");
        }
    }

    /** SBE template of the message. */
    public int templateId() {
        return templateId;
    }

    /** When its last byte had been read, {@link System#nanoTime()}. */
    public long receivedNs() {
        return receivedNs;
    }

    /** Request that is answered; 0 = the connection. */
    public long requestNo() {
        return templateId == LogonAckDecoder.TEMPLATE_ID ? 0 : message.getLong(ROOT_OFFSET, LITTLE_ENDIAN);
    }

    /** Whether it is an ErrorReply. */
    public boolean isError() {
        return templateId == ErrorReplyDecoder.TEMPLATE_ID;
    }

    /** Why it was refused; for an ErrorReply only. */
    public ErrorCode errorCode() {
        return ErrorCode.ofCode(error().code());
    }

    /** Text of an ErrorReply. */
    public String errorDetail() {
        final ErrorReplyDecoder decoder = error();
        final byte[] bytes = new byte[decoder.detailLength()];
        decoder.getDetail(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Session opened by a LogonAck. */
    public long sessionId() {
        return logonAck().sessionId();
    }

    /** Highest durable sequence told by a LogonAck or a Pong. */
    public long committedSequence() {
        return templateId == PongDecoder.TEMPLATE_ID
                ? pong().committedSequence()
                : logonAck().committedSequence();
    }

    /** Ledger time told by a LogonAck, a Pong, or the timestamp of the batch. */
    public long timestampNs() {
        return switch (templateId) {
            case LogonAckDecoder.TEMPLATE_ID -> logonAck().timestampNs();
            case PongDecoder.TEMPLATE_ID -> pong().timestampNs();
            default ->
                message.getLong(ROOT_OFFSET + CreateTransfersReplyDecoder.timestampNsEncodingOffset(), LITTLE_ENDIAN);
        };
    }

    /** Lineage told by a LogonAck. */
    public int lineage() {
        return (int) logonAck().lineage();
    }

    /** Group told by a LogonAck. */
    public int group() {
        return (int) logonAck().group();
    }

    /** Sequence of the receipt of a reply; 0 = no receipt. */
    public long receiptSequence() {
        return rootLong(CreateTransfersReplyDecoder.receiptSequenceEncodingOffset());
    }

    /** Field of 64 bits in the root block, by its SBE offset. */
    public long rootLong(final int encodingOffset) {
        return message.getLong(ROOT_OFFSET + encodingOffset, LITTLE_ENDIAN);
    }

    /** Rows of a reply. */
    public int count() {
        return message.getShort(ROOT_OFFSET + rootBytes + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Pinned result of an event. */
    public int result(final int index) {
        return message.getShort(row(index), LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Timestamp of an event. */
    public long eventTimestampNs(final int index) {
        return message.getLong(row(index) + Short.BYTES, LITTLE_ENDIAN);
    }

    /** Sequence of an event. */
    public long eventSequence(final int index) {
        return message.getLong(row(index) + Short.BYTES + Long.BYTES, LITTLE_ENDIAN);
    }

    /** State of a looked-up transfer. */
    public TransferState transferState(final int index) {
        return TransferState.get(
                message.getByte(row(index) + LookupTransfersReplyDecoder.TransfersDecoder.stateEncodingOffset()));
    }

    /** Field of 64 bits in a looked-up row, by its SBE offset. */
    public long rowLong(final int index, final int encodingOffset) {
        return message.getLong(row(index) + encodingOffset, LITTLE_ENDIAN);
    }

    /** Field of 32 bits in a looked-up row, by its SBE offset. */
    public int rowInt(final int index, final int encodingOffset) {
        return message.getInt(row(index) + encodingOffset, LITTLE_ENDIAN);
    }

    /** Field of 16 bits in a looked-up row, by its SBE offset. */
    public int rowShort(final int index, final int encodingOffset) {
        return message.getShort(row(index) + encodingOffset, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Text in a looked-up row, by its SBE offset, without the padding. */
    public String rowText(final int index, final int encodingOffset, final int bytes) {
        final byte[] text = new byte[bytes];
        message.getBytes(row(index) + encodingOffset, text);
        return new String(text, StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** Whether a looked-up account exists. */
    public boolean accountFound(final int index) {
        return message.getByte(row(index) + LookupAccountsReplyDecoder.AccountsDecoder.foundEncodingOffset()) == 1;
    }

    private int row(final int index) {
        final int group = ROOT_OFFSET + rootBytes;
        final int rowBytes = message.getShort(group, LITTLE_ENDIAN) & 0xFFFF;
        return group + GroupSizeEncodingDecoder.ENCODED_LENGTH + index * rowBytes;
    }

    private LogonAckDecoder logonAck() {
        return new LogonAckDecoder().wrap(message, ROOT_OFFSET, rootBytes, LogonAckDecoder.SCHEMA_VERSION);
    }

    private PongDecoder pong() {
        return new PongDecoder().wrap(message, ROOT_OFFSET, rootBytes, PongDecoder.SCHEMA_VERSION);
    }

    private ErrorReplyDecoder error() {
        return new ErrorReplyDecoder().wrap(message, ROOT_OFFSET, rootBytes, ErrorReplyDecoder.SCHEMA_VERSION);
    }

    @Override
    public String toString() {
        return isError() ? errorCode() + ": " + errorDetail() : "template " + templateId + " for " + requestNo();
    }
}
