package io.lastro.engine.transfer;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.IdIndex;
import org.agrona.collections.IntArrayQueue;
import org.agrona.collections.LongArrayQueue;

/**
 * Holds that ended after their turn to leave the ring, in order of their ends, until they are handed to the history. An
 * end that was rolled back stays in the queue and is passed over. Ledger thread only.
 */
final class EndedHolds {
    private static final int NO_ROW = -1;
    private static final long NO_SEQUENCE = -1;

    private final HoldStore holds;
    private final boolean kept;
    private final IntArrayQueue rows = new IntArrayQueue(NO_ROW);
    private final LongArrayQueue sequences = new LongArrayQueue(NO_SEQUENCE);

    /** An empty queue; {@code kept} says whether there is a history that wants it. */
    EndedHolds(final HoldStore holds, final boolean kept) {
        this.holds = holds;
        this.kept = kept;
    }

    /** A hold has ended by the event of that sequence. */
    void add(final int row, final long sequence) {
        if (kept && holds.record(row) >= IdIndex.FAR_RECORD) {
            rows.addInt(row);
            sequences.addLong(sequence);
        }
    }

    /** The next hold that has ended up to a sequence, or -1; stays in the queue. */
    int next(final long throughSequence) {
        while (!rows.isEmpty() && sequences.peekLong() <= throughSequence) {
            final int row = rows.peekInt();
            if (!holds.isOpen(row) && holds.endSequence(row) == sequences.peekLong()) {
                return row;
            }
            remove();
        }
        return NO_ROW;
    }

    /** Takes the first one out. */
    void remove() {
        rows.pollInt();
        sequences.pollLong();
    }

    void image(final StateImage image) {
        image.section("ended");
        final int count = image.count(rows.size());
        if (image.isLoading()) {
            for (int i = 0; i < count; i++) {
                rows.addInt(image.count(0));
                sequences.addLong(image.int64(0));
            }
        } else {
            final var sequence = sequences.iterator();
            rows.forEachInt(row -> {
                image.count(row);
                image.int64(sequence.nextValue());
            });
        }
    }
}
