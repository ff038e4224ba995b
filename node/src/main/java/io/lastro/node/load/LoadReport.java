package io.lastro.node.load;

import java.math.BigInteger;

/**
 * What a load did, runs before a break included.
 *
 * @param lines counts of lines.
 * @param balances counts of stated balances.
 * @param accounts counts of accounts opened for movements.
 * @param amounts sums, for comparing with the ledger.
 * @param elapsedMs time of this run.
 */
public record LoadReport(Lines lines, StatedBalances balances, Accounts accounts, Amounts amounts, long elapsedMs) {
    /**
     * Every row is counted in exactly one of loaded, existing and rejected.
     *
     * @param rows lines after the header.
     * @param loaded created by this load.
     * @param existing already there with the same fields.
     * @param rejected not in the ledger because of this load; each is named in the rejects file.
     */
    public record Lines(long rows, long loaded, long existing, long rejected) {}

    /**
     * Balances that the file states. Those of rows that were already there are not compared.
     *
     * @param stated rows loaded that state one and whose balances the ledger told.
     * @param agreeing equal to the ledger's.
     * @param differing loaded, but different; each is named in the rejects file.
     * @param differencesBegun rows among them whose difference is not that of the account's row before: the causes.
     */
    public record StatedBalances(long stated, long agreeing, long differing, long differencesBegun) {}

    /**
     * Accounts that movements need, opened by this run.
     *
     * @param opened created now.
     * @param existing there before.
     * @param withoutLimit customers without the balance limit.
     * @param withoutLimitOnlyComputed those among them that no stated balance has below zero.
     * @param creditLimits customers that got a credit limit, now or before.
     * @param refused could not be opened; rows that need them are rejected.
     */
    public record Accounts(
            long opened,
            long existing,
            long withoutLimit,
            long withoutLimitOnlyComputed,
            long creditLimits,
            long refused) {
        static final Accounts NONE = new Accounts(0, 0, 0, 0, 0, 0);
    }

    /**
     * Minor units. A transfer of an amount is that much debits and that much credits.
     *
     * @param scale decimals, for printing.
     * @param loaded amounts of loaded transfers.
     * @param existing amounts of those that were already there.
     * @param customerCredits movements in, loaded or already there.
     * @param customerDebits movements out, likewise.
     */
    public record Amounts(
            int scale, BigInteger loaded, BigInteger existing, BigInteger customerCredits, BigInteger customerDebits) {}

    /** Whether every row is in the ledger as it stands in the file. */
    public boolean isClean() {
        return lines.rejected == 0 && balances.differing == 0;
    }

    /** The report for people. */
    public String text() {
        final DecimalAmount print = new DecimalAmount(amounts.scale, '.');
        final StringBuilder text = new StringBuilder();
        text.append(String.format("rows read          %,d%n", lines.rows));
        text.append(String.format("loaded             %,d%n", lines.loaded));
        text.append(String.format("already there      %,d%n", lines.existing));
        text.append(String.format("rejected           %,d%n", lines.rejected));
        if (accounts.opened + accounts.existing + accounts.refused > 0) {
            text.append(String.format(
                    "accounts           %,d opened, %,d already there, %,d refused%n",
                    accounts.opened, accounts.existing, accounts.refused));
            text.append(String.format(
                    "without limit      %,d customers (%,d of them only by the lines that could be read)%n",
                    accounts.withoutLimit, accounts.withoutLimitOnlyComputed));
            if (accounts.creditLimits > 0) {
                text.append(String.format("credit limits      %,d customers%n", accounts.creditLimits));
            }
        }
        if (balances.stated > 0) {
            text.append(String.format("stated balances    %d of %d agree", balances.agreeing, balances.stated));
            if (balances.differing > 0) {
                text.append(String.format(
                        "; %,d differ, beginning at %,d lines", balances.differing, balances.differencesBegun));
            }
            text.append(System.lineSeparator());
        }
        if (amounts.loaded.signum() + amounts.existing.signum() > 0) {
            text.append(String.format("debits = credits   %s loaded", print.print(amounts.loaded)));
            text.append(amounts.existing.signum() > 0 ? ", " + print.print(amounts.existing) + " already there" : "");
            text.append(System.lineSeparator());
        }
        if (amounts.customerCredits.signum() + amounts.customerDebits.signum() > 0) {
            text.append(String.format(
                    "customers          %s in, %s out%n",
                    print.print(amounts.customerCredits), print.print(amounts.customerDebits)));
        }
        final long rate = elapsedMs == 0 ? lines.rows : lines.rows * 1000 / elapsedMs;
        text.append(String.format("time               %.1f s, %,d rows/s%n", elapsedMs / 1000.0, rate));
        return text.toString();
    }
}
