package io.lastro.node;

import io.lastro.engine.pipeline.RequestKind;
import io.lastro.engine.pipeline.RequestSlot;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * HDR histograms of a request's way through the node, exported to Prometheus as summaries in seconds.
 *
 * <p>Recorded by the RELEASE thread without allocation; read by scrapes. Quantiles are over all requests since the start.
 */
final class StageLatency extends Collector {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999, 0.9999, 1.0};
    private static final double NS_PER_SECOND = 1e9;

    private final Stage execute = new Stage("execute");
    private final Stage durable = new Stage("durable");
    private final Stage release = new Stage("release");
    private final Stage writes = new Stage("total");
    private final Stage reads = new Stage("read_total");

    /** Notes the times of a slot that was answered at {@code releasedNs}, monotonic. RELEASE thread only. */
    void released(final RequestSlot slot, final long releasedNs) {
        execute.record(slot.executedNs() - slot.arrivalNs());
        durable.record(slot.durableNs() - slot.executedNs());
        release.record(releasedNs - slot.durableNs());
        final boolean write = slot.kind() == RequestKind.CREATE_TRANSFERS
                || slot.kind() == RequestKind.CREATE_ACCOUNTS
                || slot.kind() == RequestKind.ADMIN;
        (write ? writes : reads).record(releasedNs - slot.arrivalNs());
    }

    /** Quantile of the whole way of writes since the start, ns. Any thread. */
    long writeQuantileNs(final double quantile) {
        return writes.total().getValueAtPercentile(quantile * 100);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        final List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (final Stage stage : List.of(execute, durable, release, writes, reads)) {
            stage.sample(samples);
        }
        return List.of(new MetricFamilySamples(
                "lastro_request_stage_seconds",
                Type.SUMMARY,
                "Time of requests in each stage of the node; total is from arrival to the reply handed to the socket",
                samples));
    }

    private static final class Stage {
        private final String name;
        private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
        private final Histogram total = new Histogram(HIGHEST_NS, DIGITS);
        private Histogram interval;
        private double sumSeconds;

        Stage(final String name) {
            this.name = name;
        }

        void record(final long ns) {
            recorder.recordValue(Math.max(0, Math.min(HIGHEST_NS, ns)));
        }

        synchronized Histogram total() {
            interval = recorder.getIntervalHistogram(interval);
            total.add(interval);
            sumSeconds += interval.getMean() * interval.getTotalCount() / NS_PER_SECOND;
            return total.copy();
        }

        synchronized void sample(final List<MetricFamilySamples.Sample> samples) {
            final Histogram all = total();
            for (final double quantile : QUANTILES) {
                samples.add(new MetricFamilySamples.Sample(
                        "lastro_request_stage_seconds",
                        List.of("stage", "quantile"),
                        List.of(name, Collector.doubleToGoString(quantile)),
                        all.getValueAtPercentile(quantile * 100) / NS_PER_SECOND));
            }
            samples.add(new MetricFamilySamples.Sample(
                    "lastro_request_stage_seconds_count", List.of("stage"), List.of(name), all.getTotalCount()));
            samples.add(new MetricFamilySamples.Sample(
                    "lastro_request_stage_seconds_sum", List.of("stage"), List.of(name), sumSeconds));
        }
    }
}
