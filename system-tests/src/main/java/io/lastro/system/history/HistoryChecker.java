package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;

/**
 * Checks histories of clients against strict serializability, one behind the other: between two of them all clients are at
 * rest, and a request of the earlier one that was not answered by then is not executed any more.
 *
 * <p>The sequences that the replies tell are the only order that may explain them, so nothing is searched for. Checked is:
 *
 * <ol>
 *   <li>real time: what was answered before an operation was asked for has a lower sequence than a write, and not a higher
 *       one than a read states;
 *   <li>the answers among themselves: no sequence twice, no epoch back;
 *   <li>the committed log: every answer is in it at its place with its result, every entry was asked for and follows the
 *       rules of idempotency, requests without answer are in it as a whole and at most once;
 *   <li>values: what reads told is what the log up to their sequence gives;
 *   <li>what an earlier history was compared with is in the log as it was.
 * </ol>
 *
 * <p>Cost: radix sorts and one pass over the log from its beginning. In memory are the operations of this history, about 60
 * bytes more for each row, and of all that went before only three numbers and a hash. A history without violations has one
 * serial order, that of its sequences, which real time and every answer agree with. One thread.
 */
final class HistoryChecker {
    private long checkedSequence;
    private long checkedHash;
    private long knownSequence;
    private int knownEpoch;

    /** Checks the next history; all its clients are at rest. A bad one changes nothing: it is still the next one. */
    HistoryReport check(final History history, final CommittedLog log) {
        final Findings findings = new Findings(history);
        final RealTimeCheck realTime = new RealTimeCheck(history, findings, knownSequence);
        realTime.check();
        final AnswersCheck answers = new AnswersCheck(history, findings, knownEpoch);
        answers.check();
        final LogCheck truth = new LogCheck(history, new AskedIds(history.table), realTime, findings);
        final ValuesCheck values = new ValuesCheck(history, truth, findings);
        final long from = checkedSequence;
        final Prefix prefix = new Prefix(findings);
        final long end = log.read(request -> {
            prefix.accept(request);
            values.accept(request);
            truth.accept(request, request.lastSequence() <= from);
        });
        truth.end();
        values.end(end);
        prefix.end(end);
        if (findings.kept().isEmpty()) {
            checkedSequence = end;
            checkedHash = prefix.hash;
            knownSequence = realTime.known();
            knownEpoch = answers.epoch();
        }
        final OperationTable table = history.table;
        return new HistoryReport(
                findings.kept(),
                count(table, OperationTable.ANSWERED, true),
                count(table, OperationTable.ANSWERED, false),
                count(table, OperationTable.UNKNOWN, true),
                truth.unknownFound(),
                values.compared(),
                from + 1,
                end);
    }

    /** The log up to where it was checked before is not changed. */
    private final class Prefix {
        private final Findings findings;
        private long hash;
        private boolean compared;

        Prefix(final Findings findings) {
            this.findings = findings;
        }

        void accept(final LoggedRequest request) {
            if (request.sequence(0) > checkedSequence) {
                compare();
            }
            hash = request.hash(hash);
        }

        private void compare() {
            if (!compared && hash != checkedHash) {
                findings.add(
                        Kind.LOG_CHANGED,
                        new int[0],
                        "the log up to sequence %d is not what it was when it was checked before",
                        checkedSequence);
            }
            compared = true;
        }

        void end(final long endSequence) {
            compare();
            if (endSequence < checkedSequence) {
                findings.add(
                        Kind.LOG_CHANGED,
                        new int[0],
                        "the log ends at sequence %d, but ended at %d when it was checked before",
                        endSequence,
                        checkedSequence);
            }
        }
    }

    private static long count(final OperationTable table, final int state, final boolean writes) {
        long count = 0;
        for (int operation = 0; operation < table.size(); operation++) {
            count += table.state(operation) == state && table.isWrite(operation) == writes ? 1 : 0;
        }
        return count;
    }
}
