package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;

/** The answers among themselves, in the order of their sequences: no place given twice, no epoch that goes back. */
final class AnswersCheck {
    private final OperationTable table;
    private final Findings findings;
    private int epoch;

    /** The epoch is the newest one that was told before this history began; 0 = none. */
    AnswersCheck(final History history, final Findings findings, final int knownEpoch) {
        table = history.table;
        this.findings = findings;
        epoch = knownEpoch;
    }

    void check() {
        int before = -1;
        for (final int write : TimeOrder.of(table.sequences, table::isOrderedWrite)) {
            if (before >= 0 && table.firstSequence(write) <= table.lastSequence(before)) {
                findings.add(
                        Kind.SEQUENCE_TWICE,
                        new int[] {before, write},
                        "%s and %s were both given sequence %d",
                        table.firstSequence(write));
            }
            final int told = table.epochs.getInt(write);
            if (told != 0 && told < epoch) {
                findings.add(
                        Kind.EPOCH_BACK,
                        new int[] {write},
                        "%s is of epoch %d, but epoch %d was told at a lower sequence",
                        told,
                        epoch);
            }
            epoch = Math.max(epoch, told);
            before = before < 0 || table.lastSequence(write) > table.lastSequence(before) ? write : before;
        }
    }

    /** The newest epoch that was told up to the end. */
    int epoch() {
        return epoch;
    }
}
