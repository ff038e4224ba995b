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
        boolean statedNegative;
        boolean computedNegative;
        long computed;
        CreateAccountResult refusal;
        long difference;
        long differsSinceLine;

        private Entry(final Id id, final int code, final boolean isCustomer) {
            this.id = id;
            this.code = code;
            this.isCustomer = isCustomer;
        }

        /** Whether it is opened without the balance limit. */
        boolean isWithoutLimit(final LoadMapping.Negative rule) {
            return !isCustomer
                    || switch (rule) {
                        case NEVER -> false;
                        case ALWAYS -> true;
                        case STATED -> statedNegative;
                        case STATED_OR_COMPUTED -> statedNegative || computedNegative;
                    };
        }
    }

    /** Notes what a movement needs and does. */
    void note(final LoadRow row) {
        entry(row.counter(), false);
        final Entry customer = entry(row.customer(), true);
        final long amount = row.transfer().amount();
        customer.computed = saturatedAdd(customer.computed, row.creditsCustomer() ? amount : -amount);
        customer.computedNegative |= customer.computed < 0;
        customer.statedNegative |= row.stated() != null && row.stated().minor() < 0;
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
