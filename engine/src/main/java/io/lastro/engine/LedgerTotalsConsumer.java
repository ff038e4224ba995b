package io.lastro.engine;

/** Receives the totals of one ledger, see {@link LedgerEngine#forEachLedger}. */
@FunctionalInterface
public interface LedgerTotalsConsumer {
    /**
     * Totals of one ledger over all its accounts, 128 bits each, minor units. Debits equal credits, pending and posted
     * apart, so one number of each is given.
     *
     * @param ledger unsigned.
     */
    void onLedger(int ledger, long pendingLow, long pendingHigh, long postedLow, long postedHigh);
}
