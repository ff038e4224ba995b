package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import io.lastro.protocol.codec.AccountTransfersReplyDecoder.MovementsDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder.TransfersDecoder;
import io.lastro.protocol.codec.MovementKind;
import io.lastro.protocol.codec.TransferState;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes rows of replies from movements: the transfer as the ledger stores it, with what it inherits from its hold. The
 * first {@value #EVENT_BYTES} bytes of both kinds of rows are a {@link TransferEvent}; a test compares.
 */
final class TransferRows {
    static final int MOVEMENT_BYTES = MovementsDecoder.sbeBlockLength();
    static final int TRANSFER_BYTES = TransfersDecoder.sbeBlockLength();

    /** Of a TransferEvent, without index and padding. */
    static final int EVENT_BYTES = 120;

    static final int MOVEMENT_REFERENCE_OFFSET = MovementsDecoder.referenceEncodingOffset();
    static final int TRANSFER_REFERENCE_OFFSET = TransfersDecoder.referenceEncodingOffset();

    private static final int REFERENCE_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;
    private static final int BALANCES_BYTES = 8 * Long.BYTES;

    /** Finds holds. */
    @FunctionalInterface
    interface Holds {
        /** The row of a hold, from offset 0. */
        DirectBuffer row(Id128 hold);
    }

    private TransferRows() {}

    /** Writes the row of a movement as of its event. */
    static void movement(
            final Movement movement, final Holds holds, final MutableDirectBuffer target, final int offset) {
        target.setMemory(offset, MOVEMENT_BYTES, (byte) 0);
        transfer(movement, holds, target, offset, offset + MOVEMENT_REFERENCE_OFFSET);
        final TransferOutcome outcome = movement.outcome();
        target.putLong(offset + MovementsDecoder.movedAmountEncodingOffset(), outcome.amount(), LITTLE_ENDIAN);
        target.putLong(offset + MovementsDecoder.sequenceEncodingOffset(), movement.sequence(), LITTLE_ENDIAN);
        target.putLong(offset + MovementsDecoder.eventTimestampNsEncodingOffset(), movement.timeNs(), LITTLE_ENDIAN);
        // Eight counters in the same order on both sides.
        target.putBytes(
                offset + MovementsDecoder.debitAccountDebitsPendingEncodingOffset(),
                outcome.buffer(),
                outcome.offset() + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET,
                BALANCES_BYTES);
        final MovementKind kind = movement.isExpiry() ? MovementKind.expiry : MovementKind.transfer;
        target.putByte(offset + MovementsDecoder.kindEncodingOffset(), (byte) kind.value());
    }

    /** Writes the row of a transfer that is no hold, or of a hold as it was when it was made. */
    static void created(
            final Movement movement, final Holds holds, final MutableDirectBuffer target, final int offset) {
        target.setMemory(offset, TRANSFER_BYTES, (byte) 0);
        transfer(movement, holds, target, offset, offset + TRANSFER_REFERENCE_OFFSET);
        target.putLong(offset + TransfersDecoder.sequenceEncodingOffset(), movement.sequence(), LITTLE_ENDIAN);
        target.putByte(offset + TransfersDecoder.stateEncodingOffset(), (byte) TransferState.single.value());
    }

    private static void transfer(
            final Movement movement,
            final Holds holds,
            final MutableDirectBuffer target,
            final int offset,
            final int referenceOffset) {
        if (movement.isExpiry()) {
            final DirectBuffer hold = holds.row(movement.holdId());
            target.putBytes(offset, hold, 0, EVENT_BYTES);
            target.putBytes(referenceOffset, hold, TRANSFER_REFERENCE_OFFSET, REFERENCE_BYTES);
            return;
        }
        if (movement.isExecutedBlock()) {
            final AdminEvent command = movement.command();
            target.putLong(offset + TransferEvent.ID_LOW_OFFSET, command.transferIdLow(), LITTLE_ENDIAN);
            target.putLong(offset + TransferEvent.ID_HIGH_OFFSET, command.transferIdHigh(), LITTLE_ENDIAN);
        } else {
            final TransferEvent event = movement.event();
            target.putBytes(offset, event.buffer(), event.offset(), EVENT_BYTES);
            reference(movement, target, referenceOffset);
        }
        effective(movement, target, offset);
        if (movement.resolves()) {
            inherit(holds.row(movement.holdId()), target, offset, referenceOffset);
        }
    }

    private static void reference(
            final Movement movement, final MutableDirectBuffer target, final int referenceOffset) {
        final int index = movement.event().referenceIndex();
        if (index > 0) {
            target.putBytes(
                    referenceOffset, movement.batch().references(), (index - 1) * REFERENCE_BYTES, REFERENCE_BYTES);
        }
    }

    /** What the ledger decided: accounts, amount, ledger, code and timestamp. */
    private static void effective(final Movement movement, final MutableDirectBuffer target, final int offset) {
        final TransferOutcome outcome = movement.outcome();
        target.putBytes(
                offset + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                outcome.buffer(),
                outcome.offset() + TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                4 * Long.BYTES);
        target.putLong(offset + TransferEvent.AMOUNT_OFFSET, outcome.amount(), LITTLE_ENDIAN);
        target.putLong(offset + TransferEvent.TIMESTAMP_NS_OFFSET, movement.transferNs(), LITTLE_ENDIAN);
        target.putInt(offset + TransferEvent.LEDGER_OFFSET, outcome.ledger(), LITTLE_ENDIAN);
        target.putShort(offset + TransferEvent.CODE_OFFSET, (short) outcome.code(), LITTLE_ENDIAN);
    }

    private static void inherit(
            final DirectBuffer hold, final MutableDirectBuffer target, final int offset, final int referenceOffset) {
        inheritIfZero(hold, target, offset, TransferEvent.USER_DATA_128_LOW_OFFSET, 2 * Long.BYTES);
        inheritIfZero(hold, target, offset, TransferEvent.USER_DATA_64_OFFSET, Long.BYTES);
        inheritIfZero(hold, target, offset, TransferEvent.USER_DATA_32_OFFSET, Integer.BYTES);
        if (target.getByte(referenceOffset) == 0) {
            target.putBytes(referenceOffset, hold, TRANSFER_REFERENCE_OFFSET, REFERENCE_BYTES);
        }
    }

    private static void inheritIfZero(
            final DirectBuffer hold,
            final MutableDirectBuffer target,
            final int offset,
            final int field,
            final int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (target.getByte(offset + field + i) != 0) {
                return;
            }
        }
        target.putBytes(offset + field, hold, field, bytes);
    }
}
