package io.lastro.client;

import java.util.Optional;

/**
 * Counters of an account at some time.
 *
 * @param sequence      the ledger's sequence that was seen.
 * @param balances      right after the last event at or before the instant or sequence; empty when the account was created
 *                      later, or never.
 * @param eventSequence that event; 0 = none since the account's creation.
 * @param timestampNs   of that event, Unix time in ns; 0 = none.
 */
public record PastBalances(long sequence, Optional<Balances> balances, long eventSequence, long timestampNs) {}
