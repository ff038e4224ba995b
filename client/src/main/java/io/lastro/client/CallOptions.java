package io.lastro.client;

import java.time.Duration;

/**
 * Options of one call.
 *
 * @param deadline from the call on; null = the client's default.
 * @param balances whether the reply of createTransfers shall hold both accounts' counters.
 */
public record CallOptions(Duration deadline, boolean balances) {
    /** Default deadline, no balances. */
    public static final CallOptions DEFAULT = new CallOptions(null, false);
    /** Default deadline, with balances. */
    public static final CallOptions WITH_BALANCES = new CallOptions(null, true);
}
