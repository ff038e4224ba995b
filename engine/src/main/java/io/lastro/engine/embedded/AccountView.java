package io.lastro.engine.embedded;

/**
 * An account as it is now.
 *
 * @param account as it was asked for; its flag closed says how it is now.
 * @param timestampNs its own.
 * @param balances counters.
 * @param closed whether only voids and expiries may touch it.
 * @param lastSequence last event that moved something on it; 0 = none.
 * @param rules rules; those of an account without any are version 0 and empty.
 */
public record AccountView(
        NewAccount account, long timestampNs, Balances balances, boolean closed, long lastSequence, RulesView rules) {}
