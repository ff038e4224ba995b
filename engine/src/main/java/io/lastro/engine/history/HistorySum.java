package io.lastro.engine.history;

import io.lastro.engine.slab.IdIndex;
import org.agrona.DirectBuffer;

/**
 * How far a history is, and a sum over all that came: tells another history of the same length. Rows that come behind
 * their turn, ends of holds, do not count. One thread.
 */
public final class HistorySum {
    private long sequence;
    private long sum;

    /** Highest sequence of the rows that came; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** Sum over ids, sequences and timestamps. */
    public long sum() {
        return sum;
    }

    /** Goes on where another one was. */
    public void set(final long newSequence, final long newSum) {
        sequence = newSequence;
        sum = newSum;
    }

    /** Whether a {@link HistoryRow} of that sequence comes at its turn. */
    public boolean isAtItsTurn(final long rowSequence) {
        return rowSequence > sequence;
    }

    /** Adds a {@link HistoryRow} that comes at its turn. */
    public void add(final DirectBuffer rows, final int at) {
        sequence = HistoryRow.sequence(rows, at);
        sum += term(rows, at);
    }

    /** Ids may be sent once more to another history, in the same order even, but not at the same time. */
    private static long term(final DirectBuffer rows, final int at) {
        final long id =
                IdIndex.hash64(HistoryRow.idLow(rows, at) ^ HistoryRow.sequence(rows, at), HistoryRow.idHigh(rows, at));
        return HistoryRow.kind(rows, at) == HistoryRow.BURNED
                ? id
                : IdIndex.hash64(id, HistoryRow.timestampNs(rows, at));
    }
}
