package io.lastro.engine.reference;

import java.util.List;
import java.util.stream.Collectors;

/** Two ledgers differ: the smallest history found that shows it, and both answers. */
final class HistoryError extends AssertionError {
    private final transient List<Step> smallest;

    HistoryError(final long seed, final int steps, final List<Step> smallest, final Difference difference) {
        super("seed " + seed + ": differs after " + steps + " steps; the smallest history that differs:\n"
                + smallest.stream().map(Step::show).collect(Collectors.joining("\n"))
                + "\nthe model answers\n" + difference.expected()
                + "\nthe other answers\n" + difference.actual());
        this.smallest = smallest;
    }

    /** The smallest history. */
    List<Step> smallest() {
        return smallest;
    }
}
