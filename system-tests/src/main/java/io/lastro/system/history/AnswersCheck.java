package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;

/** The answers among themselves, in the order of their sequences: no place given twice, no id answered in two ways. */
final class AnswersCheck {
    private final OperationTable table;
    private final AskedIds ids;
    private final Findings findings;

    AnswersCheck(final History history, final AskedIds ids, final Findings findings) {
        table = history.table;
        this.ids = ids;
        this.findings = findings;
    }

    void check() {
        final OutcomeRules rules = new OutcomeRules(ids.size(), false);
        final int[] writes = TimeOrder.of(table.sequences, table::isOrderedWrite);
        int before = -1;
        int newest = -1;
        for (final int write : writes) {
            if (before >= 0 && table.firstSequence(write) <= table.lastSequence(before)) {
                findings.add(
                        Kind.SEQUENCE_TWICE,
                        new int[] {before, write},
                        "%s and %s were both given sequence %d",
                        table.firstSequence(write));
            }
            final int epoch = table.epochs.getInt(write);
            if (epoch != 0 && newest >= 0 && epoch < table.epochs.getInt(newest)) {
                findings.add(
                        Kind.EPOCH_BACK,
                        new int[] {newest, write},
                        "%s is of epoch %3$d, but %2$s behind it of epoch %4$d",
                        table.epochs.getInt(newest),
                        epoch);
            }
            newest = epoch != 0 ? write : newest;
            before = before < 0 || table.lastSequence(write) > table.lastSequence(before) ? write : before;
            results(write, rules);
        }
    }

    private void results(final int write, final OutcomeRules rules) {
        for (int i = 0; i < table.rowCount(write); i++) {
            final int row = table.firstRows.getInt(write) + i;
            if (table.originals.get((long) row) >= table.firstSequence(write)) {
                continue; // repeated within the request: its chain may have undone the original, only the log can say
            }
            final String wrong = rules.next(
                    ids.numberOf(row),
                    table.firstSequence(write) + i,
                    table.results.getInt(row),
                    table.originals.get((long) row));
            if (wrong != null) {
                findings.add(
                        Kind.OUTCOME_CHANGED,
                        new int[] {write},
                        "%s: event %d, transfer %s, was answered with %s",
                        i,
                        OperationTable.id(table.idLows.getLong(row), table.idHighs.getLong(row)),
                        wrong);
                return;
            }
        }
    }
}
