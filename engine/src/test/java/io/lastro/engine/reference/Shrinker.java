package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes a history that shows a difference smaller while it still shows one. */
final class Shrinker {
    private static final int MOST_RUNS = 6_000;
    private static final long MOST_NS = 40_000_000_000L;

    private final Supplier<? extends Ledger> first;
    private final Supplier<? extends Ledger> second;
    private final long deadlineNs = System.nanoTime() + MOST_NS;
    private List<Step> smallest;
    private Difference difference;
    private int runs;

    Shrinker(
            final List<Step> history,
            final Difference difference,
            final Supplier<? extends Ledger> first,
            final Supplier<? extends Ledger> second) {
        this.first = first;
        this.second = second;
        this.difference = difference;
        smallest = new ArrayList<>(history.subList(0, difference.index() + 1));
    }

    /** Tries to leave out steps, then events, in ever smaller pieces, until nothing more can go. */
    List<Step> shrink() {
        readMoreGenerally();
        boolean smaller = true;
        while (smaller && mayRun()) {
            final boolean fewerSteps = leaveOutSteps();
            final boolean fewerEvents = leaveOutEvents();
            smaller = fewerSteps || fewerEvents;
        }
        return smallest;
    }

    /** The difference that the smallest history shows. */
    Difference difference() {
        return difference;
    }

    /** Reads that name a sequence or an instant show nothing once events are left out before them. */
    private void readMoreGenerally() {
        final int last = smallest.size() - 1;
        for (final Step read : ReadGen.general()) {
            final List<Step> candidate = replaced(last, read);
            final Difference found =
                    smallest.get(last) instanceof Step.Read ? Difference.of(candidate, first, second) : null;
            if (found != null && found.index() == last) {
                difference = found;
                smallest = candidate;
                return;
            }
        }
    }

    private boolean mayRun() {
        return runs < MOST_RUNS && System.nanoTime() < deadlineNs;
    }

    private boolean leaveOutSteps() {
        boolean smaller = false;
        for (int piece = Math.max(1, smallest.size() / 2); piece >= 1; piece /= 2) {
            for (int from = smallest.size() - piece; from >= 0; from -= piece) {
                // A difference that comes earlier has cut off the end meanwhile.
                if (from + piece <= smallest.size()) {
                    smaller |= take(Step.cut(smallest, from, from + piece));
                }
            }
        }
        return smaller;
    }

    private boolean leaveOutEvents() {
        boolean smaller = false;
        for (int i = smallest.size() - 1; i >= 0; i--) {
            int piece = i < smallest.size() ? Math.max(1, smallest.get(i).size() / 2) : 0;
            while (piece >= 1) {
                for (int from = 0;
                        i < smallest.size() && from + piece <= smallest.get(i).size();
                        from += piece) {
                    final Step less = smallest.get(i).without(from, from + piece);
                    if (less != null && take(replaced(i, less))) {
                        smaller = true;
                        from -= piece;
                    }
                }
                piece /= 2;
            }
        }
        return smaller;
    }

    private List<Step> replaced(final int index, final Step step) {
        final List<Step> history = new ArrayList<>(smallest);
        history.set(index, step);
        return history;
    }

    private boolean take(final List<Step> candidate) {
        if (candidate.isEmpty() || !mayRun()) {
            return false;
        }
        runs++;
        final Difference found = Difference.of(candidate, first, second);
        if (found == null || !found.sort().equals(difference.sort())) {
            return false;
        }
        difference = found;
        smallest = new ArrayList<>(candidate.subList(0, found.index() + 1));
        return true;
    }
}
