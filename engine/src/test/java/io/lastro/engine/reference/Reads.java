package io.lastro.engine.reference;

import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reads, over a state that nobody changes meanwhile. */
final class Reads {
    private static final Balances ZEROS = new Balances(0, 0, 0, 0);

    private final ModelState state;

    Reads(final ModelState state) {
        this.state = state;
    }

    /** A page of a statement. */
    List<Movement> statement(final StatementFilter filter) {
        final List<Movement> rows = new ArrayList<>(state.movements);
        if (filter.newestFirst()) {
            Collections.reverse(rows);
        }
        return rows.stream()
                .filter(row -> onPage(filter, row))
                .filter(row -> matches(filter, row))
                .limit(filter.limit())
                .map(Reads::copy)
                .collect(Collectors.toList());
    }

    private static boolean onPage(final StatementFilter filter, final Movement row) {
        if (filter.afterSequence() == 0) {
            return true;
        }
        return filter.newestFirst() ? row.sequence() < filter.afterSequence() : row.sequence() > filter.afterSequence();
    }

    private static boolean matches(final StatementFilter filter, final Movement row) {
        final NewTransfer transfer = row.transfer();
        final boolean debited = transfer.debitAccountId().equals(filter.accountId());
        final boolean credited = transfer.creditAccountId().equals(filter.accountId());
        return ((debited && filter.debits()) || (credited && filter.credits()))
                && (filter.code() == 0 || filter.code() == transfer.code())
                && (Amounts.isZero(filter.userData128()) || filter.userData128().equals(transfer.userData128()))
                && (filter.userData64() == 0 || filter.userData64() == transfer.userData64())
                && (filter.userData32() == 0 || filter.userData32() == transfer.userData32())
                && filter.fromTimeNs() <= row.timestampNs()
                && row.timestampNs() <= filter.toTimeNs()
                && filter.fromSequence() <= row.sequence()
                && row.sequence() <= filter.toSequence();
    }

    /** The counters of an account after the last of the movements that are wanted; null before its creation. */
    Balances balance(
            final BigInteger accountId, final Predicate<ModelAccount> created, final Predicate<Movement> wanted) {
        final ModelAccount account = state.accounts.get(accountId);
        if (account == null || !created.test(account)) {
            return null;
        }
        Balances balances = ZEROS;
        for (final Movement row : state.movements) {
            if (wanted.test(row) && row.transfer().debitAccountId().equals(accountId)) {
                balances = row.debit();
            }
            if (wanted.test(row) && row.transfer().creditAccountId().equals(accountId)) {
                balances = row.credit();
            }
        }
        return balances;
    }

    /** Accounts that match, by timestamp. */
    List<ModelAccount> accounts(final QueryFilter filter) {
        final Comparator<ModelAccount> order = Comparator.comparingLong(account -> account.timestampNs);
        final Stream<ModelAccount> matching = state.accounts.values().stream()
                .filter(account -> inTime(filter, account.timestampNs))
                .filter(account -> filter.ledger() == 0 || filter.ledger() == account.asked.ledger())
                .filter(account -> filter.code() == 0 || filter.code() == account.asked.code())
                .filter(account -> Amounts.isZero(filter.userData128())
                        || filter.userData128().equals(account.asked.userData128()))
                .filter(account -> filter.userData64() == 0 || filter.userData64() == account.asked.userData64())
                .filter(account -> filter.userData32() == 0 || filter.userData32() == account.asked.userData32());
        return matching.sorted(filter.newestFirst() ? order.reversed() : order)
                .limit(filter.limit())
                .collect(Collectors.toList());
    }

    /** Transfers that match, by timestamp. */
    List<ModelTransfer> transfers(final QueryFilter filter) {
        final Comparator<ModelTransfer> order = Comparator.comparingLong(transfer -> transfer.timestampNs);
        final Stream<ModelTransfer> matching = state.transfers.values().stream()
                .filter(transfer -> inTime(filter, transfer.timestampNs))
                .filter(transfer -> matches(filter, transfer.stored));
        return matching.sorted(filter.newestFirst() ? order.reversed() : order)
                .limit(filter.limit())
                .collect(Collectors.toList());
    }

    private static boolean matches(final QueryFilter filter, final NewTransfer transfer) {
        return (filter.ledger() == 0 || filter.ledger() == transfer.ledger())
                && (filter.code() == 0 || filter.code() == transfer.code())
                && (Amounts.isZero(filter.userData128()) || filter.userData128().equals(transfer.userData128()))
                && (filter.userData64() == 0 || filter.userData64() == transfer.userData64())
                && (filter.userData32() == 0 || filter.userData32() == transfer.userData32())
                && (filter.reference().isEmpty() || filter.reference().equals(transfer.reference()));
    }

    private static boolean inTime(final QueryFilter filter, final long timestampNs) {
        return filter.fromTimeNs() <= timestampNs && timestampNs <= filter.toTimeNs();
    }

    /** What moved from a sequence on. */
    List<Movement> changes(final long fromSequence, final int limit) {
        return state.movements.stream()
                .filter(row -> row.sequence() >= fromSequence)
                .limit(limit)
                .map(Reads::copy)
                .collect(Collectors.toList());
    }

    private static Movement copy(final Movement row) {
        return new Movement(
                row.sequence(),
                row.timestampNs(),
                row.expiry(),
                Copies.of(row.transfer()),
                row.amount(),
                row.debit(),
                row.credit());
    }
}
