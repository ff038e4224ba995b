package io.lastro.journal;

import static io.lastro.journal.RecordLayout.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes batches in the compact form of {@link RecordLayout}. One thread; allocates nothing.
 *
 * <p>The target must have {@link RecordLayout#WRITE_SLACK_BYTES} behind the largest possible batch.
 */
final class BatchEncoder {
    private final MutableDirectBuffer target;
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer outcome = new UnsafeBuffer(0, 0);

    BatchEncoder(final MutableDirectBuffer target) {
        this.target = target;
    }

    /** Writes the header of a batch; returns the position of its first record. */
    int begin(
            final int at,
            final BatchKind kind,
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long sequenceInFrame,
            final int count) {
        target.putByte(at + BLOCK_BYTES_BYTES, (byte) kind.code());
        int position = at + BLOCK_BYTES_BYTES + 1;
        position = Varint.write(target, position, session);
        position = Varint.write(target, position, requestNo);
        position = Varint.write(target, position, batchTimestampNs);
        position = Varint.write(target, position, sequenceInFrame);
        return Varint.write(target, position, count);
    }

    /** Closes the batch that began at a position and ends at another. */
    void end(final int at, final int end) {
        target.putInt(at, end - at, LITTLE_ENDIAN);
    }

    /** Writes one account; returns the position behind it. */
    int account(
            final int at,
            final DirectBuffer events,
            final int eventOffset,
            final DirectBuffer outcomes,
            final int outcomeOffset,
            final long sequence,
            final long timestampNs) {
        final UnsafeBuffer event = source;
        event.wrap(events, eventOffset, AccountEvent.BLOCK_BYTES);
        outcome.wrap(outcomes, outcomeOffset, AccountOutcome.BLOCK_BYTES);
        int presence = 0;
        int position = at + 2;
        final long idLow = event.getLong(AccountEvent.ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long idHigh = event.getLong(AccountEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (idHigh != 0) {
            presence |= ACCOUNT_ID_WIDE;
        }
        position = id(position, idLow, idHigh);
        final long userLow = event.getLong(AccountEvent.USER_DATA_128_LOW_OFFSET, LITTLE_ENDIAN);
        final long userHigh = event.getLong(AccountEvent.USER_DATA_128_HIGH_OFFSET, LITTLE_ENDIAN);
        if ((userLow | userHigh) != 0) {
            presence |= ACCOUNT_USER_DATA_128;
            position = wide(position, userLow, userHigh);
        }
        presence |= field(event.getLong(AccountEvent.USER_DATA_64_OFFSET, LITTLE_ENDIAN), ACCOUNT_USER_DATA_64);
        position = optional(position, event.getLong(AccountEvent.USER_DATA_64_OFFSET, LITTLE_ENDIAN));
        presence |= field(event.getLong(AccountEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN), ACCOUNT_TIMESTAMP);
        position = optional(position, event.getLong(AccountEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN));
        presence |= field(unsigned(event, AccountEvent.USER_DATA_32_OFFSET), ACCOUNT_USER_DATA_32);
        position = optional(position, unsigned(event, AccountEvent.USER_DATA_32_OFFSET));
        presence |= field(unsigned(event, AccountEvent.RESERVED_OFFSET), ACCOUNT_RESERVED);
        position = optional(position, unsigned(event, AccountEvent.RESERVED_OFFSET));
        presence |= field(unsigned(event, AccountEvent.LEDGER_OFFSET), ACCOUNT_LEDGER);
        position = optional(position, unsigned(event, AccountEvent.LEDGER_OFFSET));
        presence |= field(unsignedShort(event, AccountEvent.CODE_OFFSET), ACCOUNT_CODE);
        position = optional(position, unsignedShort(event, AccountEvent.CODE_OFFSET));
        presence |= field(unsignedShort(event, AccountEvent.FLAGS_OFFSET), ACCOUNT_FLAGS);
        position = optional(position, unsignedShort(event, AccountEvent.FLAGS_OFFSET));
        presence |= field(unsigned(outcome, AccountOutcome.RESULT_OFFSET), ACCOUNT_RESULT);
        position = optional(position, unsigned(outcome, AccountOutcome.RESULT_OFFSET));
        final long time = outcome.getLong(AccountOutcome.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN) - timestampNs;
        presence |= field(time, ACCOUNT_OUTCOME_TIMESTAMP);
        position = optional(position, Varint.zigzag(time));
        final long distance = outcome.getLong(AccountOutcome.SEQUENCE_OFFSET, LITTLE_ENDIAN) - sequence;
        presence |= field(distance, ACCOUNT_OUTCOME_SEQUENCE);
        position = optional(position, Varint.zigzag(distance));
        target.putShort(at, (short) presence, LITTLE_ENDIAN);
        return position;
    }

    /** Writes one admin command; returns the position behind it. */
    int command(
            final int at,
            final DirectBuffer events,
            final int eventOffset,
            final DirectBuffer outcomes,
            final int outcomeOffset) {
        target.putBytes(at, events, eventOffset, AdminEvent.BLOCK_BYTES);
        target.putBytes(at + AdminEvent.BLOCK_BYTES, outcomes, outcomeOffset, AdminOutcome.BLOCK_BYTES);
        return at + RecordLayout.ADMIN_RECORD_BYTES;
    }

    /** Writes one session event; returns the position behind it. */
    int session(final int at, final DirectBuffer events, final int eventOffset) {
        target.putBytes(at, events, eventOffset, SessionEvent.BLOCK_BYTES);
        return at + RecordLayout.SESSION_RECORD_BYTES;
    }

    /** Writes a checkpoint; returns the position behind it. */
    int checkpoint(final int at, final DirectBuffer event, final int eventOffset, final int length) {
        target.putBytes(at, event, eventOffset, length);
        return at + length;
    }

    /** Writes one transfer or expiry; returns the position behind it. */
    int transfer(
            final int at,
            final DirectBuffer events,
            final int eventOffset,
            final DirectBuffer references,
            final int referencesOffset,
            final DirectBuffer outcomes,
            final int outcomeOffset,
            final long sequence,
            final long timestampNs) {
        final UnsafeBuffer event = source;
        event.wrap(events, eventOffset, TransferEvent.BLOCK_BYTES);
        outcome.wrap(outcomes, outcomeOffset, TransferOutcome.BLOCK_BYTES);
        long state = ids(at + 4);
        state = rareFields((int) state, (int) (state >>> 32));
        int position = (int) state;
        int presence = (int) (state >>> 32);
        final int referenceIndex = unsignedShort(event, TransferEvent.REFERENCE_INDEX_OFFSET);
        if (referenceIndex != 0) {
            presence |= REFERENCE;
            position = reference(position, references, referencesOffset + (referenceIndex - 1) * REFERENCE_BYTES);
        }
        position = Varint.write(target, position, event.getLong(TransferEvent.AMOUNT_OFFSET, LITTLE_ENDIAN));
        state = outcome(position, presence, sequence, timestampNs);
        state = effective((int) state, (int) (state >>> 32));
        target.putInt(at, (int) (state >>> 32), LITTLE_ENDIAN);
        return (int) state;
    }

    // The helpers below return presence << 32 | position, because two results without an object are needed.

    private long ids(final int at) {
        final UnsafeBuffer event = source;
        int presence = 0;
        final long idLow = event.getLong(TransferEvent.ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long idHigh = event.getLong(TransferEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (idHigh != 0) {
            presence |= ID_WIDE;
        }
        int position = id(at, idLow, idHigh);
        final long debitLow = event.getLong(TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long debitHigh = event.getLong(TransferEvent.DEBIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (debitHigh != 0) {
            presence |= DEBIT_ID_WIDE;
        }
        position = id(position, debitLow, debitHigh);
        final long creditLow = event.getLong(TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long creditHigh = event.getLong(TransferEvent.CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (creditHigh != 0) {
            presence |= CREDIT_ID_WIDE;
        }
        position = id(position, creditLow, creditHigh);
        final long pendingLow = event.getLong(TransferEvent.PENDING_ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long pendingHigh = event.getLong(TransferEvent.PENDING_ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if ((pendingLow | pendingHigh) != 0) {
            presence |= PENDING_ID;
            position = wide(position, pendingLow, pendingHigh);
        }
        final long userLow = event.getLong(TransferEvent.USER_DATA_128_LOW_OFFSET, LITTLE_ENDIAN);
        final long userHigh = event.getLong(TransferEvent.USER_DATA_128_HIGH_OFFSET, LITTLE_ENDIAN);
        if ((userLow | userHigh) != 0) {
            presence |= USER_DATA_128;
            position = wide(position, userLow, userHigh);
        }
        return state(position, presence);
    }

    private long rareFields(final int at, final int before) {
        final UnsafeBuffer event = source;
        int presence = before;
        int position = at;
        final long timestamp = event.getLong(TransferEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
        presence |= field(timestamp, TIMESTAMP);
        position = optional(position, timestamp);
        final long user64 = event.getLong(TransferEvent.USER_DATA_64_OFFSET, LITTLE_ENDIAN);
        presence |= field(user64, USER_DATA_64);
        position = optional(position, user64);
        final long user32 = unsigned(event, TransferEvent.USER_DATA_32_OFFSET);
        presence |= field(user32, USER_DATA_32);
        position = optional(position, user32);
        final long timeout = unsigned(event, TransferEvent.TIMEOUT_SECONDS_OFFSET);
        presence |= field(timeout, TIMEOUT);
        position = optional(position, timeout);
        final long ledger = unsigned(event, TransferEvent.LEDGER_OFFSET);
        presence |= field(ledger, LEDGER);
        position = optional(position, ledger);
        final int code = unsignedShort(event, TransferEvent.CODE_OFFSET);
        presence |= field(code, CODE);
        position = optional(position, code);
        final int flags = unsignedShort(event, TransferEvent.FLAGS_OFFSET);
        presence |= field(flags, FLAGS);
        position = optional(position, flags);
        return state(position, presence);
    }

    private int reference(final int at, final DirectBuffer references, final int offset) {
        int length = REFERENCE_BYTES;
        while (length > 0 && references.getByte(offset + length - 1) == 0) {
            length--;
        }
        target.putByte(at, (byte) length);
        target.putBytes(at + 1, references, offset, length);
        return at + 1 + length;
    }

    private long outcome(final int at, final int before, final long sequence, final long timestampNs) {
        int presence = before;
        int position = at;
        final long result = unsigned(outcome, TransferOutcome.RESULT_OFFSET);
        presence |= field(result, RESULT);
        position = optional(position, result);
        final long time = outcome.getLong(TransferOutcome.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN) - timestampNs;
        presence |= field(time, OUTCOME_TIMESTAMP);
        position = optional(position, Varint.zigzag(time));
        final long distance = outcome.getLong(TransferOutcome.SEQUENCE_OFFSET, LITTLE_ENDIAN) - sequence;
        presence |= field(distance, OUTCOME_SEQUENCE);
        position = optional(position, Varint.zigzag(distance));
        final long amount = outcome.getLong(TransferOutcome.AMOUNT_OFFSET, LITTLE_ENDIAN);
        final long expected = result == CREATED ? source.getLong(TransferEvent.AMOUNT_OFFSET, LITTLE_ENDIAN) : 0;
        if (amount != expected) {
            presence |= OUTCOME_AMOUNT;
            position = Varint.write(target, position, amount);
        }
        for (int i = 0; i < BALANCES; i++) {
            final long balance =
                    outcome.getLong(TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET + i * Long.BYTES, LITTLE_ENDIAN);
            if (balance != 0) {
                presence |= FIRST_BALANCE << i;
                position = Varint.write(target, position, balance);
            }
        }
        final long previousDebit = outcome.getLong(TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        if (previousDebit != 0) {
            presence |= PREVIOUS_DEBIT;
            position = Varint.write(target, position, sequence - previousDebit);
        }
        final long previousCredit = outcome.getLong(TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        if (previousCredit != 0) {
            presence |= PREVIOUS_CREDIT;
            position = Varint.write(target, position, sequence - previousCredit);
        }
        return state(position, presence);
    }

    private long effective(final int at, final int before) {
        final UnsafeBuffer event = source;
        final boolean created = outcome.getInt(TransferOutcome.RESULT_OFFSET, LITTLE_ENDIAN) == CREATED;
        int presence = before;
        int position = at;
        final long debitLow = outcome.getLong(TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long debitHigh = outcome.getLong(TransferOutcome.DEBIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (differs(created, debitLow, event, TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET)
                || differs(created, debitHigh, event, TransferEvent.DEBIT_ACCOUNT_ID_HIGH_OFFSET)) {
            presence |= EFFECTIVE_DEBIT_ID;
            position = wide(position, debitLow, debitHigh);
        }
        final long creditLow = outcome.getLong(TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
        final long creditHigh = outcome.getLong(TransferOutcome.CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
        if (differs(created, creditLow, event, TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET)
                || differs(created, creditHigh, event, TransferEvent.CREDIT_ACCOUNT_ID_HIGH_OFFSET)) {
            presence |= EFFECTIVE_CREDIT_ID;
            position = wide(position, creditLow, creditHigh);
        }
        final int ledger = outcome.getInt(TransferOutcome.LEDGER_OFFSET, LITTLE_ENDIAN);
        final int code = unsignedShort(outcome, TransferOutcome.CODE_OFFSET);
        if (ledger != (created ? event.getInt(TransferEvent.LEDGER_OFFSET, LITTLE_ENDIAN) : 0)
                || code != (created ? unsignedShort(event, TransferEvent.CODE_OFFSET) : 0)) {
            presence |= EFFECTIVE_LEDGER_CODE;
            position = Varint.write(target, position, Integer.toUnsignedLong(ledger));
            position = Varint.write(target, position, code);
        }
        final int closed = unsignedShort(outcome, TransferOutcome.CLOSED_ACCOUNTS_OFFSET);
        presence |= field(closed, CLOSED_ACCOUNTS);
        position = optional(position, closed);
        return state(position, presence);
    }

    private static boolean differs(
            final boolean created, final long value, final DirectBuffer event, final int eventOffset) {
        return value != (created ? event.getLong(eventOffset, LITTLE_ENDIAN) : 0);
    }

    private static long state(final int position, final int presence) {
        return (long) presence << 32 | position;
    }

    private static int field(final long value, final int bit) {
        return value != 0 ? bit : 0;
    }

    private int optional(final int position, final long value) {
        return value != 0 ? Varint.write(target, position, value) : position;
    }

    private int id(final int position, final long low, final long high) {
        return high != 0 ? wide(position, low, high) : Varint.write(target, position, low);
    }

    private int wide(final int position, final long low, final long high) {
        target.putLong(position, low, LITTLE_ENDIAN);
        target.putLong(position + Long.BYTES, high, LITTLE_ENDIAN);
        return position + 16;
    }

    private static long unsigned(final DirectBuffer buffer, final int offset) {
        return Integer.toUnsignedLong(buffer.getInt(offset, LITTLE_ENDIAN));
    }

    private static int unsignedShort(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
