package io.lastro.system.history;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.system.history.HistoryViolation.Kind;
import java.util.BitSet;

/**
 * The answers against the committed log, which passes by once: everything acknowledged is in it at its place with its
 * result, everything in it was asked for, and what was never answered is in it as a whole and at most once, or not at all.
 */
final class LogCheck {
    private static final int CREATED = CreateTransferResult.CREATED.code();
    /** Each one is looked for in all writes. */
    private static final int MOST_LOOKALIKES = 10;

    private final OperationTable table;
    private final AskedIds ids;
    private final RealTimeCheck realTime;
    private final Findings findings;
    private final OutcomeRules rules;
    private final int[] writes;
    private final BitSet foundRows = new BitSet();
    /** Acknowledged ones with a difference that was told, of which only the first is; others that explain a request. */
    private final BitSet done = new BitSet();

    private int next;
    private int unknownFound;
    private int lookalikes;

    LogCheck(final History history, final AskedIds ids, final RealTimeCheck realTime, final Findings findings) {
        table = history.table;
        this.ids = ids;
        this.realTime = realTime;
        this.findings = findings;
        rules = new OutcomeRules(ids.size());
        writes = TimeOrder.of(table.sequences, table::isOrderedWrite);
    }

    /** Takes the next request of the log; one that was explained by an earlier history need not be asked for in this one. */
    void accept(final LoggedRequest request, final boolean explained) {
        pass(request.sequence(0));
        if (request.isInternal()) {
            return;
        }
        outcomes(request);
        for (int i = next; i < writes.length && table.firstSequence(writes[i]) <= request.lastSequence(); i++) {
            compare(writes[i], request);
        }
        if (!explained) {
            explain(request);
        }
    }

    /** The log is at its end. */
    void end() {
        pass(Long.MAX_VALUE);
    }

    /** Requests without answer that were found. */
    int unknownFound() {
        return unknownFound;
    }

    /** Where an id was created in the log so far; 0 = nowhere. */
    long createdAt(final long idLow, final long idHigh) {
        final int id = ids.find(idLow, idHigh);
        return id == AskedIds.NONE ? OperationTable.NULL_SEQUENCE : rules.createdAt(id);
    }

    /** The log goes on at a sequence: what was acknowledged before it and not found is lost. */
    private void pass(final long sequence) {
        while (next < writes.length && table.lastSequence(writes[next]) < sequence) {
            final int write = writes[next++];
            final int first = table.firstRows.getInt(write);
            final int missing = foundRows.nextClearBit(first);
            if (missing < first + table.rowCount(write) && !done.get(write)) {
                findings.add(
                        Kind.LOST,
                        new int[] {write},
                        "%s was acknowledged, but the log does not have its event %d, transfer %s, at sequence %d",
                        missing - first,
                        OperationTable.id(table.idLows.getLong(missing), table.idHighs.getLong(missing)),
                        table.firstSequence(write) + missing - first);
            }
        }
    }

    /** The part of an acknowledged write that this request may hold. */
    private void compare(final int write, final LoggedRequest request) {
        final long end = Math.min(table.lastSequence(write), request.lastSequence());
        for (long at = Math.max(table.firstSequence(write), request.sequence(0)); at <= end; at++) {
            final int index = (int) (at - table.firstSequence(write));
            final int event = (int) (at - request.sequence(0));
            final int row = table.firstRows.getInt(write) + index;
            if (isSame(request, event, row)) {
                foundRows.set(row);
                request.cover(event);
                if (!done.get(write)) {
                    compare(write, index, request, event);
                }
            }
        }
    }

    private boolean isSame(final LoggedRequest request, final int event, final int row) {
        return request.idLow(event) == table.idLows.getLong(row) && request.idHigh(event) == table.idHighs.getLong(row);
    }

    private void compare(final int write, final int index, final LoggedRequest request, final int event) {
        final int row = table.firstRows.getInt(write) + index;
        final int told = table.results.getInt(row);
        final long original = table.originals.get((long) row);
        if (told != request.result(event) || original != request.original(event)) {
            done.set(write);
            findings.add(
                    Kind.OUTCOME_DIFFERS,
                    new int[] {write},
                    "%s: event %d was answered with %s of sequence %d, the log has %s of sequence %d",
                    index,
                    OutcomeRules.name(told),
                    original == OperationTable.NULL_SEQUENCE ? request.sequence(event) : original,
                    OutcomeRules.name(request.result(event)),
                    request.original(event) == OperationTable.NULL_SEQUENCE
                            ? request.sequence(event)
                            : request.original(event));
        } else if (!isSameContent(request, event, row)) {
            done.set(write);
            contentDiffers(write, index, request, event);
        }
    }

    private void contentDiffers(final int write, final int index, final LoggedRequest request, final int event) {
        findings.add(
                Kind.CONTENT_DIFFERS,
                new int[] {write},
                "%s: event %d has other fields in the log, at sequence %d",
                index,
                request.sequence(event));
    }

    private boolean isSameContent(final LoggedRequest request, final int event, final int row) {
        final int asked = table.contents.getInt(row);
        final int there = request.content(event);
        return asked == there || asked == 0 || there == 0;
    }

    /** Every event of the log, in order, against what became of its id before. */
    private void outcomes(final LoggedRequest request) {
        for (int i = 0; i < request.size(); i++) {
            final int id = ids.find(request.idLow(i), request.idHigh(i));
            if (id == AskedIds.NONE) {
                continue;
            }
            final String wrong = rules.next(id, request.sequence(i), request.result(i), request.original(i));
            if (wrong != null && !isOfItsChain(request, i)) {
                final int asker = ids.firstRow(id) == AskedIds.NONE ? AskedIds.NONE : ids.operationOf(ids.firstRow(id));
                findings.add(
                        request.result(i) == CREATED ? Kind.DOUBLED : Kind.OUTCOME_CHANGED,
                        asker < 0 ? new int[0] : new int[] {asker},
                        (asker < 0 ? "" : "%s: ") + "in the log transfer %s has at sequence %d the result %s",
                        request.id(i),
                        request.sequence(i),
                        wrong);
            }
        }
    }

