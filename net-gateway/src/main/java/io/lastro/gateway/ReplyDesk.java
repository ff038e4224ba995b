package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.agrona.DirectBuffer;

/**
 * Encodes the replies of completed requests and hands them to the event loops. Release thread only, but for the replies
 * of model reads.
 *
 * <p>Replies of one connection within a batch share a buffer, so that many small replies cost one write.
 */
final class ReplyDesk {
    /** Size of a buffer that several small replies share. */
    static final int SHARED_BUFFER_BYTES = 2_048;

    private final ServerState state;
    private final ReplyEncoder encoder = new ReplyEncoder();

    ReplyDesk(final ServerState state) {
        this.state = state;
    }

    void accounts(
            final GatewayRequest request,
            final long timestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        if (isAnswerWanted(request)) {
            final ByteBuf out = room(request, ReplyEncoder.replyBytes(request));
            encoder.begin(out, request, timestampNs, lastSequence, receipt);
            encoder.accountResults(out, request, outcomes, offset);
        }
        request.connection().lane().add(request);
    }

    void transfers(
            final GatewayRequest request,
            final long timestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        if (isAnswerWanted(request)) {
            final ByteBuf out = room(request, ReplyEncoder.replyBytes(request));
            encoder.begin(out, request, timestampNs, lastSequence, receipt);
            encoder.transferResults(out, request, outcomes, offset);
        }
        request.connection().lane().add(request);
    }

    /** Rows that have the layout of the reply already. */
    void rows(
            final GatewayRequest request,
            final long timestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer rows,
            final int offset) {
        if (isAnswerWanted(request)) {
            final ByteBuf out = room(request, ReplyEncoder.replyBytes(request));
            encoder.begin(out, request, timestampNs, lastSequence, receipt);
            encoder.rows(out, request, rows, offset);
        }
        request.connection().lane().add(request);
    }

    void error(final GatewayRequest request, final ErrorCode code, final String detail, final int retryAfterMs) {
        state.metrics().error(code);
        if (isAnswerWanted(request)) {
            final byte[] text = ReplyEncoder.detailBytes(detail);
            final ByteBuf out = room(request, ReplyEncoder.errorBytes(text));
            encoder.error(out, request.requestNo(), code, retryAfterMs, text);
        }
        request.connection().lane().add(request);
    }

    /** Rows of a model read; any thread, with an encoder and a buffer of its own. */
    void read(final GatewayRequest request, final Receipt receipt, final ReadRows rows) {
        if (isAnswerWanted(request)) {
            final ByteBuf out = state.context().allocator().directBuffer(ReplyEncoder.readBytes(request, rows.count()));
            new ReplyEncoder().read(out, request, receipt, rows);
            request.reply(out);
        }
        request.connection().lane().postAlone(request);
    }

    /** Reply of a request that was executed before; any thread, with an encoder and a buffer of its own. */
    void repeat(
            final GatewayRequest request,
            final long timestampNs,
            final long lastSequence,
            final Receipt receipt,
            final DirectBuffer outcomes,
            final int offset) {
        if (isAnswerWanted(request)) {
            final ByteBuf out = state.context().allocator().directBuffer(ReplyEncoder.replyBytes(request));
            final ReplyEncoder own = new ReplyEncoder();
            own.begin(out, request, timestampNs, lastSequence, receipt);
            if (request.kind() == RequestKind.CREATE_ACCOUNTS) {
                own.accountResults(out, request, outcomes, offset);
            } else {
                own.rows(out, request, outcomes, offset);
            }
            request.reply(out);
        }
        request.connection().lane().postAlone(request);
    }

    /** Error of a model read or of a repeat; any thread. */
    void readError(final GatewayRequest request, final ErrorCode code, final String detail, final int retryAfterMs) {
        state.metrics().error(code);
        if (isAnswerWanted(request)) {
            final byte[] text = ReplyEncoder.detailBytes(detail);
            final ByteBuf out = state.context().allocator().directBuffer(ReplyEncoder.errorBytes(text));
            new ReplyEncoder().error(out, request.requestNo(), code, retryAfterMs, text);
            request.reply(out);
        }
        request.connection().lane().postAlone(request);
    }

    private boolean isAnswerWanted(final GatewayRequest request) {
        return !request.connection().isClosed() && !state.isHalted();
    }

    private ByteBuf room(final GatewayRequest request, final int bytes) {
        final Connection connection = request.connection();
        final ByteBuf shared = connection.openReplies();
        if (shared != null && shared.writableBytes() >= bytes) {
            return shared;
        }
        final ByteBuf fresh = state.context().allocator().directBuffer(Math.max(bytes, SHARED_BUFFER_BYTES));
        connection.openReplies(fresh);
        request.reply(fresh);
        return fresh;
    }
}
