package io.lastro.node.load;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a load has done so far; kept in the state file, so that a load in two runs reports as one. One thread. */
final class LoadTally {
    /** What is counted. */
    enum Count {
        ROWS,
        LOADED,
        EXISTING,
        REJECTED,
        STATED,
        AGREEING,
        DIFFERING,
        DIFFERENCES_BEGUN
    }

    /** What is added up, in minor units. */
    enum Sum {
        LOADED_AMOUNT,
        EXISTING_AMOUNT,
        CUSTOMER_CREDITS,
        CUSTOMER_DEBITS
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<Sum, BigInteger> sums = new EnumMap<>(Sum.class);

    void add(final Count count) {
        counts.merge(count, 1L, Long::sum);
    }

    void add(final Sum sum, final long minor) {
        sums.merge(sum, BigInteger.valueOf(minor), BigInteger::add);
    }

    long get(final Count count) {
        return counts.getOrDefault(count, 0L);
    }

    BigInteger get(final Sum sum) {
        return sums.getOrDefault(sum, BigInteger.ZERO);
    }

    /** All values by name, for the state file. */
    Map<String, String> toTexts() {
        final Map<String, String> texts = new TreeMap<>();
        for (final Count count : Count.values()) {
            texts.put(name(count), Long.toString(get(count)));
        }
        for (final Sum sum : Sum.values()) {
            texts.put(name(sum), get(sum).toString());
        }
        return texts;
    }

    /**
     * Takes what {@link #toTexts} gave.
     *
     * @throws NumberFormatException when a value is missing or no number.
     */
    static LoadTally fromTexts(final Map<String, String> texts) {
        final LoadTally tally = new LoadTally();
        for (final Count count : Count.values()) {
            tally.counts.put(count, Long.parseLong(texts.getOrDefault(name(count), "")));
        }
        for (final Sum sum : Sum.values()) {
            tally.sums.put(sum, new BigInteger(texts.getOrDefault(name(sum), "")));
        }
        return tally;
    }

    private static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
