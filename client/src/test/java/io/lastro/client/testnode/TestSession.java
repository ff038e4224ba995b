package io.lastro.client.testnode;

import io.lastro.client.testnode.TestNode.Fault;
import io.lastro.client.testnode.TinyLedger.Outcome;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateAccountsReplyEncoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyEncoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesEncoder;
import io.lastro.protocol.codec.Durability;
import io.lastro.protocol.codec.ErrorReplyEncoder;
import io.lastro.protocol.codec.LogonAckEncoder;
import io.lastro.protocol.codec.LogonDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyEncoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyEncoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.PingDecoder;
import io.lastro.protocol.codec.PongEncoder;
import io.lastro.protocol.codec.SessionCloseDecoder;
import io.lastro.protocol.codec.SessionClosedEncoder;
import io.lastro.protocol.codec.TransferState;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** One connection of a {@link TestNode}: reads a frame, answers it, by the grammar in the schema. */
final class TestSession {
    private static final int PREFIX_BYTES = 8;
    private static final int MAX_FRAME_BYTES = 2 * 1024 * 1024;

    private final TestNode node;
    private final DataInputStream in;
    private final OutputStream out;
    private final long newSessionId;
    private long sessionId;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerOut = new MessageHeaderEncoder();
    private final byte[] outBytes = new byte[MAX_FRAME_BYTES + PREFIX_BYTES];
    private final UnsafeBuffer outBuffer = new UnsafeBuffer(outBytes);
    private UnsafeBuffer message;
    private final Socket socket;
    private boolean loggedOn;
    private boolean over;
    private boolean deaf;

    TestSession(final TestNode node, final Socket socket, final long sessionId) throws IOException {
        this.node = node;
        this.socket = socket;
        newSessionId = sessionId;
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    void run() throws IOException {
        while (!over) {
            readFrame();
            if (socket.isClosed()) { // a read that was under way when the connection was cut may still give bytes
                return;
            }
            deaf |= node.silent;
            if (deaf) { // like a peer that is gone without a word: never again on this connection
                continue;
            }
            header.wrap(message, 0);
            if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
                refuse(0, ErrorCode.UNSUPPORTED_VERSION, 0, "schema");
                return;
            }
            onMessage(header.templateId());
        }
    }

