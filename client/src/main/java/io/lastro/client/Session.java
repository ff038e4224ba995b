package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.ErrorReplyDecoder;
import io.lastro.protocol.codec.LogonAckDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.SessionClosedDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One TCP connection from logon to its end, carrying a session that may be older than it. Checks everything received: length, CRC32C, schema, template, counts,
 * request numbers, order of sequences. Loop only.
 *
 * <p>Failure: whatever is wrong closes the connection with a named cause; the owner gets the unanswered requests back.
 */
final class Session extends ByteToMessageDecoder {
    private static final int MIN_MESSAGE_BYTES = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int MAX_TEXT_BYTES = 65_536;

    /** What the session tells its owner. */
    interface Owner {
        /** The node answered the logon; may throw to refuse it. */
        void onLogonAck(Session session, ServerInfo info);

        /** A request was answered; it is out of the session's hands. */
        void onReply(Session session, BatchRequest request, ReplyView reply);

        /** A request was refused; it is out of the session's hands. */
        void onRefused(BatchRequest request, ErrorCode code, int retryAfterMs, String detail);

        /** The session is over; called once. */
        void onEnd(Session session, ClientException cause, List<BatchRequest> unanswered);
    }

    private enum State {
        /** Logon sent, nothing heard. */
        LOGGING_ON,
        /** Requests may be sent. */
        OPEN,
        /** SessionClose sent, or the node drains: no new request. */
        CLOSING,
        /** Over. */
        ENDED
    }

    private final Owner owner;
    private final ClientContext settings;
    private final Receipt receipt;
    private final HeldSession held;
    private final String node;
    private final Long2ObjectHashMap<BatchRequest> unanswered = new Long2ObjectHashMap<>();
    private final ReplyView reply = new ReplyView();
    private final UnsafeBuffer incoming = new UnsafeBuffer(0, 0);
    private final CRC32C crc = new CRC32C();
    private final Runnable flushTask = this::flushNow;
    private ChannelHandlerContext ctx;
    private State state = State.LOGGING_ON;
    private ServerInfo info;
    private ClientException firstCause;
    private long lastSendNo;
    private long lastWriteReplied;
    private long lastSequence;
    private long silentSinceNs;
    private boolean silent;
    private long lateReplies;
    private int abandoned;
    private ClientException drainCause;
    private boolean reading;
    private boolean flushWanted;
    private boolean flushScheduled;

    Session(
            final Owner owner,
            final ClientContext settings,
            final Receipt receipt,
            final HeldSession held,
            final String node) {
        this.held = held;
        this.owner = owner;
        this.settings = settings;
        this.receipt = receipt;
        this.node = node;
    }

    // ---- outbound ----

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean wasOpened() {
        return info != null;
    }

    Receipt handedOver() {
        return receipt;
    }

    String node() {
        return node;
    }

    /** True when a request went unanswered over its deadline and nothing at all was heard for that long. */
    boolean seemsDead(final long nowNs, final long silenceNs) {
        return abandoned > 0 && silent && nowNs - silentSinceNs >= silenceNs;
    }

    long lateReplies() {
        return lateReplies;
    }

    /** Requests that the node counts as unanswered. */
    int inFlight() {
        return unanswered.size() + abandoned;
    }

    int room() {
        return Math.min(settings.maxInFlight(), info.limits().inFlight()) - inFlight();
    }

    void send(final BatchRequest request, final long nowNs, final long nowUnixNs) {
        final long number = held.numberOf(request);
        unanswered.put(number, request);
        request.markSent(lastSequence, ++lastSendNo);
        if (!silent) {
            silent = true;
            silentSinceNs = nowNs;
        }
        final boolean bounded = request.deadlineNs() != Long.MAX_VALUE;
        final long deadlineUnixNs = bounded ? nowUnixNs + (request.deadlineNs() - nowNs) : 0;
        ctx.write(request.seal(held.id(), number, deadlineUnixNs), ctx.voidPromise());
        flushSoon();
    }

    /** Forgets a request whose deadline passed; its place stays taken until the node answers. */
    void abandon(final BatchRequest request) {
        if (unanswered.remove(request.requestNo()) != null) {
            abandoned++;
        }
    }

    /** Every unanswered request, in the order of sending. */
    List<BatchRequest> unanswered() {
        final List<BatchRequest> all = new ArrayList<>(unanswered.values());
        all.sort(Comparator.comparingLong(BatchRequest::requestNo));
        return all;
    }

