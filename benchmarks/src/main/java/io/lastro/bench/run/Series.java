package io.lastro.bench.run;

import io.lastro.bench.result.Bar;
import io.lastro.bench.result.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Collects the values of several runs, by name. */
final class Series {
    static final double NS_PER_US = 1e3;
    static final double NS_PER_MS = 1e6;
    static final double NS_PER_SECOND = 1e9;

    private final Map<String, String> units = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, List<Bar>> bars = new LinkedHashMap<>();

    /** Adds the value of one run; bars are those of the first time. */
    Series add(final String name, final String unit, final double value, final Bar... allBars) {
        units.putIfAbsent(name, unit);
        bars.putIfAbsent(name, List.of(allBars));
        values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
        return this;
    }

    /** Adds a percentile of one run, in ms. */
    Series addMs(final String name, final Histogram histogram, final double percentile, final Bar... allBars) {
        return add(name, "ms", histogram.getValueAtPercentile(percentile) / NS_PER_MS, allBars);
    }

    List<Measurement> measurements() {
        return values.entrySet().stream()
                .map(entry -> new Measurement(
                        entry.getKey(), units.get(entry.getKey()), entry.getValue(), bars.get(entry.getKey())))
                .toList();
    }
}
