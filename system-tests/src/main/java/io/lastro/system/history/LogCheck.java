package io.lastro.system.history;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.system.history.HistoryViolation.Kind;
import java.util.BitSet;

/**
 * The answers against the committed log: everything acknowledged is in it at its place with its result, everything in it
 * was asked for, and what was never answered is in it as a whole and at most once, or not at all.
 */
final class LogCheck {
    private static final int CREATED = CreateTransferResult.CREATED.code();

    private final OperationTable table;
    private final CommittedLog log;
    private final AskedIds ids;
    private final RealTimeCheck realTime;
    private final Findings findings;
    private final OutcomeRules rules;
    private final BitSet covered = new BitSet();
    private final BitSet used = new BitSet();

    LogCheck(
            final History history,
            final CommittedLog log,
            final AskedIds ids,
            final RealTimeCheck realTime,
            final Findings findings) {
        table = history.table;
        this.log = log;
        this.ids = ids;
        this.realTime = realTime;
        this.findings = findings;
        rules = new OutcomeRules(ids.size(), true);
    }

    void check() {
        for (int operation = 0; operation < table.size(); operation++) {
            if (table.isOrderedWrite(operation)) {
                find(operation);
            }
        }
        outcomes();
        int entry = 0;
        while (entry < log.size()) {
            if (log.isInternal(entry) || covered.get(entry)) {
                entry++;
            } else {
                entry = explain(entry);
            }
        }
    }

    /** Requests without answer that were found. */
    int unknownFound() {
        return used.cardinality();
    }

    /** Where an id was created; 0 = nowhere. */
    long createdAt(final long idLow, final long idHigh) {
        final int id = ids.find(idLow, idHigh);
        return id == AskedIds.NONE ? OperationTable.NULL_SEQUENCE : rules.createdAt(id);
    }

    /** An acknowledged write. Of one that differs in several events only the first is told. */
    private void find(final int write) {
        final int count = table.rowCount(write);
        final long first = table.firstSequence(write);
        int entry = log.entryAtOrBehind(first);
        boolean told = false;
        for (int i = 0; i < count; i++) {
            final boolean there = entry < log.size() && log.sequence(entry) == first + i;
            if (!there || !isSame(entry, table.firstRows.getInt(write) + i)) {
                if (!told) {
                    lost(write, i);
                }
                told = true;
            } else {
                covered.set(entry);
                told = told || !compare(write, i, entry);
            }
            entry += there ? 1 : 0;
        }
    }

    private boolean isSame(final int entry, final int row) {
        return !log.isInternal(entry)
                && log.idLow(entry) == table.idLows.getLong(row)
                && log.idHigh(entry) == table.idHighs.getLong(row);
    }

    private void lost(final int write, final int index) {
        final int row = table.firstRows.getInt(write) + index;
        findings.add(
                Kind.LOST,
                new int[] {write},
                "%s was acknowledged, but the log, which ends at sequence %d, does not have its event %d, transfer %s, at"
                        + " sequence %d",
                log.endSequence(),
                index,
                OperationTable.id(table.idLows.getLong(row), table.idHighs.getLong(row)),
                table.firstSequence(write) + index);
    }

    private boolean compare(final int write, final int index, final int entry) {
        final int row = table.firstRows.getInt(write) + index;
        final int told = table.results.getInt(row);
        final long original = table.originals.get((long) row);
        if (told != log.result(entry) || original != log.original(entry)) {
            findings.add(
                    Kind.OUTCOME_DIFFERS,
                    new int[] {write},
                    "%s: event %d was answered with result %d of sequence %d, the log has result %d of sequence %d",
                    index,
                    told,
                    original == OperationTable.NULL_SEQUENCE ? log.sequence(entry) : original,
                    log.result(entry),
                    log.original(entry) == OperationTable.NULL_SEQUENCE ? log.sequence(entry) : log.original(entry));
            return false;
        }
        if (!isSameContent(entry, row)) {
            contentDiffers(write, index, entry);
            return false;
        }
        return true;
    }

    private void contentDiffers(final int write, final int index, final int entry) {
        findings.add(
                Kind.CONTENT_DIFFERS,
                new int[] {write},
                "%s: event %d has other fields in the log, at sequence %d",
                index,
                log.sequence(entry));
    }

    private boolean isSameContent(final int entry, final int row) {
        final int asked = table.contents.getInt(row);
        final int there = log.content(entry);
        return asked == there || asked == 0 || there == 0;
    }

    /** Every event of the log, in order, against what became of its id before. */
    private void outcomes() {
        for (int entry = 0; entry < log.size(); entry++) {
            final int id = log.isInternal(entry) ? AskedIds.NONE : ids.find(log.idLow(entry), log.idHigh(entry));
            if (id == AskedIds.NONE) {
                continue;
            }
            final String wrong = rules.next(id, log.sequence(entry), log.result(entry), log.original(entry));
            if (wrong != null && !isOfItsChain(entry)) {
                final int asker = ids.operationOf(ids.firstRow(id));
                findings.add(
                        log.result(entry) == CREATED ? Kind.DOUBLED : Kind.OUTCOME_CHANGED,
                        asker < 0 ? new int[0] : new int[] {asker},
                        (asker < 0 ? "" : "%s: ") + "in the log transfer %s has at sequence %d the result %s",
                        OperationTable.id(log.idLow(entry), log.idHigh(entry)),
                        log.sequence(entry),
                        wrong);
            }
        }
    }

