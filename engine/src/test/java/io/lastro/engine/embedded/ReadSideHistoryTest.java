package io.lastro.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories with holds, captures, expiries and imports: every read against a plain walk over all movements. */
class ReadSideHistoryTest {
    private static final int ACCOUNTS = 5;
    private static final int REQUESTS = 300;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Ledger ledger = new EmbeddedLedger();
    private final List<BigInteger> holds = new ArrayList<>();
    private long nextId = 100;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldReadWhatAPlainWalkSees(final long seed) {
        final Random random = new Random(seed);
        ledger.createAccounts(LongStream.rangeClosed(1, ACCOUNTS)
                .mapToObj(id ->
                        new NewAccount().id(BigInteger.valueOf(id)).ledger(1).code(1))
                .toList());
        for (int i = 0; i < REQUESTS; i++) {
            ledger.timeNs(ledger.timeNs() + random.nextInt(3) * SECOND_NS / 2);
            ledger.createTransfers(batch(random));
        }
        final List<Movement> all = ledger.changeEvents(0, 8190);
        assertTrue(all.stream().anyMatch(Movement::expiry));
        for (int i = 1; i < all.size(); i++) {
            assertTrue(all.get(i - 1).sequence() < all.get(i).sequence());
        }
        for (int account = 1; account <= ACCOUNTS; account++) {
            checkAccount(BigInteger.valueOf(account), all, random);
        }
        checkPagesOfChanges(all);
    }

