package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import java.util.List;
import java.util.function.Supplier;

/**
 * The first step of a history at which two ledgers answer differently.
 *
 * @param index of the step.
 * @param sort roughly which difference it is, so that a shortened history keeps showing the same one.
 * @param expected what the first ledger answered.
 * @param actual what the second one answered.
 */
record Difference(int index, String sort, String expected, String actual) {
    /** Runs a history on two new ledgers; null when all answers are equal. */
    static Difference of(
            final List<Step> history, final Supplier<? extends Ledger> first, final Supplier<? extends Ledger> second) {
        final Ledger one = first.get();
        final Ledger other = second.get();
        for (int i = 0; i < history.size(); i++) {
            final Difference difference = at(i, history.get(i), one, other);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** Runs one step on both ledgers; null when the answers are equal. */
    static Difference at(final int index, final Step step, final Ledger one, final Ledger other) {
        final String expected = step.run(one);
        final String actual = step.run(other);
        return expected.equals(actual) ? null : new Difference(index, sort(step, expected, actual), expected, actual);
    }

    private static String sort(final Step step, final String expected, final String actual) {
        final String asked = step.show().split("[\\n(]", 2)[0];
        return asked + refusal(expected) + refusal(actual);
    }

    private static String refusal(final String answer) {
        return answer.startsWith("malformed") ? " malformed" : answer.startsWith("threw") ? " threw" : " answered";
    }
}
