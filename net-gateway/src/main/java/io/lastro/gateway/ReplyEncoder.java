package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.gateway.codec.DirectViews;
import io.lastro.gateway.codec.FramePrefix;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferOutcome;
import io.lastro.protocol.codec.AccountTransfersReplyEncoder;
import io.lastro.protocol.codec.AdminReplyEncoder;
import io.lastro.protocol.codec.BalanceAtReplyEncoder;
import io.lastro.protocol.codec.ChangeEventsReplyEncoder;
import io.lastro.protocol.codec.CreateAccountsReplyEncoder;
import io.lastro.protocol.codec.CreateTransfersReplyEncoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesEncoder;
import io.lastro.protocol.codec.ErrorReplyEncoder;
import io.lastro.protocol.codec.GroupSizeEncodingEncoder;
import io.lastro.protocol.codec.InclusionProofReplyEncoder;
import io.lastro.protocol.codec.LogonAckEncoder;
import io.lastro.protocol.codec.LookupAccountsReplyEncoder;
import io.lastro.protocol.codec.LookupRulesReplyEncoder;
import io.lastro.protocol.codec.LookupTransfersReplyEncoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.PongEncoder;
import io.lastro.protocol.codec.QueryAccountsReplyEncoder;
import io.lastro.protocol.codec.QueryTransfersReplyEncoder;
import io.lastro.protocol.codec.SessionClosedEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes replies as complete frames at the end of a buffer that has room for them. All replies of the ring begin with
 * the same block: request number, timestamp, sequence, receipt; a test pins it.
 *
 * <p>Belongs to one thread: the release thread has one, and each event loop has one for what it answers itself.
 */
final class ReplyEncoder {
    /** Longest text in an error, bytes; what is longer is cut. */
    static final int MAX_DETAIL_BYTES = 512;

    private static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int BLOCK_BYTES = CreateTransfersReplyEncoder.BLOCK_LENGTH;
    private static final int VAR_DATA_HEADER_BYTES = ErrorReplyEncoder.detailHeaderLength();
    private static final int RESULTS_OFFSET = HEADER_BYTES + BLOCK_BYTES + GroupSizeEncodingEncoder.ENCODED_LENGTH;

    private static final int READ_BLOCK_BYTES = ChangeEventsReplyEncoder.BLOCK_LENGTH;
    private static final int NEXT_OFFSET = ChangeEventsReplyEncoder.nextEncodingOffset();
    private static final int READ_ROWS_OFFSET =
            HEADER_BYTES + READ_BLOCK_BYTES + GroupSizeEncodingEncoder.ENCODED_LENGTH;

    private static final int RESULT_OFFSET = CreateTransfersReplyEncoder.ResultsEncoder.resultEncodingOffset();
    private static final int TIMESTAMP_OFFSET = CreateTransfersReplyEncoder.ResultsEncoder.timestampNsEncodingOffset();
    private static final int SEQUENCE_OFFSET = CreateTransfersReplyEncoder.ResultsEncoder.sequenceEncodingOffset();
    private static final int BALANCES_OFFSET =
            CreateTransfersReplyWithBalancesEncoder.ResultsEncoder.debitAccountDebitsPendingEncodingOffset();
    private static final int BALANCES_BYTES =
            CreateTransfersReplyWithBalancesEncoder.ResultsEncoder.sbeBlockLength() - BALANCES_OFFSET;

    private final FramePrefix prefix = new FramePrefix();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CreateTransfersReplyEncoder block = new CreateTransfersReplyEncoder();
    private final GroupSizeEncodingEncoder group = new GroupSizeEncodingEncoder();
    private final PongEncoder pong = new PongEncoder();
    private final ErrorReplyEncoder error = new ErrorReplyEncoder();
    private final SessionClosedEncoder sessionClosed = new SessionClosedEncoder();
    private final LogonAckEncoder logonAck = new LogonAckEncoder();

    /** Bytes of the reply to a request, with its frame prefix. */
    static int replyBytes(final GatewayRequest request) {
        return FramePrefix.BYTES + RESULTS_OFFSET + request.count() * rowBytes(request);
    }

