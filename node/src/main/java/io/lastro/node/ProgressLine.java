package io.lastro.node;

import io.lastro.journal.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** Tells on stderr, once a second, how far a command is, how fast, and when it will be through. One thread. */
public final class ProgressLine implements Progress {
    private static final long INTERVAL_NS = 1_000_000_000L;
    private static final double NS_PER_SECOND = 1e9;

    private final String task;
    private final PrintStream out;
    private final long intervalNs;
    private final long startNs = System.nanoTime();
    private long lastNs = startNs;

    /** For a command, named in each line. */
    public ProgressLine(final String task) {
        this(task, System.err, INTERVAL_NS);
    }

    ProgressLine(final String task, final PrintStream out, final long intervalNs) {
        this.task = task;
        this.out = out;
        this.intervalNs = intervalNs;
    }

    @Override
    public void onProgress(final String phase, final long doneBytes, final long totalBytes, final long records) {
        final long nowNs = System.nanoTime();
        if (nowNs - lastNs < intervalNs || totalBytes <= 0) {
            return;
        }
        lastNs = nowNs;
        final double seconds = Math.max(1, nowNs - startNs) / NS_PER_SECOND;
        final double left = doneBytes <= 0 ? 0 : seconds * Math.max(0, totalBytes - doneBytes) / doneBytes;
        out.printf(
                Locale.ROOT,
                "%s: %s %d of %d MiB (%d %%), %.0f MiB/s%s, %.0f s left%n",
                task,
                phase,
                doneBytes >> 20,
                totalBytes >> 20,
                Math.min(100, doneBytes * 100 / totalBytes),
                (doneBytes >> 20) / seconds,
                records == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %d records, %.0f records/s", records, records / seconds),
                left);
    }
}
