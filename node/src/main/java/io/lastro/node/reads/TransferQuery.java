package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.JournaledBatch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Transfers by what they carry: over the entries of a field when one with entries is asked for, else over the journal
 * within the range of time.
 */
final class TransferQuery {
    /** Transfers that one page looks at by their entries; the page ends there and the next one goes on. */
    static final int MAX_LOOKED_AT = 20_000;

    /** Events of the journal that one page looks at when no field with entries is asked for. */
    static final int MAX_SCANNED = 131_072;

    private final ObjectFilter filter;
    private final Movement movement = new Movement();
    private int maxScanned = MAX_SCANNED;
    private int scanned;
    private long lastNs;

    TransferQuery(final ObjectFilter filter) {
        this.filter = filter;
    }

    /** For tests of pages that end early. */
    TransferQuery maxScanned(final int value) {
        maxScanned = value;
        return this;
    }

    /** Fills the rows; returns where the next page begins, 0 = nothing more. */
    long run(final ModelView view, final RowBuffer rows) {
        rows.clear(TransferRows.TRANSFER_BYTES);
        final byte[] field = filter.field(ReadKeys.TRANSFER_FIELD);
        if (field != null) {
            return byField(view, rows, field);
        }
        scanned = 0;
        lastNs = 0;
        return filter.newestFirst() ? scanBackward(view, rows) : scanForward(view, rows);
    }

    private long byField(final ModelView view, final RowBuffer rows, final byte[] field) {
        int lookedAt = 0;
        try (TimeEntries entries = new TimeEntries(view, field, filter)) {
            while (entries.isValid()) {
                if (rows.count() == filter.limit() || lookedAt++ == MAX_LOOKED_AT) {
                    return filter.nextAfter(lastNs);
                }
                lastNs = entries.ownNs();
                final long sequence = new UnsafeBuffer(entries.value()).getLong(0, LITTLE_ENDIAN);
                take(view, view.movement(sequence), rows);
                entries.next();
            }
        }
        return 0;
    }

    private long scanForward(final ModelView view, final RowBuffer rows) {
        // Own timestamps rise with the sequence: the frames before this one hold nothing of the range.
        long sequence = Math.max(1, view.frameBehindTransfersUntil(filter.fromNs() - 1));
        while (sequence <= view.sequence()) {
            final JournaledBatch batch = view.batch(sequence);
            for (; sequence <= batch.lastSequence(); sequence++) {
                scanned++;
                if (isTransfer(batch, sequence) && movement.transferNs() >= filter.fromNs()) {
                    if (movement.transferNs() > filter.toNs()) {
                        return 0;
                    }
                    if (mustEnd(rows)) {
                        return filter.nextAfter(lastNs);
                    }
                    lastNs = movement.transferNs();
                    take(view, movement, rows);
                }
            }
        }
        return 0;
    }

    private long scanBackward(final ModelView view, final RowBuffer rows) {
        final long frame = view.frameBehindTransfersUntil(filter.toNs());
        long sequence = frame == 0 ? 0 : view.lastOfFrame(frame);
        while (sequence > 0) {
            final JournaledBatch batch = view.batch(sequence);
            for (; sequence >= batch.firstSequence(); sequence--) {
                scanned++;
                if (isTransfer(batch, sequence) && movement.transferNs() <= filter.toNs()) {
                    if (movement.transferNs() < filter.fromNs()) {
                        return 0;
                    }
                    if (mustEnd(rows)) {
                        return filter.nextAfter(lastNs);
                    }
                    lastNs = movement.transferNs();
                    take(view, movement, rows);
                }
            }
        }
        return 0;
    }

    private boolean isTransfer(final JournaledBatch batch, final long sequence) {
        return movement.wrap(batch, sequence) && !movement.isExpiry();
    }

    /** Never before one transfer has been looked at, or the next page would begin where this one did. */
    private boolean mustEnd(final RowBuffer rows) {
        return lastNs != 0 && (rows.count() == filter.limit() || scanned > maxScanned);
    }

    private void take(final ModelView view, final Movement found, final RowBuffer rows) {
        final int at = rows.next();
        if (found.isHold()) {
            rows.buffer().putBytes(at, view.hold(found.transferId()), 0, TransferRows.TRANSFER_BYTES);
        } else {
            TransferRows.created(found, view::hold, rows.buffer(), at);
        }
        if (filter.carried().matchesTransfer(rows.buffer(), at, at + TransferRows.TRANSFER_REFERENCE_OFFSET)) {
            rows.keep();
        }
    }
}
