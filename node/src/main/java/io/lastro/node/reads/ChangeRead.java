package io.lastro.node.reads;

import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.codec.ChangeEventsDecoder.FiltersDecoder;

/** What moved from a sequence on, in the order of the journal. */
final class ChangeRead {
    /** Events that one page looks at; the page ends there and the next one goes on. */
    static final int MAX_LOOKED_AT = 65_536;

    private final long fromSequence;
    private final int limit;
    private final Movement movement = new Movement();

    ChangeRead(final long fromSequence, final int limit) {
        this.fromSequence = Math.max(1, fromSequence);
        this.limit = limit;
    }

    static ChangeRead of(final FiltersDecoder filter) {
        return new ChangeRead(filter.fromSequence(), filter.limit());
    }

    /** Fills the rows; returns the first sequence that was not looked at. */
    long run(final ModelView view, final RowBuffer rows) {
        rows.clear(TransferRows.MOVEMENT_BYTES);
        final long end = Math.min(view.sequence(), fromSequence + MAX_LOOKED_AT - 1);
        long sequence = fromSequence;
        while (sequence <= end && rows.count() < limit) {
            final JournaledBatch batch = view.batch(sequence);
            while (sequence <= Math.min(end, batch.lastSequence()) && rows.count() < limit) {
                if (movement.wrap(batch, sequence)) {
                    TransferRows.movement(movement, view::hold, rows.buffer(), rows.next());
                    rows.keep();
                }
                sequence++;
            }
        }
        return sequence;
    }
}
