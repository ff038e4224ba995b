package io.lastro.system.book;

import io.lastro.client.AccountState;
import io.lastro.client.Balances;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Movement;
import io.lastro.client.Page;
import io.lastro.client.PastBalances;
import io.lastro.client.StatementFilter;
import io.lastro.system.book.Request.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Asks a node's read model and compares with the book and with the ledger's own answers. One thread; everything in the book
 * has been settled by an {@link Audit} and nothing moves meanwhile but expiries.
 *
 * <p>The statement of an account must have exactly the transfers that moved it, at their sequences; the balances of its
 * rows must lead to those that a lookup tells; past balances and change events must agree with the statement. Throws
 * {@link Violation} at the first difference.
 */
public final class ReadAudit {
    private static final int PAGE = 1_000;
    private static final int PAST_BALANCES = 6;
    private static final int CHANGE_PAGES = 3;

    private final Book book;
    private final LastroClient client;

    /** An audit over a client of the node. */
    public ReadAudit(final Book book, final LastroClient client) {
        this.book = book;
        this.client = client;
    }

    /** Looks at some accounts; returns the number of movements that were compared. */
    public long run(final int accounts, final RandomGenerator random) {
        long compared = 0;
        for (int i = 0; i < accounts; i++) {
            final int account = random.nextInt(Plan.ACCOUNTS);
            final NavigableMap<Long, Movement> statement = statement(account);
            compareWithBook(account, statement);
            compareWithLookup(account, statement);
            comparePastBalances(account, statement, random);
            compareChangeEvents(account, statement, random);
            compared += statement.size();
        }
        return compared;
    }

    private Id id(final int account) {
        return Id.of(book.plan().accountIdLow(account), book.plan().accountIdHigh());
    }

    private NavigableMap<Long, Movement> statement(final int account) {
        final NavigableMap<Long, Movement> rows = new TreeMap<>();
        for (final Movement row :
                client.statement(StatementFilter.of(id(account)).limit(PAGE).build())) {
            Violation.check(
                    rows.isEmpty() || rows.lastKey() < row.sequence(),
                    "account %d: sequence %d comes in its statement after %d",
                    account,
                    row.sequence(),
                    rows.isEmpty() ? 0 : rows.lastKey());
            Violation.check(
                    row.transfer().debitAccountId().equals(id(account))
                            || row.transfer().creditAccountId().equals(id(account)),
                    "account %d: sequence %d in its statement moves others",
                    account,
                    row.sequence());
            rows.put(row.sequence(), row);
        }
        return rows;
    }

    private void compareWithBook(final int account, final NavigableMap<Long, Movement> statement) {
        final PlannedEvent planned = new PlannedEvent();
        final List<Long> expected = new ArrayList<>();
        for (final Request request : book.requestsFrom(0)) {
            if (request.state() != State.SETTLED) {
                continue;
            }
            for (int i = 0; i < request.count(); i++) {
                book.plan().plan(request, i, planned);
                if (request.created(i) && (planned.debit == account || planned.credit == account)) {
                    final long sequence = request.eventSequence(i);
                    final Movement row = statement.get(sequence);
                    Violation.check(
                            row != null && !row.expiry(),
                            "READ: the statement of account %d does not have sequence %d, event %d of %s",
                            account,
                            sequence,
                            i,
                            request);
                    Violation.check(
                            row.transfer().id().equals(Id.of(planned.idLow, planned.idHigh)),
                            "READ: the statement of account %d has another transfer at sequence %d",
                            account,
                            sequence);
                    expected.add(sequence);
                }
            }
        }
        final long transfers =
                statement.values().stream().filter(row -> !row.expiry()).count();
        Violation.check(
                transfers == expected.size(),
                "READ: the statement of account %d has %d transfers, %d were created",
                account,
                transfers,
                expected.size());
    }

    private void compareWithLookup(final int account, final NavigableMap<Long, Movement> statement) {
        final AccountState looked =
                client.lookupAccounts(List.of(id(account))).rows().get(0).orElseThrow();
        final Balances last = statement.isEmpty()
                ? new Balances(0, 0, 0, 0)
                : side(account, statement.lastEntry().getValue());
        Violation.check(
                looked.balances().equals(last),
                "READ: the statement of account %d ends with %s, a lookup tells %s",
                account,
                last,
                looked.balances());
        final PastBalances now = client.balanceAtSequence(id(account), Long.MAX_VALUE);
        Violation.check(
                now.balances().orElseThrow().equals(last),
                "READ: account %d has %s now, its statement ends with %s",
                account,
                now,
                last);
    }

    private void comparePastBalances(
            final int account, final NavigableMap<Long, Movement> statement, final RandomGenerator random) {
        final List<Long> sequences = new ArrayList<>(statement.keySet());
        for (int i = 0; i < PAST_BALANCES && !sequences.isEmpty(); i++) {
            final long sequence = sequences.get(random.nextInt(sequences.size()));
            final Movement row = statement.get(sequence);
            comparePast(account, row, client.balanceAtSequence(id(account), sequence));
            comparePast(account, row, client.balanceAtTime(id(account), row.eventTimestampNs()));
            final Map.Entry<Long, Movement> before = statement.lowerEntry(sequence);
            if (before != null) {
                comparePast(account, before.getValue(), client.balanceAtSequence(id(account), sequence - 1));
            }
        }
    }

    private void comparePast(final int account, final Movement row, final PastBalances told) {
        Violation.check(
                told.balances().isPresent()
                        && told.balances().get().equals(side(account, row))
                        && told.eventSequence() == row.sequence(),
                "READ: account %d: balanceAt tells %s, the statement has %s",
                account,
                told,
                row);
    }

    private Balances side(final int account, final Movement row) {
        return row.transfer().debitAccountId().equals(id(account)) ? row.debit() : row.credit();
    }

    private void compareChangeEvents(
            final int account, final NavigableMap<Long, Movement> statement, final RandomGenerator random) {
        final long begin = 1 + random.nextLong(Math.max(1, book.highestSequence()));
        final NavigableMap<Long, Movement> found = new TreeMap<>();
        long from = begin;
        for (int i = 0; i < CHANGE_PAGES; i++) {
            final Page<Movement> page = client.changeEvents(from, PAGE);
            for (final Movement row : page.rows()) {
                if (row.transfer().debitAccountId().equals(id(account))
                        || row.transfer().creditAccountId().equals(id(account))) {
                    found.put(row.sequence(), row);
                }
            }
            from = page.next();
        }
        final NavigableMap<Long, Movement> wanted = statement.subMap(begin, true, from, false);
        Violation.check(
                found.headMap(statement.isEmpty() ? 0 : statement.lastKey(), true)
                        .keySet()
                        .equals(wanted.keySet()),
                "READ: change events from %d to %d tell of account %d the sequences %s, its statement %s",
                begin,
                from,
                account,
                found.keySet(),
                wanted.keySet());
    }
}
