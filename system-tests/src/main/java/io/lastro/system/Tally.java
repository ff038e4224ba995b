package io.lastro.system;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Counts of one campaign, in the order in which they were first counted. One thread. */
public final class Tally {
    private final String campaign;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /** An empty tally. */
    public Tally(final String campaign) {
        this.campaign = campaign;
    }

    /** Adds to a count. */
    public Tally add(final String what, final long count) {
        counts.merge(what, count, Long::sum);
        return this;
    }

    /** A count; 0 when nothing was counted. */
    public long get(final String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** The campaign and its counts on one line. */
    @Override
    public String toString() {
        final StringJoiner line = new StringJoiner(", ");
        counts.forEach((what, count) -> line.add(String.format("%,d %s", count, what)));
        return String.format("%-10s %s", campaign, line);
    }
}
