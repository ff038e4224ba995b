package io.lastro.node;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.hotspot.DefaultExports;
import java.util.ArrayList;
import java.util.List;

/** Prometheus metrics of pipeline, engine and journal, read from their counters when scraped. */
final class NodeMetrics extends Collector {
    private static final double NS_PER_SECOND = 1e9;

    private final LedgerNode node;
    private final SnapshotSchedule snapshots;

    private NodeMetrics(final LedgerNode node, final SnapshotSchedule snapshots) {
        this.node = node;
        this.snapshots = snapshots;
    }

    /** Registers everything that a node exports besides the gateway's own metrics. */
    static void register(final LedgerNode node, final SnapshotSchedule snapshots) {
        node.registry().register(new NodeMetrics(node, snapshots));
        node.registry().register(node.latency());
        DefaultExports.register(node.registry());
    }

    @Override
    public List<MetricFamilySamples> collect() {
        final List<MetricFamilySamples> all = new ArrayList<>();
        final var status = node.pipeline().status();
        gauge(all, "lastro_executed_sequence", "Last sequence that the engine executed", status.executedSequence());
        gauge(
                all,
                "lastro_durable_sequence",
                "Last sequence that is durable",
                node.journal().durableSequence());
        gauge(
                all,
                "lastro_queue_synced_sequence",
                "Last sequence that is synced in Chronicle Queue",
                node.journal().queueSyncedSequence());
        gauge(all, "lastro_accounts", "Accounts in memory", status.accountCount());
        gauge(all, "lastro_transfers", "Transfers ever made", status.transferCount());
        gauge(
                all,
                "lastro_transfer_index_sequence",
                "Last sequence whose transfers are in the index on disk",
                node.transferIndex().storedSequence());
        gauge(
                all,
                "lastro_transfer_index_rebuilds",
                "Times the start threw the transfer index away and built it again; more than 0 is an alarm",
                node.indexRebuilds());
        gauge(all, "lastro_pending_transfers", "Holds that are open", status.pendingCount());
        gauge(
                all,
                "lastro_ring_occupied_slots",
                "Ring slots not yet released",
                node.pipeline().occupiedSlots());
        gauge(
                all,
                "lastro_outcome_ring_used_bytes",
                "Outcome bytes not yet released",
                node.pipeline().outcomes().usedBytes());
        gauge(
                all,
                "lastro_clock_offset_seconds",
                "Ledger time minus wall clock; more than 0.5 either way is an alarm",
                node.clockOffsetNs() / NS_PER_SECOND);
        gauge(
                all,
                "lastro_accepts_writes",
                "1, or 0 at the free-space floor",
                node.journal().acceptsWrites() ? 1 : 0);
        addJournal(all);
        addSnapshots(all);
        return all;
    }

    private void addSnapshots(final List<MetricFamilySamples> all) {
        gauge(
                all,
                "lastro_snapshot_sequence",
                "Sequence of the newest snapshot; 0 = none",
                snapshots.snapshotSequence());
        counter(all, "lastro_snapshots", "Snapshots made since the start", snapshots.made());
        counter(all, "lastro_snapshot_failures", "Snapshots that failed since the start", snapshots.failed());
    }

    private void addJournal(final List<MetricFamilySamples> all) {
        final var counters = node.journal().counters();
        counter(all, "lastro_journal_groups", "Groups committed", counters.groups());
        counter(all, "lastro_journal_frames", "Frames committed", counters.frames());
        counter(all, "lastro_journal_bytes", "Bytes of committed frames", counters.frameBytes());
        counter(all, "lastro_journal_ring_waits", "Commits that waited for the queue's sync", counters.ringWaits());
        counter(
                all,
                "lastro_journal_sync_seconds",
                "Time in syncs that commits waited for",
                counters.ringSyncNs() / NS_PER_SECOND);
        counter(all, "lastro_journal_queue_syncs", "Syncs of Chronicle Queue", counters.queueSyncs());
        counter(
                all,
                "lastro_journal_queue_sync_seconds",
                "Time in syncs of Chronicle Queue",
                counters.queueSyncNs() / NS_PER_SECOND);
        counter(all, "lastro_journal_segments", "Segments begun since the start", counters.segments());
    }

    private static void gauge(
            final List<MetricFamilySamples> all, final String name, final String help, final double value) {
        all.add(new GaugeMetricFamily(name, help, value));
    }

    private static void counter(
            final List<MetricFamilySamples> all, final String name, final String help, final double value) {
        all.add(new CounterMetricFamily(name, help, value));
    }
}
