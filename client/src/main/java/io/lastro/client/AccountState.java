package io.lastro.client;

/**
 * An account as the ledger holds it.
 *
 * @param account its fields; timestampNs is when it was created.
 * @param balances its counters as of the sequence of the reply.
 * @param lastSequence the last event that touched it.
 */
public record AccountState(Account account, Balances balances, long lastSequence) {}
