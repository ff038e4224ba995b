package io.lastro.system.history;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.system.history.PlainHistory.Entry;
import io.lastro.system.history.PlainHistory.Kind;
import io.lastro.system.history.PlainHistory.Op;
import io.lastro.system.history.PlainHistory.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes right histories: clients that overlap, a ledger that executes one operation at a time between ask and answer. */
final class Simulation {
    static final int ACCOUNTS = 4;
    /** Nobody has it: burns the id. */
    private static final int NO_ACCOUNT = 9;

    private final SplittableRandom random;
    private final boolean internals;
    private final PlainHistory history = new PlainHistory();
    private final List<Row> asked = new ArrayList<>();
    private final Map<Long, Long> created = new HashMap<>();
    private final Map<Long, Boolean> burned = new HashMap<>();
    private final List<Row> holds = new ArrayList<>();
    private final long[][] counters = new long[NO_ACCOUNT + 1][PlainHistory.COUNTERS];
    private long nextId = 1;
    private long sequence;

    private Simulation(final long seed, final boolean internals) {
        random = new SplittableRandom(seed);
        this.internals = internals;
    }

    /** So many operations of so many clients; with internals there are expiries and sequences of other things, too. */
    static PlainHistory run(final long seed, final int clients, final int operations, final boolean internals) {
        return new Simulation(seed, internals).run(clients, operations);
    }

    private PlainHistory run(final int clients, final int operations) {
        final long[] free = new long[clients];
        for (int i = 0; i < operations; i++) {
            final int client = random.nextInt(clients);
            final Op op = ask();
            op.client = client;
            op.invoked = free[client] + 1 + random.nextInt(8);
            op.effect = op.invoked + 1 + random.nextInt(8);
            op.responded = op.effect + 1 + random.nextInt(8);
            free[client] = op.responded;
            if (op.isWrite() && random.nextInt(6) == 0) {
                unanswered(op);
            }
            history.ops.add(op);
        }
        final List<Op> order = new ArrayList<>(history.ops);
        order.sort(Comparator.comparingLong(op -> op.effect));
        order.stream().filter(op -> op.effect != PlainHistory.NEVER).forEach(this::execute);
        history.end = sequence;
        return history;
    }

    /** Refused, never executed, or executed at any time after it was asked. */
    private void unanswered(final Op op) {
        if (random.nextInt(4) == 0) {
            op.refused = true;
            op.effect = PlainHistory.NEVER;
        } else {
            op.effect = random.nextBoolean() ? PlainHistory.NEVER : op.invoked + 1 + random.nextInt(60);
            op.responded = PlainHistory.NEVER;
        }
    }

    private Op ask() {
        final Op op = new Op();
        final int dice = random.nextInt(10);
        if (dice < 6) {
            final int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                op.rows.add(row());
            }
            asked.addAll(op.rows);
        } else if (dice < 9) {
            op.kind = Kind.READ;
            op.accounts = random.ints(2, 0, ACCOUNTS).toArray();
        } else {
            op.kind = Kind.LOOKUP;
            op.ids = random.longs(2, 1, nextId + 2).toArray();
        }
        return op;
    }

    private Row row() {
        if (!asked.isEmpty() && random.nextInt(4) == 0) {
            return asked.get(random.nextInt(asked.size())).again();
        }
        final int debit = random.nextInt(12) == 0 ? NO_ACCOUNT : random.nextInt(ACCOUNTS);
        final Row row = new Row(nextId++, debit, (debit + 1) % ACCOUNTS, 1 + random.nextInt(100));
        row.pending = random.nextInt(4) == 0;
        return row;
    }

    private void execute(final Op op) {
        if (internals) {
            between();
        }
        switch (op.kind) {
            case WRITE -> write(op);
            case READ -> {
                op.sequence = sequence;
                op.counters = countersOf(op.accounts);
            }
            default -> {
                op.sequence = sequence;
                op.found = new long[op.ids.length];
                for (int i = 0; i < op.ids.length; i++) {
                    op.found[i] = created.getOrDefault(op.ids[i], 0L);
                }
            }
        }
    }

    private long[] countersOf(final int[] accounts) {
        final long[] told = new long[accounts.length * PlainHistory.COUNTERS];
        for (int i = 0; i < accounts.length; i++) {
            System.arraycopy(counters[accounts[i]], 0, told, i * PlainHistory.COUNTERS, PlainHistory.COUNTERS);
        }
        return told;
    }

    private void between() {
        final int dice = random.nextInt(8);
        if (dice == 0) {
            sequence += 1 + random.nextInt(3); // a session, a checkpoint
        } else if (dice == 1 && !holds.isEmpty()) {
            final Row hold = holds.remove(random.nextInt(holds.size()));
            final Entry entry = new Entry();
            entry.sequence = ++sequence;
            entry.internal = true;
            move(entry, hold, -hold.amount, 0);
        }
    }

    private void write(final Op op) {
        op.sequence = sequence + 1;
        for (int i = 0; i < op.rows.size(); i++) {
            final Row row = op.rows.get(i);
            final Entry entry = new Entry();
            entry.sequence = ++sequence;
            entry.begins = i == 0;
            entry.id = row.id;
            entry.content = row.content();
            row.code = decide(row).code();
            if (row.code == CreateTransferResult.EXISTS.code()) {
                row.original = created.get(row.id);
            }
            entry.code = row.code;
            entry.original = row.original;
            if (row.code != 0) {
                history.log.add(entry);
                continue;
            }
            created.put(row.id, sequence);
            if (row.pending) {
                holds.add(row);
            }
            move(entry, row, row.pending ? row.amount : 0, row.pending ? 0 : row.amount);
        }
    }

    private CreateTransferResult decide(final Row row) {
        if (created.containsKey(row.id)) {
            return CreateTransferResult.EXISTS;
        } else if (burned.containsKey(row.id)) {
            return CreateTransferResult.ID_ALREADY_FAILED;
        } else if (row.debit == NO_ACCOUNT) {
            burned.put(row.id, true);
            return CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
        }
        return CreateTransferResult.CREATED;
    }

    private void move(final Entry entry, final Row row, final long pending, final long posted) {
        entry.debit = row.debit;
        entry.credit = row.credit;
        entry.pending = pending;
        entry.posted = posted;
        counters[row.debit][0] += pending;
        counters[row.debit][1] += posted;
        counters[row.credit][2] += pending;
        counters[row.credit][3] += posted;
        history.log.add(entry);
    }
}
