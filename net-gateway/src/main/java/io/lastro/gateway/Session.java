package io.lastro.gateway;

import io.lastro.gateway.codec.DirectViews;
import io.lastro.gateway.codec.RequestDecoder;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.ReadFormat;
import io.lastro.protocol.codec.AdminDecoder;
import io.lastro.protocol.codec.LogonDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.PingDecoder;
import io.lastro.protocol.codec.SessionCloseDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * What a connection may say and when: logon first, one session, bounded requests in flight. Whether a request was executed
 * before is decided by the ledger. Decides each message completely: a reply, an error, or a request for the ring. Event loop only.
 *
 * <p>An error that names its request leaves the connection open; one without a request number ends it.
 */
final class Session {
    /** Longest message before logon. */
    static final int MAX_LOGON_BYTES = 1_024;
    /** Longest name of a client, bytes. */
    static final int MAX_CLIENT_NAME_BYTES = 256;

    private static final int NAME_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + LogonDecoder.BLOCK_LENGTH;

    private final ServerState state;
    private final Connection connection;
    private final RequestDecoder decoder = new RequestDecoder();
    private final AdminEvent command = new AdminEvent();
    private final GatewayRequest[] requests;
    private int createdCount;
    private int inFlightCount;
    private int unansweredCount;
    private boolean isLoggedOn;
    private long sessionId;
    private long closeRequestNo;

    Session(final ServerState state, final Connection connection) {
        this.state = state;
        this.connection = connection;
        requests = new GatewayRequest[state.context().maxInFlight() + 1]; // one to close the session
    }

    boolean isOpen() {
        return isLoggedOn;
    }

    /** The session; 0 when there is none. */
    long id() {
        return sessionId;
    }

    /** True when nobody waits for an answer. */
    boolean isQuiet() {
        return unansweredCount == 0;
    }

    long closeRequestNo() {
        return closeRequestNo;
    }

    void onMessage(final ByteBuf frame, final int index, final int length) {
        DirectViews.wrap(decoder.message(), frame, index, length);
        final ErrorCode error = decoder.readHeader();
        if (!isOpen()) {
            onFirstMessage(error, frame);
        } else if (error != null) {
            refuse(error, "template " + decoder.templateId());
        } else if (decoder.isLogon()) {
            connection.fault(ErrorCode.ALREADY_LOGGED_ON, "one connection carries one session");
        } else {
            onRequest(frame, index, length);
        }
    }

    private void onFirstMessage(final ErrorCode headerError, final ByteBuf frame) {
        if (headerError != null) {
            connection.fault(headerError, "the first message must be a Logon");
            return;
        }
        if (!decoder.isLogon()) {
            connection.fault(ErrorCode.NOT_LOGGED_ON, "the first message must be a Logon");
            return;
        }
        final ErrorCode blockError = decoder.readBlock();
        if (blockError != null) {
            connection.fault(blockError, "Logon block");
            return;
        }
        final LogonDecoder logon = new LogonDecoder();
        logon.wrap(
                decoder.bytes(),
                MessageHeaderDecoder.ENCODED_LENGTH,
                LogonDecoder.BLOCK_LENGTH,
                LogonDecoder.SCHEMA_VERSION);
        if (!isNameWhole()) {
            connection.fault(ErrorCode.MALFORMED_FRAME, "clientName");
        } else {
            onLogon(logon, frame);
        }
    }

    private boolean isNameWhole() {
        final int left = decoder.bytes().capacity() - NAME_OFFSET - LogonDecoder.clientNameHeaderLength();
        if (left < 0 || left > MAX_CLIENT_NAME_BYTES) {
            return false;
        }
        return decoder.bytes().getInt(NAME_OFFSET, ByteOrder.LITTLE_ENDIAN) == left;
    }

    private void onLogon(final LogonDecoder logon, final ByteBuf frame) {
        final NodeView node = state.context().nodeView();
        final boolean anyCluster = logon.clusterIdLow() == 0 && logon.clusterIdHigh() == 0;
        if (state.isHalted()) {
            connection.fault(ErrorCode.HALTED, state.haltCause());
        } else if (state.isDraining()) {
            connection.fault(ErrorCode.SHUTTING_DOWN, "the node drains");
        } else if (!anyCluster
                && (logon.clusterIdLow() != node.clusterIdLow() || logon.clusterIdHigh() != node.clusterIdHigh())) {
            connection.fault(
                    ErrorCode.WRONG_CLUSTER,
                    "this is cluster " + Long.toHexString(node.clusterIdHigh()) + ":"
                            + Long.toHexString(node.clusterIdLow()));
        } else if (isReceiptAccepted(logon)) {
            askForSession(logon.sessionId(), frame);
        }
    }

