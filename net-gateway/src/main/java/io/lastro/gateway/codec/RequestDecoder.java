package io.lastro.gateway.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.AccountTransfersDecoder;
import io.lastro.protocol.codec.AdminDecoder;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.LogonDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupRulesDecoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.PingDecoder;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;
import io.lastro.protocol.codec.SessionCloseDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads and checks a request message in three steps: header, block, groups. Each step looks at no byte that it has not
 * proved to be there; the session's own checks come between the steps.
 *
 * <p>All requests begin with the same block: sessionId, requestNo, deadline, trace context, flags; a test pins it.
 * Event loop only; valid until the next message.
 */
public final class RequestDecoder {
    /** Bit of ReplyFlags that asks for balances. */
    public static final int REPLY_FLAG_BALANCES = 1;

    /** Block length that all requests share. */
    public static final int BLOCK_BYTES = CreateTransfersDecoder.BLOCK_LENGTH;

    /** Bytes of an id in the lookups. */
    public static final int ID_BYTES = 16;

    private static final int HEADER_BYTES = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int GROUP_HEADER_BYTES = 4;
    private static final int SESSION_ID_OFFSET = HEADER_BYTES + CreateTransfersDecoder.sessionIdEncodingOffset();
    private static final int REQUEST_NO_OFFSET = HEADER_BYTES + CreateTransfersDecoder.requestNoEncodingOffset();
    private static final int DEADLINE_OFFSET = HEADER_BYTES + CreateTransfersDecoder.deadlineNsEncodingOffset();
    private static final int TRACE_HIGH_OFFSET = HEADER_BYTES + CreateTransfersDecoder.traceIdHighEncodingOffset();
    private static final int TRACE_LOW_OFFSET = HEADER_BYTES + CreateTransfersDecoder.traceIdLowEncodingOffset();
    private static final int PARENT_SPAN_OFFSET = HEADER_BYTES + CreateTransfersDecoder.parentSpanIdEncodingOffset();
    private static final int TRACE_FLAGS_OFFSET = HEADER_BYTES + CreateTransfersDecoder.traceFlagsEncodingOffset();
    private static final int REPLY_FLAGS_OFFSET = HEADER_BYTES + CreateTransfersDecoder.replyFlagsEncodingOffset();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);

    private int length;
    private int templateId;
    private long requestNo;
    private int eventsOffset;
    private int count;
    private int referencesOffset;
    private int referenceCount;
    private int limit;
    private int groupCount;

    /** The view to put over the next message, see {@link DirectViews#wrap}. */
    public UnsafeBuffer message() {
        return message;
    }

    /**
     * Checks schema, version and template. {@link #requestNo()} is known afterwards when the message is a request of our
     * schema that is long enough, also when it is refused; else it is 0.
     *
     * @return the error, or null.
     */
    public ErrorCode readHeader() {
        length = message.capacity();
        templateId = 0;
        requestNo = 0;
        if (length < HEADER_BYTES) {
            return ErrorCode.MALFORMED_FRAME;
        }
        header.wrap(message, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        templateId = header.templateId();
        if (isRequest(templateId) && length >= REQUEST_NO_OFFSET + Long.BYTES) {
            requestNo = message.getLong(REQUEST_NO_OFFSET, LITTLE_ENDIAN);
        }
        // Version 1 is the first there is; blocks of later versions would only be longer.
        if (header.version() != MessageHeaderDecoder.SCHEMA_VERSION) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        return isRequest(templateId) || isLogon() ? null : ErrorCode.UNKNOWN_TEMPLATE;
    }

    /** Checks that the block is ours and complete. @return the error, or null. */
    public ErrorCode readBlock() {
        final int expected = isLogon() ? LogonDecoder.BLOCK_LENGTH : BLOCK_BYTES;
        if (header.blockLength() > expected) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        if (header.blockLength() < expected || length < HEADER_BYTES + expected) {
            return ErrorCode.MALFORMED_FRAME;
        }
        final boolean hasReservedFlags = !isLogon() && (replyFlags() & ~REPLY_FLAG_BALANCES) != 0;
        return hasReservedFlags ? ErrorCode.MALFORMED_FRAME : null;
    }

    /** Checks counts, sizes, reference indexes and the exact length. @return the error, or null. */
    public ErrorCode readGroups(final int maxBatchEvents) {
        limit = HEADER_BYTES + BLOCK_BYTES;
        count = 0;
        referenceCount = 0;
        final int eventBytes = eventBytes(templateId);
        if (eventBytes > 0) {
            final ErrorCode error = readGroup(eventBytes, Math.min(maxBatchEvents, mostEntries(templateId)));
            if (error != null) {
                return error;
            }
            eventsOffset = limit - groupCount * eventBytes;
            count = groupCount;
        }
        if (templateId == CreateTransfersDecoder.TEMPLATE_ID) {
            final ErrorCode error = readGroup(ProtocolLimits.REFERENCE_FIELD_BYTES, maxBatchEvents);
            if (error != null) {
                return error;
            }
            referencesOffset = limit - groupCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
            referenceCount = groupCount;
        }
        if (limit != length || !referencesExist()) {
            return ErrorCode.MALFORMED_FRAME;
        }
        return null;
    }

    private ErrorCode readGroup(final int blockBytes, final int maxCount) {
        if (length - limit < GROUP_HEADER_BYTES) {
            return ErrorCode.MALFORMED_FRAME;
        }
        final int stated = message.getShort(limit, LITTLE_ENDIAN) & 0xFFFF;
        groupCount = message.getShort(limit + 2, LITTLE_ENDIAN) & 0xFFFF;
        if (stated > blockBytes) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        if (stated < blockBytes) {
            return ErrorCode.MALFORMED_FRAME;
        }
        if (groupCount > maxCount) {
            return ErrorCode.BATCH_TOO_LARGE;
        }
        limit += GROUP_HEADER_BYTES;
        if (length - limit < groupCount * blockBytes) {
            return ErrorCode.MALFORMED_FRAME;
        }
        limit += groupCount * blockBytes;
        return null;
    }

    private boolean referencesExist() {
        if (templateId != CreateTransfersDecoder.TEMPLATE_ID) {
            return true;
        }
        int at = eventsOffset + TransferEvent.REFERENCE_INDEX_OFFSET;
        for (int i = 0; i < count; i++) {
            if ((message.getShort(at, LITTLE_ENDIAN) & 0xFFFF) > referenceCount) {
                return false;
            }
            at += TransferEvent.BLOCK_BYTES;
        }
        return true;
    }

    /** Entries that are large, or have large answers, are taken in smaller requests. */
    private static int mostEntries(final int templateId) {
        return switch (templateId) {
            case AdminDecoder.TEMPLATE_ID -> AdminFormat.MAX_BATCH_COMMANDS;
            case LookupRulesDecoder.TEMPLATE_ID -> ProtocolLimits.MAX_RULES_LOOKUP;
            default -> ProtocolLimits.MAX_BATCH_EVENTS;
        };
    }

    private static int eventBytes(final int templateId) {
        return switch (templateId) {
            case CreateAccountsDecoder.TEMPLATE_ID -> CreateAccountsDecoder.EventsDecoder.sbeBlockLength();
            case CreateTransfersDecoder.TEMPLATE_ID -> CreateTransfersDecoder.EventsDecoder.sbeBlockLength();
            case AdminDecoder.TEMPLATE_ID -> AdminDecoder.CommandsDecoder.sbeBlockLength();
            case LookupAccountsDecoder.TEMPLATE_ID,
                    LookupTransfersDecoder.TEMPLATE_ID,
                    LookupRulesDecoder.TEMPLATE_ID -> ID_BYTES;
            case AccountTransfersDecoder.TEMPLATE_ID -> AccountTransfersDecoder.FiltersDecoder.sbeBlockLength();
            case BalanceAtDecoder.TEMPLATE_ID -> BalanceAtDecoder.FiltersDecoder.sbeBlockLength();
            case QueryAccountsDecoder.TEMPLATE_ID -> QueryAccountsDecoder.FiltersDecoder.sbeBlockLength();
            case QueryTransfersDecoder.TEMPLATE_ID -> QueryTransfersDecoder.FiltersDecoder.sbeBlockLength();
            case ChangeEventsDecoder.TEMPLATE_ID -> ChangeEventsDecoder.FiltersDecoder.sbeBlockLength();
            case InclusionProofDecoder.TEMPLATE_ID -> InclusionProofDecoder.FiltersDecoder.sbeBlockLength();
            default -> 0;
        };
    }

    private static boolean isRequest(final int templateId) {
        return eventBytes(templateId) > 0
                || templateId == PingDecoder.TEMPLATE_ID
                || templateId == SessionCloseDecoder.TEMPLATE_ID;
    }

    /** True for the message that opens a session. */
    public boolean isLogon() {
        return templateId == LogonDecoder.TEMPLATE_ID;
    }

    /** Template of the message; 0 when it is not of our schema. */
    public int templateId() {
        return templateId;
    }

    /** Number of the request; 0 when unknown. */
    public long requestNo() {
        return requestNo;
    }

    /** Session named in the request. */
    public long sessionId() {
        return message.getLong(SESSION_ID_OFFSET, LITTLE_ENDIAN);
    }

    /** Unix time in ns after which the request shall not be started; 0 = none. */
    public long deadlineNs() {
        return message.getLong(DEADLINE_OFFSET, LITTLE_ENDIAN);
    }

    /** W3C trace id, first 8 bytes; 0 = none. */
    public long traceIdHigh() {
        return message.getLong(TRACE_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** W3C trace id, last 8 bytes. */
    public long traceIdLow() {
        return message.getLong(TRACE_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** W3C parent id. */
    public long parentSpanId() {
        return message.getLong(PARENT_SPAN_OFFSET, LITTLE_ENDIAN);
    }

    /** W3C trace flags. */
    public int traceFlags() {
        return message.getByte(TRACE_FLAGS_OFFSET) & 0xFF;
    }

    /** Bits of the SBE set ReplyFlags. */
    public int replyFlags() {
        return message.getByte(REPLY_FLAGS_OFFSET) & 0xFF;
    }

    /** Where the first event or id starts in the message. */
    public int eventsOffset() {
        return eventsOffset;
    }

    /** Number of events or ids. */
    public int count() {
        return count;
    }

    /** Where the first reference starts in the message; of CreateTransfers only. */
    public int referencesOffset() {
        return referencesOffset;
    }

    /** Number of references. */
    public int referenceCount() {
        return referenceCount;
    }

    /** The bytes of a message that passed the checks, for decoders of its own. */
    public DirectBuffer bytes() {
        return message;
    }
}
