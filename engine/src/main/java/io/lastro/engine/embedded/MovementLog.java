package io.lastro.engine.embedded;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.TransferOutcome;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Everything that moved something, in the order of the sequences, numbered from 0.
 *
 * <pre>
 *  offset size field
 *       0   16 id of the transfer; of an expiry that of the hold
 *      16    8 sequence of the event
 *      24    8 timestampNs of the event
 *      32    8 amount
 *      40   64 counters of the debit account, then of the credit account
 *     104    8 1 for an expiry
 * </pre>
 *
 * <p>One thread.
 */
final class MovementLog {
    private static final int ROW_BYTES = 112;
    private static final int ROWS_OF_A_CHUNK = 1024;
    private static final int ID_HIGH_OFFSET = 8;
    private static final int SEQUENCE_OFFSET = 16;
    private static final int TIMESTAMP_NS_OFFSET = 24;
    private static final int AMOUNT_OFFSET = 32;
    private static final int COUNTERS_OFFSET = 40;
    private static final int EXPIRY_OFFSET = 104;
    private static final int COUNTERS_BYTES = 4 * Long.BYTES;

    private final Slab rows;
    private int size;

    MovementLog(final SlabAllocator allocator) {
        rows = new Slab(allocator, ROW_BYTES, ROWS_OF_A_CHUNK);
    }

    /** Adds a movement that is behind all others; returns its number. */
    int add(final long idLow, final long idHigh, final TransferOutcome outcome, final boolean expiry) {
        final int row = size;
        rows.require(row);
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row);
        chunk.putLong(at, idLow, LITTLE_ENDIAN);
        chunk.putLong(at + ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
        chunk.putLong(at + SEQUENCE_OFFSET, outcome.sequence(), LITTLE_ENDIAN);
        chunk.putLong(at + TIMESTAMP_NS_OFFSET, outcome.timestampNs(), LITTLE_ENDIAN);
        chunk.putLong(at + AMOUNT_OFFSET, outcome.amount(), LITTLE_ENDIAN);
        chunk.putBytes(
                at + COUNTERS_OFFSET,
                outcome.buffer(),
                outcome.offset() + TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET,
                2 * COUNTERS_BYTES);
        chunk.putLong(at + EXPIRY_OFFSET, expiry ? 1 : 0, LITTLE_ENDIAN);
        size++;
        return row;
    }

    /** Movements. */
    int size() {
        return size;
    }

    /** Low half of the transfer's id. */
    long idLow(final int row) {
        return field(row, 0);
    }

    /** High half of the transfer's id. */
    long idHigh(final int row) {
        return field(row, ID_HIGH_OFFSET);
    }

    /** Sequence of the event. */
    long sequence(final int row) {
        return field(row, SEQUENCE_OFFSET);
    }

    /** Timestamp of the event; of an imported transfer its own. */
    long timestampNs(final int row) {
        return field(row, TIMESTAMP_NS_OFFSET);
    }

    /** What was reserved, posted or released. */
    long amount(final int row) {
        return field(row, AMOUNT_OFFSET);
    }

    /** Whether a hold expired. */
    boolean isExpiry(final int row) {
        return field(row, EXPIRY_OFFSET) != 0;
    }

    /** Counters of the debit account after the event. */
    Balances debit(final int row) {
        return balances(row, COUNTERS_OFFSET);
    }

    /** Counters of the credit account after the event. */
    Balances credit(final int row) {
        return balances(row, COUNTERS_OFFSET + COUNTERS_BYTES);
    }

    /** The first movement with at least that sequence; {@link #size()} when there is none. Logarithmic. */
    int firstFrom(final long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (sequence(middle) < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Balances balances(final int row, final int offset) {
        final UnsafeBuffer chunk = rows.chunk(row);
        final int at = rows.offset(row) + offset;
        return new Balances(
                chunk.getLong(at, LITTLE_ENDIAN),
                chunk.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                chunk.getLong(at + 2 * Long.BYTES, LITTLE_ENDIAN),
                chunk.getLong(at + 3 * Long.BYTES, LITTLE_ENDIAN));
    }

    private long field(final int row, final int offset) {
        return rows.chunk(row).getLong(rows.offset(row) + offset, LITTLE_ENDIAN);
    }
}
