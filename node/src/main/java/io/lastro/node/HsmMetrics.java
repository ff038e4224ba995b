package io.lastro.node;

import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmListener;
import io.lastro.hsm.HsmOperation;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.Locale;

/** Calls to the token, for Prometheus. Any thread. */
final class HsmMetrics implements HsmListener {
    private static final double NS_PER_SECOND = 1e9;

    private final Counter calls;
    private final Counter seconds;

    HsmMetrics(final CollectorRegistry registry) {
        calls = Counter.build("lastro_hsm_calls", "Calls to the token; result is ok or the error's code")
                .labelNames("operation", "result")
                .register(registry);
        seconds = Counter.build("lastro_hsm_seconds", "Time in calls to the token, waits for a session included")
                .labelNames("operation")
                .register(registry);
    }

    @Override
    public void onOperation(final HsmOperation operation, final long latencyNs, final HsmErrorCode failure) {
        final String name = operation.name().toLowerCase(Locale.ROOT);
        calls.labels(name, failure == null ? "ok" : failure.name()).inc();
        seconds.labels(name).inc(latencyNs / NS_PER_SECOND);
    }
}
