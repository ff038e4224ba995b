package io.lastro.engine.embedded;

/**
 * An event that moved something: a transfer, an expiry (whose transfer is the hold), or the transfer of an executed block.
 *
 * @param sequence of the event.
 * @param timestampNs of the event.
 * @param expiry whether it is the expiry of a hold.
 * @param transfer the transfer; of an expiry the hold.
 * @param amount reserved, posted or released by this event.
 * @param debit debit account after the event.
 * @param credit credit account after the event.
 */
public record Movement(
        long sequence,
        long timestampNs,
        boolean expiry,
        NewTransfer transfer,
        long amount,
        Balances debit,
        Balances credit) {}
