package io.lastro.system.history;

import io.lastro.system.history.PlainHistory.Entry;
import io.lastro.system.history.PlainHistory.Op;
import io.lastro.system.history.PlainHistory.Row;
import java.util.List;

/**
 * Strict serializability by its definition: tries the orders that respect real time, with and without each request that was
 * not answered, on a ledger of a few lines, until one gives every answer and the whole log. For small histories.
 */
final class BruteForce {
    private static final int CREATED = 0;
    private static final int EXISTS = 25;
    private static final int ALREADY_FAILED = 26;
    private static final int DEBIT_NOT_FOUND = 41;

    private final PlainHistory history;
    private final boolean[] placed;

    private BruteForce(final PlainHistory history) {
        this.history = history;
        placed = new boolean[history.ops.size()];
    }

    static boolean accepts(final PlainHistory history) {
        return new BruteForce(history).extend(0, 0);
    }

    /** Entries before this one are explained; the next read states this sequence at least. */
    private boolean extend(final int entry, final long readSequence) {
        if (entry == history.log.size() && allAnsweredPlaced()) {
            return true;
        }
        for (int i = 0; i < placed.length; i++) {
            final Op op = history.ops.get(i);
            if (placed[i] || op.refused || !mayBeNext(op) || !op.isWrite() && !op.isAnswered()) {
                continue;
            }
            placed[i] = true;
            final boolean found = op.isWrite()
                    ? writes(op, entry) && extend(entry + op.rows.size(), 0)
                    : reads(op, entry, readSequence) && extend(entry, op.sequence);
            if (found) {
                return true;
            }
            placed[i] = false;
        }
        return false;
    }

    private boolean allAnsweredPlaced() {
        for (int i = 0; i < placed.length; i++) {
            if (!placed[i] && history.ops.get(i).isAnswered()) {
                return false;
            }
        }
        return true;
    }

    /** Nothing that had been answered before it was asked is still to come. */
    private boolean mayBeNext(final Op op) {
        for (int i = 0; i < placed.length; i++) {
            final Op other = history.ops.get(i);
            if (!placed[i] && other.isAnswered() && other.responded < op.invoked) {
                return false;
            }
        }
        return true;
    }

    private boolean writes(final Op op, final int first) {
        final List<Entry> log = history.log;
        final int count = op.rows.size();
        if (first + count > log.size() || op.isAnswered() && op.sequence != log.get(first).sequence) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            final Row row = op.rows.get(i);
            final Entry entry = log.get(first + i);
            final boolean follows = i == 0 ? entry.begins : !entry.begins;
            if (!follows || entry.internal || entry.sequence != log.get(first).sequence + i) {
                return false;
            }
            final long original = createdAt(row.id, first + i);
            final int code = decide(row, first + i, original);
            final long told = code == EXISTS ? original : 0;
            final boolean logged = entry.id == row.id
                    && entry.content == row.content()
                    && entry.code == code
                    && entry.original == told;
            if (!logged || op.isAnswered() && (row.code != code || row.original != told)) {
                return false;
            }
        }
        return first + count == log.size() || log.get(first + count).begins || log.get(first + count).internal;
    }

    private int decide(final Row row, final int entry, final long original) {
        if (original != 0) {
            return EXISTS;
        } else if (row.debit < Simulation.ACCOUNTS) {
            return CREATED;
        }
        final boolean burned =
                history.log.subList(0, entry).stream().anyMatch(before -> before.id == row.id && !before.internal);
        return burned ? ALREADY_FAILED : DEBIT_NOT_FOUND;
    }

    private long createdAt(final long id, final int before) {
        for (final Entry entry : history.log.subList(0, before)) {
            if (entry.id == id && entry.code == CREATED && !entry.internal) {
                return entry.sequence;
            }
        }
        return 0;
    }

    private boolean reads(final Op op, final int entry, final long readSequence) {
        final List<Entry> log = history.log;
        final long least = entry == 0 ? 0 : log.get(entry - 1).sequence;
        final long most = entry == log.size() ? history.end : log.get(entry).sequence - 1;
        if (op.sequence < Math.max(least, readSequence) || op.sequence > most) {
            return false;
        }
        for (int i = 0; i < op.ids.length; i++) {
            if (op.found[i] != createdAt(op.ids[i], entry)) {
                return false;
            }
        }
        for (int i = 0; i < op.counters.length; i++) {
            if (op.counters[i] != counter(op.accounts[i / 4], i % 4, entry)) {
                return false;
            }
        }
        return true;
    }

    private long counter(final int account, final int counter, final int before) {
        long sum = 0;
        for (final Entry entry : history.log.subList(0, before)) {
            if ((counter < 2 ? entry.debit : entry.credit) == account) {
                sum += counter % 2 == 0 ? entry.pending : entry.posted;
            }
        }
        return sum;
    }
}