    /** A repeat within one linked chain meets an original that is undone with the chain afterwards. */
    private boolean isOfItsChain(final int entry) {
        int before = entry;
        while (before > 0 && !log.beginsRequest(before)) {
            before--;
            if (log.idLow(before) == log.idLow(entry)
                    && log.idHigh(before) == log.idHigh(entry)
                    && log.result(before) == CreateTransferResult.LINKED_EVENT_FAILED.code()) {
                return true;
            }
        }
        return false;
    }

    /** A request that no answer stands for; returns the entry behind it. */
    private int explain(final int entry) {
        int end = log.requestEnd(entry);
        int whole = log.beginsRequest(entry) ? withoutAnswer(entry, end, false) : AskedIds.NONE;
        if (whole == AskedIds.NONE) {
            end = entry + 1;
            whole = withoutAnswer(entry, end, true);
        }
        if (whole == AskedIds.NONE) {
            notAsked(entry);
            return end;
        }
        used.set(whole);
        covered.set(entry, end);
        realTime.check(whole, log.sequence(entry));
        for (int i = entry; i < end; i++) {
            if (!isSameContent(i, table.firstRows.getInt(whole) + i - entry)) {
                contentDiffers(whole, i - entry, i);
                break;
            }
        }
        return end;
    }

    /** The first asked of the requests without answer that have exactly these events; same fields before others. */
    private int withoutAnswer(final int entry, final int end, final boolean packed) {
        final int id = ids.find(log.idLow(entry), log.idHigh(entry));
        int best = AskedIds.NONE;
        boolean bestSame = false;
        for (int row = id < 0 ? AskedIds.NONE : ids.firstRow(id); row >= 0; row = ids.nextRow(row)) {
            final int operation = ids.operationOf(row);
            if (operation < 0
                    || table.state(operation) != OperationTable.UNKNOWN
                    || used.get(operation)
                    || packed && !table.isPacked(operation)
                    || table.firstRows.getInt(operation) != row
                    || !hasEvents(operation, entry, end)) {
                continue;
            }
            final boolean same = isSameContent(entry, row);
            if (best < 0
                    || same && !bestSame
                    || same == bestSame && table.invokedNs.getLong(operation) < table.invokedNs.getLong(best)) {
                best = operation;
                bestSame = same;
            }
        }
        return best;
    }

    private boolean hasEvents(final int operation, final int entry, final int end) {
        if (table.rowCount(operation) != end - entry) {
            return false;
        }
        for (int i = entry; i < end; i++) {
            if (covered.get(i) || !isSame(i, table.firstRows.getInt(operation) + i - entry)) {
                return false;
            }
        }
        return true;
    }

    private void notAsked(final int entry) {
        final int id = ids.find(log.idLow(entry), log.idHigh(entry));
        final String transfer = OperationTable.id(log.idLow(entry), log.idHigh(entry));
        int asker = AskedIds.NONE;
        for (int row = id < 0 ? AskedIds.NONE : ids.firstRow(id); row >= 0; row = ids.nextRow(row)) {
            final int operation = ids.operationOf(row);
            if (operation < 0 || table.state(operation) == OperationTable.REFUSED && asker >= 0) {
                continue;
            }
            if (table.isResent(operation) && log.result(entry) != CREATED) {
                return; // the client said that it sent it more than once
            }
            // One without answer explains best what a part of a request does here.
            if (asker < 0
                    || table.state(asker) == OperationTable.REFUSED
                    || table.state(operation) == OperationTable.UNKNOWN && !used.get(operation)) {
                asker = operation;
            }
        }
        if (asker < 0 || table.state(asker) == OperationTable.REFUSED) {
            findings.add(
                    Kind.PHANTOM,
                    asker < 0 ? new int[0] : new int[] {asker},
                    (asker < 0 ? "nobody asked for it, but" : "%s was refused before it became an event, but")
                            + " the log has transfer %s at sequence %d",
                    transfer,
                    log.sequence(entry));
        } else if (table.state(asker) == OperationTable.UNKNOWN && !used.get(asker)) {
            findings.add(
                    Kind.TORN,
                    new int[] {asker},
                    "%s is in the log in part: transfer %s at sequence %d",
                    transfer,
                    log.sequence(entry));
        } else {
            findings.add(
                    Kind.DOUBLED,
                    new int[] {asker},
                    "%s is in the log more often than it was asked for: transfer %s at sequence %d",
                    transfer,
                    log.sequence(entry));
        }
    }
}
