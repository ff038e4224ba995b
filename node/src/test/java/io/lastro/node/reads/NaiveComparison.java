package io.lastro.node.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.JournalFrames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Asks model and naive scan the same and compares, pages included. */
final class NaiveComparison {
    private final Random random;
    private final NaiveJournal naive;
    private final ReadModel model;
    private final JournalFrames frames;
    private final RowBuffer rows = new RowBuffer();
    private String context;
    private long fromNs;
    private long toNs = Long.MAX_VALUE;

    NaiveComparison(final Random random, final NaiveJournal naive, final ReadModel model, final JournalFrames frames) {
        this.random = random;
        this.naive = naive;
        this.model = model;
        this.frames = frames;
    }

    private <T> T read(final Function<ModelView, T> reading) {
        return model.read(frames, reading);
    }

    /** With the heads of the store or of memory. */
    private <T> T readAccount(final Id128 account, final Function<ModelView, T> reading) {
        return random.nextBoolean() ? read(reading) : model.readAccount(frames, account, reading);
    }

    void compareAll(final String seed) {
        context = seed;
        for (final Id128 account : naive.accounts.keySet()) {
            statement(account, new StatementRead(account, 100), new RowFilter(), 0, Long.MAX_VALUE, true, true);
        }
        for (int i = 0; i < 150; i++) {
            randomStatement();
            balanceAt();
            queryAccounts();
            queryTransfers();
            changeEvents();
        }
        assertThrows(
                RefusedReadException.class,
                () -> read(view -> new StatementRead(new Id128(999_999, 0), 5).run(view, rows)));
    }

    private Id128 anyAccount() {
        final List<Id128> all = new ArrayList<>(naive.accounts.keySet());
        return all.get(random.nextInt(all.size()));
    }

    private long anyTime() {
        return naive.eventTimes.get(random.nextInt(naive.eventTimes.size())) + random.nextInt(3) - 1;
    }

    private RowFilter anyFilter(final boolean query) {
        final RowFilter filter = new RowFilter();
        switch (random.nextInt(query ? 6 : 4)) {
            case 0 -> filter.code(1 + random.nextInt(3));
            case 1 -> filter.userData(0, 0, 1 + random.nextInt(3), 0);
            case 2 -> filter.userData(random.nextInt(3), random.nextInt(2), 0, random.nextInt(3));
            case 3 -> {
                // nothing
            }
            case 4 -> filter.ledger(random.nextInt(5) == 0 ? 1 : RandomHistory.LEDGER);
            default -> {
                final String reference = RandomHistory.REFERENCES[2 + random.nextInt(3)];
                final byte[] field = new byte[36];
                final byte[] ascii = reference.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(ascii, 0, field, 0, ascii.length);
                filter.reference(field);
            }
        }
        return filter;
    }

    private void randomStatement() {
        final Id128 account = anyAccount();
        final StatementRead read = new StatementRead(account, 1 + random.nextInt(40));
        final RowFilter filter = anyFilter(false);
        read.filter()
                .userData(filter.userData128Low, filter.userData128High, filter.userData64, filter.userData32)
                .code(filter.code);
        final boolean debits = random.nextBoolean();
        final boolean credits = !debits || random.nextBoolean();
        long low = 0;
        long high = Long.MAX_VALUE;
        fromNs = 0;
        toNs = Long.MAX_VALUE;
        if (random.nextBoolean()) {
            low = random.nextLong(naive.eventTimes.size());
            high = low + random.nextLong(naive.eventTimes.size());
            read.sequence(low, high);
        } else if (random.nextBoolean()) {
            final long from = anyTime();
            final long to = Math.max(from, anyTime());
            read.time(from, to);
            fromNs = from;
            toNs = to;
        }
        read.newestFirst(random.nextBoolean());
        read.maxLookedAt(1 + random.nextInt(300));
        statement(account, read.sides(debits, credits), filter, low, high, debits, credits);
    }

    private void statement(
            final Id128 account,
            final StatementRead read,
            final RowFilter filter,
            final long low,
            final long high,
            final boolean debits,
            final boolean credits) {
        final List<String> expected = new ArrayList<>();
        for (final NaiveJournal.Moved moved : naive.movements) {
            final boolean side = debits && moved.transfer().debit.equals(account)
                    || credits && moved.transfer().credit.equals(account);
            final boolean timely = moved.eventNs() >= fromNs && moved.eventNs() <= toNs;
            if (side
                    && timely
                    && moved.sequence() >= low
                    && moved.sequence() <= high
                    && matches(filter, moved.transfer())) {
                expected.add(moved.row());
            }
        }
        if (read.isNewestFirst()) {
            Collections.reverse(expected);
        }
        final List<String> found = new ArrayList<>();
        long next = 0;
        int pages = 0;
        do {
            read.after(next);
            next = readAccount(account, view -> read.run(view, rows));
            assertTrue(rows.count() <= read.limit());
            found.addAll(Rows.movements(rows));
            assertTrue(pages++ < 10_000, "pages end");
        } while (next != 0);
        assertEquals(expected, found, context);
    }

