package io.lastro.engine.reference;

import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;

/** What every accepted transfer and every release of a hold writes. */
final class Writer {
    private final ModelState state;

    Writer(final ModelState state) {
        this.state = state;
    }

    /** Stores a transfer under its id. */
    ModelTransfer store(final NewTransfer stored, final Moment at) {
        final boolean imported = TransferRules.has(stored, TransferFlags.IMPORTED);
        final long timestampNs = imported ? stored.timestampNs() : at.nowNs();
        final ModelTransfer transfer = new ModelTransfer(stored, timestampNs, at.sequence());
        state.transfers.put(stored.id(), transfer);
        state.lastTransferTimestampNs = timestampNs;
        return transfer;
    }

    /** Notes that an event moved something, after it did. */
    void moved(final ModelTransfer transfer, final boolean expiry, final BigInteger amount, final Moment at) {
        final ModelAccount debit = state.debitOf(transfer);
        final ModelAccount credit = state.creditOf(transfer);
        debit.lastSequence = at.sequence();
        credit.lastSequence = at.sequence();
        state.movements.add(new Movement(
                at.sequence(),
                expiry ? at.nowNs() : transfer.timestampNs,
                expiry,
                transfer.stored,
                amount.longValueExact(),
                debit.balances(),
                credit.balances()));
    }

    /** Takes an amount out of the reserve of a hold, on both accounts. */
    void unreserve(final ModelTransfer hold, final BigInteger amount) {
        final ModelAccount debit = state.debitOf(hold);
        final ModelAccount credit = state.creditOf(hold);
        hold.remaining = hold.remaining.subtract(amount);
        debit.debitsPending = debit.debitsPending.subtract(amount);
        credit.creditsPending = credit.creditsPending.subtract(amount);
    }

    /** Ends a hold: releases and gives back what is still reserved. Returns what was released. */
    BigInteger end(final ModelTransfer hold, final TransferState end, final Moment at) {
        final BigInteger released = hold.remaining;
        unreserve(hold, released);
        new WalletRules(state.settings).giveBack(hold, released, state.debitOf(hold), at.nowNs());
        hold.state = end;
        state.due.remove(Due.of(hold));
        return released;
    }

    /** Opens the accounts again that a hold closed. */
    void reopen(final ModelTransfer hold) {
        if (hold.has(TransferFlags.CLOSING_DEBIT)) {
            state.debitOf(hold).closed = false;
        }
        if (hold.has(TransferFlags.CLOSING_CREDIT)) {
            state.creditOf(hold).closed = false;
        }
    }

    /** Releases a hold whose time is up. */
    void expire(final ModelTransfer hold, final Moment at) {
        final BigInteger released = end(hold, TransferState.expired, at);
        reopen(hold);
        moved(hold, true, released, at);
    }
}