    private static int rowBytes(final GatewayRequest request) {
        return switch (request.kind()) {
            case CREATE_ACCOUNTS -> CreateAccountsReplyEncoder.ResultsEncoder.sbeBlockLength();
            case CREATE_TRANSFERS ->
                request.balancesAsked()
                        ? CreateTransfersReplyWithBalancesEncoder.ResultsEncoder.sbeBlockLength()
                        : CreateTransfersReplyEncoder.ResultsEncoder.sbeBlockLength();
            case ADMIN -> AdminReplyEncoder.ResultsEncoder.sbeBlockLength();
            case LOOKUP_ACCOUNTS -> LookupAccountsReplyEncoder.AccountsEncoder.sbeBlockLength();
            case LOOKUP_TRANSFERS -> LookupTransfersReplyEncoder.TransfersEncoder.sbeBlockLength();
            case LOOKUP_RULES -> LookupRulesReplyEncoder.AccountsEncoder.sbeBlockLength();
            case OPEN_SESSION, CLOSE_SESSION -> throw new IllegalStateException(request.kind() + " has no rows");
            case ACCOUNT_TRANSFERS -> AccountTransfersReplyEncoder.MovementsEncoder.sbeBlockLength();
            case BALANCE_AT -> BalanceAtReplyEncoder.BalancesEncoder.sbeBlockLength();
            case QUERY_ACCOUNTS -> QueryAccountsReplyEncoder.AccountsEncoder.sbeBlockLength();
            case QUERY_TRANSFERS -> QueryTransfersReplyEncoder.TransfersEncoder.sbeBlockLength();
            case CHANGE_EVENTS -> ChangeEventsReplyEncoder.MovementsEncoder.sbeBlockLength();
            case INCLUSION_PROOF -> InclusionProofReplyEncoder.PiecesEncoder.sbeBlockLength();
        };
    }

    private static int templateOf(final GatewayRequest request) {
        return switch (request.kind()) {
            case CREATE_ACCOUNTS -> CreateAccountsReplyEncoder.TEMPLATE_ID;
            case CREATE_TRANSFERS ->
                request.balancesAsked()
                        ? CreateTransfersReplyWithBalancesEncoder.TEMPLATE_ID
                        : CreateTransfersReplyEncoder.TEMPLATE_ID;
            case ADMIN -> AdminReplyEncoder.TEMPLATE_ID;
            case LOOKUP_ACCOUNTS -> LookupAccountsReplyEncoder.TEMPLATE_ID;
            case LOOKUP_TRANSFERS -> LookupTransfersReplyEncoder.TEMPLATE_ID;
            case LOOKUP_RULES -> LookupRulesReplyEncoder.TEMPLATE_ID;
            case OPEN_SESSION, CLOSE_SESSION -> throw new IllegalStateException(request.kind() + " has no rows");
            case ACCOUNT_TRANSFERS -> AccountTransfersReplyEncoder.TEMPLATE_ID;
            case BALANCE_AT -> BalanceAtReplyEncoder.TEMPLATE_ID;
            case QUERY_ACCOUNTS -> QueryAccountsReplyEncoder.TEMPLATE_ID;
            case QUERY_TRANSFERS -> QueryTransfersReplyEncoder.TEMPLATE_ID;
            case CHANGE_EVENTS -> ChangeEventsReplyEncoder.TEMPLATE_ID;
            case INCLUSION_PROOF -> InclusionProofReplyEncoder.TEMPLATE_ID;
        };
    }

    /** Writes header, common block and group header; {@link #rows} or {@link #results} must follow. */
    void begin(
            final ByteBuf out,
            final GatewayRequest request,
            final long timestampNs,
            final long lastSequence,
            final Receipt receipt) {
        DirectViews.wrap(view, out, out.writerIndex() + FramePrefix.BYTES, replyBytes(request) - FramePrefix.BYTES);
        header(templateOf(request), BLOCK_BYTES);
        commonBlock(request, timestampNs, lastSequence, receipt);
        group.wrap(view, HEADER_BYTES + BLOCK_BYTES)
                .blockLength(rowBytes(request))
                .numInGroup(request.count());
    }

