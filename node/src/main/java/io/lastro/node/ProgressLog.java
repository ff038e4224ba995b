package io.lastro.node;

import io.lastro.journal.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how far a long task on the journal is, once a second. One thread. */
public final class ProgressLog implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final String task;
    private final long startNs = System.nanoTime();
    private long lastNs = startNs;

    /** For a task, named in each line. */
    public ProgressLog(final String task) {
        this.task = task;
    }

    @Override
    public void onProgress(final String phase, final long doneBytes, final long totalBytes, final long records) {
        final long nowNs = System.nanoTime();
        if (nowNs - lastNs >= INTERVAL_NS) {
            lastNs = nowNs;
            LOG.info(
                    "{}: {} {} of {} MiB, {} records, {} records/s",
                    task,
                    phase,
                    doneBytes >> 20,
                    totalBytes >> 20,
                    records,
                    records * INTERVAL_NS / (nowNs - startNs));
        }
    }
}
