package io.lastro.client.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Latencies of one kind on one connection: recorded by its loop, collected by the driver's thread. */
final class LatencySeries {
    private static final long LOWEST_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(LOWEST_NS, HIGHEST_NS, DIGITS);
    private Histogram interval;

    static Histogram newTotal() {
        return new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);
    }

    /** Loop only. */
    void record(final long latencyNs) {
        recorder.recordValue(Math.min(HIGHEST_NS, Math.max(0, latencyNs)));
    }

    /** Adds what came since the last call to both. Driver's thread only. */
    void collect(final Histogram second, final Histogram total) {
        interval = recorder.getIntervalHistogram(interval);
        second.add(interval);
        total.add(interval);
    }
}
