package io.lastro.node.audit;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Prometheus metrics of the auditor, read when scraped. Any thread. */
final class AuditMetrics extends Collector {
    private static final double NS_PER_SECOND = 1e9;

    private final Auditor auditor;

    AuditMetrics(final Auditor auditor) {
        this.auditor = auditor;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        final List<MetricFamilySamples> all = new ArrayList<>();
        gauge(all, "lastro_audit_lag_sequences", "Released sequences without a leaf in the tree", auditor.lag());
        gauge(
                all,
                "lastro_audit_unsigned_sequences",
                "Released sequences that no signed checkpoint covers",
                auditor.unsignedSequences());
        gauge(
                all,
                "lastro_audit_unsigned_seconds",
                "Age of the oldest event that no signed checkpoint covers; 0 when there is none",
                auditor.unsignedNs() / NS_PER_SECOND);
        gauge(
                all,
                "lastro_audit_unsigned_alarm",
                "1 when events stay unsigned for longer than audit.unsigned-alarm-seconds, else 0",
                auditor.unsignedAlarm() ? 1 : 0);
        gauge(
                all,
                "lastro_audit_stopped",
                "1 when the auditor has stopped for good, else 0",
                auditor.stoppedFor() == null ? 0 : 1);
        all.add(new CounterMetricFamily(
                "lastro_audit_checkpoints", "Checkpoints met in the journal since the start", auditor.checkpoints()));
        final CounterMetricFamily signatures = new CounterMetricFamily(
                "lastro_audit_signatures", "Attempts to sign a checkpoint since the start", List.of("result"));
        signatures.addMetric(List.of("ok"), auditor.signatures());
        signatures.addMetric(List.of("failed"), auditor.signatureFailures());
        all.add(signatures);
        return all;
    }

    private static void gauge(
            final List<MetricFamilySamples> all, final String name, final String help, final double value) {
        all.add(new GaugeMetricFamily(name, help, value));
    }
}
