package io.lastro.client.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The percentile curves of a report as one SVG file that needs nothing else: percentiles to the right (each step one
 * nine more), latency upwards, both logarithmic; promises as dashed lines.
 */
final class LatencyPlot {
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int LEFT = 80;
    private static final int RIGHT = 30;
    private static final int TOP = 60;
    private static final int BOTTOM = 60;
    private static final double NINES = 5; // the axis ends at 99.999 %
    private static final int STEPS_PER_NINE = 24;
    private static final double LOWEST_MS = 0.001;
    private static final List<String> COLOURS = List.of("#1663b5", "#c2410c", "#15803d");

    private final LoadReport report;
    private final StringBuilder svg = new StringBuilder();
    private double lowestMs = Double.MAX_VALUE;
    private double highestMs = LOWEST_MS;

    private LatencyPlot(final LoadReport report) {
        this.report = report;
    }

    static String svg(final LoadReport report) {
        return new LatencyPlot(report).draw();
    }

    private String draw() {
        findRange();
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\">",
                WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        line(
                "<text x=\"%d\" y=\"22\" font-size=\"15\">%,.0f transfers/s: latency by percentile</text>",
                LEFT, report.ratePerSecond());
        line("<text x=\"%d\" y=\"40\" fill=\"#555\">%s</text>", LEFT, escape(report.summary()));
        drawPercentileAxis();
        drawLatencyAxis();
        drawPromises();
        int index = 0;
        for (final Map.Entry<String, Histogram> entry : report.histograms().entrySet()) {
            drawSeries(entry.getKey(), entry.getValue(), index++);
        }
        line("</svg>");
        return svg.toString();
    }

    private void findRange() {
        for (final Histogram histogram : report.histograms().values()) {
            if (histogram.getTotalCount() > 0) {
                lowestMs = Math.min(lowestMs, histogram.getValueAtPercentile(0) / NS_PER_MS);
                highestMs = Math.max(highestMs, histogram.getMaxValue() / NS_PER_MS);
            }
        }
        lowestMs = Math.pow(10, Math.floor(Math.log10(Math.max(LOWEST_MS, Math.min(lowestMs, highestMs)))));
        for (final Promise promise : report.settings().promises()) {
            if (report.histograms().containsKey(promise.series())) {
                highestMs = Math.max(highestMs, promise.limitNs() / NS_PER_MS);
            }
        }
        highestMs = Math.pow(10, Math.ceil(Math.log10(Math.max(highestMs, lowestMs * 10))));
    }

    private void drawPercentileAxis() {
        final String[] names = {"0", "90", "99", "99.9", "99.99", "99.999"};
        for (int nine = 0; nine < names.length; nine++) {
            final double x = x(nine);
            line("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ddd\"/>", x, TOP, x, HEIGHT - BOTTOM);
            line("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s %%</text>", x, HEIGHT - BOTTOM + 18, names[nine]);
        }
    }

    private void drawLatencyAxis() {
        for (double ms = lowestMs; ms <= highestMs * 1.01; ms *= 10) {
            final double y = y(ms);
            line("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT, y);
            final String text = ms >= 1
                    ? String.format(Locale.ROOT, "%,.0f ms", ms)
                    : String.format(Locale.ROOT, "%.0f us", ms * 1000);
            line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, text);
        }
    }

    private void drawPromises() {
        for (final Promise promise : report.settings().promises()) {
            final Histogram histogram = report.histograms().get(promise.series());
            if (histogram == null) {
                continue;
            }
            final double y = y(promise.limitNs() / NS_PER_MS);
            line(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#b91c1c\" "
                            + "stroke-dasharray=\"6 4\"/>",
                    LEFT, y, WIDTH - RIGHT, y);
            line(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#b91c1c\">%s: %s</text>",
                    WIDTH - RIGHT, y - 4, escape(promise.name()), promise.isKept(histogram) ? "kept" : "BROKEN");
        }
    }

    private void drawSeries(final String name, final Histogram histogram, final int index) {
        final String colour = COLOURS.get(index % COLOURS.size());
        final StringBuilder points = new StringBuilder();
        for (int step = 0; step <= NINES * STEPS_PER_NINE && histogram.getTotalCount() > 0; step++) {
            final double nines = step / (double) STEPS_PER_NINE;
            final double percentile = 100 * (1 - Math.pow(10, -nines));
            final double ms = histogram.getValueAtPercentile(percentile) / NS_PER_MS;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(nines), y(ms)));
        }
        line(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
                colour, points.toString().trim());
        line(
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s: p99 %.3f ms, max %.3f ms</text>",
                LEFT + 12,
                TOP + 18 + 16 * index,
                colour,
                name,
                histogram.getValueAtPercentile(99) / NS_PER_MS,
                histogram.getMaxValue() / NS_PER_MS);
    }

    private double x(final double nines) {
        return LEFT + nines / NINES * (WIDTH - LEFT - RIGHT);
    }

    private double y(final double ms) {
        final double range = Math.log10(highestMs) - Math.log10(lowestMs);
        final double share = (Math.log10(Math.max(ms, lowestMs)) - Math.log10(lowestMs)) / range;
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void line(final String format, final Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
