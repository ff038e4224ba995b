package io.lastro.system.history;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Small numbers for account ids, the same in the history and in the committed log. Any thread. */
final class AccountNumbers {
    private final Map<Id, Integer> numbers = new ConcurrentHashMap<>();

    /** 128 bits. */
    private record Id(long low, long high) {}

    /** The number of an account, from 0; an account that was not seen before gets the next one. */
    int of(final long idLow, final long idHigh) {
        final Integer known = numbers.get(new Id(idLow, idHigh));
        return known != null ? known : add(new Id(idLow, idHigh));
    }

    private synchronized int add(final Id id) {
        return numbers.computeIfAbsent(id, unused -> numbers.size());
    }
}
