package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Runs histories against the model and another ledger, and explains the first difference. */
final class Histories {
    private static final int REQUESTS_OF_A_HISTORY = 150;
    private static final int REQUESTS_OF_A_LONG_HISTORY = 3_000;
    private static final int LONG_EVERY = 100;
    private static final int LONG_PLACE = 21;

    private final Supplier<? extends Ledger> subject;
    private final Coverage coverage;

    Histories(final Supplier<? extends Ledger> subject, final Coverage coverage) {
        this.subject = subject;
        this.coverage = coverage;
    }

    /**
     * Runs the history of one seed.
     *
     * @return number of requests that it had.
     * @throws HistoryError with the shortened history when the ledgers differ.
     */
    int run(final long seed) {
        final ReferenceLedger model = new ReferenceLedger();
        final Ledger counted = new CountingLedger(model, coverage);
        final Ledger other = subject.get();
        final Generator generator = new Generator(seed, model);
        final List<Step> history = new ArrayList<>();
        final boolean isLong = Math.floorMod(seed, LONG_EVERY) == LONG_PLACE;
        final int wanted = isLong ? REQUESTS_OF_A_LONG_HISTORY : REQUESTS_OF_A_HISTORY;
        int requests = 0;
        while (requests < wanted) {
            final Step step = generator.next(history.size());
            requests += step instanceof Step.Clock ? 0 : 1;
            runBoth(seed, step, history, counted, other);
        }
        for (final Step read : generator.everything()) {
            runBoth(seed, read, history, counted, other);
            requests++;
        }
        return requests;
    }

    private void runBoth(
            final long seed, final Step step, final List<Step> history, final Ledger counted, final Ledger other) {
        history.add(step);
        final Difference difference = Difference.at(history.size() - 1, step, counted, other);
        if (difference != null) {
            final Shrinker shrinker = new Shrinker(history, difference, ReferenceLedger::new, subject);
            throw new HistoryError(seed, history.size(), shrinker.shrink(), shrinker.difference());
        }
    }
}
