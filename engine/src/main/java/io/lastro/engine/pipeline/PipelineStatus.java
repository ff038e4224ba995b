package io.lastro.engine.pipeline;

import io.lastro.engine.LedgerEngine;

/**
 * What other threads may know of the engine: counters published by LEDGER after each slot.
 *
 * <p>Written by the LEDGER thread only; one volatile store per slot publishes all values. Readable from any thread,
 * each value for itself.
 */
public final class PipelineStatus {
    private long executedSequence;
    private long ledgerTimeNs;
    private long nextExpiryNs = Long.MAX_VALUE;
    private long accountCount;
    private long transferCount;
    private long pendingCount;
    private volatile long slotsDone;

    PipelineStatus() {}

    private boolean seen() {
        return slotsDone >= 0; // a volatile read: what was stored before the last publication is visible behind it
    }

    void executed(final LedgerEngine engine, final long nowNs) {
        executedSequence = engine.lastSequence();
        ledgerTimeNs = Math.max(nowNs, engine.lastTimestampNs());
        nextExpiryNs = engine.nextExpiryNs();
        accountCount = engine.accountCount();
        transferCount = engine.transferCount();
        pendingCount = engine.pendingCount();
        slotsDone = slotsDone + 1; // publishes the plain stores above: readers look at it first
    }

    /** Last sequence that the engine executed; may not be durable yet. */
    public long executedSequence() {
        return seen() ? executedSequence : 0;
    }

    /** Ledger time of the last slot, ns. */
    public long ledgerTimeNs() {
        return seen() ? ledgerTimeNs : 0;
    }

    /** When the next hold expires, ns; Long.MAX_VALUE when none does. */
    public long nextExpiryNs() {
        return seen() ? nextExpiryNs : 0;
    }

    /** Accounts in memory. */
    public long accountCount() {
        return seen() ? accountCount : 0;
    }

    /** Transfers in memory. */
    public long transferCount() {
        return seen() ? transferCount : 0;
    }

    /** Holds that are open. */
    public long pendingCount() {
        return seen() ? pendingCount : 0;
    }

    /** Slots that LEDGER has finished since the start: stands still only when the stage does or nothing comes. */
    public long slotsDone() {
        return slotsDone;
    }
}