    private void askForSession(final long wanted, final ByteBuf frame) {
        if (wanted == 0 && state.context().nodeView().writeRefusal() != null) {
            loggedOn(0, 0); // opening one would be a write; reading needs none
            return;
        }
        final byte[] name = new byte[decoder.bytes().capacity() - NAME_OFFSET - LogonDecoder.clientNameHeaderLength()];
        decoder.bytes().getBytes(NAME_OFFSET + LogonDecoder.clientNameHeaderLength(), name);
        final Identity identity = Identity.of(name);
        long candidate = 0;
        while (wanted == 0 && candidate == 0) {
            candidate = state.context().sessionIds().getAsLong();
        }
        final GatewayRequest request = claim();
        request.holdLogon(
                new LogonRequest(wanted, candidate, identity.low(), identity.high()),
                frame.retain(),
                decoder.bytes().capacity(),
                System.nanoTime());
        connection.offerLogon(request);
    }

    /** The ledger has answered the logon. */
    void onLogonAnswer(final LogonRequest answer) {
        if (answer.refusal() != null) {
            connection.fault(answer.refusal(), answer.detail());
        } else {
            loggedOn(answer.openedSessionId(), answer.lastRequestNo());
        }
    }

    private void loggedOn(final long openedSessionId, final long lastRequestNo) {
        isLoggedOn = true;
        sessionId = openedSessionId;
        connection.onLoggedOn(openedSessionId, lastRequestNo);
    }

    private boolean isReceiptAccepted(final LogonDecoder logon) {
        if (logon.receiptSequence() == ProtocolLimits.NULL_SEQUENCE) {
            return true;
        }
        final Receipt receipt = new Receipt()
                .epoch(logon.receiptEpoch())
                .sequence(logon.receiptSequence())
                .chain(logon.receiptChainLow(), logon.receiptChainHigh())
                .mac(logon.receiptMacLow(), logon.receiptMacHigh());
        final ReceiptVerdict verdict = state.context()
                .receiptAuthority()
                .check(receipt, (int) logon.receiptLineage(), (int) logon.receiptGroup());
        switch (verdict) {
            case ACCEPTED -> {
                return true;
            }
            case REFUSED ->
                connection.fault(ErrorCode.RECEIPT_REFUSED, "another cluster, lineage or group, or a wrong MAC");
            case AHEAD_OF_COMMIT ->
                connection.fault(
                        ErrorCode.RECEIPT_REFUSED,
                        "the receipt's sequence " + receipt.sequence() + " is above this node's commit "
                                + state.context().nodeView().committedSequence());
        }
        return false;
    }

    private void onRequest(final ByteBuf frame, final int index, final int length) {
        final ErrorCode blockError = decoder.readBlock();
        if (blockError != null) {
            refuse(blockError, "block of template " + decoder.templateId());
            return;
        }
        final long requestNo = decoder.requestNo();
        if (decoder.sessionId() != sessionId) {
            refuse(ErrorCode.SESSION_NOT_YOURS, "");
            return;
        }
        if (requestNo <= 0) {
            refuse(ErrorCode.REQUEST_REPLAYED, "the first one is 1");
            return;
        }
        final ErrorCode groupError = decoder.readGroups(ProtocolLimits.MAX_BATCH_EVENTS);
        if (groupError != null) {
            refuse(groupError, "groups of template " + decoder.templateId());
        } else if (decoder.templateId() == SessionCloseDecoder.TEMPLATE_ID) {
            closeRequestNo = requestNo;
            onClose(frame, index, length);
        } else if (state.isHalted()) {
            refuse(ErrorCode.HALTED, state.haltCause());
        } else if (state.isDraining()) {
            refuse(ErrorCode.SHUTTING_DOWN, "the node drains");
        } else if (decoder.templateId() == PingDecoder.TEMPLATE_ID) {
            connection.outbound().pong(requestNo);
        } else {
            onEvents(frame, index, length);
        }
    }

