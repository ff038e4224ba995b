package io.lastro.client;

import java.util.List;

/**
 * Part of the answer of a read.
 *
 * @param sequence the ledger's sequence that was seen.
 * @param next     where the next page begins; 0 = nothing more up to that sequence. A page may be shorter than its limit,
 *                 even empty, and not be the last.
 * @param rows     in the order that was asked for.
 * @param <T>      kind of row.
 */
public record Page<T>(long sequence, long next, List<T> rows) {
    /** True when there may be more. */
    public boolean hasNext() {
        return next != 0;
    }
}
