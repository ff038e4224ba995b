package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.codec.AccountTransfersReplyDecoder;
import io.lastro.protocol.codec.AdminReplyDecoder;
import io.lastro.protocol.codec.BalanceAtReplyDecoder;
import io.lastro.protocol.codec.ChangeEventsReplyDecoder;
import io.lastro.protocol.codec.CreateAccountsReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesDecoder.ResultsDecoder;
import io.lastro.protocol.codec.GroupSizeEncodingDecoder;
import io.lastro.protocol.codec.InclusionProofReplyDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupRulesReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.PongDecoder;
import io.lastro.protocol.codec.QueryAccountsReplyDecoder;
import io.lastro.protocol.codec.QueryTransfersReplyDecoder;
import org.agrona.DirectBuffer;

/**
 * Movable window over one reply, checked as a whole when it is wrapped: template, block lengths, counts against length,
 * numbers of results. Loop only; valid during {@link BatchListener#onReply} only.
 */
public final class ReplyView {
    private static final int ROOT_BYTES = CreateTransfersReplyDecoder.BLOCK_LENGTH;
    private static final int NOT_A_RESULT = -1;

    private DirectBuffer buffer;
    private int templateId;
    private int version;
    private int root;
    private int count;
    private int rowBytes;
    private int firstRow;

    /**
     * Puts the window over a message whose checksum was right.
     *
     * @throws ProtocolViolationException when it is not a whole reply.
     */
    ReplyView wrap(final DirectBuffer source, final int offset, final int length) {
        buffer = source;
        templateId = unsigned16(offset + MessageHeaderDecoder.templateIdEncodingOffset());
        version = unsigned16(offset + MessageHeaderDecoder.versionEncodingOffset());
        final int rootBytes = unsigned16(offset + MessageHeaderDecoder.blockLengthEncodingOffset());
        root = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final int end = offset + length;
        final boolean pong = templateId == PongDecoder.TEMPLATE_ID;
        require(rootBytes >= knownRootBytes(), "root block too short", rootBytes);
        require(root + rootBytes <= end, "root block beyond the message", rootBytes);
        count = 0;
        if (!pong) {
            wrapRows(root + rootBytes, end);
        }
        return this;
    }

    private void wrapRows(final int groupHeader, final int end) {
        require(groupHeader + GroupSizeEncodingDecoder.ENCODED_LENGTH <= end, "no group", groupHeader);
        rowBytes = unsigned16(groupHeader + GroupSizeEncodingDecoder.blockLengthEncodingOffset());
        count = unsigned16(groupHeader + GroupSizeEncodingDecoder.numInGroupEncodingOffset());
        firstRow = groupHeader + GroupSizeEncodingDecoder.ENCODED_LENGTH;
        require(rowBytes >= knownRowBytes(), "rows too short", rowBytes);
        final long rowsEnd = firstRow + (long) count * rowBytes;
        // A newer node may add something behind the rows that we know.
        final boolean whole = version > MessageHeaderDecoder.SCHEMA_VERSION ? rowsEnd <= end : rowsEnd == end;
        require(whole, "count does not fit the length", count);
        final int codes = knownResultCodes();
        for (int i = 0; codes != NOT_A_RESULT && i < count; i++) {
            require(result(i) < codes, "unknown result code", result(i));
        }
    }

    private int knownRootBytes() {
        return switch (templateId) {
            case PongDecoder.TEMPLATE_ID -> PongDecoder.BLOCK_LENGTH;
            case AccountTransfersReplyDecoder.TEMPLATE_ID,
                    BalanceAtReplyDecoder.TEMPLATE_ID,
                    QueryAccountsReplyDecoder.TEMPLATE_ID,
                    QueryTransfersReplyDecoder.TEMPLATE_ID,
                    ChangeEventsReplyDecoder.TEMPLATE_ID,
                    InclusionProofReplyDecoder.TEMPLATE_ID -> ChangeEventsReplyDecoder.BLOCK_LENGTH;
            default -> ROOT_BYTES;
        };
    }

    private int knownRowBytes() {
        return switch (templateId) {
            case CreateAccountsReplyDecoder.TEMPLATE_ID -> CreateAccountsReplyDecoder.ResultsDecoder.sbeBlockLength();
            case CreateTransfersReplyDecoder.TEMPLATE_ID -> CreateTransfersReplyDecoder.ResultsDecoder.sbeBlockLength();
            case CreateTransfersReplyWithBalancesDecoder.TEMPLATE_ID -> ResultsDecoder.sbeBlockLength();
            case AdminReplyDecoder.TEMPLATE_ID -> AdminReplyDecoder.ResultsDecoder.sbeBlockLength();
            case LookupAccountsReplyDecoder.TEMPLATE_ID -> LookupAccountsReplyDecoder.AccountsDecoder.sbeBlockLength();
            case LookupRulesReplyDecoder.TEMPLATE_ID -> LookupRulesReplyDecoder.AccountsDecoder.sbeBlockLength();
            case LookupTransfersReplyDecoder.TEMPLATE_ID ->
                LookupTransfersReplyDecoder.TransfersDecoder.sbeBlockLength();
            case AccountTransfersReplyDecoder.TEMPLATE_ID ->
                AccountTransfersReplyDecoder.MovementsDecoder.sbeBlockLength();
            case BalanceAtReplyDecoder.TEMPLATE_ID -> BalanceAtReplyDecoder.BalancesDecoder.sbeBlockLength();
            case QueryAccountsReplyDecoder.TEMPLATE_ID -> QueryAccountsReplyDecoder.AccountsDecoder.sbeBlockLength();
            case QueryTransfersReplyDecoder.TEMPLATE_ID -> QueryTransfersReplyDecoder.TransfersDecoder.sbeBlockLength();
            case ChangeEventsReplyDecoder.TEMPLATE_ID -> ChangeEventsReplyDecoder.MovementsDecoder.sbeBlockLength();
            case InclusionProofReplyDecoder.TEMPLATE_ID -> InclusionProofReplyDecoder.PiecesDecoder.sbeBlockLength();
            default -> throw new ProtocolViolationException("not a reply: template " + templateId);
        };
    }

