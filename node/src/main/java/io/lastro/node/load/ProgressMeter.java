package io.lastro.node.load;

import java.util.concurrent.TimeUnit;

/** Tells a listener about once a second how far one phase is. One thread. */
final class ProgressMeter {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final LoadListener listener;
    private final LoadProgress.Phase phase;
    private final long totalRows;
    private final long startNs = System.nanoTime();
    private long firstRows = -1;
    private long toldNs = startNs;

    ProgressMeter(final LoadListener listener, final LoadProgress.Phase phase, final long totalRows) {
        this.listener = listener;
        this.phase = phase;
        this.totalRows = totalRows;
    }

    void rows(final long rows) {
        if (firstRows < 0) {
            firstRows = rows;
        }
        if (System.nanoTime() - toldNs >= INTERVAL_NS) {
            tell(rows);
        }
    }

    void tell(final long rows) {
        toldNs = System.nanoTime();
        final long elapsedMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(toldNs - startNs));
        final long perSecond = (rows - Math.max(0, firstRows)) * 1000 / elapsedMs;
        final long eta = perSecond == 0 ? 0 : Math.max(0, (totalRows - rows + perSecond - 1) / perSecond);
        listener.onProgress(new LoadProgress(phase, rows, totalRows, perSecond, totalRows == 0 ? 0 : eta));
    }
}
