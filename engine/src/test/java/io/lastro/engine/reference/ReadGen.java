package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Makes reads. */
final class ReadGen {
    private static final int MOST_ROWS = 8190;
    private static final int ALL_IDS = 400;

    private final World world;
    private final Dice dice;

    ReadGen(final World world) {
        this.world = world;
        dice = world.dice;
    }

    /** Some read. */
    Step read() {
        return switch (dice.weighted(20, 15, 20, 10, 10, 8, 8, 9)) {
            case 0 -> lookupAccounts(ids(accountIds()));
            case 1 -> lookupTransfers(ids(transferIds()));
            case 2 -> statement(statementFilter());
            case 3 -> balanceAtTime(accountId(), instant());
            case 4 -> balanceAtSequence(accountId(), world.beside(dice.below((int) world.model.lastSequence() + 3)));
            case 5 -> queryAccounts(queryFilter());
            case 6 -> queryTransfers(queryFilter().reference(dice.of("", "", "A", "INV 7~", "nobody")));
            default ->
                changeEvents(
                        world.beside(dice.below((int) world.model.lastSequence() + 3)),
                        dice.of(1, 2, 5, 100, MOST_ROWS));
        };
    }

    /** Reads that see everything. */
    List<Step> everything() {
        final List<Step> reads = new ArrayList<>();
        final List<BigInteger> accounts = accountIds();
        reads.add(lookupAccounts(accounts));
        final List<BigInteger> transfers = transferIds();
        reads.add(lookupTransfers(transfers.subList(Math.max(0, transfers.size() - ALL_IDS), transfers.size())));
        for (final BigInteger id : accounts) {
            reads.add(statement(new StatementFilter()
                    .accountId(id)
                    .newestFirst(dice.chance(50))
                    .limit(dice.chance(95) ? 40 : MOST_ROWS)));
            reads.add(balanceAtTime(id, instant()));
        }
        reads.add(changeEvents(Math.max(0, world.model.lastSequence() - dice.of(50, 300, 20_000)), MOST_ROWS));
        reads.add(new Step.Read("lastSequence()", ledger -> "" + ledger.lastSequence()));
        return reads;
    }

    /** Reads that name neither sequence nor instant, each of one sort. */
    static List<Step> general() {
        final List<Step> reads = new ArrayList<>();
        reads.add(changeEvents(0, MOST_ROWS));
        for (int id = 1; id <= AccountGen.MOST_ACCOUNTS; id++) {
            final BigInteger account = BigInteger.valueOf(id);
            reads.add(lookupAccounts(List.of(account)));
            reads.add(statement(new StatementFilter().accountId(account).limit(MOST_ROWS)));
            reads.add(statement(
                    new StatementFilter().accountId(account).limit(MOST_ROWS).newestFirst(true)));
            reads.add(new Step.Read("balances of " + id + " at and after each movement", to -> history(to, account)));
        }
        reads.add(queryTransfers(new QueryFilter().limit(MOST_ROWS)));
        reads.add(queryTransfers(new QueryFilter().limit(MOST_ROWS).newestFirst(true)));
        reads.add(queryAccounts(new QueryFilter().limit(MOST_ROWS)));
        reads.add(new Step.Read("lastSequence()", ledger -> "" + ledger.lastSequence()));
        return reads;
    }

    private static String history(final Ledger ledger, final BigInteger account) {
        final StringBuilder text = new StringBuilder();
        for (final Movement row : ledger.changeEvents(0, MOST_ROWS)) {
            text.append(ledger.balanceAtTime(account, row.timestampNs()))
                    .append(ledger.balanceAtSequence(account, row.sequence()))
                    .append('\n');
        }
        return text.toString();
    }

    private List<BigInteger> accountIds() {
        final List<BigInteger> ids =
                new ArrayList<>(world.model.state().accounts.keySet());
        ids.add(world.oddId());
        return ids;
    }

    private List<BigInteger> transferIds() {
        final List<BigInteger> ids =
                new ArrayList<>(world.model.state().transfers.keySet());
        ids.add(world.oddId());
        return ids;
    }

    private List<BigInteger> ids(final List<BigInteger> from) {
        final List<BigInteger> ids = new ArrayList<>();
        final int n = dice.below(5);
        for (int i = 0; i < n; i++) {
            ids.add(dice.of(from));
        }
        return ids;
    }

