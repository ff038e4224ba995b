package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.CAPTURE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_PENDING_TRANSFER_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_POSTED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_EXPIRED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CODE;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_PENDING;
import static io.lastro.protocol.CreateTransferResult.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;

/** Posts, captures and voids: groups 4, 6 to 8, 11. */
final class ResolveRules {
    private static final int EXCLUDED = TransferFlags.PENDING
            | TransferFlags.BALANCING_DEBIT
            | TransferFlags.BALANCING_CREDIT
            | TransferFlags.CLOSING_DEBIT
            | TransferFlags.CLOSING_CREDIT;

    private final ModelState state;

    ResolveRules(final ModelState state) {
        this.state = state;
    }

    /** The event with what it leaves empty taken from the hold; its amount as given. */
    static NewTransfer inherit(final NewTransfer event, final NewTransfer hold) {
        final NewTransfer meant = Copies.of(event);
        if (Amounts.isZero(event.debitAccountId())) {
            meant.debitAccountId(hold.debitAccountId());
        }
        if (Amounts.isZero(event.creditAccountId())) {
            meant.creditAccountId(hold.creditAccountId());
        }
        if (Amounts.isZero(event.userData128())) {
            meant.userData128(hold.userData128());
        }
        meant.userData64(event.userData64() == 0 ? hold.userData64() : event.userData64());
        meant.userData32(event.userData32() == 0 ? hold.userData32() : event.userData32());
        meant.ledger(event.ledger() == 0 ? hold.ledger() : event.ledger());
        meant.code(event.code() == 0 ? hold.code() : event.code());
        meant.reference(event.reference().isEmpty() ? hold.reference() : event.reference());
        return meant;
    }

    /** Posts, captures, voids or refuses. */
    Decision execute(final NewTransfer event, final Moment at) {
        final CreateTransferResult own = ownObjection(event);
        if (own != null) {
            return Decision.refused(own);
        }
        final ModelTransfer hold = state.transfers.get(event.pendingId());
        final CreateTransferResult holdObjection = holdObjection(event, hold, at);
        if (holdObjection != null) {
            return Decision.refused(holdObjection);
        }
        final ModelAccount debit = state.debitOf(hold);
        final ModelAccount credit = state.creditOf(hold);
        final CreateTransferResult imported = new ImportRules(state).objection(event, debit, credit);
        if (imported != null) {
            return Decision.refused(imported);
        }
        final boolean voids = TransferRules.has(event, TransferFlags.VOID_PENDING);
        if (!voids && debit.closed) {
            return Decision.refused(DEBIT_ACCOUNT_ALREADY_CLOSED);
        }
        if (!voids && credit.closed) {
            return Decision.refused(CREDIT_ACCOUNT_ALREADY_CLOSED);
        }
        return new Decision(CREATED, voids ? voidHold(event, hold, at) : post(event, hold, at));
    }

    private static CreateTransferResult ownObjection(final NewTransfer event) {
        final boolean posts = TransferRules.has(event, TransferFlags.POST_PENDING);
        final boolean voids = TransferRules.has(event, TransferFlags.VOID_PENDING);
        final boolean keeps = TransferRules.has(event, TransferFlags.KEEP_REMAINDER);
        if ((posts && voids) || TransferRules.has(event, EXCLUDED) || (keeps && !posts)) {
            return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        }
        if (Amounts.isZero(event.pendingId())) {
            return PENDING_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(event.pendingId())) {
            return PENDING_ID_MUST_NOT_BE_MAX;
        }
        if (event.pendingId().equals(event.id())) {
            return PENDING_ID_MUST_BE_DIFFERENT;
        }
        return event.timeoutSeconds() != 0 ? TIMEOUT_RESERVED_FOR_PENDING_TRANSFER : null;
    }

