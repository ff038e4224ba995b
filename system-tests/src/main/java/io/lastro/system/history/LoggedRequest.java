package io.lastro.system.history;

import java.util.BitSet;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/** Events of one request in the committed log, with sequences one behind the other. Used again; one thread. */
final class LoggedRequest {
    private final LongArrayList idLows = new LongArrayList();
    private final LongArrayList idHighs = new LongArrayList();
    private final IntArrayList results = new IntArrayList();
    private final IntArrayList contents = new IntArrayList();
    private final LongArrayList originals = new LongArrayList();
    private final IntArrayList debits = new IntArrayList();
    private final IntArrayList credits = new IntArrayList();
    private final LongArrayList pendings = new LongArrayList();
    private final LongArrayList posteds = new LongArrayList();
    private final BitSet covered = new BitSet();
    private long firstSequence;
    private boolean whole;
    private boolean internal;

    /** What a client asked for; not whole is what stands behind a hole in a request. */
    LoggedRequest begin(final long first, final boolean isWhole) {
        return clear(first, isWhole, false);
    }

    /** What no client asked for: expiries, blocks that are executed. */
    LoggedRequest beginInternal(final long first) {
        return clear(first, true, true);
    }

    private LoggedRequest clear(final long first, final boolean isWhole, final boolean isInternal) {
        firstSequence = first;
        whole = isWhole;
        internal = isInternal;
        idLows.clear();
        idHighs.clear();
        results.clear();
        contents.clear();
        originals.clear();
        debits.clear();
        credits.clear();
        pendings.clear();
        posteds.clear();
        covered.clear();
        return this;
    }

    /**
     * The next event, which moves nothing so far.
     *
     * @param content the hash that the client made, 0 = not known.
     * @param original sequence of the original of an exists, else 0.
     */
    LoggedRequest event(final long idLow, final long idHigh, final int result, final int content, final long original) {
        idLows.addLong(idLow);
        idHighs.addLong(idHigh);
        results.addInt(result);
        contents.addInt(content);
        originals.addLong(original);
        debits.addInt(0);
        credits.addInt(0);
        pendings.addLong(0);
        posteds.addLong(0);
        return this;
    }

    /** What the last event added to both accounts, pending and posted apart; numbers of {@link AccountNumbers}. */
    LoggedRequest moves(final int debit, final int credit, final long pending, final long posted) {
        final int last = size() - 1;
        debits.setInt(last, debit);
        credits.setInt(last, credit);
        pendings.setLong(last, pending);
        posteds.setLong(last, posted);
        return this;
    }

    int size() {
        return results.size();
    }

    long sequence(final int event) {
        return firstSequence + event;
    }

    long lastSequence() {
        return firstSequence + size() - 1;
    }

    boolean isWhole() {
        return whole;
    }

    boolean isInternal() {
        return internal;
    }

    long idLow(final int event) {
        return idLows.getLong(event);
    }

    long idHigh(final int event) {
        return idHighs.getLong(event);
    }

    String id(final int event) {
        return OperationTable.id(idLow(event), idHigh(event));
    }

    int result(final int event) {
        return results.getInt(event);
    }

    int content(final int event) {
        return contents.getInt(event);
    }

    long original(final int event) {
        return originals.getLong(event);
    }

    int debit(final int event) {
        return debits.getInt(event);
    }

    int credit(final int event) {
        return credits.getInt(event);
    }

    long pending(final int event) {
        return pendings.getLong(event);
    }

    long posted(final int event) {
        return posteds.getLong(event);
    }

    boolean moves(final int event) {
        return (pending(event) | posted(event)) != 0;
    }

    /** An answer stands for this event. */
    void cover(final int event) {
        covered.set(event);
    }

    boolean isCovered(final int event) {
        return covered.get(event);
    }

    /** The first event from one on that no answer stands for; {@link #size()} when there is none. */
    int nextUncovered(final int event) {
        return Math.min(covered.nextClearBit(event), size());
    }

    /** Folds everything in it into a hash of the log. */
    long hash(final long before) {
        long hash = before;
        for (int i = 0; i < size(); i++) {
            hash = Content.mixed(hash, sequence(i));
            hash = Content.mixed(hash, idLow(i));
            hash = Content.mixed(hash, idHigh(i));
            hash = Content.mixed(hash, (long) result(i) << 32 | content(i) & 0xFFFF_FFFFL);
            hash = Content.mixed(hash, original(i));
            hash = Content.mixed(hash, pending(i));
            hash = Content.mixed(hash, posted(i));
        }
        return hash;
    }
}
