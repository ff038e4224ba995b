package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;
import java.util.Arrays;

/** What reads told against what the log up to their sequence gives; the log passes by once. */
final class ValuesCheck {
    private static final String[] NAMES = {"debits pending", "debits posted", "credits pending", "credits posted"};

    private final OperationTable table;
    private final LogCheck truth;
    private final Findings findings;
    private final int[] reads;
    private long[] counters = new long[OperationTable.COUNTERS * 64];
    private int next;
    private long compared;

    ValuesCheck(final History history, final LogCheck truth, final Findings findings) {
        table = history.table;
        this.truth = truth;
        this.findings = findings;
        reads = TimeOrder.of(table.sequences, operation -> !table.isWrite(operation) && table.isOrdered(operation));
    }

    /** Counters and looked-up transfers that were compared. */
    long compared() {
        return compared;
    }

    /** Takes the next request of the log, before {@link LogCheck} does: ids are looked up in what stands before it. */
    void accept(final LoggedRequest request) {
        tellBefore(request.sequence(0));
        for (int i = 0; i < request.size(); i++) {
            if (request.isInternal()) {
                tellBefore(request.sequence(i));
            } else if (i > 0) {
                tornBefore(request.sequence(i));
            }
            apply(request, i);
        }
    }

    /** The log is at its end. */
    void end(final long endSequence) {
        tellBefore(endSequence + 1);
        while (next < reads.length) {
            findings.add(
                    Kind.FUTURE_READ,
                    new int[] {reads[next++]},
                    "%s states a sequence that is not in the log, which ends at %d",
                    endSequence);
        }
    }

    private boolean isNextBefore(final long sequence) {
        return next < reads.length && table.firstSequence(reads[next]) < sequence;
    }

    private void tornBefore(final long sequence) {
        while (isNextBefore(sequence)) {
            findings.add(
                    Kind.TORN_READ,
                    new int[] {reads[next++]},
                    "%s saw a request in part, which the log has at sequence %d, too",
                    sequence);
        }
    }

    private void tellBefore(final long sequence) {
        while (isNextBefore(sequence)) {
            final int read = reads[next++];
            if (table.kind(read) == OperationTable.BALANCES) {
                balances(read);
            } else {
                lookup(read);
            }
        }
    }

    private void apply(final LoggedRequest request, final int event) {
        if (!request.moves(event)) {
            return;
        }
        final int debit = place(request.debit(event));
        final int credit = place(request.credit(event));
        counters[debit] += request.pending(event);
        counters[debit + 1] += request.posted(event);
        counters[credit + 2] += request.pending(event);
        counters[credit + 3] += request.posted(event);
    }

    private int place(final int account) {
        final int place = account * OperationTable.COUNTERS;
        if (place >= counters.length) {
            counters = Arrays.copyOf(counters, Math.max(place + OperationTable.COUNTERS, counters.length * 2));
        }
        return place;
    }

    private void balances(final int read) {
        for (int i = 0; i < table.rowCount(read); i++) {
            final int row = table.firstRows.getInt(read) + i;
            final int account = table.accounts.getInt(row);
            final int place = place(account);
            for (int counter = 0; counter < OperationTable.COUNTERS; counter++) {
                final long told = table.counters.getLong(row * OperationTable.COUNTERS + counter);
                compared++;
                if (told != counters[place + counter]) {
                    findings.add(
                            Kind.WRONG_VALUE,
                            new int[] {read},
                            "%s told of account %d %s %d, the log up to its sequence gives %d",
                            account,
                            NAMES[counter],
                            told,
                            counters[place + counter]);
                    return;
                }
            }
        }
    }

    private void lookup(final int read) {
        for (int i = 0; i < table.rowCount(read); i++) {
            final int row = table.firstRows.getInt(read) + i;
            final long low = table.lookedLows.getLong(row);
            final long high = table.lookedHighs.getLong(row);
            final long wanted = truth.createdAt(low, high);
            compared++;
            if (table.lookedSequences.getLong(row) != wanted) {
                findings.add(
                        Kind.WRONG_VALUE,
                        new int[] {read},
                        "%s told that transfer %s was created at sequence %d, the log says %d (0 = missing)",
                        OperationTable.id(low, high),
                        table.lookedSequences.getLong(row),
                        wanted);
                return;
            }
        }
    }
}
