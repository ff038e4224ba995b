package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;
import java.util.Arrays;

/** What reads told against what the log up to their sequence gives: one pass over both, in order of sequence. */
final class ValuesCheck {
    private static final String[] NAMES = {"debits pending", "debits posted", "credits pending", "credits posted"};

    private final OperationTable table;
    private final CommittedLog log;
    private final LogCheck truth;
    private final Findings findings;
    private long[] counters = new long[OperationTable.COUNTERS * 64];
    private long compared;

    ValuesCheck(final History history, final CommittedLog log, final LogCheck truth, final Findings findings) {
        table = history.table;
        this.log = log;
        this.truth = truth;
        this.findings = findings;
    }

    /** Counters and looked-up transfers that were compared. */
    long compared() {
        return compared;
    }

    void check() {
        final int[] reads =
                TimeOrder.of(table.sequences, operation -> !table.isWrite(operation) && table.isOrdered(operation));
        int entry = 0;
        for (final int read : reads) {
            final long sequence = table.firstSequence(read);
            while (entry < log.size() && log.sequence(entry) <= sequence) {
                apply(entry++);
            }
            if (sequence < 0 || sequence > log.endSequence()) {
                findings.add(
                        Kind.FUTURE_READ,
                        new int[] {read},
                        "%s states a sequence that is not in the log, which ends at %d",
                        log.endSequence());
            } else if (entry < log.size() && log.sequence(entry) == sequence + 1 && !log.beginsRequest(entry)) {
                findings.add(Kind.TORN_READ, new int[] {read}, "%s saw a request in part, of which the log has more");
            } else if (table.kind(read) == OperationTable.BALANCES) {
                balances(read);
            } else {
                lookup(read);
            }
        }
    }

    private void apply(final int entry) {
        if (!log.moves(entry)) {
            return;
        }
        final int debit = place(log.debit(entry));
        final int credit = place(log.credit(entry));
        counters[debit] += log.pending(entry);
        counters[debit + 1] += log.posted(entry);
        counters[credit + 2] += log.pending(entry);
        counters[credit + 3] += log.posted(entry);
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
            final long created = truth.createdAt(low, high);
            final long wanted = created <= table.firstSequence(read) ? created : OperationTable.NULL_SEQUENCE;
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
