package io.lastro.node.reads;

import io.lastro.protocol.codec.AccountTransfersDecoder.FiltersDecoder;
import org.rocksdb.RocksIterator;

/**
 * A page of an account's statement. Walks the journal's chain of the account backward, from the nearest point of its
 * index; forward it goes from point to point and turns each stretch round.
 */
final class StatementRead {
    /** Movements that one page looks at; the page ends there and the next one goes on. */
    static final int MAX_LOOKED_AT = 20_000;

    private final Id128 account;
    private final RowFilter filter = new RowFilter();
    private boolean debits = true;
    private boolean credits = true;
    private long fromTimeNs;
    private long toTimeNs = Long.MAX_VALUE;
    private long fromSequence;
    private long toSequence = Long.MAX_VALUE;
    private long afterSequence;
    private boolean newestFirst;
    private final int limit;

    // While a page is made.
    private final RowBuffer stretch = new RowBuffer();
    private ModelView view;
    private RowBuffer rows;
    private int lookedAt;
    private int maxLookedAt = MAX_LOOKED_AT;

    StatementRead(final Id128 account, final int limit) {
        this.account = account;
        this.limit = limit;
    }

    static StatementRead of(final FiltersDecoder filter) {
        final StatementRead read =
                new StatementRead(new Id128(filter.accountIdLow(), filter.accountIdHigh()), filter.limit());
        read.filter
                .userData(filter.userData128Low(), filter.userData128High(), filter.userData64(), (int)
                        filter.userData32())
                .code(filter.code());
        return read.sides(filter.flags().debits(), filter.flags().credits())
                .time(filter.fromTimeNs(), filter.toTimeNs())
                .sequence(filter.fromSequence(), filter.toSequence())
                .after(filter.afterSequence())
                .newestFirst(filter.flags().newestFirst());
    }

    Id128 account() {
        return account;
    }

    RowFilter filter() {
        return filter;
    }

    StatementRead sides(final boolean wantDebits, final boolean wantCredits) {
        debits = wantDebits;
        credits = wantCredits;
        return this;
    }

    /** Range of times, inclusive; to 0 = no bound. */
    StatementRead time(final long fromNs, final long toNs) {
        fromTimeNs = fromNs;
        toTimeNs = toNs == 0 ? Long.MAX_VALUE : toNs;
        return this;
    }

    /** Range of sequences, inclusive; to 0 = no bound. */
    StatementRead sequence(final long from, final long to) {
        fromSequence = from;
        toSequence = to == 0 ? Long.MAX_VALUE : to;
        return this;
    }

    StatementRead after(final long sequence) {
        afterSequence = sequence;
        return this;
    }

    StatementRead newestFirst(final boolean value) {
        newestFirst = value;
        return this;
    }

    boolean isNewestFirst() {
        return newestFirst;
    }

    int limit() {
        return limit;
    }

    /** For tests of pages that end early. */
    StatementRead maxLookedAt(final int value) {
        maxLookedAt = value;
        return this;
    }

    /** Fills the rows; returns afterSequence of the next page, 0 = nothing more. */
    long run(final ModelView onView, final RowBuffer into) {
        view = onView;
        rows = into.clear(TransferRows.MOVEMENT_BYTES);
        lookedAt = 0;
        final AccountHead head = view.account(account);
        if (head == null) {
            throw new RefusedReadException("there is no such account");
        }
        long low = Math.max(1, fromSequence);
        long high = Math.min(view.sequence(), toSequence);
        if (fromTimeNs > 0) {
            low = Math.max(low, view.sequenceAt(fromTimeNs - 1) + 1);
        }
        if (toTimeNs != Long.MAX_VALUE) {
            high = Math.min(high, view.lastPossibleAt(toTimeNs));
        }
        if (afterSequence != 0) {
            low = newestFirst ? low : Math.max(low, afterSequence + 1);
            high = newestFirst ? Math.min(high, afterSequence - 1) : high;
        }
        if (low > high) {
            return 0;
        }
        try (RocksIterator points = view.iterator()) {
            return newestFirst ? backward(points, head, low, high) : forward(points, head, low, high);
        }
    }

    private long backward(final RocksIterator points, final AccountHead head, final long low, final long high) {
        long at = AccountIndex.lastAtOrBefore(view, points, head, high);
        while (at >= low) {
            final Movement movement = view.movement(at);
            take(movement, rows);
            final long before = movement.previous(account);
            if ((rows.count() == limit || ++lookedAt == maxLookedAt) && before >= low) {
                return at;
            }
            if (rows.count() == limit) {
                return 0;
            }
            at = before;
        }
        return 0;
    }

    private long forward(final RocksIterator points, final AccountHead head, final long low, final long high) {
        long from = low;
        while (from <= high && from <= head.lastSequence()) {
            final long end = AccountIndex.pointAtOrAfter(points, head, from);
            stretch.clear(TransferRows.MOVEMENT_BYTES);
            long at = end;
            while (at >= from) {
                final Movement movement = view.movement(at);
                if (at <= high) {
                    take(movement, stretch);
                }
                at = movement.previous(account);
                lookedAt++;
            }
            for (int i = stretch.count() - 1; i >= 0; i--) {
                rows.copy(stretch, i);
                if (rows.count() == limit) {
                    final long last = MovementRow.sequence(stretch, i);
                    return i == 0 && (end >= high || end == head.lastSequence()) ? 0 : last;
                }
            }
            if (lookedAt >= maxLookedAt && end < high && end != head.lastSequence()) {
                return end;
            }
            from = end + 1;
        }
        return 0;
    }

    private void take(final Movement movement, final RowBuffer into) {
        if (!(debits && movement.debits(account)) && !(credits && movement.credits(account))) {
            return;
        }
        if (movement.timeNs() < fromTimeNs || movement.timeNs() > toTimeNs) {
            return; // times may go back along the sequences
        }
        final int at = into.next();
        TransferRows.movement(movement, view::hold, into.buffer(), at);
        if (filter.matchesTransfer(into.buffer(), at, at + TransferRows.MOVEMENT_REFERENCE_OFFSET)) {
            into.keep();
        }
    }
}
