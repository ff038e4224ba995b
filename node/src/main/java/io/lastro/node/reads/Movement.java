package io.lastro.node.reads;

import io.lastro.journal.BatchKind;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;

/**
 * Window over one event of a journaled batch that moved something: a transfer, an expiry, or the transfer of an executed
 * block. One thread; valid as long as the batch.
 */
final class Movement {
    private static final int RESOLVING = TransferFlags.POST_PENDING | TransferFlags.VOID_PENDING;

    private static final int NOT_PLAIN = RESOLVING | TransferFlags.PENDING;

    private final TransferEvent event = new TransferEvent();
    private final AdminEvent command = new AdminEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final AdminOutcome commandOutcome = new AdminOutcome();
    private JournaledBatch batch;
    private long sequence;

    /** Puts the window over an event; false when it moved nothing. */
    boolean wrap(final JournaledBatch source, final long eventSequence) {
        batch = source;
        sequence = eventSequence;
        final int index = (int) (eventSequence - source.firstSequence());
        switch (source.kind()) {
            case TRANSFERS, EXPIRIES:
                event.wrap(source.events(), index * TransferEvent.BLOCK_BYTES);
                outcome.wrap(source.outcomes(), index * TransferOutcome.BLOCK_BYTES);
                return outcome.result() == CreateTransferResult.CREATED.code();
            case ADMIN:
                command.wrap(source.events(), index * AdminEvent.BLOCK_BYTES);
                commandOutcome.wrap(source.outcomes(), index * AdminOutcome.BLOCK_BYTES);
                outcome.wrap(source.outcomes(), index * AdminOutcome.BLOCK_BYTES + AdminOutcome.TRANSFER_OFFSET);
                return command.kind() == AdminKind.EXECUTE_BLOCK.code()
                        && commandOutcome.result() == AdminResult.OK.code();
            default:
                return false;
        }
    }

    /** The batch that holds it. */
    JournaledBatch batch() {
        return batch;
    }

    /** Sequence of the event. */
    long sequence() {
        return sequence;
    }

    /** Timestamp of the event; of an imported transfer its own past one. */
    long timeNs() {
        return outcome.timestampNs();
    }

    boolean isExpiry() {
        return batch.kind() == BatchKind.EXPIRIES;
    }

    /** Whether it is the transfer of an executed block. */
    boolean isExecutedBlock() {
        return batch.kind() == BatchKind.ADMIN;
    }

    /** The event as asked; of an expiry only pendingId is set; not of an executed block. */
    TransferEvent event() {
        return event;
    }

    /** The command of an executed block. */
    AdminEvent command() {
        return command;
    }

    /** What it did. */
    TransferOutcome outcome() {
        return outcome;
    }

    /** Own timestamp of the transfer that it created; not of an expiry. */
    long transferNs() {
        return !isExecutedBlock() && (event.flags() & TransferFlags.IMPORTED) != 0
                ? event.timestampNs()
                : outcome.timestampNs();
    }

    /** Whether it created a hold. */
    boolean isHold() {
        return batch.kind() == BatchKind.TRANSFERS && (event.flags() & TransferFlags.PENDING) != 0;
    }

    /** Whether it posted, captured or voided a hold. */
    boolean resolves() {
        return batch.kind() == BatchKind.TRANSFERS && (event.flags() & RESOLVING) != 0;
    }

    /** Whether it is a transfer that stands for itself: no hold, none resolved, no user data, no reference. */
    boolean isPlain() {
        return isExecutedBlock()
                || !isExpiry()
                        && (event.flags() & NOT_PLAIN) == 0
                        && event.referenceIndex() == 0
                        && (event.userData128Low() | event.userData128High() | event.userData64() | event.userData32())
                                == 0;
    }

    /** Id of the transfer that it created; not of an expiry or an executed block. */
    Id128 transferId() {
        return new Id128(event.idLow(), event.idHigh());
    }

    /** The hold that it ends or resolves. */
    Id128 holdId() {
        return new Id128(event.pendingIdLow(), event.pendingIdHigh());
    }

    Id128 debitId() {
        return new Id128(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh());
    }

    Id128 creditId() {
        return new Id128(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh());
    }

    boolean debits(final Id128 account) {
        return outcome.debitAccountIdLow() == account.low() && outcome.debitAccountIdHigh() == account.high();
    }

    boolean credits(final Id128 account) {
        return outcome.creditAccountIdLow() == account.low() && outcome.creditAccountIdHigh() == account.high();
    }

    /** The movement before this one on an account that it moved; 0 = none. */
    long previous(final Id128 account) {
        if (debits(account)) {
            return outcome.previousDebitSequence();
        }
        if (credits(account)) {
            return outcome.previousCreditSequence();
        }
        throw new DamagedModelException("sequence " + sequence + " does not move account " + account);
    }
}
