package io.lastro.system.history;

import java.util.BitSet;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;

/**
 * What is committed in the end, in the order of its sequences: events of transfers with their results, and what moved
 * money without a client. Other sequences (accounts, sessions, checkpoints) are left out.
 *
 * <p>64 bytes per entry. One thread; filled in ascending order of sequence.
 */
public final class CommittedLog {
    /** Result of an entry that no client asked for: an expiry. */
    static final int INTERNAL = -1;

    private final LongArrayList sequences = new LongArrayList();
    private final LongArrayList idLows = new LongArrayList();
    private final LongArrayList idHighs = new LongArrayList();
    private final IntArrayList results = new IntArrayList();
    private final IntArrayList contents = new IntArrayList();
    private final IntArrayList debits = new IntArrayList();
    private final IntArrayList credits = new IntArrayList();
    private final LongArrayList pendings = new LongArrayList();
    private final LongArrayList posteds = new LongArrayList();
    private final Long2LongHashMap originals = new Long2LongHashMap(OperationTable.NULL_SEQUENCE);
    private final BitSet requestBegins = new BitSet();
    private long endSequence;

    /** The next entry is the first one of a request. */
    public CommittedLog beginRequest() {
        requestBegins.set(size());
        return this;
    }

    /** An event that a client asked for; content is the hash that the client made, 0 = not known. */
    public CommittedLog event(
            final long sequence, final long idLow, final long idHigh, final int result, final int content) {
        if (sequence <= endSequence) {
            throw new IllegalArgumentException("sequence " + sequence + " behind " + endSequence);
        }
        endSequence = sequence;
        sequences.addLong(sequence);
        idLows.addLong(idLow);
        idHighs.addLong(idHigh);
        results.addInt(result);
        contents.addInt(content);
        debits.addInt(0);
        credits.addInt(0);
        pendings.addLong(0);
        posteds.addLong(0);
        return this;
    }

    /** An event that no client asked for. */
    public CommittedLog internal(final long sequence) {
        beginRequest();
        return event(sequence, 0, 0, INTERNAL, 0);
    }

    /** What the last entry added to both accounts, pending and posted apart; numbers of {@link AccountNumbers}. */
    public CommittedLog moves(final int debit, final int credit, final long pending, final long posted) {
        final int last = size() - 1;
        debits.setInt(last, debit);
        credits.setInt(last, credit);
        pendings.setLong(last, pending);
        posteds.setLong(last, posted);
        return this;
    }

    /** The last entry says that its transfer exists since this sequence. */
    public CommittedLog original(final long sequence) {
        originals.put(size() - 1L, sequence);
        return this;
    }

    /** Where the journal ends, when that is behind the last entry. */
    public void end(final long sequence) {
        endSequence = Math.max(endSequence, sequence);
    }

    /** Last sequence that is committed. */
    public long endSequence() {
        return endSequence;
    }

    /** Number of entries. */
    public int size() {
        return sequences.size();
    }

    long sequence(final int entry) {
        return sequences.getLong(entry);
    }

    long idLow(final int entry) {
        return idLows.getLong(entry);
    }

    long idHigh(final int entry) {
        return idHighs.getLong(entry);
    }

    int result(final int entry) {
        return results.getInt(entry);
    }

    int content(final int entry) {
        return contents.getInt(entry);
    }

    boolean isInternal(final int entry) {
        return results.getInt(entry) == INTERNAL;
    }

    boolean beginsRequest(final int entry) {
        return requestBegins.get(entry);
    }

    /** Original's sequence of an exists; 0 = none. */
    long original(final int entry) {
        return originals.get((long) entry);
    }

    int debit(final int entry) {
        return debits.getInt(entry);
    }

    int credit(final int entry) {
        return credits.getInt(entry);
    }

    long pending(final int entry) {
        return pendings.getLong(entry);
    }

    long posted(final int entry) {
        return posteds.getLong(entry);
    }

    boolean moves(final int entry) {
        return (pending(entry) | posted(entry)) != 0;
    }

    /** First entry at or behind a sequence; {@link #size()} when there is none. */
    int entryAtOrBehind(final long sequence) {
        int low = 0;
        int high = size();
        while (low < high) {
            final int middle = low + high >>> 1;
            if (sequences.getLong(middle) < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Entry behind the last one of the request that begins here. */
    int requestEnd(final int entry) {
        int end = entry + 1;
        while (end < size() && !requestBegins.get(end) && sequence(end) == sequence(end - 1) + 1) {
            end++;
        }
        return end;
    }
}
