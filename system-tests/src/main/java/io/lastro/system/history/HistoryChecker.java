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
 * bytes more for each row, and of all that went before only a sequence and a hash. A history without violations has one
 * serial order, that of its sequences, which real time and every answer agree with. One thread.
 */
final class HistoryChecker {
    private long checkedSequence;
    private long checkedHash;
    private long knownSequence;

    /** Checks the next history; all its clients are at rest. After a bad one this checker is of no more use. */
    HistoryReport check(final History history, final CommittedLog log) {
        final Findings findings = new Findings(history);
        final RealTimeCheck realTime = new RealTimeCheck(history, findings, knownSequence);
        realTime.check();
        new AnswersCheck(history, findings).check();
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
        knownSequence = realTime.known();
        return report(history.table, findings, truth.unknownFound(), values.compared(), from + 1);
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
            checkedSequence = endSequence;
            checkedHash = hash;
        }
    }

    private HistoryReport report(
            final OperationTable table,
            final Findings findings,
            final long unknownFound,
            final long values,
            final long firstSequence) {
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
        return new HistoryReport(
                findings.kept(), writes, reads, unknown, unknownFound, values, firstSequence, checkedSequence);
    }
}
