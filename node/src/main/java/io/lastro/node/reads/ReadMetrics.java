package io.lastro.node.reads;

import io.lastro.gateway.RequestKind;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.EnumMap;
import java.util.Map;

/** Metrics of the read model and of the reads that it answers. Any thread. */
final class ReadMetrics {
    private static final double[] SECONDS = {
        0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5
    };
    private static final double NS_PER_SECOND = 1e9;

    private final Map<RequestKind, Histogram.Child> seconds = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, Counter.Child> refused = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, Counter.Child> rows = new EnumMap<>(RequestKind.class);

    ReadMetrics(final CollectorRegistry registry, final ReadModel model, final ReadService service) {
        gauge(registry, "lastro_read_model_sequence", "Last sequence that reads of the model see.", model::sequence);
        gauge(registry, "lastro_read_model_lag_sequences", "Released sequences not yet in the model.", model::lag);
        gauge(
                registry,
                "lastro_read_model_rebuilds",
                "Times the model was built anew since the start.",
                model::rebuilds);
        gauge(
                registry,
                "lastro_read_model_stopped",
                "1 when the model has stopped for good, else 0.",
                () -> model.stoppedFor() == null ? 0 : 1);
        gauge(registry, "lastro_reads_waiting", "Reads behind the gate that wait for a thread.", service::waiting);
        final Histogram byKind = Histogram.build(
                        "lastro_read_seconds", "Time of answered reads of the model, from arrival to reply.")
                .labelNames("kind")
                .buckets(SECONDS)
                .register(registry);
        final Counter refusedByKind = Counter.build(
                        "lastro_reads_refused_total", "Reads of the model that were answered with an error.")
                .labelNames("kind")
                .register(registry);
        final Counter rowsByKind = Counter.build("lastro_read_rows_total", "Rows in answers of the model.")
                .labelNames("kind")
                .register(registry);
        for (final RequestKind kind : RequestKind.values()) {
            if (kind.isModelRead() || kind.isOnceOnly()) { // repeats are answered here too
                seconds.put(kind, byKind.labels(kind.label()));
                refused.put(kind, refusedByKind.labels(kind.label()));
                rows.put(kind, rowsByKind.labels(kind.label()));
            }
        }
    }

    private static void gauge(
            final CollectorRegistry registry,
            final String name,
            final String help,
            final java.util.function.LongSupplier value) {
        Gauge.build(name, help)
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsLong();
                    }
                })
                .register(registry);
    }

    void answered(final RequestKind kind, final long tookNs, final int rowCount) {
        seconds.get(kind).observe(tookNs / NS_PER_SECOND);
        rows.get(kind).inc(rowCount);
    }

    void refused(final RequestKind kind) {
        refused.get(kind).inc();
    }
}
