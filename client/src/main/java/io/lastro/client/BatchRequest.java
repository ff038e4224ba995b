package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.CreateTransfersEncoder;
import io.lastro.protocol.codec.GroupSizeEncodingEncoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One request with memory of its own, laid out as it goes over the wire: filled in place, sent without copying, sent
 * again after a lost connection with the same bytes but for the deadline, and under the same number while the session is
 * there.
 *
 * <pre>
 *   0                8            16                66             70
 *   +================+============+=================+==============+=============+==================+
 *   | length, CRC32C | SBE header | root block (50) | group header | entries ... | references group |
 *   +================+============+=================+==============+=============+==================+
 * </pre>
 *
 * <p>Belongs to the caller until it is sent, then to the connection until the {@link BatchListener} is told. Not
 * thread-safe. Must be released at the end.
 */
public final class BatchRequest {
    static final int NO_ORDER = 0;
    private static final int HEADER_OFFSET = ProtocolLimits.FRAME_PREFIX_BYTES;
    private static final int ROOT_OFFSET = HEADER_OFFSET + MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int ROOT_BYTES = CreateTransfersEncoder.BLOCK_LENGTH;
    private static final int GROUP_OFFSET = ROOT_OFFSET + ROOT_BYTES;
    private static final int GROUP_HEADER_BYTES = GroupSizeEncodingEncoder.ENCODED_LENGTH;
    private static final int ENTRIES_OFFSET = GROUP_OFFSET + GROUP_HEADER_BYTES;
    private static final int BALANCES_FLAG = 1;

    private final RequestKind kind;
    private final int capacity;
    private final BatchListener listener;
    private final ByteBuf memory;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final AccountEvent accountEvent = new AccountEvent();
    private final TransferEvent transferEvent = new TransferEvent();
    private final byte[] references;
    private final CRC32C crc = new CRC32C();
    private int count;
    private int referenceCount;
    private long deadlineNs;
    private long intendedNs;
    private Object attachment;

    // Owned by the connection from send to the listener's call, on its loop.
    private long order = NO_ORDER;
    private long requestNo;
    private long numberedIn;
    private long sendNo;
    private long sequenceFloor;
    private boolean onWire;
    private int lostSends;
    private ErrorCode lastRefusal;

    private BatchRequest(
            final RequestKind kind, final int capacity, final int referenceCapacity, final BatchListener listener) {
        if (capacity < 0 || capacity > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("capacity must be 0.." + ProtocolLimits.MAX_BATCH_EVENTS);
        }
        this.kind = kind;
        this.capacity = capacity;
        this.listener = Objects.requireNonNull(listener, "listener");
        references = new byte[referenceCapacity * ProtocolLimits.REFERENCE_FIELD_BYTES];
        final int size = ENTRIES_OFFSET + capacity * kind.entryBytes() + GROUP_HEADER_BYTES + references.length;
        memory = PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
        bytes = memory.nioBuffer(0, size);
        buffer = new UnsafeBuffer(bytes, 0, size);
        clear();
    }

