package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;

/** The answers among themselves, in the order of their sequences: no place given twice, no epoch that goes back. */
final class AnswersCheck {
    private final OperationTable table;
    private final Findings findings;

    AnswersCheck(final History history, final Findings findings) {
        table = history.table;
        this.findings = findings;
    }

    void check() {
        int before = -1;
        int newest = -1;
        for (final int write : TimeOrder.of(table.sequences, table::isOrderedWrite)) {
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
        }
    }
}
