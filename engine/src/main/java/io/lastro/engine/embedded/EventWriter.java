package io.lastro.engine.embedded;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes the events of a request as the engine reads them. What the engine can judge, such as a reference that is too
 * long, is passed on; what has no place in the layout is refused.
 *
 * <p>One thread. Failure: {@link IllegalArgumentException} that names event and field.
 */
final class EventWriter {
    private static final int INITIAL_BYTES = 4096;
    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;
    private static final byte NOT_PRINTABLE = 0x7F;
    private static final int NEEDED_SIGNATURES = 2;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final ExpandableArrayBuffer references = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final AccountEvent account = new AccountEvent();
    private final TransferEvent transfer = new TransferEvent();
    private final AdminEvent command = new AdminEvent();
    private int referenceCount;

    /** What was written last. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** References that transfers name. */
    DirectBuffer references() {
        return references;
    }

    /** How many references there are. */
    int referenceCount() {
        return referenceCount;
    }

    /** Writes accounts; returns how many. */
    int writeAccounts(final List<NewAccount> events) {
        requireBatch(events);
        for (int i = 0; i < events.size(); i++) {
            final NewAccount event = requireEvent(events.get(i), i);
            final BigInteger id = id(event.id(), i, "id");
            final BigInteger userData128 = id(event.userData128(), i, "userData128");
            account.wrapWritable(buffer, i * AccountEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(Id128.low(id))
                    .idHigh(Id128.high(id))
                    .userData128Low(Id128.low(userData128))
                    .userData128High(Id128.high(userData128))
                    .userData64(event.userData64())
                    .timestampNs(event.timestampNs())
                    .userData32(event.userData32())
                    .reserved(event.reserved())
                    .ledger(event.ledger())
                    .code(unsignedShort(event.code(), i, "code"))
                    .flags(unsignedShort(event.flags(), i, "flags"));
        }
        return events.size();
    }

    /** Writes transfers and their references; returns how many. */
    int writeTransfers(final List<NewTransfer> events) {
        requireBatch(events);
        referenceCount = 0;
        for (int i = 0; i < events.size(); i++) {
            final NewTransfer event = requireEvent(events.get(i), i);
            final BigInteger id = id(event.id(), i, "id");
            final BigInteger debit = id(event.debitAccountId(), i, "debitAccountId");
            final BigInteger credit = id(event.creditAccountId(), i, "creditAccountId");
            final BigInteger pending = id(event.pendingId(), i, "pendingId");
            final BigInteger userData128 = id(event.userData128(), i, "userData128");
            transfer.wrapWritable(buffer, i * TransferEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(Id128.low(id))
                    .idHigh(Id128.high(id))
                    .debitAccountIdLow(Id128.low(debit))
                    .debitAccountIdHigh(Id128.high(debit))
                    .creditAccountIdLow(Id128.low(credit))
                    .creditAccountIdHigh(Id128.high(credit))
                    .pendingIdLow(Id128.low(pending))
                    .pendingIdHigh(Id128.high(pending))
                    .userData128Low(Id128.low(userData128))
                    .userData128High(Id128.high(userData128))
                    .amount(event.amount())
                    .userData64(event.userData64())
                    .timestampNs(event.timestampNs())
                    .userData32(event.userData32())
                    .timeoutSeconds(event.timeoutSeconds())
                    .ledger(event.ledger())
                    .code(unsignedShort(event.code(), i, "code"))
                    .flags(unsignedShort(event.flags(), i, "flags"))
                    .referenceIndex(reference(event.reference(), i));
        }
        return events.size();
    }

    /** Writes commands that are well-formed; returns how many. */
    int writeCommands(final List<NewCommand> commands) {
        requireBatch(commands);
        for (int i = 0; i < commands.size(); i++) {
            final NewCommand event = requireEvent(commands.get(i), i);
            command.wrapWritable(buffer, i * AdminEvent.BLOCK_BYTES).clear();
            writeIds(event, i);
            writeNumbers(event, i);
            command.who(text(event.who(), AdminEvent.WHO_BYTES, i, "who"))
                    .why(text(event.why(), AdminEvent.WHY_BYTES, i, "why"));
            final String objection = AdminFormat.objection(command);
            if (objection != null) {
                throw new IllegalArgumentException(at(i) + objection);
            }
        }
        return commands.size();
    }

    private void writeIds(final NewCommand event, final int i) {
        final BigInteger commandId = id(event.commandId(), i, "commandId");
        final BigInteger accountId = id(event.accountId(), i, "accountId");
        final BigInteger blockId = id(event.blockId(), i, "blockId");
        final BigInteger transferId = id(event.transferId(), i, "transferId");
        final BigInteger creditAccountId = id(event.creditAccountId(), i, "creditAccountId");
        command.commandIdLow(Id128.low(commandId))
                .commandIdHigh(Id128.high(commandId))
                .accountIdLow(Id128.low(accountId))
                .accountIdHigh(Id128.high(accountId))
                .blockIdLow(Id128.low(blockId))
                .blockIdHigh(Id128.high(blockId))
                .transferIdLow(Id128.low(transferId))
                .transferIdHigh(Id128.high(transferId))
                .creditAccountIdLow(Id128.low(creditAccountId))
                .creditAccountIdHigh(Id128.high(creditAccountId));
    }

    private void writeNumbers(final NewCommand event, final int i) {
        if (event.kind() == null) {
            throw new IllegalArgumentException(at(i) + "kind is missing");
        }
        final List<Integer> codes = requireList(event.codes(), i, "codes");
        if (codes.size() > AdminFormat.MAX_CODES) {
            throw new IllegalArgumentException(at(i) + "a limit names at most " + AdminFormat.MAX_CODES + " codes");
        }
        for (int c = 0; c < codes.size(); c++) {
            command.code(c, unsignedShort(codes.get(c), i, "codes"));
        }
        final long operators = requireList(event.signedBy(), i, "signedBy").stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .count();
        command.kind(event.kind().code())
                .amount(event.amount())
                .expectedVersion(event.expectedVersion())
                .validUntilNs(event.validUntilNs())
                .effectiveAtNs(event.effectiveAtNs())
                .expiresAtNs(event.expiresAtNs())
                .limitKind(event.limitKind() == null ? 0 : event.limitKind().code())
                .blockKind(event.blockKind() == null ? 0 : event.blockKind().code())
                .freezeSides((event.freezesDebits() ? 1 : 0) | (event.freezesCredits() ? 2 : 0))
                .removes(event.removes() ? 1 : 0)
                .configKey(event.setting() == null ? 0 : event.setting().code())
                .codeCount(codes.size())
                .validSignatures((int) Math.min(NEEDED_SIGNATURES, operators))
                .transferCode(unsignedShort(event.transferCode(), i, "transferCode"));
    }

    /** Writes a reference and returns its 1-based place; 0 for none. Malformed ones stay so for the engine to judge. */
    private int reference(final String value, final int i) {
        if (value == null) {
            throw new IllegalArgumentException(at(i) + "reference must not be null");
        }
        if (value.isEmpty()) {
            return 0;
        }
        final int at = referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES;
        references.setMemory(at, ProtocolLimits.REFERENCE_FIELD_BYTES, (byte) 0);
        for (int c = 0; c < Math.min(value.length(), ProtocolLimits.REFERENCE_FIELD_BYTES); c++) {
            final char character = value.charAt(c);
            references.putByte(at + c, isPrintable(character) ? (byte) character : NOT_PRINTABLE);
        }
        referenceCount++;
        return referenceCount;
    }

    private static String text(final String value, final int fieldBytes, final int i, final String name) {
        if (value == null
                || value.length() >= fieldBytes
                || !value.chars().allMatch(character -> isPrintable((char) character))) {
            throw new IllegalArgumentException(
                    at(i) + name + " must be at most " + (fieldBytes - 1) + " printable ASCII characters");
        }
        return value;
    }

    private static boolean isPrintable(final char character) {
        return character >= ' ' && character <= '~';
    }

    private static BigInteger id(final BigInteger value, final int i, final String name) {
        final boolean small = value != null && value.signum() >= 0 && value.bitLength() < Long.SIZE;
        return small ? value : Id128.require(value, at(i) + name); // no text is made for the common case
    }

    private static int unsignedShort(final int value, final int i, final String name) {
        if (value < 0 || value > MAX_UNSIGNED_SHORT) {
            throw new IllegalArgumentException(at(i) + name + " must be 0 to 65535, not " + value);
        }
        return value;
    }

    private static <T> List<T> requireList(final List<T> values, final int i, final String name) {
        if (values == null || values.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(at(i) + name + " must not be null nor contain null");
        }
        return values;
    }

    private static <T> T requireEvent(final T event, final int i) {
        if (event == null) {
            throw new IllegalArgumentException(at(i) + "is null");
        }
        return event;
    }

    private static void requireBatch(final List<?> events) {
        if (events.size() > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("a batch has 0 to 8190 events, not " + events.size());
        }
    }

    private static String at(final int i) {
        return "event " + i + ": ";
    }
}
