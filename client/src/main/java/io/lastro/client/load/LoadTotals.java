package io.lastro.client.load;

import io.lastro.client.ConnectionStats;
import io.lastro.protocol.CreateTransferResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Sums over the connections of a run. Driver's thread only. */
final class LoadTotals {
    private final Histogram transfers = LatencySeries.newTotal();
    private final Histogram pix = LatencySeries.newTotal();
    private final Histogram balance = LatencySeries.newTotal();
    private final Map<CreateTransferResult, Long> byResult = new EnumMap<>(CreateTransferResult.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private ConnectionStats stats = ConnectionStats.NONE;
    private Throwable firstFailure;
    private long measuredTransfers;
    private long measuredRequests;
    private long resentExists;
    private long unknownTransfers;
    private long elapsedNs;

    /** Takes in what came since the last call; returns the latencies of the transfers in it. */
    Histogram collect(final List<LoadConnection> connections, final BalanceProbe probe) {
        final Histogram second = LatencySeries.newTotal();
        final Histogram ignored = LatencySeries.newTotal();
        for (final LoadConnection connection : connections) {
            connection.transfers().collect(second, transfers);
            connection.pix().collect(ignored, pix);
        }
        if (probe != null) {
            probe.latencies().collect(ignored, balance);
        }
        return second;
    }

    void finish(final LoadPhase phase, final List<LoadConnection> connections, final BalanceProbe probe) {
        collect(connections, probe);
        long lastReplyNs = phase.measureFromNs();
        for (final LoadConnection connection : connections) {
            final LoadCounts counts = connection.counts();
            for (final CreateTransferResult result : CreateTransferResult.values()) {
                final long count = counts.byResult(result);
                if (count > 0) {
                    byResult.merge(result, count, Long::sum);
                }
            }
            counts.errors().forEach((name, count) -> errors.merge(name, count, Long::sum));
            measuredTransfers += counts.measuredTransfers();
            measuredRequests += counts.measuredRequests();
            resentExists += counts.resentExists();
            unknownTransfers += counts.unknownTransfers();
            if (counts.lastReplyNs() != Long.MIN_VALUE) {
                lastReplyNs = Math.max(lastReplyNs, counts.lastReplyNs());
            }
            stats = stats.plus(connection.connection().stats());
        }
        if (probe != null && probe.failures() > 0) {
            errors.merge("balance reads without an answer", probe.failures(), Long::sum);
        }
        elapsedNs = lastReplyNs - phase.measureFromNs();
        firstFailure = phase.firstFailure();
    }

    Map<String, Histogram> histograms() {
        final Map<String, Histogram> all = new java.util.LinkedHashMap<>();
        all.put(LoadReport.TRANSFERS, transfers);
        if (balance.getTotalCount() > 0) {
            all.put(LoadReport.BALANCE, balance);
        }
        if (pix.getTotalCount() > 0) {
            all.put(LoadReport.PIX, pix);
        }
        return all;
    }

    Map<CreateTransferResult, Long> byResult() {
        return byResult;
    }

    Map<String, Long> errors() {
        return errors;
    }

    ConnectionStats stats() {
        return stats;
    }

    Throwable firstFailure() {
        return firstFailure;
    }

    long measuredTransfers() {
        return measuredTransfers;
    }

    long measuredRequests() {
        return measuredRequests;
    }

    long resentExists() {
        return resentExists;
    }

    long unknownTransfers() {
        return unknownTransfers;
    }

    long elapsedNs() {
        return elapsedNs;
    }
}
