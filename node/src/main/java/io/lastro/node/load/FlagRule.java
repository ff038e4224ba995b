package io.lastro.node.load;

import io.lastro.node.config.Suggestion;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.TransferFlags;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flags of an account or transfer: the same for every row, then those whose names stand in a column, separated by blanks
 * or plus signs.
 *
 * @param constant bits of every row.
 * @param column name of the column; null = none.
 * @param known bits by name.
 */
record FlagRule(int constant, String column, Map<String, Integer> known) {
    /** Flags of an account that a file may set; linked and imported need a batch of their own. */
    static final Map<String, Integer> ACCOUNT_FLAGS = new TreeMap<>(Map.of(
            "debitsMustNotExceedCredits", AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS,
            "creditsMustNotExceedDebits", AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS,
            "closed", AccountFlags.CLOSED));

    /** Flags of a transfer that a file may set. */
    static final Map<String, Integer> TRANSFER_FLAGS = new TreeMap<>(Map.of(
            "pending", TransferFlags.PENDING,
            "postPending", TransferFlags.POST_PENDING,
            "keepRemainder", TransferFlags.KEEP_REMAINDER,
            "voidPending", TransferFlags.VOID_PENDING,
            "balancingDebit", TransferFlags.BALANCING_DEBIT,
            "balancingCredit", TransferFlags.BALANCING_CREDIT,
            "closingDebit", TransferFlags.CLOSING_DEBIT,
            "closingCredit", TransferFlags.CLOSING_CREDIT));

    /** The bits for a row. */
    int of(final CsvRow row) throws BadLine {
        if (column == null || row.text(column).isEmpty()) {
            return constant;
        }
        try {
            return constant | parse(row.text(column), known);
        } catch (final IllegalArgumentException e) {
            throw new BadLine(column, row.text(column), e.getMessage());
        }
    }

    void addColumnsTo(final Collection<String> columns) {
        if (column != null) {
            columns.add(column);
        }
    }

    /**
     * Bits of names.
     *
     * @throws IllegalArgumentException for a name that is not known.
     */
    static int parse(final String names, final Map<String, Integer> known) {
        int bits = 0;
        for (final String name : names.strip().split("[ +]+")) {
            final Integer bit = known.get(name);
            if (bit == null) {
                throw new IllegalArgumentException("unknown flag " + name + Suggestion.question(name, known.keySet()));
            }
            bits |= bit;
        }
        return bits;
    }
}
