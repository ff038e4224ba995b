package io.lastro.gateway;

import io.lastro.gateway.GatewayMetrics.PauseReason;

/** The reasons for which one connection's reads are paused now. Event loop only. */
final class ReadPauses {
    private final GatewayMetrics metrics;
    private int bits;

    ReadPauses(final GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    boolean isEmpty() {
        return bits == 0;
    }

    boolean holds(final PauseReason reason) {
        return (bits & reason.bit()) != 0;
    }

    /** Adds a reason. @return false when it was there. */
    boolean add(final PauseReason reason) {
        if (holds(reason)) {
            return false;
        }
        bits |= reason.bit();
        metrics.paused(reason);
        return true;
    }

    /** Removes a reason. @return true when it was the last one. */
    boolean remove(final PauseReason reason) {
        if (!holds(reason)) {
            return false;
        }
        bits &= ~reason.bit();
        metrics.resumed(reason);
        return bits == 0;
    }
}