    private List<NewTransfer> batch(final Random random) {
        final List<NewTransfer> batch = new ArrayList<>();
        final boolean imported = random.nextInt(6) == 0;
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            final NewTransfer event = !holds.isEmpty() && random.nextInt(3) == 0 ? resolving(random) : moving(random);
            if (imported) {
                event.flags(event.flags() | TransferFlags.IMPORTED)
                        .timeoutSeconds(0)
                        .timestampNs(Math.max(1, ledger.timeNs() - SECOND_NS + i));
            }
            if (random.nextInt(8) == 0 && i < 2) {
                event.flags(event.flags() | TransferFlags.LINKED);
            }
            batch.add(event);
        }
        return batch;
    }

    private NewTransfer moving(final Random random) {
        final int debit = 1 + random.nextInt(ACCOUNTS);
        final NewTransfer event = new NewTransfer()
                .id(BigInteger.valueOf(nextId++))
                .debitAccountId(BigInteger.valueOf(debit))
                .creditAccountId(BigInteger.valueOf(1 + (debit + random.nextInt(ACCOUNTS)) % (ACCOUNTS + 1)))
                .amount(random.nextInt(100))
                .userData64(random.nextInt(3))
                .ledger(1)
                .code(1 + random.nextInt(3));
        if (random.nextBoolean()) {
            event.flags(TransferFlags.PENDING).timeoutSeconds(random.nextInt(4));
            holds.add(event.id());
        }
        return event;
    }

    private NewTransfer resolving(final Random random) {
        final int flags = switch (random.nextInt(3)) {
            case 0 -> TransferFlags.VOID_PENDING;
            case 1 -> TransferFlags.POST_PENDING;
            default -> TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER;
        };
        return new NewTransfer()
                .id(BigInteger.valueOf(nextId++))
                .pendingId(holds.get(random.nextInt(holds.size())))
                .amount(flags == TransferFlags.VOID_PENDING ? 0 : 1 + random.nextInt(5))
                .flags(flags);
    }

    private void checkAccount(final BigInteger account, final List<Movement> all, final Random random) {
        final List<Movement> own = all.stream()
                .filter(row -> isDebit(row, account) || isCredit(row, account))
                .toList();
        assertTrue(own.size() > 20);
        checkPages(account, own, false);
        checkPages(account, own, true);
        final AccountView view = ledger.lookupAccounts(List.of(account)).get(0);
        final Movement last = own.get(own.size() - 1);
        assertEquals(view.balances(), balances(last, account));
        assertEquals(view.lastSequence(), last.sequence());
        for (int i = 0; i < 200; i++) {
            checkBalances(account, own, random);
            checkFilter(account, own, random);
        }
    }

    private void checkBalances(final BigInteger account, final List<Movement> own, final Random random) {
        final long sequence = random.nextLong(ACCOUNTS, ledger.lastSequence() + 2);
        assertEquals(
                lastBalances(account, own, row -> row.sequence() <= sequence),
                ledger.balanceAtSequence(account, sequence),
                () -> "sequence " + sequence);
        final long instantNs = instantNear(own, random);
        assertEquals(
                lastBalances(account, own, row -> row.timestampNs() <= instantNs),
                ledger.balanceAtTime(account, instantNs),
                () -> "instant " + instantNs);
    }

    private void checkFilter(final BigInteger account, final List<Movement> own, final Random random) {
        final long fromNs = random.nextBoolean() ? 0 : instantNear(own, random);
        final long toNs = random.nextBoolean() ? Long.MAX_VALUE : Math.max(fromNs, instantNear(own, random));
        final long fromSequence = random.nextLong(ledger.lastSequence() / 2);
        final long toSequence = 1 + fromSequence + random.nextLong(ledger.lastSequence()); // 0 is no end
        final int code = random.nextInt(4);
        final int userData64 = random.nextInt(3);
        final int sides = 1 + random.nextInt(3);
        final Predicate<Movement> wanted = row -> row.timestampNs() >= fromNs
                && row.timestampNs() <= toNs
                && row.sequence() >= fromSequence
                && row.sequence() <= toSequence
                && (code == 0 || row.transfer().code() == code)
                && (userData64 == 0 || row.transfer().userData64() == userData64)
                && ((sides & 1) != 0 && isDebit(row, account) || (sides & 2) != 0 && isCredit(row, account));
        final List<Movement> expected =
                new ArrayList<>(own.stream().filter(wanted).toList());
        final StatementFilter filter = new StatementFilter()
                .accountId(account)
                .fromTimeNs(fromNs)
                .toTimeNs(toNs)
                .fromSequence(fromSequence)
                .toSequence(toSequence)
                .code(code)
                .userData64(userData64)
                .debits((sides & 1) != 0)
                .credits((sides & 2) != 0)
                .newestFirst(random.nextBoolean())
                .limit(1 + random.nextInt(60));
        if (filter.newestFirst()) {
            Collections.reverse(expected);
        }
        assertEquals(
                sequences(expected.subList(0, Math.min(filter.limit(), expected.size()))),
                sequences(ledger.accountTransfers(filter)));
    }

    private void checkPages(final BigInteger account, final List<Movement> own, final boolean newestFirst) {
        final List<Movement> expected = new ArrayList<>(own);
        if (newestFirst) {
            Collections.reverse(expected);
        }
        final StatementFilter filter = new StatementFilter()
                .accountId(account)
                .newestFirst(newestFirst)
                .limit(7);
        final List<Movement> read = new ArrayList<>();
        List<Movement> page = ledger.accountTransfers(filter);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = ledger.accountTransfers(
                    filter.afterSequence(page.get(page.size() - 1).sequence()));
        }
        assertEquals(sequences(expected), sequences(read));
    }

    private void checkPagesOfChanges(final List<Movement> all) {
        final List<Movement> read = new ArrayList<>();
        List<Movement> page = ledger.changeEvents(0, 10);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = ledger.changeEvents(page.get(page.size() - 1).sequence() + 1, 10);
        }
        assertEquals(sequences(all), sequences(read));
    }

    private static long instantNear(final List<Movement> own, final Random random) {
        return own.get(random.nextInt(own.size())).timestampNs() + random.nextInt(3) - 1;
    }

    private static Balances lastBalances(
            final BigInteger account, final List<Movement> own, final Predicate<Movement> until) {
        Balances last = new Balances(0, 0, 0, 0);
        for (final Movement row : own) {
            last = until.test(row) ? balances(row, account) : last;
        }
        return last;
    }

    private static Balances balances(final Movement row, final BigInteger account) {
        return isDebit(row, account) ? row.debit() : row.credit();
    }

    private static boolean isDebit(final Movement row, final BigInteger account) {
        return row.transfer().debitAccountId().equals(account);
    }

    private static boolean isCredit(final Movement row, final BigInteger account) {
        return row.transfer().creditAccountId().equals(account);
    }

    private static List<Long> sequences(final List<Movement> rows) {
        return rows.stream().map(Movement::sequence).toList();
    }
}
