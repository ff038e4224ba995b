package io.lastro.client;

/**
 * An event that moved something: a transfer, the transfer of an executed block, or the expiry of a hold.
 *
 * @param sequence         of the event.
 * @param eventTimestampNs of the event, Unix time in ns; of an imported transfer its own past one.
 * @param expiry           whether it is the expiry of a hold.
 * @param transfer         as stored, with what it inherited; of an expiry the hold.
 * @param movedAmount      reserved, posted or released by this event, minor units.
 * @param debit            debit account after the event.
 * @param credit           credit account after the event.
 */
public record Movement(
        long sequence,
        long eventTimestampNs,
        boolean expiry,
        Transfer transfer,
        long movedAmount,
        Balances debit,
        Balances credit) {}
