package io.lastro.gateway;

import io.lastro.gateway.codec.DirectViews;
import io.lastro.gateway.codec.RequestDecoder;
import io.lastro.protocol.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A request on its way through the pipeline. The bytes are those that came from the socket, not copied; they are valid
 * until one of the completing methods is called, and so is this object: the connection uses it again afterwards.
 *
 * <p>Everything in it has been checked: counts fit the length exactly, each reference index names one of the references.
 *
 * <pre>
 *  buffer():  ... eventsOffset()                      referencesOffset()
 *                 | count() x blockBytes of the kind |  | referenceCount() x 36 |
 * </pre>
 *
 * <p>Owned by one thread at a time: the event loop until it is offered, the pipeline's threads (with the ring's own
 * ordering between them) until it is completed by the release thread. A model read passes the gate there
 * ({@link #passGate}) and belongs to the thread that answers it until {@link #completeRead} or {@link #failRead}.
 */
public final class GatewayRequest {
    /** Where a request is; written by its owner only. */
    enum Stage {
        FREE,
        HELD,
        OFFERED,
        COMPLETED
    }

    private final Connection connection;
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);

    private Stage stage = Stage.FREE;
    private ByteBuf frame;
    private int messageBytes;
    private RequestKind kind;
    private long sessionId;
    private long requestNo;
    private long traceIdHigh;
    private long traceIdLow;
    private long parentSpanId;
    private int traceFlags;
    private int replyFlags;
    private long arrivalNs;
    private int eventsOffset;
    private int count;
    private int referencesOffset;
    private int referenceCount;
    private long deadlineNs;
    private long gateSequence;
    private long repeatedSequence;
    private final Receipt gateReceipt = new Receipt();
    private LogonRequest logon;

    // Release thread, then event loop: the reply and the links of the lane.
    private ByteBuf reply;
    private GatewayRequest next;
    private GatewayRequest nextBatch;
    // Event loop only: whether the client has been told, and the place in the session's table.
    private boolean answered;
    private int slot;

    GatewayRequest(final Connection connection) {
        this.connection = connection;
    }

    /** Takes over what the decoder found and one reference to the frame's bytes. Event loop. */
    void hold(final RequestDecoder decoder, final ByteBuf owner, final int index, final int length, final long nowNs) {
        stage = Stage.HELD;
        frame = owner;
        messageBytes = length;
        DirectViews.wrap(message, owner, index, length);
        kind = RequestKind.ofTemplate(decoder.templateId());
        sessionId = decoder.sessionId();
        requestNo = decoder.requestNo();
        traceIdHigh = decoder.traceIdHigh();
        traceIdLow = decoder.traceIdLow();
        parentSpanId = decoder.parentSpanId();
        traceFlags = decoder.traceFlags();
        replyFlags = decoder.replyFlags();
        arrivalNs = nowNs;
        eventsOffset = decoder.eventsOffset();
        count = decoder.count();
        referencesOffset = decoder.referencesOffset();
        referenceCount = decoder.referenceCount();
        deadlineNs = decoder.deadlineNs();
        answered = false;
        repeatedSequence = 0;
        logon = null;
    }

    /** Takes over a Logon and one reference to the frame's bytes. Event loop. */
    void holdLogon(final LogonRequest request, final ByteBuf owner, final int length, final long nowNs) {
        stage = Stage.HELD;
        frame = owner;
        messageBytes = length;
        kind = RequestKind.OPEN_SESSION;
        sessionId = request.sessionId();
        requestNo = 0;
        replyFlags = 0;
        arrivalNs = nowNs;
        count = 0;
        referenceCount = 0;
        deadlineNs = 0;
        answered = false;
        logon = request;
    }

    /** What a request of kind OPEN_SESSION asks, and its answer. */
    public LogonRequest logon() {
        return logon;
    }

    /** Offers itself; the pipeline may be done with it before this returns. Event loop. */
    boolean offerTo(final RequestSink sink) {
        stage = Stage.OFFERED;
        if (sink.offer(this)) {
            return true;
        }
        stage = Stage.HELD;
        return false;
    }

    /** Gives the frame's bytes back. Event loop, or the release thread when the loop has ended. */
    void free() {
        final ByteBuf bytes = frame;
        frame = null;
        message.wrap(0, 0);
        stage = Stage.FREE;
        bytes.release();
    }

    /** What is asked for. */
    public RequestKind kind() {
        return kind;
    }

    /** Session of the connection; of a Logon the one to be resumed. */
    public long sessionId() {
        return sessionId;
    }

    /** Number of the request within its session, above 0 but for a Logon. */
    public long requestNo() {
        return requestNo;
    }

    /** Bits of the SBE set ReplyFlags. */
    public int replyFlags() {
        return replyFlags;
    }

    /** True when the reply shall hold both accounts' balances after each transfer. */
    public boolean balancesAsked() {
        return kind == RequestKind.CREATE_TRANSFERS && (replyFlags & RequestDecoder.REPLY_FLAG_BALANCES) != 0;
    }

    /** W3C trace id, first 8 bytes; 0 = none. */
    public long traceIdHigh() {
        return traceIdHigh;
    }

    /** W3C trace id, last 8 bytes. */
    public long traceIdLow() {
        return traceIdLow;
    }

    /** W3C parent id. */
    public long parentSpanId() {
        return parentSpanId;
    }

    /** W3C trace flags. */
    public int traceFlags() {
        return traceFlags;
    }

    /** {@link System#nanoTime()} when the whole request had been read. */
    public long arrivalNs() {
        return arrivalNs;
    }

    /** The message, SBE header and body; off-heap, so that {@link DirectBuffer#addressOffset()} is its address. */
    public DirectBuffer buffer() {
        return message;
    }

    /** Length of the message in {@link #buffer()}. */
    public int messageBytes() {
        return messageBytes;
    }

    /** Where the first event or id starts in {@link #buffer()}. */
    public int eventsOffset() {
        return eventsOffset;
    }

    /** Memory address of the first event or id. */
    public long eventsAddress() {
        return message.addressOffset() + eventsOffset;
    }

    /** Number of events or ids, 0..8190. */
    public int count() {
        return count;
    }

    /** Where the first reference starts in {@link #buffer()}; of transfers only. */
    public int referencesOffset() {
        return referencesOffset;
    }

    /** Memory address of the first reference. */
    public long referencesAddress() {
        return message.addressOffset() + referencesOffset;
    }

    /** Number of references of 36 bytes each; 0 for all kinds but CREATE_TRANSFERS. */
    public int referenceCount() {
        return referenceCount;
    }

    /**
     * Completes CREATE_ACCOUNTS. Release thread only; the reply leaves with the next
     * {@link GatewayServer#flushReplies()}. Unknown to the client when its connection is gone or the node halted.
     *
     * @param outcomes {@link #count()} entries of {@link io.lastro.protocol.AccountOutcome}, in order.
     */
    public void completeAccounts(
            final long batchTimestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        beginCompletion(RequestKind.CREATE_ACCOUNTS);
        connection.desk().accounts(this, batchTimestampNs, lastSequence, receipt, outcomes, offset);
    }

    /**
     * Completes CREATE_TRANSFERS, with balances when {@link #balancesAsked()}. Otherwise like
     * {@link #completeAccounts}.
     *
     * @param outcomes {@link #count()} entries of {@link io.lastro.protocol.TransferOutcome}, in order.
     */
    public void completeTransfers(
            final long batchTimestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        beginCompletion(RequestKind.CREATE_TRANSFERS);
        connection.desk().transfers(this, batchTimestampNs, lastSequence, receipt, outcomes, offset);
    }

    /**
     * Completes ADMIN. Otherwise like {@link #completeAccounts}.
     *
     * @param outcomes {@link #count()} entries of {@link io.lastro.protocol.AdminOutcome}, in order.
     */
    public void completeCommands(
            final long batchTimestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        beginCompletion(RequestKind.ADMIN);
        connection.desk().rows(this, batchTimestampNs, lastSequence, receipt, outcomes, offset);
    }

    /**
     * Completes LOOKUP_ACCOUNTS. Otherwise like {@link #completeAccounts}.
     *
     * @param rows {@link #count()} blocks of the accounts group of LookupAccountsReply, in order.
     */
    public void completeLookupAccounts(
            final long sequenceSeen, final Receipt receipt, final DirectBuffer rows, final int offset) {
        beginCompletion(RequestKind.LOOKUP_ACCOUNTS);
        connection.desk().rows(this, 0, sequenceSeen, receipt, rows, offset);
    }

    /**
     * Completes LOOKUP_TRANSFERS. Otherwise like {@link #completeAccounts}.
     *
     * @param rows {@link #count()} blocks of the transfers group of LookupTransfersReply, in order.
     */
    public void completeLookupTransfers(
            final long sequenceSeen, final Receipt receipt, final DirectBuffer rows, final int offset) {
        beginCompletion(RequestKind.LOOKUP_TRANSFERS);
        connection.desk().rows(this, 0, sequenceSeen, receipt, rows, offset);
    }

    /**
     * Completes LOOKUP_RULES. Otherwise like {@link #completeAccounts}.
     *
     * @param rows {@link #count()} blocks of the accounts group of LookupRulesReply, in order.
     */
    public void completeLookupRules(
            final long sequenceSeen, final Receipt receipt, final DirectBuffer rows, final int offset) {
        beginCompletion(RequestKind.LOOKUP_RULES);
        connection.desk().rows(this, 0, sequenceSeen, receipt, rows, offset);
    }

    /**
     * Completes OPEN_SESSION: the session is open and durable. Otherwise like {@link #completeAccounts}.
     *
     * @param lastRequestNo highest number of a journaled request of the session; 0 = none.
     */
    public void completeLogon(final long openedSessionId, final long lastRequestNo) {
        beginCompletion(RequestKind.OPEN_SESSION);
        logon.opened(openedSessionId, lastRequestNo);
        connection.lane().add(this);
    }

    /** Completes CLOSE_SESSION: the session is closed and that is durable. Otherwise like {@link #completeAccounts}. */
    public void completeClose() {
        beginCompletion(RequestKind.CLOSE_SESSION);
        connection.lane().add(this);
    }

    /** Unix time in ns after which nobody waits for the answer; 0 = none. */
    public long deadlineNs() {
        return deadlineNs;
    }

    /** Notes at the gate what a model read has to see. Release thread, before it is handed on. */
    public void passGate(final long sequence, final Receipt receipt) {
        gateSequence = sequence;
        gateReceipt
                .epoch(receipt.epoch())
                .sequence(receipt.sequence())
                .chain(receipt.chainLow(), receipt.chainHigh())
                .mac(receipt.macLow(), receipt.macHigh());
    }

    /**
     * Notes at the gate that a request was executed before and its reply has to be given again. Release thread, before it
     * is handed on, and with {@link #passGate}.
     *
     * @param firstSequence of the request that was executed.
     */
    public void repeats(final long firstSequence) {
        repeatedSequence = firstSequence;
    }

    /** First sequence of the request of which this one is a repeat. */
    public long repeatedSequence() {
        return repeatedSequence;
    }

    /**
     * Completes a repeat with what was answered at first. Any thread, exactly once; the reply leaves at once.
     *
     * @param outcomes {@link #count()} entries of the outcomes of its kind, in order.
     */
    public void completeRepeat(
            final long batchTimestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        if (!kind.isOnceOnly() || lastSequence != repeatedSequence + count - 1) {
            throw new IllegalStateException(
                    kind + " of " + count + " repeats sequence " + repeatedSequence + " to " + lastSequence);
        }
        beginCompletion(kind);
        connection.desk().repeat(this, batchTimestampNs, lastSequence, receipt, outcomes, offset);
    }

    /** Sequence that was executed when a model read arrived, and is released now. Behind the gate only. */
    public long gateSequence() {
        return gateSequence;
    }

    /**
     * Completes a model read behind the gate. Any thread, exactly once; the reply leaves at once.
     *
     * @param sequenceSeen at least {@link #gateSequence()}.
     * @param next         where the next page begins.
     * @param rows         blocks of the group of the reply, in order.
     */
    public void completeRead(
            final long sequenceSeen, final long next, final DirectBuffer rows, final int offset, final int rowCount) {
        if (!kind.isModelRead() || sequenceSeen < gateSequence) {
            throw new IllegalStateException(
                    kind + " completed with sequence " + sequenceSeen + ", gate " + gateSequence);
        }
        beginCompletion(kind);
        connection.desk().read(this, gateReceipt, new ReadRows(sequenceSeen, next, rows, offset, rowCount));
    }

    /** Completes a model read or a repeat behind the gate with an error. Any thread, exactly once; the reply leaves at once. */
    public void failRead(final ErrorCode code, final String detail, final int retryAfterMs) {
        beginCompletion(kind);
        connection.desk().readError(this, code, detail, retryAfterMs);
    }

    /** Completes a request of any kind with an error. Release thread only; otherwise like {@link #completeAccounts}. */
    public void fail(final ErrorCode code, final String detail, final int retryAfterMs) {
        beginCompletion(kind);
        if (logon != null) {
            logon.refused(code, detail);
            connection.lane().add(this);
            return;
        }
        connection.desk().error(this, code, detail, retryAfterMs);
    }

    private void beginCompletion(final RequestKind expected) {
        if (stage != Stage.OFFERED || kind != expected) {
            throw new IllegalStateException("completing as " + expected + " a request that is " + stage + ", " + kind);
        }
        stage = Stage.COMPLETED;
    }

    Connection connection() {
        return connection;
    }

    Stage stage() {
        return stage;
    }

    ByteBuf reply() {
        return reply;
    }

    void reply(final ByteBuf value) {
        reply = value;
    }

    GatewayRequest next() {
        return next;
    }

    void next(final GatewayRequest value) {
        next = value;
    }

    GatewayRequest nextBatch() {
        return nextBatch;
    }

    void nextBatch(final GatewayRequest value) {
        nextBatch = value;
    }

    boolean isAnswered() {
        return answered;
    }

    void markAnswered() {
        answered = true;
    }

    int slot() {
        return slot;
    }

    void slot(final int value) {
        slot = value;
    }
}
