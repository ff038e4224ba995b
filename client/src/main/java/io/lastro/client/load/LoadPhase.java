package io.lastro.client.load;

import io.lastro.client.ClientException;

/** When a run starts, measures and ends; shared by its connections. Thread-safe. */
final class LoadPhase {
    private final long startNs;
    private final long measureFromNs;
    private final long endNs;
    private volatile boolean stopped;
    private volatile Throwable firstFailure;

    /** All as nanoTime; end is Long.MAX_VALUE for a run by count. */
    LoadPhase(final long startNs, final long measureFromNs, final long endNs) {
        this.startNs = startNs;
        this.measureFromNs = measureFromNs;
        this.endNs = endNs;
    }

    long startNs() {
        return startNs;
    }

    long measureFromNs() {
        return measureFromNs;
    }

    boolean isMeasured(final long intendedNs) {
        return intendedNs - measureFromNs >= 0;
    }

    boolean isOver(final long intendedNs) {
        return stopped || endNs != Long.MAX_VALUE && intendedNs - endNs >= 0;
    }

    void stop() {
        stopped = true;
    }

    /** Ends the run; the first cause is kept. */
    synchronized void fail(final Throwable cause) {
        firstFailure = firstFailure == null ? cause : firstFailure;
        stopped = true;
    }

    /** What ended the run early; null = nothing. */
    Throwable firstFailure() {
        return firstFailure;
    }

    /** True when going on is pointless. */
    static boolean isFatal(final ClientException cause) {
        return cause instanceof io.lastro.client.LostAcknowledgementException;
    }
}
