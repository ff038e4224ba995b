package io.lastro.system.history;

/**
 * Checks a history of clients against strict serializability.
 *
 * <p>The sequences that the replies tell are the only order that may explain them, so nothing is searched for. Checked is:
 *
 * <ol>
 *   <li>real time: what was answered before an operation was asked for has a lower sequence than a write, and not a higher
 *       one than a read states;
 *   <li>the answers among themselves: no sequence twice, no id answered against the rules of idempotency, no epoch back;
 *   <li>the committed log: every answer is in it at its place with its result, every entry was asked for, requests without
 *       answer are in it as a whole and at most once;
 *   <li>values: what reads told is what the log up to their sequence gives.
 * </ol>
 *
 * <p>Cost: radix sorts and a few passes, about 60 bytes per operation of one row beside the history itself. A history
 * without violations has one serial order, that of its sequences, which real time and every answer agree with.
 */
public final class HistoryChecker {
    private HistoryChecker() {}

    /** Checks everything. One thread; the recorders and the log are at rest. */
    public static HistoryReport check(final History history, final CommittedLog log) {
        final Findings findings = new Findings(history);
        final RealTimeCheck realTime = new RealTimeCheck(history, findings);
        realTime.check();
        final AskedIds ids = new AskedIds(history.table);
        new AnswersCheck(history, ids, findings).check();
        final LogCheck truth = new LogCheck(history, log, ids, realTime, findings);
        truth.check();
        final ValuesCheck values = new ValuesCheck(history, log, truth, findings);
        values.check();
        return report(history.table, findings, truth.unknownFound(), values.compared());
    }

    /** Checks what can be seen without the log: real time and the answers among themselves. */
    public static HistoryReport check(final History history) {
        final Findings findings = new Findings(history);
        new RealTimeCheck(history, findings).check();
        new AnswersCheck(history, new AskedIds(history.table), findings).check();
        return report(history.table, findings, 0, 0);
    }

    private static HistoryReport report(
            final OperationTable table, final Findings findings, final long unknownFound, final long values) {
        long writes = 0;
        long reads = 0;
        long unknown = 0;
        for (int operation = 0; operation < table.size(); operation++) {
            final boolean answered = table.state(operation) == OperationTable.ANSWERED;
            final boolean write = table.isWrite(operation);
            writes += answered && write ? 1 : 0;
            reads += answered && !write ? 1 : 0;
            unknown += write && table.state(operation) == OperationTable.UNKNOWN ? 1 : 0;
        }
        return new HistoryReport(findings.kept(), findings.count(), writes, reads, unknown, unknownFound, values);
    }
}