    private void onClose(final ByteBuf frame, final int index, final int length) {
        final NodeView node = state.context().nodeView();
        if (sessionId == 0 || state.isHalted() || node.writeRefusal() != null) {
            connection.closeAfterReplies(); // nothing can be journaled: the session stays until it is evicted
        } else {
            final GatewayRequest request = claim();
            request.hold(decoder, frame.retain(), index, length, System.nanoTime());
            connection.closeSession(request);
        }
    }

    private void onEvents(final ByteBuf frame, final int index, final int length) {
        final long deadlineNs = decoder.deadlineNs();
        if (deadlineNs != 0 && deadlineNs <= state.context().wallClock().nanoTime()) {
            refuse(ErrorCode.DEADLINE_EXCEEDED, "");
            return;
        }
        if (RequestKind.ofTemplate(decoder.templateId()).isWrite()) {
            final NodeView node = state.context().nodeView();
            final ErrorCode refusal = node.writeRefusal();
            if (refusal != null) {
                refuse(refusal, node.writeRefusalDetail());
                return;
            }
            if (sessionId == 0) {
                refuse(ErrorCode.SESSION_NOT_FOUND, "none was opened when the node took no writes: log on again");
                return;
            }
        }
        if (decoder.templateId() == AdminDecoder.TEMPLATE_ID && !areCommandsWellFormed()) {
            return;
        }
        if (RequestKind.ofTemplate(decoder.templateId()).isModelRead() && !isFilterWellFormed()) {
            return;
        }
        if (inFlightCount >= state.context().maxInFlight()) {
            refuse(ErrorCode.TOO_MANY_IN_FLIGHT, "at most " + state.context().maxInFlight());
            return;
        }
        final GatewayRequest request = claim();
        request.hold(decoder, frame.retain(), index, length, System.nanoTime());
        connection.offer(request);
    }

    /** Looks at each command and writes into it how many signatures are good. */
    private boolean areCommandsWellFormed() {
        if (!connection.outbound().isToLoopback()) {
            refuse(ErrorCode.NOT_PERMITTED, "admin commands are taken from a loopback connection only");
            return false;
        }
        for (int i = 0; i < decoder.count(); i++) {
            command.wrapWritable(decoder.message(), decoder.eventsOffset() + i * AdminEvent.BLOCK_BYTES);
            final String objection = AdminFormat.objection(command);
            if (objection != null) {
                refuse(ErrorCode.MALFORMED_FRAME, "command " + i + ": " + objection);
                return false;
            }
            command.validSignatures(state.context().commandAuthority().validSignatures(command));
        }
        return true;
    }

    private boolean isFilterWellFormed() {
        final String objection = ReadFormat.objection(decoder.templateId(), decoder.message());
        if (objection != null) {
            refuse(ErrorCode.MALFORMED_FRAME, objection);
        }
        return objection == null;
    }

    private void refuse(final ErrorCode code, final String detail) {
        final long requestNo = decoder.requestNo();
        if (requestNo == 0) {
            connection.fault(code, detail);
        } else {
            connection.outbound().error(requestNo, code, detail, 0);
        }
    }

    private GatewayRequest claim() {
        final GatewayRequest request;
        if (inFlightCount == createdCount) {
            request = new GatewayRequest(connection);
            requests[createdCount++] = request;
            request.slot(inFlightCount);
        } else {
            request = requests[inFlightCount];
        }
        inFlightCount++;
        unansweredCount++;
        state.metrics().requestHeld();
        return request;
    }

    /** Takes a request back, with its bytes. Those in flight stay in front: [in flight | free | not yet made]. */
    void recycle(final GatewayRequest request) {
        if (!request.isAnswered()) {
            unansweredCount--;
        }
        request.free();
        inFlightCount--;
        final GatewayRequest lastInFlight = requests[inFlightCount];
        swap(request, lastInFlight);
        state.metrics().requestGone();
    }

    private void swap(final GatewayRequest a, final GatewayRequest b) {
        final int slotOfA = a.slot();
        requests[b.slot()] = a;
        requests[slotOfA] = b;
        a.slot(b.slot());
        b.slot(slotOfA);
    }

    /** Tells the client of each unanswered request that its outcome is unknown. */
    void answerAllHalted() {
        for (int i = 0; i < inFlightCount; i++) {
            final GatewayRequest request = requests[i];
            if (!request.isAnswered()) {
                request.markAnswered();
                unansweredCount--;
                if (request.kind() == RequestKind.CLOSE_SESSION) {
                    continue;
                }
                connection.outbound().error(request.requestNo(), ErrorCode.HALTED, state.haltCause(), 0);
            }
        }
    }
}
