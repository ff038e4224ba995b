package io.lastro.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * One quantity, measured once or several times.
 *
 * @param name what was measured.
 * @param unit of the values.
 * @param values one per run, at least one, in the order of the runs.
 * @param bars what it is to reach.
 */
public record Measurement(String name, String unit, List<Double> values, List<Bar> bars) {
    private static final double WHOLE_FROM = 1_000;

    /** Copies the lists. */
    public Measurement {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(name + " was not measured");
        }
        values = List.copyOf(values);
        bars = List.copyOf(bars);
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        final List<Double> sorted = values.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The least. */
    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The greatest. */
    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** The bar of a kind. */
    public Optional<Bar> bar(final Bar.Kind kind) {
        return bars.stream().filter(bar -> bar.kind() == kind).findFirst();
    }

    /** Whether the median reaches the bar of a kind; true when there is none. */
    public boolean reaches(final Bar.Kind kind) {
        return bar(kind).map(bar -> bar.isReachedBy(median())).orElse(true);
    }

    /** A value as it is shown: whole when large, else with three decimals. */
    public static String text(final double value) {
        return Math.abs(value) >= WHOLE_FROM ? String.format("%,.0f", value) : String.format("%.3f", value);
    }

    /** A bar's limit as it is shown. */
    public static String text(final Bar bar) {
        final boolean whole = bar.limit() == Math.rint(bar.limit());
        return (bar.atLeast() ? ">= " : "<= ")
                + (whole ? String.format("%,.0f", bar.limit()) : String.format("%.1f", bar.limit()));
    }
}
