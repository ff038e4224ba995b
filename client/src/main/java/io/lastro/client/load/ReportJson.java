package io.lastro.client.load;

import io.lastro.client.ConnectionStats;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A report as JSON, for machines. */
final class ReportJson {
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final int FIRST_PRINTABLE = 0x20;

    private ReportJson() {}

    static String of(final LoadReport report) {
        final StringJoiner object = new StringJoiner(",\n  ", "{\n  ", "\n}\n");
        object.add(text("summary", report.summary()));
        object.add(String.format(Locale.ROOT, "\"seconds\": %.3f", report.elapsedNs() / NS_PER_S));
        object.add("\"transfers\": " + report.measuredTransfers());
        object.add("\"requests\": " + report.measuredRequests());
        object.add(String.format(Locale.ROOT, "\"transfersPerSecond\": %.1f", report.ratePerSecond()));
        object.add("\"acknowledged\": " + report.acknowledged());
        final StringJoiner results = new StringJoiner(", ", "\"results\": {", "}");
        report.resultCounts().forEach((result, count) -> results.add(quote(result.wireName()) + ": " + count));
        object.add(results.toString());
        final StringJoiner errors = new StringJoiner(", ", "\"errors\": {", "}");
        report.errors().forEach((name, count) -> errors.add(quote(name) + ": " + count));
        object.add(errors.toString());
        object.add("\"unknown\": " + report.unknownTransfers());
        object.add("\"resentExists\": " + report.resentExists());
        object.add(connections(report.connectionStats()));
        object.add(latencies(report));
        object.add(promises(report));
        object.add(text(
                "endedEarly",
                report.firstFailure() == null ? "" : report.firstFailure().getMessage()));
        return object.toString();
    }

    private static String connections(final ConnectionStats stats) {
        return String.format(
                Locale.ROOT,
                "\"connections\": {\"logons\": %d, \"lost\": %d, \"resentRequests\": %d, \"busy\": %d, "
                        + "\"violations\": %d, \"lateReplies\": %d}",
                stats.logons(),
                stats.lost(),
                stats.resentRequests(),
                stats.busyReplies(),
                stats.violations(),
                stats.lateReplies());
    }

    private static String latencies(final LoadReport report) {
        final StringJoiner all = new StringJoiner(",\n    ", "\"latencyMs\": {\n    ", "\n  }");
        report.histograms().forEach((name, histogram) -> all.add(quote(name) + ": " + percentiles(histogram)));
        return all.toString();
    }

    private static String percentiles(final Histogram histogram) {
        final StringJoiner values = new StringJoiner(", ", "{", "}");
        values.add("\"count\": " + histogram.getTotalCount());
        for (final double percentile : LoadReport.PERCENTILES) {
            final String name = percentile == 100
                    ? "max"
                    : "p" + Double.toString(percentile).replaceAll("\\.0$", "");
            values.add(String.format(
                    Locale.ROOT, "\"%s\": %.3f", name, histogram.getValueAtPercentile(percentile) / NS_PER_MS));
        }
        return values.toString();
    }

    private static String promises(final LoadReport report) {
        final StringJoiner all = new StringJoiner(", ", "\"promises\": [", "]");
        for (final Promise promise : report.settings().promises()) {
            final Histogram histogram = report.histograms().get(promise.series());
            final String kept = histogram == null ? "null" : Boolean.toString(promise.isKept(histogram));
            all.add("{" + text("name", promise.name()) + ", " + text("series", promise.series()) + ", \"kept\": " + kept
                    + "}");
        }
        return all.toString();
    }

    private static String text(final String name, final String value) {
        return quote(name) + ": " + quote(value == null ? "" : value);
    }

    private static String quote(final String value) {
        final StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