    private void commonBlock(
            final GatewayRequest request, final long timestampNs, final long lastSequence, final Receipt receipt) {
        block.wrap(view, HEADER_BYTES)
                .requestNo(request.requestNo())
                .timestampNs(timestampNs)
                .lastSequence(lastSequence)
                .receiptEpoch(receipt.epoch())
                .receiptSequence(receipt.sequence())
                .receiptChainLow(receipt.chainLow())
                .receiptChainHigh(receipt.chainHigh())
                .receiptMacLow(receipt.macLow())
                .receiptMacHigh(receipt.macHigh());
    }

    /** Bytes of the reply to a model read, with its frame prefix. */
    static int readBytes(final GatewayRequest request, final int rows) {
        return FramePrefix.BYTES + READ_ROWS_OFFSET + rows * rowBytes(request);
    }

    /** Writes the reply to a model read. */
    void read(final ByteBuf out, final GatewayRequest request, final Receipt receipt, final ReadRows rows) {
        open(out, readBytes(request, rows.count()));
        header(templateOf(request), READ_BLOCK_BYTES);
        commonBlock(request, 0, rows.sequenceSeen(), receipt);
        view.putLong(HEADER_BYTES + NEXT_OFFSET, rows.next(), LITTLE_ENDIAN);
        group.wrap(view, HEADER_BYTES + READ_BLOCK_BYTES)
                .blockLength(rowBytes(request))
                .numInGroup(rows.count());
        view.putBytes(READ_ROWS_OFFSET, rows.rows(), rows.offset(), rows.count() * rowBytes(request));
        end(out, view.capacity());
    }

    /** Writes one result per account outcome. */
    void accountResults(
            final ByteBuf out, final GatewayRequest request, final DirectBuffer outcomes, final int offset) {
        final int rowBytes = rowBytes(request);
        int from = offset;
        int to = RESULTS_OFFSET;
        for (int i = 0; i < request.count(); i++) {
            result(to, outcomes.getInt(from + AccountOutcome.RESULT_OFFSET, LITTLE_ENDIAN));
            times(to, outcomes, from + AccountOutcome.TIMESTAMP_NS_OFFSET, from + AccountOutcome.SEQUENCE_OFFSET);
            from += AccountOutcome.BLOCK_BYTES;
            to += rowBytes;
        }
        end(out, view.capacity());
    }

    /** Writes one result per transfer outcome, with balances when they were asked for. */
    void transferResults(
            final ByteBuf out, final GatewayRequest request, final DirectBuffer outcomes, final int offset) {
        final int rowBytes = rowBytes(request);
        final boolean balances = request.balancesAsked();
        int from = offset;
        int to = RESULTS_OFFSET;
        for (int i = 0; i < request.count(); i++) {
            result(to, outcomes.getInt(from + TransferOutcome.RESULT_OFFSET, LITTLE_ENDIAN));
            times(to, outcomes, from + TransferOutcome.TIMESTAMP_NS_OFFSET, from + TransferOutcome.SEQUENCE_OFFSET);
            if (balances) {
                // Eight counters in the same order on both sides.
                view.putBytes(
                        to + BALANCES_OFFSET,
                        outcomes,
                        from + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET,
                        BALANCES_BYTES);
            }
            from += TransferOutcome.BLOCK_BYTES;
            to += rowBytes;
        }
        end(out, view.capacity());
    }

    private void result(final int to, final int result) {
        view.putShort(to + RESULT_OFFSET, (short) result, LITTLE_ENDIAN);
    }

    private void times(final int to, final DirectBuffer outcomes, final int timestampAt, final int sequenceAt) {
        view.putLong(to + TIMESTAMP_OFFSET, outcomes.getLong(timestampAt, LITTLE_ENDIAN), LITTLE_ENDIAN);
        view.putLong(to + SEQUENCE_OFFSET, outcomes.getLong(sequenceAt, LITTLE_ENDIAN), LITTLE_ENDIAN);
    }

    /** Copies rows that already have the layout of the reply's group. */
    void rows(final ByteBuf out, final GatewayRequest request, final DirectBuffer rows, final int offset) {
        view.putBytes(RESULTS_OFFSET, rows, offset, request.count() * rowBytes(request));
        end(out, view.capacity());
    }

