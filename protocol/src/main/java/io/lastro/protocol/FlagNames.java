package io.lastro.protocol;

import java.util.ArrayList;
import java.util.List;

/** Names of flags, from bit 0 on, as the rules and the SBE schema have them. */
public enum FlagNames {
    /** Of accounts. */
    ACCOUNT("linked", "debitsMustNotExceedCredits", "creditsMustNotExceedDebits", "imported", "closed"),
    /** Of transfers. */
    TRANSFER(
            "linked",
            "pending",
            "postPending",
            "keepRemainder",
            "voidPending",
            "balancingDebit",
            "balancingCredit",
            "closingDebit",
            "closingCredit",
            "imported");

    private final List<String> names;

    FlagNames(final String... names) {
        this.names = List.of(names);
    }

    /** All names, from bit 0 on. */
    public List<String> names() {
        return names;
    }

    /** The bit of a name; 0 when there is no such flag. */
    public int bit(final String name) {
        final int index = names.indexOf(name);
        return index < 0 ? 0 : 1 << index;
    }

    /** Names of the bits that are set. */
    public List<String> namesOf(final int flags) {
        final List<String> set = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if ((flags & 1 << i) != 0) {
                set.add(names.get(i));
            }
        }
        return set;
    }
}
