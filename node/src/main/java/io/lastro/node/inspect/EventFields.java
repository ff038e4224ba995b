package io.lastro.node.inspect;

import io.lastro.client.Id;
import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameView;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.FlagNames;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Events, outcomes and frame headers as names and values, by the names of the rules. Ids and numbers of 64 bits are
 * decimal, sessions and chain values hexadecimal, as in the other commands. One thread.
 */
final class EventFields {
    private final TransferEvent transfer = new TransferEvent();
    private final TransferOutcome transferOutcome = new TransferOutcome();
    private final AccountEvent account = new AccountEvent();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private final AdminEvent command = new AdminEvent();
    private final AdminOutcome commandOutcome = new AdminOutcome();
    private final SessionEvent session = new SessionEvent();

    /** Header of a frame. */
    static Map<String, Object> frame(final FrameView frame) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("frame", frame.type().name());
        fields.put("firstSequence", frame.firstSequence());
        fields.put("count", frame.count());
        fields.put("file", frame.file());
        fields.put("position", frame.position());
        fields.put("length", frame.length());
        fields.put("group", frame.group());
        fields.put("epoch", frame.epoch());
        fields.put("timestamp", frame.timestampNs());
        fields.put("commitSequence", frame.commitSequence());
        fields.put("session", Long.toHexString(frame.session()));
        fields.put("requestNo", frame.requestNo());
        fields.put("featureEpoch", frame.featureEpoch());
        fields.put("templateId", frame.templateId());
        fields.put("schemaVersion", frame.schemaVersion());
        fields.put("cluster", hex(frame.clusterIdLow(), frame.clusterIdHigh()));
        fields.put("crc32c", HexFormat.of().toHexDigits(frame.crc()));
        fields.put("chain", hex(frame.chainLow(), frame.chainHigh()));
        return fields;
    }

    /** 128 bits, high bits first. */
    static String hex(final long low, final long high) {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /** What stands in front of the events of a batch. */
    static Map<String, Object> batch(final JournaledBatch batch) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", batch.kind().name());
        fields.put("session", Long.toHexString(batch.session()));
        fields.put("requestNo", batch.requestNo());
        fields.put("batchTimestamp", batch.batchTimestampNs());
        fields.put("batchFirstSequence", batch.firstSequence());
        fields.put("batchCount", batch.count());
        return fields;
    }

    /** The event of that index. */
    Map<String, Object> event(final JournaledBatch batch, final int index) {
        return switch (batch.kind()) {
            case ACCOUNTS -> account(account.wrap(batch.events(), index * AccountEvent.BLOCK_BYTES));
            case ADMIN -> command(command.wrap(batch.events(), index * AdminEvent.BLOCK_BYTES));
            case SESSIONS -> session(session.wrap(batch.events(), index * SessionEvent.BLOCK_BYTES));
            default -> transfer(transfer.wrap(batch.events(), index * TransferEvent.BLOCK_BYTES), batch);
        };
    }

    /** The outcome of the event of that index; empty for sessions, which have none. */
    Map<String, Object> outcome(final JournaledBatch batch, final int index) {
        return switch (batch.kind()) {
            case ACCOUNTS -> outcome(accountOutcome.wrap(batch.outcomes(), index * AccountOutcome.BLOCK_BYTES));
            case ADMIN -> outcome(batch.outcomes(), index * AdminOutcome.BLOCK_BYTES);
            case SESSIONS -> Map.of();
            default -> outcome(transferOutcome.wrap(batch.outcomes(), index * TransferOutcome.BLOCK_BYTES));
        };
    }

    /** Bytes of an event of this kind. */
    static int eventBytes(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            case SESSIONS -> SessionEvent.BLOCK_BYTES;
            default -> TransferEvent.BLOCK_BYTES;
        };
    }

    /** Bytes of an outcome of this kind. */
    static int outcomeBytes(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountOutcome.BLOCK_BYTES;
            case ADMIN -> AdminOutcome.BLOCK_BYTES;
            case SESSIONS -> 0;
            default -> TransferOutcome.BLOCK_BYTES;
        };
    }

    /** A copy of a block. */
    static byte[] block(final DirectBuffer buffer, final int index, final int bytes) {
        final byte[] copy = new byte[bytes];
        buffer.getBytes(index * bytes, copy);
        return copy;
    }

    private static String id(final long low, final long high) {
        return new Id(low, high).toDecimal();
    }

    private static Map<String, Object> account(final AccountEvent event) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id(event.idLow(), event.idHigh()));
        fields.put("userData128", id(event.userData128Low(), event.userData128High()));
        fields.put("userData64", Long.toUnsignedString(event.userData64()));
        fields.put("userData32", Integer.toUnsignedString(event.userData32()));
        fields.put("timestamp", event.timestampNs());
        fields.put("reserved", event.reserved());
        fields.put("ledger", Integer.toUnsignedString(event.ledger()));
        fields.put("code", event.code());
        fields.put("flags", FlagNames.ACCOUNT.namesOf(event.flags()));
        return fields;
    }

    private static Map<String, Object> transfer(final TransferEvent event, final JournaledBatch batch) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id(event.idLow(), event.idHigh()));
        fields.put("debitAccountId", id(event.debitAccountIdLow(), event.debitAccountIdHigh()));
        fields.put("creditAccountId", id(event.creditAccountIdLow(), event.creditAccountIdHigh()));
        fields.put("amount", event.amount());
        fields.put("pendingId", id(event.pendingIdLow(), event.pendingIdHigh()));
        fields.put("userData128", id(event.userData128Low(), event.userData128High()));
        fields.put("userData64", Long.toUnsignedString(event.userData64()));
        fields.put("userData32", Integer.toUnsignedString(event.userData32()));
        fields.put("timeout", Integer.toUnsignedString(event.timeoutSeconds()));
        fields.put("ledger", Integer.toUnsignedString(event.ledger()));
        fields.put("code", event.code());
        fields.put("flags", FlagNames.TRANSFER.namesOf(event.flags()));
        fields.put("reference", reference(event, batch));
        fields.put("timestamp", event.timestampNs());
        return fields;
    }

    private static String reference(final TransferEvent event, final JournaledBatch batch) {
        if (event.referenceIndex() == 0 || event.referenceIndex() > batch.referenceCount()) {
            return "";
        }
        final int bytes = ProtocolLimits.REFERENCE_FIELD_BYTES;
        final byte[] field = block(batch.references(), event.referenceIndex() - 1, bytes);
        int length = bytes;
        while (length > 0 && field[length - 1] == 0) {
            length--;
        }
        return new String(field, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, Object> command(final AdminEvent event) {
        final AdminKind kind = AdminKind.ofCode(event.kind());
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind == null ? Integer.toString(event.kind()) : kind.wireName());
        fields.put("commandId", id(event.commandIdLow(), event.commandIdHigh()));
        fields.put("accountId", id(event.accountIdLow(), event.accountIdHigh()));
        fields.put("amount", event.amount());
        fields.put("expectedVersion", event.expectedVersion());
        fields.put("validUntil", event.validUntilNs());
        fields.put("effectiveAt", event.effectiveAtNs());
        fields.put("expiresAt", event.expiresAtNs());
        fields.put("blockId", id(event.blockIdLow(), event.blockIdHigh()));
        fields.put("transferId", id(event.transferIdLow(), event.transferIdHigh()));
        fields.put("creditAccountId", id(event.creditAccountIdLow(), event.creditAccountIdHigh()));
        fields.put("limitKind", event.limitKind());
        fields.put("blockKind", event.blockKind());
        fields.put("freezeSides", event.freezeSides());
        fields.put("removes", event.removes() != 0);
        fields.put("configKey", event.configKey());
        fields.put("transferCode", event.transferCode());
        final List<Object> codes = new ArrayList<>();
        for (int i = 0; i < Math.min(event.codeCount(), AdminEvent.CODES_LENGTH); i++) {
            codes.add(event.code(i));
        }
        fields.put("codes", codes);
        fields.put("validSignatures", event.validSignatures());
        fields.put("who", event.who());
        fields.put("why", event.why());
        return fields;
    }

    private static Map<String, Object> session(final SessionEvent event) {
        final SessionKind kind = SessionKind.ofCode(event.kind());
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind == null ? Integer.toString(event.kind()) : kind.name());
        fields.put("sessionId", Long.toHexString(event.sessionId()));
        fields.put("identity", hex(event.identityLow(), event.identityHigh()));
        return fields;
    }

    private static Map<String, Object> outcome(final AccountOutcome outcome) {
        final CreateAccountResult result = CreateAccountResult.ofCode(outcome.result());
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", result == null ? Integer.toString(outcome.result()) : result.wireName());
        fields.put("timestamp", outcome.timestampNs());
        fields.put("sequence", outcome.sequence());
        return fields;
    }

    private Map<String, Object> outcome(final DirectBuffer outcomes, final int at) {
        commandOutcome.wrap(outcomes, at);
        final AdminResult result = AdminResult.ofCode(commandOutcome.result());
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", result == null ? Integer.toString(commandOutcome.result()) : result.wireName());
        fields.put("timestamp", commandOutcome.timestampNs());
        fields.put("sequence", commandOutcome.sequence());
        fields.put("version", commandOutcome.version());
        fields.put("blockRemaining", commandOutcome.blockRemaining());
        if (command.kind() == AdminKind.EXECUTE_BLOCK.code()) {
            fields.put("transfer", outcome(transferOutcome.wrap(outcomes, at + AdminOutcome.TRANSFER_OFFSET)));
        }
        return fields;
    }

    private static Map<String, Object> outcome(final TransferOutcome outcome) {
        final CreateTransferResult result = CreateTransferResult.ofCode(outcome.result());
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", result == null ? Integer.toString(outcome.result()) : result.wireName());
        fields.put("timestamp", outcome.timestampNs());
        fields.put("sequence", outcome.sequence());
        fields.put("amount", outcome.amount());
        fields.put("debitAccountId", id(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh()));
        fields.put("creditAccountId", id(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh()));
        fields.put("ledger", Integer.toUnsignedString(outcome.ledger()));
        fields.put("code", outcome.code());
        final String[] names = {
            "debitDebitsPending", "debitDebitsPosted", "debitCreditsPending", "debitCreditsPosted",
            "creditDebitsPending", "creditDebitsPosted", "creditCreditsPending", "creditCreditsPosted"
        };
        for (int i = 0; i < names.length; i++) {
            final int field = outcome.offset() + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET + i * Long.BYTES;
            fields.put(names[i], outcome.buffer().getLong(field, java.nio.ByteOrder.LITTLE_ENDIAN));
        }
        fields.put("previousDebitSequence", outcome.previousDebitSequence());
        fields.put("previousCreditSequence", outcome.previousCreditSequence());
        fields.put("closedAccounts", outcome.closedAccounts());
        return fields;
    }
}
