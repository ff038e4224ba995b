package io.lastro.system.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A history and its log as plain objects, which a test may spoil before they are checked. */
final class PlainHistory {
    static final long NEVER = Long.MAX_VALUE;
    static final int COUNTERS = 4;

    enum Kind {
        WRITE,
        READ,
        LOOKUP
    }

    /** One transfer of a write. */
    static final class Row {
        long id;
        int debit;
        int credit;
        long amount;
        boolean pending;
        int code;
        long original;

        Row(final long id, final int debit, final int credit, final long amount) {
            this.id = id;
            this.debit = debit;
            this.credit = credit;
            this.amount = amount;
        }

        Row again() {
            final Row copy = new Row(id, debit, credit, amount);
            copy.pending = pending;
            return copy;
        }

        int content() {
            return 1
                    + Math.floorMod(
                            Arrays.asList(debit, credit, amount, pending).hashCode(), 1_000_000_000);
        }
    }

    /** One operation. */
    static final class Op {
        Kind kind = Kind.WRITE;
        int client;
        long invoked;
        long responded = NEVER;
        /** When the simulation executes it; not part of the history. */
        long effect;

        long sequence;
        boolean refused;
        boolean packed;
        int epoch;
        List<Row> rows = new ArrayList<>();
        int[] accounts = {};
        long[] counters = {};
        long[] ids = {};
        long[] found = {};

        boolean isAnswered() {
            return responded != NEVER && !refused;
        }

        boolean isWrite() {
            return kind == Kind.WRITE;
        }

        long last() {
            return isWrite() ? sequence + rows.size() - 1 : sequence;
        }
    }

    /** One entry of the log; of an internal one there is no id. */
    static final class Entry {
        long sequence;
        boolean begins;
        boolean internal;
        long id;
        int code;
        long original;
        int content;
        int debit;
        int credit;
        long pending;
        long posted;

        Entry copy() {
            final Entry copy = new Entry();
            copy.sequence = sequence;
            copy.begins = begins;
            copy.internal = internal;
            copy.id = id;
            copy.code = code;
            copy.original = original;
            copy.content = content;
            copy.debit = debit;
            copy.credit = credit;
            copy.pending = pending;
            copy.posted = posted;
            return copy;
        }
    }

    final List<Op> ops = new ArrayList<>();
    final List<Entry> log = new ArrayList<>();
    long end;

    HistoryReport check() {
        return check(new HistoryChecker());
    }

    HistoryReport check(final HistoryChecker checker) {
        return checker.check(history(), this::read);
    }

    Entry entryAt(final long sequence) {
        return log.stream()
                .filter(entry -> entry.sequence == sequence)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final Op op : ops) {
            text.append(String.format(
                    "%n%d %s %d..%d at %d%s", op.client, op.kind, op.invoked, op.responded, op.sequence, op.refused));
            op.rows.forEach(row -> text.append(String.format(" [%d: %d %d]", row.id, row.code, row.original)));
            text.append(Arrays.toString(op.accounts)).append(Arrays.toString(op.counters));
            text.append(Arrays.toString(op.ids)).append(Arrays.toString(op.found));
        }
        for (final Entry entry : log) {
            text.append(String.format(
                    "%n#%d%s %d: %d %d, %d>%d %d %d",
                    entry.sequence,
                    entry.begins ? "*" : "",
                    entry.id,
                    entry.code,
                    entry.original,
                    entry.debit,
                    entry.credit,
                    entry.pending,
                    entry.posted));
        }
        return text.append(" end ").append(end).toString();
    }

    private History history() {
        final List<HistoryRecorder> recorders = new ArrayList<>();
        for (final Op op : ops) {
            while (recorders.size() <= op.client) {
                recorders.add(new HistoryRecorder("client-" + recorders.size()));
            }
            record(recorders.get(op.client), op);
        }
        return History.of(recorders);
    }

    private static void record(final HistoryRecorder recorder, final Op op) {
        switch (op.kind) {
            case WRITE -> recordWrite(recorder, op);
            case READ -> {
                final int number = recorder.invokeBalances(op.invoked);
                if (op.isAnswered()) {
                    recorder.answerBalances(number, op.responded, op.sequence, op.accounts, op.counters);
                }
            }
            default -> {
                final int number = recorder.invokeLookup(op.invoked);
                if (op.isAnswered()) {
                    final long[] ids = new long[2 * op.ids.length];
                    for (int i = 0; i < op.ids.length; i++) {
                        ids[2 * i] = op.ids[i];
                    }
                    recorder.answerLookup(number, op.responded, op.sequence, ids, op.found);
                }
            }
        }
    }

    private static void recordWrite(final HistoryRecorder recorder, final Op op) {
        op.rows.forEach(row -> recorder.transfer(row.id, 0, row.content()));
        final int number = recorder.invokeWrite(op.invoked);
        if (op.packed) {
            recorder.packed(number);
        }
        if (op.refused) {
            recorder.refuse(number, op.responded);
        } else if (op.isAnswered()) {
            for (int i = 0; i < op.rows.size(); i++) {
                if (op.rows.get(i).original != 0) {
                    recorder.original(number, i, op.rows.get(i).original);
                }
            }
            recorder.epoch(number, op.epoch);
            recorder.answerWrite(
                    number,
                    op.responded,
                    op.sequence,
                    op.rows.stream().mapToInt(row -> row.code).toArray());
        }
    }

    private long read(final Consumer<LoggedRequest> reader) {
        final LoggedRequest request = new LoggedRequest();
        for (int i = 0; i < log.size(); i++) {
            final Entry entry = log.get(i);
            if (entry.internal) {
                request.beginInternal(entry.sequence);
            } else if (entry.begins || i == 0 || log.get(i - 1).sequence < entry.sequence - 1) {
                request.begin(entry.sequence, entry.begins);
            }
            request.event(entry.id, 0, entry.code, entry.content, entry.original)
                    .moves(entry.debit, entry.credit, entry.pending, entry.posted);
            final boolean last = i == log.size() - 1;
            if (last
                    || log.get(i + 1).begins
                    || log.get(i + 1).internal
                    || log.get(i + 1).sequence > entry.sequence + 1) {
                reader.accept(request);
            }
        }
        return Math.max(end, log.isEmpty() ? 0 : log.get(log.size() - 1).sequence);
    }
}
