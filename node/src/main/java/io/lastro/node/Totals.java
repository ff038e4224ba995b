package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** State digest and sums of a ledger that stands still, as printed by start, replay and status. */
final class Totals {
    private Totals() {}

    /** The digest as 32 hexadecimal digits. */
    static String digest(final LedgerEngine engine) {
        final long[] digest = new long[2];
        engine.digest(digest);
        return hex(digest[0], digest[1]);
    }

    /** Posted and pending sums of each ledger. */
    static List<LedgerTotal> of(final LedgerEngine engine) {
        final List<LedgerTotal> totals = new ArrayList<>();
        engine.forEachLedger((ledger, pendingLow, pendingHigh, postedLow, postedHigh) -> totals.add(new LedgerTotal(
                Integer.toUnsignedString(ledger), decimal(postedLow, postedHigh), decimal(pendingLow, pendingHigh))));
        return totals;
    }

    /** One line per ledger: number, posted and pending sums (debits equal credits), minor units. */
    static List<String> lines(final LedgerEngine engine) {
        return of(engine).stream().map(LedgerTotal::toString).toList();
    }

    /** The ledgers' sums as a JSON array; sums are decimal strings, since they may exceed what JSON numbers hold. */
    static String json(final LedgerEngine engine) {
        final StringJoiner rows = new StringJoiner(",", "[", "]");
        engine.forEachLedger((ledger, pendingLow, pendingHigh, postedLow, postedHigh) ->
                rows.add("{\"ledger\":" + Integer.toUnsignedString(ledger) + ",\"posted\":\""
                        + decimal(postedLow, postedHigh) + "\",\"pending\":\"" + decimal(pendingLow, pendingHigh)
                        + "\"}"));
        return rows.toString();
    }

    /** 128 bits as a decimal number. */
    static String decimal(final long low, final long high) {
        return new BigInteger(hex(low, high), 16).toString();
    }

    /** 128 bits as 32 hexadecimal digits, high bits first. */
    static String hex(final long low, final long high) {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