    private BigInteger accountId() {
        return dice.chance(95) ? world.anyAccount().asked.id() : BigInteger.valueOf(77);
    }

    private long instant() {
        final ModelState state = world.model.state();
        if (state.movements.isEmpty() || dice.chance(20)) {
            return world.beside(dice.of(world.anyAccount().timestampNs, world.model.timeNs(), 1L, Long.MAX_VALUE - 1));
        }
        return world.beside(dice.of(state.movements).timestampNs());
    }

    private StatementFilter statementFilter() {
        final StatementFilter filter = new StatementFilter()
                .accountId(world.anyAccount().asked.id())
                .newestFirst(dice.chance(50))
                .limit(dice.of(1, 2, 3, 10, MOST_ROWS));
        if (dice.chance(30)) {
            filter.debits(dice.chance(50)).credits(!filter.debits());
        }
        if (dice.chance(25)) {
            filter.code(1 + dice.below(3));
        }
        if (dice.chance(20)) {
            filter.userData128(BigInteger.valueOf(dice.below(2)));
            filter.userData64(dice.below(2)).userData32(dice.below(3));
        }
        if (dice.chance(30)) {
            final long one = instant();
            final long other = instant();
            filter.fromTimeNs(Math.min(one, other)).toTimeNs(Math.max(one, other));
        }
        final int last = (int) world.model.lastSequence() + 2;
        if (dice.chance(30)) {
            final int from = dice.below(last);
            filter.fromSequence(from).toSequence(from + dice.below(last));
        }
        if (dice.chance(40)) {
            filter.afterSequence(dice.below(last));
        }
        if (dice.chance(3)) {
            filter.limit(dice.of(0, -1, MOST_ROWS + 1));
        }
        return filter;
    }

    private QueryFilter queryFilter() {
        final QueryFilter filter =
                new QueryFilter().newestFirst(dice.chance(50)).limit(dice.of(1, 2, 10, 100));
        if (dice.chance(40)) {
            filter.userData128(BigInteger.valueOf(dice.below(2)));
            filter.userData64(dice.below(2)).userData32(dice.below(3));
        }
        if (dice.chance(40)) {
            filter.ledger(dice.below(3)).code(dice.of(0, 1, 2, 10, 11));
        }
        if (dice.chance(40)) {
            final long one = instant();
            final long other = instant();
            filter.fromTimeNs(Math.min(one, other)).toTimeNs(Math.max(one, other));
        }
        if (dice.chance(3)) {
            filter.limit(dice.of(0, -1, MOST_ROWS + 1));
        }
        return filter;
    }

    private static Step lookupAccounts(final List<BigInteger> ids) {
        return new Step.Read("lookupAccounts(" + ids + ")", ledger -> Step.lines(ledger.lookupAccounts(ids), Show::of));
    }

    private static Step lookupTransfers(final List<BigInteger> ids) {
        return new Step.Read(
                "lookupTransfers(" + ids + ")", ledger -> Step.lines(ledger.lookupTransfers(ids), Show::of));
    }

    private static Step statement(final StatementFilter filter) {
        return new Step.Read(
                "accountTransfers(" + Show.of(filter) + ")",
                ledger -> Step.lines(ledger.accountTransfers(filter), Show::of));
    }

    private static Step balanceAtTime(final BigInteger id, final long instantNs) {
        return new Step.Read(
                "balanceAtTime(" + id + ", " + instantNs + ")", ledger -> "" + ledger.balanceAtTime(id, instantNs));
    }

    private static Step balanceAtSequence(final BigInteger id, final long sequence) {
        return new Step.Read(
                "balanceAtSequence(" + id + ", " + sequence + ")",
                ledger -> "" + ledger.balanceAtSequence(id, sequence));
    }

    private static Step queryAccounts(final QueryFilter filter) {
        return new Step.Read(
                "queryAccounts(" + Show.of(filter) + ")", ledger -> Step.lines(ledger.queryAccounts(filter), Show::of));
    }

    private static Step queryTransfers(final QueryFilter filter) {
        return new Step.Read(
                "queryTransfers(" + Show.of(filter) + ")",
                ledger -> Step.lines(ledger.queryTransfers(filter), Show::of));
    }

    private static Step changeEvents(final long fromSequence, final int limit) {
        return new Step.Read(
                "changeEvents(" + fromSequence + ", " + limit + ")",
                ledger -> Step.lines(ledger.changeEvents(fromSequence, limit), Show::of));
    }
}
