package io.lastro.system.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param violations the first ones, in the order in which they were found.
 * @param violationCount how many there are in all.
 * @param writes answered writes.
 * @param reads answered reads and lookups.
 * @param unknown writes without answer.
 * @param unknownFound those of them that are in the log.
 * @param values counters and looked-up transfers that were compared with the log.
 */
public record HistoryReport(
        List<HistoryViolation> violations,
        long violationCount,
        long writes,
        long reads,
        long unknown,
        long unknownFound,
        long values) {
    private static final int TOLD = 10;

    /** Whether every promise was kept. */
    public boolean good() {
        return violationCount == 0;
    }

    /** The first sentences, one a line. */
    public String firstSentences() {
        return violations.stream().limit(TOLD).map(HistoryViolation::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d writes, %,d reads, %,d without answer (%,d of them executed), %,d values, %,d violations",
                writes,
                reads,
                unknown,
                unknownFound,
                values,
                violationCount);
    }
}