    /** Asks the node to end the session after all replies. */
    void closeCleanly() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            ctx.writeAndFlush(SessionFrames.close(held.id(), held.nextNumber()), ctx.voidPromise());
        } else if (state != State.ENDED) {
            end(new ConnectionLostException("closed by this client", null));
        }
    }

    /** No new request; the connection goes when the last reply has come. */
    void drain(final ClientException why) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            drainCause = why;
        }
        if (drainCause != null && unanswered.isEmpty()) {
            end(drainCause);
        }
    }

    /** Closes the connection at once; the first cause is kept. */
    void end(final ClientException cause) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        firstCause = cause;
        if (ctx != null) {
            ctx.close();
        }
        final List<BatchRequest> left = unanswered();
        unanswered.clear();
        owner.onEnd(this, firstCause, left);
    }

    private void flushSoon() {
        flushWanted = true;
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            ctx.executor().execute(flushTask);
        }
    }

    private void flushNow() {
        flushScheduled = false;
        if (flushWanted) {
            flushWanted = false;
            ctx.flush();
        }
    }

    // ---- channel events ----

    @Override
    public void handlerAdded(final ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        ctx.writeAndFlush(SessionFrames.logon(settings, receipt, held.id()), ctx.voidPromise());
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) throws Exception {
        reading = true;
        silent = false;
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context) throws Exception {
        reading = false;
        super.channelReadComplete(context);
        flushNow();
    }

    @Override
    protected void handlerRemoved0(final ChannelHandlerContext context) {
        end(new ConnectionLostException("connection to " + node + " ended", null));
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) throws Exception {
        end(new ConnectionLostException(node + " closed the connection", null));
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        final boolean named = cause instanceof ClientException;
        end(named ? (ClientException) cause : new ConnectionLostException("connection to " + node + " failed", cause));
    }

    // ---- inbound ----

    @Override
    protected void decode(final ChannelHandlerContext context, final ByteBuf in, final List<Object> out) {
        try {
            while (state != State.ENDED && in.readableBytes() >= ProtocolLimits.FRAME_PREFIX_BYTES) {
                final int length = in.getIntLE(in.readerIndex() + Frames.LENGTH_OFFSET);
                if (length < MIN_MESSAGE_BYTES || length > ProtocolLimits.MAX_MESSAGE_BYTES) {
                    throw new ProtocolViolationException(
                            node + " sent a frame with length " + Integer.toUnsignedString(length) + ", allowed are 8.."
                                    + ProtocolLimits.MAX_MESSAGE_BYTES);
                }
                if (in.readableBytes() < ProtocolLimits.FRAME_PREFIX_BYTES + length) {
                    return;
                }
                onFrame(in, length);
                in.skipBytes(ProtocolLimits.FRAME_PREFIX_BYTES + length);
            }
        } catch (final ClientException e) {
            end(e);
        } catch (final RuntimeException e) {
            end(new ConnectionLostException("handling a message of " + node + " failed", e));
        }
        if (state == State.ENDED) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void onFrame(final ByteBuf in, final int length) {
        final int at = in.readerIndex() + ProtocolLimits.FRAME_PREFIX_BYTES;
        final ByteBuffer bytes = in.internalNioBuffer(at, length);
        incoming.wrap(bytes, bytes.position(), length);
        crc.reset();
        crc.update(bytes);
        final int stated = in.getIntLE(in.readerIndex() + Frames.CRC_OFFSET);
        if ((int) crc.getValue() != stated) {
            throw new ProtocolViolationException(node + " sent a frame of " + length + " bytes with CRC32C "
                    + Integer.toHexString(stated) + ", its bytes have " + Long.toHexString(crc.getValue()));
        }
        final int schema = unsigned16(MessageHeaderDecoder.schemaIdEncodingOffset());
        if (schema != MessageHeaderDecoder.SCHEMA_ID) {
            throw new ProtocolViolationException(node + " sent a message of schema " + schema);
        }
        onMessage(unsigned16(MessageHeaderDecoder.templateIdEncodingOffset()), length);
    }

    private int unsigned16(final int at) {
        return incoming.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    private void onMessage(final int template, final int length) {
        if (state == State.LOGGING_ON && template == LogonAckDecoder.TEMPLATE_ID) {
            onLogonAck(length);
        } else if (template == ErrorReplyDecoder.TEMPLATE_ID) {
            onErrorReply(length);
        } else if (state == State.LOGGING_ON) {
            throw new ProtocolViolationException(node + " answered the logon with template " + template);
        } else if (template == SessionClosedDecoder.TEMPLATE_ID) {
            end(new ConnectionLostException(node + " closed the session", null));
        } else {
            onReply(length);
        }
        if (drainCause != null) {
            drain(drainCause);
        }
    }

    private void onLogonAck(final int length) {
        final int rootBytes = requireRoot(LogonAckDecoder.BLOCK_LENGTH, length);
        final LogonAckDecoder ack = new LogonAckDecoder();
        ack.wrap(incoming, MessageHeaderDecoder.ENCODED_LENGTH, rootBytes, version());
        requireText(rootBytes, length);
        if (held.id() != HeldSession.NONE && ack.sessionId() != held.id()) {
            throw new ProtocolViolationException(node + " opened a session although one was to be resumed");
        }
        held.opened(ack.sessionId(), ack.lastRequestNo());
        info = new ServerInfo(
                new Id(ack.clusterIdLow(), ack.clusterIdHigh()),
                (int) ack.lineage(),
                (int) ack.group(),
                ack.epoch(),
                ack.committedSequence(),
                ack.durability(),
                new ServerInfo.Limits((int) ack.maxFrameBytes(), ack.maxBatchEvents(), ack.maxInFlight()),
                text(ack.serverVersionLength(), rootBytes));
        if (info.limits().inFlight() < 1 || info.limits().batchEvents() < 1) {
            throw new ProtocolViolationException(node + " allows nothing: " + info.limits());
        }
        lastSequence = info.committedSequence();
        state = State.OPEN;
        owner.onLogonAck(this, info);
    }

    private void onErrorReply(final int length) {
        final int rootBytes = requireRoot(ErrorReplyDecoder.BLOCK_LENGTH, length);
        final ErrorReplyDecoder error = new ErrorReplyDecoder();
        error.wrap(incoming, MessageHeaderDecoder.ENCODED_LENGTH, rootBytes, version());
        requireText(rootBytes, length);
        final int number = error.code();
        if (number < 1 || number > ErrorCode.values().length) {
            throw new ProtocolViolationException(node + " refused with the unknown error code " + number);
        }
        final ErrorCode code = ErrorCode.ofCode(number);
        final String detail = text(error.detailLength(), rootBytes);
        if (error.requestNo() == 0) {
            throw new SessionRefusedException(node, code, detail);
        }
        final BatchRequest request = take(error.requestNo());
        if (request != null) {
            owner.onRefused(request, code, (int) Math.min(Integer.MAX_VALUE, error.retryAfterMs()), detail);
        }
    }

    private void onReply(final int length) {
        reply.wrap(incoming, 0, length);
        final BatchRequest request = take(reply.requestNo());
        if (request == null) {
            return;
        }
        if (!request.kind().isAnsweredBy(reply.templateId())) {
            requeue(request);
            throw new ProtocolViolationException(
                    node + " answered " + request.kind() + " with template " + reply.templateId());
        }
        if (reply.count() != request.count() && !request.kind().isModelRead()) {
            requeue(request);
            throw new ProtocolViolationException(
                    node + " answered " + request.count() + " entries of " + request.kind() + " with " + reply.count());
        }
        if (!request.mayHaveBeenExecuted()) {
            checkSequence(request); // a stored reply is as old as it is
        }
        request.markAnswered();
        owner.onReply(this, request, reply);
    }

    /** Sequences never go back: what was acknowledged before cannot come after. */
    private void checkSequence(final BatchRequest request) {
        final long sequence = reply.lastSequence();
        final boolean write = request.kind().isWrite() && request.count() > 0;
        String wrong = null;
        if (Long.compareUnsigned(sequence, request.sequenceFloor()) < 0) {
            wrong = "the sequence goes back behind " + request.sequenceFloor() + ", known before it was sent";
        } else if (write && (sequence <= lastSequence || request.sendNo() <= lastWriteReplied)) {
            wrong = "the sequence of writes does not increase in the order of sending: before it came " + lastSequence;
        } else if (write && reply.receiptSequence() != 0 && reply.receiptSequence() < sequence) {
            wrong = "the receipt covers only " + reply.receiptSequence();
        }
        if (wrong != null) {
            requeue(request);
            throw new ProtocolViolationException(node + " answered request " + request.requestNo() + " ("
                    + request.kind() + ") with sequence " + sequence + ": " + wrong);
        }
        if (write) {
            lastSequence = sequence;
            lastWriteReplied = request.sendNo();
        }
    }

    private void requeue(final BatchRequest request) {
        unanswered.put(request.requestNo(), request);
    }

    private BatchRequest take(final long requestNo) {
        final BatchRequest request = unanswered.remove(requestNo);
        if (request == null) {
            if (requestNo < 1 || requestNo > held.lastRequestNo() || abandoned == 0) {
                throw new ProtocolViolationException(
                        node + " answered request " + requestNo + ", which is not unanswered");
            }
            abandoned--;
            lateReplies++;
        }
        return request;
    }

    private int version() {
        return unsigned16(MessageHeaderDecoder.versionEncodingOffset());
    }

    private int requireRoot(final int atLeast, final int length) {
        final int rootBytes = unsigned16(MessageHeaderDecoder.blockLengthEncodingOffset());
        final int textHeader = MessageHeaderDecoder.ENCODED_LENGTH + rootBytes + Integer.BYTES;
        if (rootBytes < atLeast || textHeader > length) {
            throw new ProtocolViolationException(node + " sent a truncated message: root block " + rootBytes
                    + " bytes, at least " + atLeast + " are needed, in " + length);
        }
        return rootBytes;
    }

    private void requireText(final int rootBytes, final int length) {
        final int at = MessageHeaderDecoder.ENCODED_LENGTH + rootBytes;
        final long textBytes = incoming.getInt(at, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        if (textBytes > MAX_TEXT_BYTES || at + Integer.BYTES + textBytes > length) {
            throw new ProtocolViolationException(node + " sent a text of " + textBytes + " bytes in " + length);
        }
    }

    private String text(final int textBytes, final int rootBytes) {
        final byte[] bytes = new byte[textBytes];
        incoming.getBytes(MessageHeaderDecoder.ENCODED_LENGTH + rootBytes + Integer.BYTES, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
