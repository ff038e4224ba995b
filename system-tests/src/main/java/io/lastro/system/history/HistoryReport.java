package io.lastro.system.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param violations in the order in which they were found, the first thousand.
 * @param writes answered writes.
 * @param reads answered reads and lookups.
 * @param unknown writes without answer.
 * @param unknownFound those of them that are in the log.
 * @param values counters and looked-up transfers that were compared with the log.
 * @param firstSequence where the log was new to the checker.
 * @param endSequence where the log ends.
 */
public record HistoryReport(
        List<HistoryViolation> violations,
        long writes,
        long reads,
        long unknown,
        long unknownFound,
        long values,
        long firstSequence,
        long endSequence) {
    private static final int TOLD = 10;

    /** Whether every promise was kept. */
    public boolean good() {
        return violations.isEmpty();
    }

    /** The first sentences, one a line. */
    public String firstSentences() {
        return violations.stream().limit(TOLD).map(HistoryViolation::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d writes, %,d reads, %,d without answer (%,d of them executed), sequences %,d to %,d, %,d values: %s",
                writes,
                reads,
                unknown,
                unknownFound,
                firstSequence,
                endSequence,
                values,
                good() ? "strictly serializable" : violations.size() + " violations");
    }
}