    private void readFrame() throws IOException {
        final int length = Integer.reverseBytes(in.readInt());
        final int crcStated = Integer.reverseBytes(in.readInt());
        if (length < 8 || length > MAX_FRAME_BYTES) {
            throw new IOException("length " + length);
        }
        final byte[] bytes = new byte[length];
        in.readFully(bytes);
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != crcStated) {
            refuse(0, ErrorCode.CHECKSUM_MISMATCH, 0, "");
            throw new IOException("checksum");
        }
        message = new UnsafeBuffer(bytes);
    }

    private void onMessage(final int template) throws IOException {
        if (template == LogonDecoder.TEMPLATE_ID) {
            onLogon();
            return;
        }
        final UnsafeBuffer root = new UnsafeBuffer(message, 8, message.capacity() - 8);
        final long session = root.getLong(0, ByteOrder.LITTLE_ENDIAN);
        final long requestNo = root.getLong(8, ByteOrder.LITTLE_ENDIAN);
        node.lastDeadlineNs = root.getLong(16, ByteOrder.LITTLE_ENDIAN);
        if (!loggedOn || session != sessionId || requestNo <= 0) {
            refuse(0, ErrorCode.SESSION_NOT_YOURS, 0, "session " + session + ", request " + requestNo);
            over = true;
            return;
        }
        node.requests.incrementAndGet();
        sleep(node.delayMs);
        if (template != SessionCloseDecoder.TEMPLATE_ID && node.takeOne(node.busyReplies)) {
            refuse(requestNo, ErrorCode.BUSY, node.busyHintMs, "");
            return;
        }
        switch (template) {
            case CreateAccountsDecoder.TEMPLATE_ID, CreateTransfersDecoder.TEMPLATE_ID -> onWrite(template, requestNo);
            case LookupAccountsDecoder.TEMPLATE_ID -> onLookupAccounts(requestNo);
            case LookupTransfersDecoder.TEMPLATE_ID -> onLookupTransfers(requestNo);
            case PingDecoder.TEMPLATE_ID -> onPing(requestNo);
            case SessionCloseDecoder.TEMPLATE_ID -> onClose(requestNo);
            default -> refuse(requestNo, ErrorCode.UNKNOWN_TEMPLATE, 0, "" + template);
        }
    }

    private void onLogon() throws IOException {
        final LogonDecoder logon = new LogonDecoder();
        logon.wrapAndApplyHeader(message, 0, header);
        node.lastReceiptHandedOver = logon.receiptSequence();
        if (logon.clusterIdLow() != 0 && logon.clusterIdLow() != node.clusterLow && node.refuseOtherClusters()) {
            refuse(0, ErrorCode.WRONG_CLUSTER, 0, "this is cluster " + node.clusterLow);
            over = true;
            return;
        }
        if (logon.sessionId() != 0 && !node.openSessions.contains(logon.sessionId())) {
            refuse(0, ErrorCode.SESSION_NOT_FOUND, 0, "session " + logon.sessionId());
            over = true;
            return;
        }
        sessionId = logon.sessionId() == 0 ? newSessionId : logon.sessionId();
        node.openSessions.add(sessionId);
        loggedOn = true;
        final byte[] version = "test".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        final LogonAckEncoder ack = new LogonAckEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        ack.sessionId(sessionId)
                .clusterIdLow(node.clusterLow)
                .clusterIdHigh(0)
                .lineage(node.lineage)
                .group(0)
                .epoch(node.epoch)
                .committedSequence(node.ledger.sequence() - node.hiddenSequences)
                .timestampNs(node.ledger.timeNs())
                .maxFrameBytes(MAX_FRAME_BYTES)
                .maxBatchEvents(node.maxBatchEvents)
                .maxInFlight(node.maxInFlight)
                .durability(Durability.D1)
                .lastRequestNo(0)
                .putServerVersion(version, 0, version.length);
        send(ack.limit());
    }

    private void onWrite(final int template, final long requestNo) throws IOException {
        node.writeRequests.incrementAndGet();
        if (node.refuseWrites != null) {
            refuse(requestNo, node.refuseWrites, 5, "as the test wants");
            return;
        }
        if (node.takeOne(node.dropBeforeExecute)) {
            throw new IOException("dropped before");
        }
        if (node.refuseSession.compareAndSet(true, false)) {
            node.openSessions.remove(sessionId);
            refuse(requestNo, ErrorCode.SESSION_NOT_FOUND, 0, "as the test wants");
            return;
        }
        final List<Outcome> outcomes;
        final long last;
        synchronized (node.ledger) {
            final String key = sessionId + ":" + requestNo;
            final Stored stored = node.replies.get(key);
            if (stored != null) {
                outcomes = stored.outcomes();
                last = stored.last();
            } else if (template == CreateAccountsDecoder.TEMPLATE_ID) {
                outcomes = createAccounts();
                last = node.ledger.sequence();
                node.replies.put(key, new Stored(outcomes, last));
            } else {
                outcomes = createTransfers();
                last = node.ledger.sequence();
            }
        }
        if (node.takeOne(node.dropAfterExecute)) {
            throw new IOException("dropped after");
        }
        if (node.takeOne(node.wrongReplies)) {
            replyWrongly(template, requestNo, outcomes, last);
            return;
        }
        reply(template, requestNo, outcomes, last, last);
        send(limit);
    }

    /** What a request was answered that is executed once. */
    record Stored(List<Outcome> outcomes, long last) {}

    private int limit;

    private List<Outcome> createAccounts() {
        final CreateAccountsDecoder request = new CreateAccountsDecoder();
        request.wrapAndApplyHeader(message, 0, header);
        final List<byte[]> events = new ArrayList<>();
        for (final CreateAccountsDecoder.EventsDecoder ignored : request.events()) {
            final byte[] bytes = new byte[AccountEvent.BLOCK_BYTES];
            message.getBytes(request.limit() - AccountEvent.BLOCK_BYTES, bytes);
            events.add(bytes);
        }
        return node.ledger.createAccounts(events);
    }

    private List<Outcome> createTransfers() {
        final CreateTransfersDecoder request = new CreateTransfersDecoder();
        request.wrapAndApplyHeader(message, 0, header);
        final List<byte[]> events = new ArrayList<>();
        final List<Integer> indexes = new ArrayList<>();
        for (final CreateTransfersDecoder.EventsDecoder event : request.events()) {
            final byte[] bytes = new byte[TransferEvent.BLOCK_BYTES];
            message.getBytes(request.limit() - TransferEvent.BLOCK_BYTES, bytes);
            events.add(bytes);
            indexes.add(event.referenceIndex());
        }
        final List<String> texts = new ArrayList<>();
        request.references().forEach(row -> texts.add(row.reference()));
        if (request.limit() != message.capacity()) {
            throw new IllegalStateException("bytes left over: " + request.limit() + " of " + message.capacity());
        }
        final List<String> references = new ArrayList<>();
        indexes.forEach(index -> references.add(index == 0 ? "" : texts.get(index - 1)));
        return node.ledger.createTransfers(events, references);
    }

    private void reply(
            final int template,
            final long requestNo,
            final List<Outcome> outcomes,
            final long last,
            final long receipt) {
        final boolean balances = (message.getByte(8 + CreateTransfersDecoder.replyFlagsEncodingOffset()) & 1) != 0;
        if (template == CreateAccountsDecoder.TEMPLATE_ID) {
            final CreateAccountsReplyEncoder reply =
                    new CreateAccountsReplyEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
            reply.requestNo(requestNo).timestampNs(node.ledger.timeNs()).lastSequence(last);
            reply.receiptEpoch(node.epoch)
                    .receiptSequence(receipt)
                    .receiptChainLow(last ^ 5)
                    .receiptChainHigh(9);
            reply.receiptMacLow(0).receiptMacHigh(0);
            final CreateAccountsReplyEncoder.ResultsEncoder rows = reply.resultsCount(outcomes.size());
            for (final Outcome o : outcomes) {
                rows.next().result(o.result).timestampNs(o.timestampNs).sequence(o.sequence);
            }
            limit = reply.limit();
        } else if (!balances) {
            final CreateTransfersReplyEncoder reply =
                    new CreateTransfersReplyEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
            reply.requestNo(requestNo).timestampNs(node.ledger.timeNs()).lastSequence(last);
            reply.receiptEpoch(node.epoch)
                    .receiptSequence(receipt)
                    .receiptChainLow(last ^ 5)
                    .receiptChainHigh(9);
            reply.receiptMacLow(0).receiptMacHigh(0);
            final CreateTransfersReplyEncoder.ResultsEncoder rows = reply.resultsCount(outcomes.size());
            for (final Outcome o : outcomes) {
                rows.next().result(o.result).timestampNs(o.timestampNs).sequence(o.sequence);
            }
            limit = reply.limit();
        } else {
            replyWithBalances(requestNo, outcomes, last, receipt);
        }
    }

    private void replyWithBalances(
            final long requestNo, final List<Outcome> outcomes, final long last, final long receipt) {
        final CreateTransfersReplyWithBalancesEncoder reply =
                new CreateTransfersReplyWithBalancesEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        reply.requestNo(requestNo).timestampNs(node.ledger.timeNs()).lastSequence(last);
        reply.receiptEpoch(node.epoch)
                .receiptSequence(receipt)
                .receiptChainLow(last ^ 5)
                .receiptChainHigh(9);
        reply.receiptMacLow(0).receiptMacHigh(0);
        final CreateTransfersReplyWithBalancesEncoder.ResultsEncoder rows = reply.resultsCount(outcomes.size());
        for (final Outcome o : outcomes) {
            rows.next().result(o.result).timestampNs(o.timestampNs).sequence(o.sequence);
            rows.debitAccountDebitsPending(o.debitAfter[0]).debitAccountDebitsPosted(o.debitAfter[1]);
            rows.debitAccountCreditsPending(o.debitAfter[2]).debitAccountCreditsPosted(o.debitAfter[3]);
            rows.creditAccountDebitsPending(o.creditAfter[0]).creditAccountDebitsPosted(o.creditAfter[1]);
            rows.creditAccountCreditsPending(o.creditAfter[2]).creditAccountCreditsPosted(o.creditAfter[3]);
        }
        limit = reply.limit();
    }

    private void replyWrongly(final int template, final long requestNo, final List<Outcome> outcomes, final long last)
            throws IOException {
        final Fault fault = node.fault;
        switch (fault) {
            case COUNT_TOO_SMALL -> reply(template, requestNo, outcomes.subList(1, outcomes.size()), last, last);
            case REQUEST_NEVER_SENT -> reply(template, requestNo + 1_000, outcomes, last, last);
            case SEQUENCE_BACK -> reply(template, requestNo, outcomes, 1, last);
            case RECEIPT_TOO_OLD -> reply(template, requestNo, outcomes, last, last - 1);
            case WRONG_KIND -> {
                outcomes.forEach(outcome -> outcome.result = 0);
                reply(CreateAccountsDecoder.TEMPLATE_ID, requestNo, outcomes, last, last);
            }
            case UNKNOWN_RESULT -> {
                outcomes.get(0).result = 9_999;
                reply(template, requestNo, outcomes, last, last);
            }
            case UNKNOWN_ERROR_CODE -> encodeError(requestNo, 4_711, 0, "");
            case TEXT_TOO_LONG -> {
                encodeError(requestNo, 12, 0, "text");
                outBuffer.putInt(limit - 8, 5_000, ByteOrder.LITTLE_ENDIAN);
            }
            default -> reply(template, requestNo, outcomes, last, last);
        }
        damageHeader(fault);
        frame(limit);
        damageFrame(fault);
        out.write(outBytes, 0, limit);
        out.flush();
    }

    private void damageHeader(final Fault fault) {
        final int at = PREFIX_BYTES;
        switch (fault) {
            case UNKNOWN_TEMPLATE -> outBuffer.putShort(at + 2, (short) 999, ByteOrder.LITTLE_ENDIAN);
            case OTHER_SCHEMA -> outBuffer.putShort(at + 4, (short) 1, ByteOrder.LITTLE_ENDIAN);
            case TRUNCATED_ROOT -> outBuffer.putShort(at, (short) 10, ByteOrder.LITTLE_ENDIAN);
            case COUNT_TOO_LARGE -> outBuffer.putShort(at + 8 + 72 + 2, (short) 8_000, ByteOrder.LITTLE_ENDIAN);
            default -> {
                // Elsewhere.
            }
        }
    }

    private void damageFrame(final Fault fault) {
        switch (fault) {
            case CRC_FLIPPED -> outBytes[limit - 1] ^= 1;
            case LENGTH_HUGE -> outBuffer.putInt(0, MAX_FRAME_BYTES + 1, ByteOrder.LITTLE_ENDIAN);
            case LENGTH_NEGATIVE -> outBuffer.putInt(0, -5, ByteOrder.LITTLE_ENDIAN);
            case LENGTH_SHORT -> outBuffer.putInt(0, 3, ByteOrder.LITTLE_ENDIAN);
            case RANDOM_BYTES -> new Random(7).nextBytes(outBytes);
            default -> {
                // Elsewhere.
            }
        }
    }

    private void onLookupAccounts(final long requestNo) throws IOException {
        final LookupAccountsDecoder request = new LookupAccountsDecoder();
        request.wrapAndApplyHeader(message, 0, header);
        final List<TinyLedger.Key> keys = new ArrayList<>();
        request.ids().forEach(id -> keys.add(new TinyLedger.Key(id.idLow(), id.idHigh())));
        final LookupAccountsReplyEncoder reply =
                new LookupAccountsReplyEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        synchronized (node.ledger) {
            reply.requestNo(requestNo).timestampNs(node.ledger.timeNs()).lastSequence(node.ledger.sequence());
            reply.receiptEpoch(0).receiptSequence(0).receiptChainLow(0).receiptChainHigh(0);
            reply.receiptMacLow(0).receiptMacHigh(0);
            final LookupAccountsReplyEncoder.AccountsEncoder rows = reply.accountsCount(keys.size());
            for (final TinyLedger.Key key : keys) {
                final TinyLedger.AccountRow row = node.ledger.account(key.low(), key.high());
                rows.next();
                final int at = reply.limit() - LookupAccountsReplyEncoder.AccountsEncoder.sbeBlockLength();
                outBuffer.setMemory(at, LookupAccountsReplyEncoder.AccountsEncoder.sbeBlockLength(), (byte) 0);
                rows.idLow(key.low()).idHigh(key.high());
                if (row != null) {
                    outBuffer.putBytes(at, row.event);
                    rows.timestampNs(row.timestampNs)
                            .lastSequence(row.lastSequence)
                            .found((short) 1);
                    rows.debitsPending(row.counters[0]).debitsPosted(row.counters[1]);
                    rows.creditsPending(row.counters[2]).creditsPosted(row.counters[3]);
                }
            }
        }
        send(reply.limit());
    }

    private void onLookupTransfers(final long requestNo) throws IOException {
        final LookupTransfersDecoder request = new LookupTransfersDecoder();
        request.wrapAndApplyHeader(message, 0, header);
        final List<TinyLedger.Key> keys = new ArrayList<>();
        request.ids().forEach(id -> keys.add(new TinyLedger.Key(id.idLow(), id.idHigh())));
        final LookupTransfersReplyEncoder reply =
                new LookupTransfersReplyEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        synchronized (node.ledger) {
            reply.requestNo(requestNo).timestampNs(node.ledger.timeNs()).lastSequence(node.ledger.sequence());
            reply.receiptEpoch(0).receiptSequence(0).receiptChainLow(0).receiptChainHigh(0);
            reply.receiptMacLow(0).receiptMacHigh(0);
            final LookupTransfersReplyEncoder.TransfersEncoder rows = reply.transfersCount(keys.size());
            for (final TinyLedger.Key key : keys) {
                final TinyLedger.TransferRow row = node.ledger.transfer(key.low(), key.high());
                rows.next();
                final int at = reply.limit() - LookupTransfersReplyEncoder.TransfersEncoder.sbeBlockLength();
                outBuffer.setMemory(at, LookupTransfersReplyEncoder.TransfersEncoder.sbeBlockLength(), (byte) 0);
                rows.idLow(key.low()).idHigh(key.high()).state(TransferState.missing);
                if (row != null) {
                    outBuffer.putBytes(at, row.event, 0, TransferEvent.REFERENCE_INDEX_OFFSET);
                    rows.timestampNs(row.timestampNs).sequence(row.sequence).state(TransferState.get((short)
                            row.state));
                    rows.capturedAmount(row.captured)
                            .remainingAmount(row.remaining)
                            .expiresAtNs(0);
                    rows.reference(row.reference);
                }
            }
        }
        send(reply.limit());
    }

    private void onPing(final long requestNo) throws IOException {
        final PongEncoder pong = new PongEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        pong.requestNo(requestNo).committedSequence(node.ledger.sequence()).timestampNs(node.ledger.timeNs());
        send(pong.limit());
    }

    private void onClose(final long requestNo) throws IOException {
        final SessionClosedEncoder closed =
                new SessionClosedEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        closed.requestNo(requestNo);
        node.openSessions.remove(sessionId);
        send(closed.limit());
        over = true;
    }

    private void refuse(final long requestNo, final ErrorCode code, final int retryAfterMs, final String detail)
            throws IOException {
        encodeError(requestNo, code.code(), retryAfterMs, detail);
        send(limit);
    }

    private void encodeError(final long requestNo, final int code, final int retryAfterMs, final String detail) {
        final byte[] text = detail.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        final ErrorReplyEncoder error = new ErrorReplyEncoder().wrapAndApplyHeader(outBuffer, PREFIX_BYTES, headerOut);
        error.requestNo(requestNo).code(code).retryAfterMs(retryAfterMs).putDetail(text, 0, text.length);
        limit = error.limit();
    }

    private void send(final int end) throws IOException {
        frame(end);
        out.write(outBytes, 0, end);
        out.flush();
    }

    private void frame(final int end) {
        final CRC32C crc = new CRC32C();
        crc.update(outBytes, PREFIX_BYTES, end - PREFIX_BYTES);
        ByteBuffer.wrap(outBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(end - PREFIX_BYTES)
                .putInt((int) crc.getValue());
    }

    private static void sleep(final long ms) throws IOException {
        if (ms > 0) {
            try {
                Thread.sleep(ms);
            } catch (final InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
