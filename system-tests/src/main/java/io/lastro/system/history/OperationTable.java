package io.lastro.system.history;

import java.util.Locale;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;

/**
 * Operations of clients and their rows in columns: no object per operation. Not thread-safe.
 *
 * <pre>
 *  bytes  per operation                      bytes  per row of a write (one transfer)
 *      8  invokedNs                             16  id
 *      8  respondedNs                            4  result
 *      8  sequence, of the first event           4  content, a hash of what was asked
 *         or stated by a read                    -  the original's sequence, of exists only: in a map
 *      4  first row                          bytes  per row of a read
 *      4  shape: kind, state, rows              36  account and four counters, or
 *      4  epoch                                 24  transfer id and its sequence
 * </pre>
 *
 * <p>So a write of one transfer takes 60 bytes, a read of one account 72; a million single writes 60 MB.
 */
final class OperationTable {
    static final int WRITE = 0;
    static final int BALANCES = 1;
    static final int LOOKUP = 2;

    static final int UNKNOWN = 0;
    static final int ANSWERED = 1;
    static final int REFUSED = 2;

    static final long NULL_SEQUENCE = 0;
    /** Of an operation that was not answered. */
    static final long NEVER_NS = Long.MAX_VALUE;
    /** Counters of a balances row: debits pending, debits posted, credits pending, credits posted. */
    static final int COUNTERS = 4;

    private static final int KIND_MASK = 3;
    private static final int STATE_SHIFT = 2;
    private static final int PACKED = 1 << 4;
    private static final int ROWS_SHIFT = 8;

    final LongArrayList invokedNs = new LongArrayList();
    final LongArrayList respondedNs = new LongArrayList();
    final LongArrayList sequences = new LongArrayList();
    final IntArrayList firstRows = new IntArrayList();
    final IntArrayList epochs = new IntArrayList();
    private final IntArrayList shapes = new IntArrayList();

    final LongArrayList idLows = new LongArrayList();
    final LongArrayList idHighs = new LongArrayList();
    final IntArrayList results = new IntArrayList();
    final IntArrayList contents = new IntArrayList();
    final Long2LongHashMap originals = new Long2LongHashMap(NULL_SEQUENCE);

    final IntArrayList accounts = new IntArrayList();
    final LongArrayList counters = new LongArrayList();

    final LongArrayList lookedLows = new LongArrayList();
    final LongArrayList lookedHighs = new LongArrayList();
    final LongArrayList lookedSequences = new LongArrayList();

    int size() {
        return shapes.size();
    }

    int add(final int kind, final long invoked, final int firstRow, final int rows) {
        invokedNs.addLong(invoked);
        respondedNs.addLong(NEVER_NS);
        sequences.addLong(NULL_SEQUENCE);
        firstRows.addInt(firstRow);
        epochs.addInt(0);
        shapes.addInt(kind | rows << ROWS_SHIFT);
        return size() - 1;
    }

    /** Sets what is known of an operation. */
    void settle(final int operation, final int state, final long responded, final long sequence) {
        shapes.setInt(operation, shapes.getInt(operation) & ~(KIND_MASK << STATE_SHIFT) | state << STATE_SHIFT);
        respondedNs.setLong(operation, responded);
        sequences.setLong(operation, sequence);
    }

    /** Says which rows belong to a read, which knows them only when it is answered. */
    void rows(final int operation, final int firstRow, final int rows) {
        firstRows.setInt(operation, firstRow);
        shapes.setInt(operation, shapes.getInt(operation) & (1 << ROWS_SHIFT) - 1 | rows << ROWS_SHIFT);
    }

    void markPacked(final int operation) {
        shapes.setInt(operation, shapes.getInt(operation) | PACKED);
    }

    boolean isPacked(final int operation) {
        return (shapes.getInt(operation) & PACKED) != 0;
    }

    int kind(final int operation) {
        return shapes.getInt(operation) & KIND_MASK;
    }

    int state(final int operation) {
        return shapes.getInt(operation) >> STATE_SHIFT & KIND_MASK;
    }

    int rowCount(final int operation) {
        return shapes.getInt(operation) >>> ROWS_SHIFT;
    }

    boolean isWrite(final int operation) {
        return kind(operation) == WRITE;
    }

    /** Answered, and takes part in the order: an empty write has no place in it, a read of an empty ledger states 0. */
    boolean isOrdered(final int operation) {
        return state(operation) == ANSWERED && (!isWrite(operation) || rowCount(operation) > 0);
    }

    boolean isOrderedWrite(final int operation) {
        return isWrite(operation) && isOrdered(operation);
    }

    long firstSequence(final int operation) {
        return sequences.getLong(operation);
    }

    /** Of the last event; what a read stated. */
    long lastSequence(final int operation) {
        final long first = sequences.getLong(operation);
        return isWrite(operation) ? first + rowCount(operation) - 1 : first;
    }

    /** Puts another table behind this one. */
    void append(final OperationTable other) {
        final int[] moved = {idLows.size(), accounts.size(), lookedLows.size()};
        final int from = size();
        invokedNs.addAll(other.invokedNs);
        respondedNs.addAll(other.respondedNs);
        sequences.addAll(other.sequences);
        firstRows.addAll(other.firstRows);
        epochs.addAll(other.epochs);
        shapes.addAll(other.shapes);
        for (int i = from; i < size(); i++) {
            firstRows.setInt(i, firstRows.getInt(i) + moved[kind(i)]);
        }
        idLows.addAll(other.idLows);
        idHighs.addAll(other.idHighs);
        results.addAll(other.results);
        contents.addAll(other.contents);
        other.originals.forEachLong((row, sequence) -> originals.put(row + moved[WRITE], sequence));
        accounts.addAll(other.accounts);
        counters.addAll(other.counters);
        lookedLows.addAll(other.lookedLows);
        lookedHighs.addAll(other.lookedHighs);
        lookedSequences.addAll(other.lookedSequences);
    }

    static String id(final long low, final long high) {
        return high == 0 ? Long.toUnsignedString(low) : String.format(Locale.ROOT, "%x:%016x", high, low);
    }
}