    /** A request of up to that many transfers without references. */
    public static BatchRequest transfers(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.CREATE_TRANSFERS, capacity, 0, listener);
    }

    /** A request of up to that many transfers, of which that many have a reference. */
    public static BatchRequest transfers(
            final int capacity, final int referenceCapacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.CREATE_TRANSFERS, capacity, referenceCapacity, listener);
    }

    /** A request of up to that many accounts. */
    public static BatchRequest accounts(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.CREATE_ACCOUNTS, capacity, 0, listener);
    }

    /** A request of up to that many admin commands. */
    public static BatchRequest commands(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.ADMIN, capacity, 0, listener);
    }

    /** A read of up to that many accounts. */
    public static BatchRequest lookupAccounts(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.LOOKUP_ACCOUNTS, capacity, 0, listener);
    }

    /** A read of up to that many transfers. */
    public static BatchRequest lookupTransfers(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.LOOKUP_TRANSFERS, capacity, 0, listener);
    }

    /** A read of the rules of up to that many accounts. */
    public static BatchRequest lookupRules(final int capacity, final BatchListener listener) {
        return new BatchRequest(RequestKind.LOOKUP_RULES, capacity, 0, listener);
    }

    /** A read of the node's read model. */
    static BatchRequest read(final RequestKind kind, final BatchListener listener) {
        return new BatchRequest(kind, 1, 0, listener);
    }

    /** A ping. */
    public static BatchRequest ping(final BatchListener listener) {
        return new BatchRequest(RequestKind.PING, 0, 0, listener);
    }

    /** Empties it: no entries, no deadline, no flags. */
    public BatchRequest clear() {
        buffer.setMemory(0, ENTRIES_OFFSET, (byte) 0);
        count = 0;
        referenceCount = 0;
        deadlineNs = Long.MAX_VALUE;
        order = NO_ORDER;
        lostSends = 0;
        lastRefusal = null;
        return this;
    }

    /**
     * The next transfer, all zero; write its fields before the next call.
     *
     * @throws IllegalStateException when the request is full.
     */
    public TransferEvent addTransfer() {
        return transferEvent
                .wrapWritable(buffer, nextEntry(RequestKind.CREATE_TRANSFERS))
                .clear();
    }

    /**
     * The next account, all zero; write its fields before the next call.
     *
     * @throws IllegalStateException when the request is full.
     */
    public AccountEvent addAccount() {
        return accountEvent
                .wrapWritable(buffer, nextEntry(RequestKind.CREATE_ACCOUNTS))
                .clear();
    }

    /** The next command: an AdminEvent block of another buffer, copied. */
    public BatchRequest addCommand(final DirectBuffer commands, final int offset) {
        buffer.putBytes(nextEntry(RequestKind.ADMIN), commands, offset, RequestKind.ADMIN.entryBytes());
        return this;
    }

    /** The next id to read. */
    public BatchRequest addId(final long low, final long high) {
        if (kind.isWrite()) {
            throw new IllegalStateException("not a lookup");
        }
        final int at = nextEntry(kind);
        buffer.putLong(at, low, LITTLE_ENDIAN);
        buffer.putLong(at + Long.BYTES, high, LITTLE_ENDIAN);
        return this;
    }

    /** The filter of a read, copied. */
    BatchRequest addFilter(final byte[] filter) {
        buffer.putBytes(nextEntry(kind), filter);
        return this;
    }

    /**
     * Keeps a reference text.
     *
     * @return what to write into {@link TransferEvent#referenceIndex(int)}.
     */
    public int addReference(final String text) {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        final int at = referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
        if (at >= references.length || ascii.length > ProtocolLimits.REFERENCE_MAX_CHARS) {
            throw new IllegalStateException("no room for the reference '" + text + "'");
        }
        System.arraycopy(ascii, 0, references, at, ascii.length);
        java.util.Arrays.fill(references, at + ascii.length, at + ProtocolLimits.REFERENCE_FIELD_BYTES, (byte) 0);
        return ++referenceCount;
    }

    /** Asks for both accounts' counters in the reply of transfers. */
    public BatchRequest withBalances(final boolean wanted) {
        putRoot(CreateTransfersEncoder.replyFlagsEncodingOffset(), (byte) (wanted ? BALANCES_FLAG : 0));
        return this;
    }

    /** W3C trace context that the node shall continue; zeros = none. */
    public BatchRequest trace(final long traceIdHigh, final long traceIdLow, final long parentSpanId, final int flags) {
        putRoot(CreateTransfersEncoder.traceIdHighEncodingOffset(), traceIdHigh);
        putRoot(CreateTransfersEncoder.traceIdLowEncodingOffset(), traceIdLow);
        putRoot(CreateTransfersEncoder.parentSpanIdEncodingOffset(), parentSpanId);
        putRoot(CreateTransfersEncoder.traceFlagsEncodingOffset(), (byte) flags);
        return this;
    }

    /** When to give up, as {@link System#nanoTime()}. */
    public BatchRequest deadlineNs(final long nanoTime) {
        deadlineNs = nanoTime;
        return this;
    }

    /** When to give up, as {@link System#nanoTime()}. */
    public long deadlineNs() {
        return deadlineNs;
    }

    /** A stamp of the caller, for latencies; not looked at. */
    public BatchRequest intendedNs(final long nanoTime) {
        intendedNs = nanoTime;
        return this;
    }

    /** The stamp of the caller. */
    public long intendedNs() {
        return intendedNs;
    }

    /** Something of the caller's; not looked at. */
    public BatchRequest attachment(final Object value) {
        attachment = value;
        return this;
    }

    /** Something of the caller's. */
    public Object attachment() {
        return attachment;
    }

    /** What it asks for. */
    public RequestKind kind() {
        return kind;
    }

    /** Entries so far. */
    public int count() {
        return count;
    }

    /** Most entries. */
    public int capacity() {
        return capacity;
    }

    /** A transfer that was added; the window moves with the next call. */
    public TransferEvent transfer(final int index) {
        Objects.checkIndex(index, count);
        return transferEvent.wrap(buffer, ENTRIES_OFFSET + index * TransferEvent.BLOCK_BYTES);
    }

    /** True when an earlier sending was lost with its connection: an answer of exists may be our own. */
    public boolean resent() {
        return lostSends > 0;
    }

    /** Gives the memory back. The request may not be used any more. */
    public void release() {
        memory.release();
    }

    private int nextEntry(final RequestKind wanted) {
        if (kind != wanted || count == capacity) {
            throw new IllegalStateException("no room: " + kind + " with " + count + " of " + capacity);
        }
        return ENTRIES_OFFSET + count++ * kind.entryBytes();
    }

    private void putRoot(final int offset, final long value) {
        buffer.putLong(ROOT_OFFSET + offset, value, LITTLE_ENDIAN);
    }

    private void putRoot(final int offset, final byte value) {
        buffer.putByte(ROOT_OFFSET + offset, value);
    }

    /** Writes headers, session, number and checksum. Loop only. Returns the frame, to be written to the channel. */
    ByteBuf seal(final long sessionId, final long number, final long deadlineUnixNs) {
        requestNo = number;
        numberedIn = sessionId;
        int end = GROUP_OFFSET;
        if (kind != RequestKind.PING) {
            putGroupHeader(GROUP_OFFSET, kind.entryBytes(), count);
            end = ENTRIES_OFFSET + count * kind.entryBytes();
        }
        if (kind == RequestKind.CREATE_TRANSFERS) {
            putGroupHeader(end, ProtocolLimits.REFERENCE_FIELD_BYTES, referenceCount);
            end += GROUP_HEADER_BYTES;
            buffer.putBytes(end, references, 0, referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES);
            end += referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
        }
        Frames.putHeader(buffer, HEADER_OFFSET, ROOT_BYTES, kind.templateId());
        putRoot(CreateTransfersEncoder.sessionIdEncodingOffset(), sessionId);
        putRoot(CreateTransfersEncoder.requestNoEncodingOffset(), number);
        putRoot(CreateTransfersEncoder.deadlineNsEncodingOffset(), deadlineUnixNs);
        Frames.putPrefix(buffer, bytes, end, crc);
        return memory.retainedSlice(0, end).writerIndex(end);
    }

    private void putGroupHeader(final int at, final int blockBytes, final int entries) {
        buffer.putShort(at, (short) blockBytes, LITTLE_ENDIAN);
        buffer.putShort(at + Short.BYTES, (short) entries, LITTLE_ENDIAN);
    }

    /** What to tell the caller when its deadline has passed. */
    ClientException outcomeAtDeadline(final String why, final Throwable cause) {
        if (!kind.isWrite()) {
            return new RejectedException(ErrorCode.DEADLINE_EXCEEDED, "no reply to a read: " + why);
        }
        if (mayHaveEffect()) {
            return new UnknownOutcomeException(why, cause);
        }
        if (lastRefusal != null) {
            return new RejectedException(lastRefusal, why);
        }
        return new NotSentException(why, cause);
    }

    boolean isOverAt(final long nanoTime) {
        return deadlineNs != Long.MAX_VALUE && nanoTime - deadlineNs >= 0;
    }

    boolean mayHaveEffect() {
        return kind.isWrite() && (onWire || lostSends > 0);
    }

    /** Whether an earlier sending may have been executed, so that the answer may be the one which that one got. */
    boolean mayHaveBeenExecuted() {
        return kind.isOnceOnly() && lostSends > 0;
    }

    void markSent(final long floor, final long number) {
        onWire = true;
        sendNo = number;
        sequenceFloor = floor;
    }

    void markAnswered() {
        onWire = false;
    }

    void markRefused(final ErrorCode code) {
        onWire = false;
        lastRefusal = code;
    }

    /** The sending may or may not have had an effect. */
    void markLost() {
        onWire = false;
        lostSends++;
    }

    BatchListener listener() {
        return listener;
    }

    int messageBytes() {
        final int groups = kind == RequestKind.PING ? 0 : GROUP_HEADER_BYTES + count * kind.entryBytes();
        final int texts = kind != RequestKind.CREATE_TRANSFERS
                ? 0
                : GROUP_HEADER_BYTES + referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
        return GROUP_OFFSET - HEADER_OFFSET + groups + texts;
    }

    long order() {
        return order;
    }

    void order(final long value) {
        order = value;
    }

    long requestNo() {
        return requestNo;
    }

    /** Session in which {@link #requestNo()} counts. */
    long numberedIn() {
        return numberedIn;
    }

    /** Place among what was sent over its connection. */
    long sendNo() {
        return sendNo;
    }

    long sequenceFloor() {
        return sequenceFloor;
    }
}
