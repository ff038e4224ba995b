package io.lastro.engine.model;

import java.util.List;

/** One request of a test history: accounts, or transfers, or nothing but time passing. */
public record Request(long ledgerTimeNs, List<AccountSpec> accounts, List<TransferSpec> transfers) {
    public static Request accounts(final long ledgerTimeNs, final AccountSpec... specs) {
        return new Request(ledgerTimeNs, List.of(specs), null);
    }

    public static Request transfers(final long ledgerTimeNs, final TransferSpec... specs) {
        return new Request(ledgerTimeNs, null, List.of(specs));
    }

    public static Request tick(final long ledgerTimeNs) {
        return new Request(ledgerTimeNs, null, null);
    }

    public int eventCount() {
        return accounts != null ? accounts.size() : transfers != null ? transfers.size() : 0;
    }
}