    private static boolean matches(final RowFilter filter, final NaiveJournal.Stored stored) {
        final Id128 wanted = new Id128(filter.userData128Low, filter.userData128High);
        return (filter.code == 0 || stored.code == filter.code)
                && (filter.ledger == 0 || stored.ledger == filter.ledger)
                && (wanted.equals(new Id128(0, 0)) || stored.userData128.equals(wanted))
                && (filter.userData64 == 0 || stored.userData64 == filter.userData64)
                && (filter.userData32 == 0 || stored.userData32 == filter.userData32)
                && (!filter.hasReference()
                        || stored.reference.equals(
                                new String(filter.reference, StandardCharsets.US_ASCII).replace("\0", "")));
    }

    private void balanceAt() {
        final Id128 account = anyAccount();
        final boolean byTime = random.nextBoolean();
        final long instant = byTime ? anyTime() : 0;
        final long sequence = byTime ? 0 : 1 + random.nextLong(naive.eventTimes.size() + 3);
        final NaiveJournal.Held held = naive.accounts.get(account);
        final boolean later = byTime ? held.ownNs > instant : held.creationSequence > sequence;
        List<Long> expected = later ? null : List.of(0L, 0L, 0L, 0L);
        for (final NaiveJournal.Moved moved : naive.movements) {
            if (!later && (byTime ? moved.eventNs() <= instant : moved.sequence() <= sequence)) {
                expected = moved.transfer().debit.equals(account) ? moved.debit() : expected;
                expected = moved.transfer().credit.equals(account) ? moved.credit() : expected;
            }
        }
        readAccount(account, view -> {
            new BalanceRead(account, instant, sequence).run(view, rows);
            return null;
        });
        assertEquals(expected, Rows.balances(rows), context + " " + account + " at " + instant + "/" + sequence);
    }

    private ObjectFilter anyRange(final RowFilter carried) {
        final boolean ranged = random.nextBoolean();
        final long from = ranged ? anyTime() : 0;
        final long to = ranged ? Math.max(from, anyTime()) : Long.MAX_VALUE;
        return new ObjectFilter(carried, from, to, random.nextBoolean(), 1 + random.nextInt(60));
    }

    private static ObjectFilter from(final ObjectFilter filter, final long next) {
        return new ObjectFilter(
                filter.carried(),
                filter.newestFirst() || next == 0 ? filter.fromNs() : next,
                filter.newestFirst() && next != 0 ? next : filter.toNs(),
                filter.newestFirst(),
                filter.limit());
    }

    private void queryAccounts() {
        final RowFilter carried = anyFilter(false);
        carried.code(carried.code == 0 ? 0 : 10 + carried.code % 2);
        final ObjectFilter filter = anyRange(carried);
        final List<String> expected = new ArrayList<>();
        for (final NaiveJournal.Held held : naive.accounts.values()) {
            final NaiveJournal.Stored like = new NaiveJournal.Stored();
            like.code = held.code;
            like.ledger = held.ledger;
            like.userData128 = held.userData128;
            like.userData64 = held.userData64;
            like.userData32 = held.userData32;
            if (matches(carried, like) && held.ownNs >= filter.fromNs() && held.ownNs <= filter.toNs()) {
                expected.add(held.row());
            }
        }
        if (filter.newestFirst()) {
            Collections.reverse(expected);
        }
        final List<String> found = new ArrayList<>();
        long next = 0;
        do {
            final AccountQuery query = new AccountQuery(from(filter, next));
            next = read(view -> query.run(view, rows));
            found.addAll(Rows.accounts(rows));
        } while (next != 0);
        assertEquals(expected, found, context);
    }

    private void queryTransfers() {
        final RowFilter carried = anyFilter(true);
        final ObjectFilter filter = anyRange(carried);
        final List<String> expected = new ArrayList<>();
        for (final NaiveJournal.Stored stored : naive.transfers.values()) {
            if (matches(carried, stored) && stored.ownNs >= filter.fromNs() && stored.ownNs <= filter.toNs()) {
                expected.add(stored.row());
            }
        }
        if (filter.newestFirst()) {
            Collections.reverse(expected);
        }
        final List<String> found = new ArrayList<>();
        final int maxScanned = 1 + random.nextInt(500);
        long next = 0;
        do {
            final TransferQuery query = new TransferQuery(from(filter, next)).maxScanned(maxScanned);
            next = read(view -> query.run(view, rows));
            assertTrue(rows.count() <= filter.limit());
            found.addAll(Rows.transfers(rows));
        } while (next != 0);
        assertEquals(expected, found, context);
    }

    private void changeEvents() {
        final long from = random.nextLong(naive.eventTimes.size() + 2);
        final int limit = 1 + random.nextInt(500);
        final List<String> expected = new ArrayList<>();
        for (final NaiveJournal.Moved moved : naive.movements) {
            if (moved.sequence() >= from) {
                expected.add(moved.row());
            }
        }
        final List<String> found = new ArrayList<>();
        long next = from;
        do {
            final ChangeRead change = new ChangeRead(next, limit);
            next = model.readMovements(frames, view -> change.run(view, rows));
            assertTrue(rows.count() <= limit);
            found.addAll(Rows.movements(rows));
        } while (next <= naive.eventTimes.size());
        assertEquals(expected, found, context);
    }
}