    private int knownResultCodes() {
        return switch (templateId) {
            case CreateAccountsReplyDecoder.TEMPLATE_ID -> CreateAccountResult.values().length;
            case CreateTransfersReplyDecoder.TEMPLATE_ID, CreateTransfersReplyWithBalancesDecoder.TEMPLATE_ID ->
                CreateTransferResult.values().length;
            case AdminReplyDecoder.TEMPLATE_ID -> AdminResult.values().length;
            default -> NOT_A_RESULT;
        };
    }

    /** Template of the reply. */
    public int templateId() {
        return templateId;
    }

    /** Number of the request within its connection. */
    public long requestNo() {
        return buffer.getLong(root + CreateTransfersReplyDecoder.requestNoEncodingOffset(), LITTLE_ENDIAN);
    }

    /** Timestamp of the batch, Unix ns. */
    public long timestampNs() {
        return templateId == PongDecoder.TEMPLATE_ID
                ? buffer.getLong(root + PongDecoder.timestampNsEncodingOffset(), LITTLE_ENDIAN)
                : buffer.getLong(root + CreateTransfersReplyDecoder.timestampNsEncodingOffset(), LITTLE_ENDIAN);
    }

    /** Sequence of the last event; for reads the sequence that was seen; for a pong the highest durable one. */
    public long lastSequence() {
        return templateId == PongDecoder.TEMPLATE_ID
                ? buffer.getLong(root + PongDecoder.committedSequenceEncodingOffset(), LITTLE_ENDIAN)
                : buffer.getLong(root + CreateTransfersReplyDecoder.lastSequenceEncodingOffset(), LITTLE_ENDIAN);
    }

    /** Sequence of the receipt; 0 = no receipt. */
    public long receiptSequence() {
        return receiptField(CreateTransfersReplyDecoder.receiptSequenceEncodingOffset());
    }

    /** Epoch of the receipt. */
    public long receiptEpoch() {
        return receiptField(CreateTransfersReplyDecoder.receiptEpochEncodingOffset());
    }

    long receiptField(final int offset) {
        return templateId == PongDecoder.TEMPLATE_ID ? 0 : buffer.getLong(root + offset, LITTLE_ENDIAN);
    }

    /** Where the next page begins; of reads of the model only. */
    long next() {
        return buffer.getLong(root + ChangeEventsReplyDecoder.nextEncodingOffset(), LITTLE_ENDIAN);
    }

    /** Rows: results, or looked-up objects. */
    public int count() {
        return count;
    }

    /** Pinned number of the result of an event; a number that the result enum has. */
    public int result(final int index) {
        return unsigned16(rowOffset(index) + ResultsDecoder.resultEncodingOffset());
    }

    /** Timestamp of an event, Unix ns. */
    public long eventTimestampNs(final int index) {
        return buffer.getLong(rowOffset(index) + ResultsDecoder.timestampNsEncodingOffset(), LITTLE_ENDIAN);
    }

    /** Sequence of an event. */
    public long eventSequence(final int index) {
        return buffer.getLong(rowOffset(index) + ResultsDecoder.sequenceEncodingOffset(), LITTLE_ENDIAN);
    }

    /** True when the rows hold both accounts' counters. */
    public boolean hasBalances() {
        return templateId == CreateTransfersReplyWithBalancesDecoder.TEMPLATE_ID;
    }

    /** Counters of the debit account after an event. Allocates. */
    public Balances debitBalances(final int index) {
        return balances(rowOffset(index) + ResultsDecoder.debitAccountDebitsPendingEncodingOffset());
    }

    /** Counters of the credit account after an event. Allocates. */
    public Balances creditBalances(final int index) {
        return balances(rowOffset(index) + ResultsDecoder.creditAccountDebitsPendingEncodingOffset());
    }

    private Balances balances(final int at) {
        return new Balances(
                buffer.getLong(at, LITTLE_ENDIAN),
                buffer.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                buffer.getLong(at + 2 * Long.BYTES, LITTLE_ENDIAN),
                buffer.getLong(at + 3 * Long.BYTES, LITTLE_ENDIAN));
    }

    /** Where the whole message's root block starts in {@link #buffer()}, for the generated decoders. */
    public int rootOffset() {
        return root;
    }

    /** Where a row starts in {@link #buffer()}. */
    public int rowOffset(final int index) {
        return firstRow + index * rowBytes;
    }

    /** The memory under the window. */
    public DirectBuffer buffer() {
        return buffer;
    }

    private int unsigned16(final int at) {
        return buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    private void require(final boolean fine, final String what, final long value) {
        if (!fine) {
            throw new ProtocolViolationException("reply template " + templateId + ": " + what + ": " + value);
        }
    }
}
