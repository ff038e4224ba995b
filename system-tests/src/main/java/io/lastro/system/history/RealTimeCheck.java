package io.lastro.system.history;

import io.lastro.system.history.HistoryViolation.Kind;

/**
 * Real time against sequences: what had been answered before an operation was asked for stands before it.
 *
 * <p>One pass over invocations and responses in order of time, with the highest sequence that any client knew. Equal times
 * count as concurrent. An operation of unknown outcome binds nobody, but is bound itself when the log has it.
 */
final class RealTimeCheck {
    private static final int NO_WITNESS = -1;

    private final OperationTable table;
    private final Findings findings;
    private final long[] floors;
    private final int[] witnesses;
    private long known;

    /** The sequence is the highest one that was known before this history began; 0 = none. */
    RealTimeCheck(final History history, final Findings findings, final long knownSequence) {
        table = history.table;
        this.findings = findings;
        known = knownSequence;
        floors = new long[table.size()];
        witnesses = new int[table.size()];
    }

    void check() {
        final int[] invocations = TimeOrder.of(table.invokedNs, operation -> true);
        final int[] responses = TimeOrder.of(table.respondedNs, table::isOrdered);
        int responded = 0;
        int witness = NO_WITNESS;
        for (final int operation : invocations) {
            final long invokedNs = table.invokedNs.getLong(operation);
            while (responded < responses.length && table.respondedNs.getLong(responses[responded]) < invokedNs) {
                final int other = responses[responded++];
                if (table.lastSequence(other) > known) {
                    known = table.lastSequence(other);
                    witness = other;
                }
            }
            floors[operation] = known;
            witnesses[operation] = witness;
            if (table.isOrdered(operation)) {
                check(operation, table.firstSequence(operation));
            }
        }
        while (responded < responses.length) {
            known = Math.max(known, table.lastSequence(responses[responded++]));
        }
    }

    /** The highest sequence that any client knows in the end. */
    long known() {
        return known;
    }

    /** Checks an operation that took effect at a sequence. */
    void check(final int operation, final long sequence) {
        final long floor = floors[operation];
        final boolean write = table.isWrite(operation);
        if (sequence > floor || !write && sequence == floor) {
            return;
        }
        final int witness = witnesses[operation];
        final int[] both = {operation, witness};
        if (witness == NO_WITNESS) {
            findings.add(
                    write ? Kind.REAL_TIME : Kind.STALE_READ,
                    new int[] {operation},
                    "%s has sequence %d, but sequence %d was known before this history began",
                    sequence,
                    floor);
        } else if (!write) {
            findings.add(
                    Kind.STALE_READ,
                    both,
                    "%s is older than %s, which had been answered before it was asked: up to sequence %d",
                    floor);
        } else if (table.isWrite(witness)) {
            findings.add(
                    Kind.REAL_TIME,
                    both,
                    "%s took effect at sequence %3$d, but %2$s had been answered before it was asked",
                    sequence);
        } else {
            findings.add(
                    Kind.FUTURE_READ,
                    both,
                    "%s was asked for after %s had been answered, which stated to have seen its sequence %d",
                    sequence);
        }
    }
}
