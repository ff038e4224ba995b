package io.lastro.hsm;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls, failures and latencies. Any thread; numbers only grow. */
public final class HsmCounters implements HsmListener {
    private final LongAdder[] operations = adders(HsmOperation.values().length);
    private final LongAdder[] latenciesNs = adders(HsmOperation.values().length);
    private final LongAccumulator[] longestNs = maxima(HsmOperation.values().length);
    private final LongAdder[] failures = adders(HsmErrorCode.values().length);
    private final LongAdder reconnects = new LongAdder();

    @Override
    public void onOperation(final HsmOperation operation, final long latencyNs, final HsmErrorCode failure) {
        operations[operation.ordinal()].increment();
        latenciesNs[operation.ordinal()].add(latencyNs);
        longestNs[operation.ordinal()].accumulate(latencyNs);
        if (failure != null) {
            failures[failure.ordinal()].increment();
        }
    }

    @Override
    public void onReconnect() {
        reconnects.increment();
    }

    /** Calls that ended, failed ones included. */
    public long operations(final HsmOperation operation) {
        return operations[operation.ordinal()].sum();
    }

    /** Calls that failed with the code. */
    public long failures(final HsmErrorCode code) {
        return failures[code.ordinal()].sum();
    }

    /** Sum of the times of all calls, in ns. */
    public long latencySumNs(final HsmOperation operation) {
        return latenciesNs[operation.ordinal()].sum();
    }

    /** The longest call so far, in ns. */
    public long longestNs(final HsmOperation operation) {
        return longestNs[operation.ordinal()].get();
    }

    /** How often the token was connected again after it had gone. */
    public long reconnects() {
        return reconnects.sum();
    }

    private static LongAdder[] adders(final int count) {
        final LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    private static LongAccumulator[] maxima(final int count) {
        final LongAccumulator[] maxima = new LongAccumulator[count];
        for (int i = 0; i < count; i++) {
            maxima[i] = new LongAccumulator(Math::max, 0);
        }
        return maxima;
    }
}
