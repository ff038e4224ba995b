package io.lastro.system.history;

import io.lastro.protocol.TransferEvent;

/** A hash of what a transfer event asks for, the same of the request and of the journal. */
final class Content {
    private Content() {}

    /** Of everything that decides where money goes; never 0, which means not known. Two of 2^32 contents look alike. */
    static int of(final TransferEvent event) {
        long hash = event.debitAccountIdLow();
        hash = mixed(hash, event.debitAccountIdHigh());
        hash = mixed(hash, event.creditAccountIdLow());
        hash = mixed(hash, event.creditAccountIdHigh());
        hash = mixed(hash, event.amount());
        hash = mixed(hash, event.pendingIdLow());
        hash = mixed(hash, event.pendingIdHigh());
        hash = mixed(hash, (long) event.ledger() << 32 | event.code() << 16 | event.flags());
        hash = mixed(hash, event.timeoutSeconds());
        final int folded = (int) (hash ^ hash >>> 32);
        return folded == 0 ? 1 : folded;
    }

    /** A hash with one more value. */
    static long mixed(final long hash, final long value) {
        final long product = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return product ^ product >>> 29;
    }
}
