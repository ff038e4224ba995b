package io.lastro.system.history;

import io.lastro.system.history.PlainHistory.Entry;
import io.lastro.system.history.PlainHistory.Op;
import io.lastro.system.history.PlainHistory.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Ways to make a right history wrong, each by one change. A way returns false when the history has no place for it. */
enum Spoiling {
    ACK_LOST {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            final boolean removed = op != null
                    && history.log.removeIf(entry -> entry.sequence >= op.sequence && entry.sequence <= op.last());
            return removed;
        }
    },
    TAIL_LOST {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            if (op != null) {
                history.log.removeIf(entry -> entry.sequence >= op.last());
                history.end = op.last() - 1;
            }
            return op != null;
        }
    },
    DOUBLED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            final Entry entry = op == null ? null : history.entryAt(op.sequence);
            if (entry == null || entry.code != 0) {
                return false;
            }
            final Entry again = entry.copy();
            again.begins = true;
            again.sequence = ++history.end;
            history.log.add(again);
            return true;
        }
    },
    SEQUENCE_MOVED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            if (op == null) {
                return false;
            }
            final long moved = Math.max(1, op.sequence + random.nextInt(9) - 4);
            final Entry there = history.entryAt(moved);
            final boolean same = there != null && there.id == op.rows.get(0).id;
            op.sequence = moved == op.sequence || same ? history.end + 1 : moved;
            return true;
        }
    },
    READ_STALE {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op read = pick(history, random, op -> !op.isWrite() && known(history, op) > 0);
            if (read == null) {
                return false;
            }
            read.sequence = known(history, read) - 1;
            read.counters = new long[read.counters.length];
            for (int i = 0; i < read.counters.length; i++) {
                read.counters[i] = counter(history, read.accounts[i / 4], i % 4, read.sequence);
            }
            for (int i = 0; i < read.found.length; i++) {
                read.found[i] = read.found[i] > read.sequence ? 0 : read.found[i];
            }
            return true;
        }
    },
    TIMES_SWAPPED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op late = pick(history, random, op -> op.sequence > 0);
            final Op early = late == null ? null : pick(history, random, op -> op.last() < late.sequence);
            if (early == null) {
                return false;
            }
            late.invoked = early.invoked - 20;
            late.responded = early.invoked - 10;
            return true;
        }
    },
    VALUE_CHANGED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op read = pick(history, random, op -> op.counters.length > 0);
            if (read != null) {
                read.counters[random.nextInt(read.counters.length)] += 1 + random.nextInt(9);
            }
            return read != null;
        }
    },
    LOOKUP_CHANGED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op lookup = pick(history, random, op -> op.found.length > 0);
            if (lookup != null) {
                final int row = random.nextInt(lookup.found.length);
                lookup.found[row] = lookup.found[row] == 0 ? 1 + random.nextInt(9) : 0;
            }
            return lookup != null;
        }
    },
    RESULT_CHANGED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            if (op != null) {
                final Row row = op.rows.get(random.nextInt(op.rows.size()));
                row.code = (row.code + 1 + random.nextInt(78)) % 79;
            }
            return op != null;
        }
    },
    ORIGINAL_CHANGED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, one -> one.rows.stream().anyMatch(row -> row.original > 1));
            if (op != null) {
                op.rows.stream().filter(row -> row.original > 1).forEach(row -> row.original--);
            }
            return op != null;
        }
    },
    FIELDS_CHANGED {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Op op = pick(history, random, Op::isWrite);
            final Entry entry = op == null ? null : history.entryAt(op.last());
            if (entry != null) {
                entry.content++;
            }
            return entry != null;
        }
    },
    PHANTOM {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final Entry entry = new Entry();
            entry.begins = true;
            entry.id = 1_000_000;
            entry.sequence = ++history.end;
            history.log.add(entry);
            return true;
        }
    },
    REFUSED_DONE {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final List<Op> refused =
                    history.ops.stream().filter(op -> op.refused).toList();
            if (refused.isEmpty()) {
                return false;
            }
            final Op op = refused.get(random.nextInt(refused.size()));
            final Row row = op.rows.get(0);
            // Asked for by others, too, it would be theirs.
            if (history.ops.stream()
                    .anyMatch(other -> other != op && other.rows.stream().anyMatch(asked -> asked.id == row.id))) {
                return false;
            }
            final Entry entry = new Entry();
            entry.begins = true;
            entry.id = row.id;
            entry.content = row.content();
            entry.sequence = ++history.end;
            history.log.add(entry);
            return true;
        }
    },
    TORN {
        @Override
        boolean spoil(final PlainHistory history, final SplittableRandom random) {
            final List<Op> done = history.ops.stream()
                    .filter(op -> op.isWrite() && op.responded == PlainHistory.NEVER && op.sequence > 0)
                    .filter(op -> op.rows.size() > 1)
                    .toList();
            if (done.isEmpty()) {
                return false;
            }
            final Op op = done.get(random.nextInt(done.size()));
            // What is left must not be somebody else's whole request.
            final boolean other = history.ops.stream()
                    .anyMatch(one -> one != op && one.isWrite() && one.rows.get(0).id == op.rows.get(0).id);
            return !other && history.log.removeIf(entry -> entry.sequence == op.last());
        }
    };

    abstract boolean spoil(PlainHistory history, SplittableRandom random);

    /** An answered operation, or null. */
    static Op pick(final PlainHistory history, final SplittableRandom random, final Predicate<Op> wanted) {
        final List<Op> fitting =
                history.ops.stream().filter(Op::isAnswered).filter(wanted).toList();
        return fitting.isEmpty() ? null : new ArrayList<>(fitting).get(random.nextInt(fitting.size()));
    }

    /** The highest sequence that had been told before an operation was asked for. */
    static long known(final PlainHistory history, final Op op) {
        return history.ops.stream()
                .filter(other -> other.isAnswered() && other.responded < op.invoked)
                .mapToLong(Op::last)
                .max()
                .orElse(0);
    }

    private static long counter(final PlainHistory history, final int account, final int counter, final long upTo) {
        return history.log.stream()
                .filter(entry -> entry.sequence <= upTo)
                .filter(entry -> (counter < 2 ? entry.debit : entry.credit) == account)
                .mapToLong(entry -> counter % 2 == 0 ? entry.pending : entry.posted)
                .sum();
    }
}
