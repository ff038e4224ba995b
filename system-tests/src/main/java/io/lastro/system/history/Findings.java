package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Violations found so far; only the first ones are kept whole. */
final class Findings {
    private static final int KEPT = 1_000;

    private final History history;
    private final List<HistoryViolation> kept = new ArrayList<>();

    Findings(final History history) {
        this.history = history;
    }

    /** Adds one; each %s of the format takes an operation, as long as there are any, then the other values. */
    void add(final Kind kind, final int[] operations, final String format, final Object... values) {
        if (kept.size() == KEPT) {
            return;
        }
        final List<Operation> named =
                Arrays.stream(operations).mapToObj(history::operation).toList();
        final List<Object> arguments = new ArrayList<>(named);
        arguments.addAll(Arrays.asList(values));
        kept.add(new HistoryViolation(kind, named, String.format(Locale.ROOT, format, arguments.toArray())));
    }

    List<HistoryViolation> kept() {
        return List.copyOf(kept);
    }
}
