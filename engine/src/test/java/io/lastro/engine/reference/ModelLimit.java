package io.lastro.engine.reference;

import io.lastro.engine.embedded.LimitRaise;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/** One limit in force on the debits of an account, what it has counted, and the raise that waits. */
final class ModelLimit {
    /** Sequence of the command that set it first: tells it from one that was removed and set again. */
    final long begunBy;

    /** Bound: minor units, or a number of debits. */
    BigInteger value;

    /** Transfer codes that count; empty = all. */
    List<Integer> codes;

    /** Raise or removal to come; null = none. */
    LimitRaise waiting;

    /** Grows whenever counting begins anew in another window: tells a count from an earlier one of the same window. */
    int counter;

    private Long countedWindow;
    private BigInteger counted = BigInteger.ZERO;

    ModelLimit(final long begunBy, final BigInteger value, final List<Integer> codes) {
        this.begunBy = begunBy;
        this.value = value;
        this.codes = codes;
    }

    /** Another object with the same values. */
    ModelLimit copy() {
        final ModelLimit copy = new ModelLimit(begunBy, value, codes);
        copy.waiting = waiting;
        copy.counter = counter;
        copy.countedWindow = countedWindow;
        copy.counted = counted;
        return copy;
    }

    /** Whether transfers of a code count. */
    boolean names(final int code) {
        return codes.isEmpty() || codes.contains(code);
    }

    /** What was counted in a window. */
    BigInteger used(final Long window) {
        return window != null && Objects.equals(window, countedWindow) ? counted : BigInteger.ZERO;
    }

    /** Counts in a window, beginning anew when it is another one than before. */
    void count(final Long window, final BigInteger amount) {
        if (!Objects.equals(window, countedWindow)) {
            counter++;
        }
        counted = used(window).add(amount);
        countedWindow = window;
    }
}
