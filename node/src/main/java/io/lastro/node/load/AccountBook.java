package io.lastro.node.load;

import io.lastro.client.Id;
import io.lastro.protocol.CreateAccountResult;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts that a file of movements needs, and what is known of each. One thread. */
final class AccountBook {
    /** Most accounts of one file. */
    static final int MAX_ACCOUNTS = 1_000_000;

    private final Map<Id, Entry> entries = new LinkedHashMap<>();

    /** One account. */
    static final class Entry {
        final Id id;
        final int code;
        final boolean isCustomer;
        long lowestStated;
        long lowestComputed;
        long computed;
        CreateAccountResult refusal;
        long difference;
        long differsSinceLine;

        private Entry(final Id id, final int code, final boolean isCustomer) {
            this.id = id;
            this.code = code;
            this.isCustomer = isCustomer;
        }

        /** Whether a stated balance is below zero. */
        boolean isStatedNegative() {
            return lowestStated < 0;
        }

        /** Whether it is opened without the balance limit. */
        boolean isWithoutLimit(final LoadMapping.MovementRules rules) {
            return !isCustomer
                    || rules.belowZero() == LoadMapping.BelowZero.WITHOUT_LIMIT
                            && switch (rules.mayGoNegative()) {
                                case NEVER -> false;
                                case ALWAYS -> true;
                                case STATED, STATED_OR_COMPUTED -> depth(rules.mayGoNegative()) > 0;
                            };
        }

        /** How far it may go below zero by a credit limit, minor units; 0 = not at all. */
        long creditLimit(final LoadMapping.MovementRules rules) {
            return isCustomer && rules.belowZero() == LoadMapping.BelowZero.CREDIT_LIMIT
                    ? depth(rules.mayGoNegative())
                    : 0;
        }

        private long depth(final LoadMapping.Negative rule) {
            final long lowest = switch (rule) {
                case NEVER -> 0;
                case STATED -> lowestStated;
                case ALWAYS, STATED_OR_COMPUTED -> Math.min(lowestStated, lowestComputed);
            };
            return lowest == Long.MIN_VALUE ? Long.MAX_VALUE : -lowest;
        }
    }

    /** Notes what a movement needs and does. */
    void note(final LoadRow row) {
        entry(row.counter(), false);
        final Entry customer = entry(row.customer(), true);
        final long amount = row.transfer().amount();
        customer.computed = saturatedAdd(customer.computed, row.creditsCustomer() ? amount : -amount);
        customer.lowestComputed = Math.min(customer.lowestComputed, customer.computed);
        if (row.stated() != null) {
            customer.lowestStated = Math.min(customer.lowestStated, row.stated().minor());
        }
    }

    /** The account, or null when no movement needs it. */
    Entry find(final Id id) {
        return entries.get(id);
    }

    Collection<Entry> all() {
        return entries.values();
    }

    private Entry entry(final LoadRow.NeededAccount account, final boolean isCustomer) {
        final Entry known = entries.get(account.id());
        if (known != null) {
            return known;
        }
        if (entries.size() == MAX_ACCOUNTS) {
            throw new LoadFailedException("the file needs more than " + MAX_ACCOUNTS + " accounts: split it");
        }
        final Entry entry = new Entry(account.id(), account.code(), isCustomer);
        entries.put(account.id(), entry);
        return entry;
    }

    private static long saturatedAdd(final long left, final long right) {
        final long sum = left + right;
        // Both of one sign and the sum of the other: beyond 63 bit.
        return ((left ^ sum) & (right ^ sum)) < 0 ? (left < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
