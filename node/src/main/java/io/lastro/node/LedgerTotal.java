package io.lastro.node;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums of one ledger, in minor units as decimal text, since they may exceed 64 bits.
 *
 * @param ledger  its number.
 * @param posted  posted debits, which equal the posted credits.
 * @param pending pending debits, which equal the pending credits.
 */
public record LedgerTotal(String ledger, String posted, String pending) {
    /** As names and values. */
    public Map<String, Object> fields() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ledger", ledger);
        fields.put("posted", posted);
        fields.put("pending", pending);
        return fields;
    }

    @Override
    public String toString() {
        return "ledger " + ledger + ": posted debits = credits = " + posted + ", pending " + pending;
    }
}