    /** Bytes of a text in an error, as it will be sent. */
    static byte[] detailBytes(final String detail) {
        final byte[] all = detail == null ? new byte[0] : detail.getBytes(StandardCharsets.UTF_8);
        return all.length <= MAX_DETAIL_BYTES ? all : Arrays.copyOf(all, MAX_DETAIL_BYTES);
    }

    /** Bytes of an error frame with this text. */
    static int errorBytes(final byte[] detail) {
        return FramePrefix.BYTES
                + HEADER_BYTES
                + ErrorReplyEncoder.BLOCK_LENGTH
                + VAR_DATA_HEADER_BYTES
                + detail.length;
    }

    /** Writes an error. */
    void error(
            final ByteBuf out,
            final long requestNo,
            final ErrorCode code,
            final int retryAfterMs,
            final byte[] detail) {
        open(out, errorBytes(detail));
        error.wrapAndApplyHeader(view, 0, header)
                .requestNo(requestNo)
                .code(code.code())
                .retryAfterMs(retryAfterMs)
                .putDetail(detail, 0, detail.length);
        end(out, view.capacity());
    }

    /** Bytes of a Pong frame. */
    static int pongBytes() {
        return FramePrefix.BYTES + HEADER_BYTES + PongEncoder.BLOCK_LENGTH;
    }

    /** Writes a Pong. */
    void pong(final ByteBuf out, final long requestNo, final NodeView node) {
        open(out, pongBytes());
        pong.wrapAndApplyHeader(view, 0, header)
                .requestNo(requestNo)
                .committedSequence(node.committedSequence())
                .timestampNs(node.ledgerTimeNs());
        end(out, view.capacity());
    }

    /** Bytes of a SessionClosed frame. */
    static int sessionClosedBytes() {
        return FramePrefix.BYTES + HEADER_BYTES + SessionClosedEncoder.BLOCK_LENGTH;
    }

    /** Writes a SessionClosed. */
    void sessionClosed(final ByteBuf out, final long requestNo) {
        open(out, sessionClosedBytes());
        sessionClosed.wrapAndApplyHeader(view, 0, header).requestNo(requestNo);
        end(out, view.capacity());
    }

    /** Bytes of a LogonAck frame with this server version. */
    static int logonAckBytes(final byte[] serverVersion) {
        return FramePrefix.BYTES
                + HEADER_BYTES
                + LogonAckEncoder.BLOCK_LENGTH
                + VAR_DATA_HEADER_BYTES
                + serverVersion.length;
    }

    /** Writes a LogonAck. */
    void logonAck(
            final ByteBuf out,
            final long sessionId,
            final long lastRequestNo,
            final GatewayContext limits,
            final byte[] serverVersion) {
        final NodeView node = limits.nodeView();
        open(out, logonAckBytes(serverVersion));
        logonAck.wrapAndApplyHeader(view, 0, header)
                .sessionId(sessionId)
                .clusterIdLow(node.clusterIdLow())
                .clusterIdHigh(node.clusterIdHigh())
                .lineage(node.lineage() & 0xFFFF_FFFFL)
                .group(node.group() & 0xFFFF_FFFFL)
                .epoch(node.epoch())
                .committedSequence(node.committedSequence())
                .timestampNs(node.ledgerTimeNs())
                .maxFrameBytes(limits.maxFrameBytes())
                .maxBatchEvents(ProtocolLimits.MAX_BATCH_EVENTS)
                .maxInFlight(limits.maxInFlight())
                .durability(node.durability())
                .lastRequestNo(lastRequestNo)
                .putServerVersion(serverVersion, 0, serverVersion.length);
        end(out, view.capacity());
    }

    private void open(final ByteBuf out, final int frameBytes) {
        DirectViews.wrap(view, out, out.writerIndex() + FramePrefix.BYTES, frameBytes - FramePrefix.BYTES);
    }

    private void header(final int templateId, final int blockBytes) {
        header.wrap(view, 0)
                .blockLength(blockBytes)
                .templateId(templateId)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .version(MessageHeaderEncoder.SCHEMA_VERSION);
    }

    private void end(final ByteBuf out, final int messageBytes) {
        prefix.seal(out, out.writerIndex(), messageBytes);
        out.writerIndex(out.writerIndex() + FramePrefix.BYTES + messageBytes);
    }
}