    private CreateTransferResult holdObjection(final NewTransfer event, final ModelTransfer hold, final Moment at) {
        if (hold == null) {
            return PENDING_TRANSFER_NOT_FOUND;
        }
        if (!hold.isHold()) {
            return PENDING_TRANSFER_NOT_PENDING;
        }
        final NewTransfer meant = inherit(event, hold.stored);
        if (!meant.debitAccountId().equals(hold.stored.debitAccountId())) {
            return PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
        }
        if (!meant.creditAccountId().equals(hold.stored.creditAccountId())) {
            return PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
        }
        if (meant.ledger() != hold.stored.ledger()) {
            return PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
        }
        if (meant.code() != hold.stored.code()) {
            return PENDING_TRANSFER_HAS_DIFFERENT_CODE;
        }
        final CreateTransferResult amount = amountObjection(event, hold);
        return amount != null ? amount : endObjection(hold, at);
    }

    private static CreateTransferResult amountObjection(final NewTransfer event, final ModelTransfer hold) {
        final BigInteger amount = resolvedAmount(event, hold);
        if (TransferRules.has(event, TransferFlags.KEEP_REMAINDER) && amount.signum() == 0) {
            return CAPTURE_MUST_NOT_BE_ZERO;
        }
        if (Amounts.exceeds(amount, hold.comparedAmount())) {
            return EXCEEDS_PENDING_TRANSFER_AMOUNT;
        }
        final boolean voids = TransferRules.has(event, TransferFlags.VOID_PENDING);
        final boolean asReserved = amount.equals(hold.comparedAmount());
        return voids && amount.signum() != 0 && !asReserved ? PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT : null;
    }

    private static CreateTransferResult endObjection(final ModelTransfer hold, final Moment at) {
        return switch (hold.state) {
            case posted -> PENDING_TRANSFER_ALREADY_POSTED;
            case voided -> PENDING_TRANSFER_ALREADY_VOIDED;
            case expired -> PENDING_TRANSFER_EXPIRED;
            default -> hold.expiresAtNs != 0 && hold.expiresAtNs <= at.nowNs() ? PENDING_TRANSFER_EXPIRED : null;
        };
    }

    private static BigInteger resolvedAmount(final NewTransfer event, final ModelTransfer hold) {
        final boolean all =
                TransferRules.has(event, TransferFlags.POST_PENDING) && event.amount() == ProtocolLimits.AMOUNT_MAX;
        return all ? hold.comparedAmount() : Amounts.of(event.amount());
    }

    private ModelTransfer post(final NewTransfer event, final ModelTransfer hold, final Moment at) {
        final Writer writer = new Writer(state);
        final BigInteger amount = resolvedAmount(event, hold);
        final ModelTransfer post = store(writer, event, hold, amount, at);
        final ModelAccount debit = state.debitOf(hold);
        final ModelAccount credit = state.creditOf(hold);
        writer.unreserve(hold, amount);
        hold.captured = hold.captured.add(amount);
        debit.debitsPosted = debit.debitsPosted.add(amount);
        credit.creditsPosted = credit.creditsPosted.add(amount);
        final boolean keeps = TransferRules.has(event, TransferFlags.KEEP_REMAINDER);
        if (keeps && hold.remaining.signum() != 0) {
            hold.state = TransferState.capturedInPart;
        } else {
            writer.end(hold, TransferState.posted, at);
        }
        writer.moved(post, false, amount, at);
        return post;
    }

    private ModelTransfer voidHold(final NewTransfer event, final ModelTransfer hold, final Moment at) {
        final Writer writer = new Writer(state);
        final ModelTransfer voiding = store(writer, event, hold, hold.remaining, at);
        final BigInteger released = writer.end(hold, TransferState.voided, at);
        writer.reopen(hold);
        writer.moved(voiding, false, released, at);
        return voiding;
    }

    private static ModelTransfer store(
            final Writer writer,
            final NewTransfer event,
            final ModelTransfer hold,
            final BigInteger amount,
            final Moment at) {
        final ModelTransfer stored = writer.store(inherit(event, hold.stored).amount(amount.longValueExact()), at);
        stored.remainderMet = hold.remaining;
        return stored;
    }
}
