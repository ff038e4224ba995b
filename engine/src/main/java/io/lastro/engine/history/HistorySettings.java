package io.lastro.engine.history;

import io.lastro.protocol.ProtocolLimits;

/**
 * How much the engine keeps in memory in front of its history.
 *
 * @param history         where the rest goes; null keeps everything in memory.
 * @param recentTransfers newest transfers, and newest burned ids, that stay in memory.
 * @param filterBytes     memory of the {@link HistoryFilter}.
 */
public record HistorySettings(TransferHistory history, int recentTransfers, long filterBytes) {
    /** Everything stays in memory. */
    public static final HistorySettings NONE = new HistorySettings(null, 0, 0);

    /** Most recent transfers. */
    public static final int MAX_RECENT_TRANSFERS = 1 << 28;

    private static final int BATCHES = 2;

    /** Checks the settings. */
    public HistorySettings {
        if (recentTransfers < 0 || recentTransfers > MAX_RECENT_TRANSFERS) {
            throw new IllegalArgumentException("recentTransfers must be 0 to " + MAX_RECENT_TRANSFERS);
        }
    }

    /** Rows of the ring: those that stay, those of two runs on their way, and two batches; a power of two. */
    public int ringRows() {
        final long rows = recentTransfers + 2L * history.runRows() + (long) BATCHES * ProtocolLimits.MAX_BATCH_EVENTS;
        return (int) Math.min(1L << 30, Long.highestOneBit(rows - 1) << 1);
    }
}