    /** A repeat within one linked chain meets an original that is undone with the chain afterwards. */
    private static boolean isOfItsChain(final LoggedRequest request, final int event) {
        for (int before = event - 1; before >= 0; before--) {
            if (request.idLow(before) == request.idLow(event)
                    && request.idHigh(before) == request.idHigh(event)
                    && request.result(before) == CreateTransferResult.LINKED_EVENT_FAILED.code()) {
                return true;
            }
        }
        return false;
    }

    /** Finds who asked for what no answer stands for: for all of it, or for single events of what a client packed. */
    private void explain(final LoggedRequest request) {
        int event = request.nextUncovered(0);
        if (event == 0 && request.isWhole() && take(request, 0, request.size(), false)) {
            return;
        }
        boolean told = false;
        while (event < request.size()) {
            if (!take(request, event, event + 1, true)) {
                final int asker = asker(request, event);
                if (asker >= 0) {
                    notSo(asker, request, event);
                } else if (!told) {
                    notAsked(request, event);
                    told = true;
                }
            }
            event = request.nextUncovered(event + 1);
        }
    }

    /** False when no request without answer has exactly these events. */
    private boolean take(final LoggedRequest request, final int from, final int end, final boolean packed) {
        final int write = withoutAnswer(request, from, end, packed);
        if (write == AskedIds.NONE) {
            return false;
        }
        done.set(write);
        unknownFound++;
        realTime.check(write, request.sequence(from));
        for (int i = from; i < end; i++) {
            if (!isSameContent(request, i, table.firstRows.getInt(write) + i - from)) {
                contentDiffers(write, i - from, request, i);
                break;
            }
        }
        return true;
    }

    /** The first asked of the requests without answer that have exactly these events; same fields before others. */
    private int withoutAnswer(final LoggedRequest request, final int from, final int end, final boolean packed) {
        final int id = ids.find(request.idLow(from), request.idHigh(from));
        int best = AskedIds.NONE;
        boolean bestSame = false;
        for (int row = id < 0 ? AskedIds.NONE : ids.firstRow(id); row >= 0; row = ids.nextRow(row)) {
            final int operation = ids.operationOf(row);
            if (!isOpen(operation)
                    || packed && !table.isPacked(operation)
                    || table.firstRows.getInt(operation) != row
                    || !hasEvents(operation, request, from, end)) {
                continue;
            }
            final boolean same = isSameContent(request, from, row);
            if (best < 0
                    || same && !bestSame
                    || same == bestSame && table.invokedNs.getLong(operation) < table.invokedNs.getLong(best)) {
                best = operation;
                bestSame = same;
            }
        }
        return best;
    }

    /** Not answered, and not found in the log so far. */
    private boolean isOpen(final int operation) {
        return operation >= 0 && table.state(operation) == OperationTable.UNKNOWN && !done.get(operation);
    }

    private boolean hasEvents(final int operation, final LoggedRequest request, final int from, final int end) {
        if (table.rowCount(operation) != end - from) {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (request.isCovered(i) || !isSame(request, i, table.firstRows.getInt(operation) + i - from)) {
                return false;
            }
        }
        return true;
    }

    private void notSo(final int asker, final LoggedRequest request, final int event) {
        final boolean refused = table.state(asker) == OperationTable.REFUSED;
        final String what = refused
                ? "%s was refused before it became an event, but the log has"
                : isOpen(asker) ? "%s is in the log in part:" : "%s is in the log more often than it was asked for:";
        findings.add(
                refused ? Kind.PHANTOM : isOpen(asker) ? Kind.TORN : Kind.DOUBLED,
                new int[] {asker},
                what + " transfer %s at sequence %d",
                request.id(event),
                request.sequence(event));
    }

    /** Told once for all events of a request. */
    private void notAsked(final LoggedRequest request, final int event) {
        final int like = lookalikes++ < MOST_LOOKALIKES ? lookalike(request.content(event)) : AskedIds.NONE;
        findings.add(
                Kind.PHANTOM,
                like == AskedIds.NONE ? new int[0] : new int[] {like},
                (like == AskedIds.NONE ? "nobody asked for it" : "it has the fields of %s, but another id")
                        + ": the log has transfer %s at sequence %d, in a request of %d",
                request.id(event),
                request.sequence(event),
                request.size());
    }

    /** The first write that asks for the same under any id. */
    private int lookalike(final int content) {
        for (int row = 0; row < table.contents.size() && content != 0; row++) {
            if (table.contents.getInt(row) == content && ids.operationOf(row) >= 0) {
                return ids.operationOf(row);
            }
        }
        return AskedIds.NONE;
    }

    /** Who is named: one without answer explains best what a part of a request does here, a refused one least. */
    private int asker(final LoggedRequest request, final int event) {
        final int id = ids.find(request.idLow(event), request.idHigh(event));
        int asker = AskedIds.NONE;
        for (int row = id < 0 ? AskedIds.NONE : ids.firstRow(id); row >= 0; row = ids.nextRow(row)) {
            final int operation = ids.operationOf(row);
            if (operation < 0 || asker >= 0 && table.state(operation) == OperationTable.REFUSED) {
                continue;
            }
            if (asker < 0 || table.state(asker) == OperationTable.REFUSED || isOpen(operation)) {
                asker = operation;
            }
        }
        return asker;
    }
}
