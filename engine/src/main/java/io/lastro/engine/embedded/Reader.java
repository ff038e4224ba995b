package io.lastro.engine.embedded;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.TransferEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Answers reads out of the {@link ReadSide} and what the engine has stored.
 *
 * <p>A page from the middle of a long statement is found in logarithmic time; conditions on code and user data look at
 * each movement in the range. Queries look at each account or transfer in their time range. One thread.
 */
final class Reader {
    private final LedgerEngine engine;
    private final ReadSide readSide;
    private final MovementLog log;
    private final StoredRows rows;

    Reader(final LedgerEngine engine, final ReadSide readSide) {
        this.engine = engine;
        this.readSide = readSide;
        log = readSide.log();
        rows = new StoredRows(engine);
    }

    /** An account with its rules at an instant; null when there is none. */
    AccountView account(final long idLow, final long idHigh, final long nowNs) {
        if (!rows.findAccount(idLow, idHigh)) {
            return null;
        }
        final RulesCollector rules = new RulesCollector();
        engine.describeRules(idLow, idHigh, nowNs, rules);
        return rows.accountView(rules.view());
    }

    /** A transfer; null when there is none. */
    TransferView transfer(final long idLow, final long idHigh) {
        return rows.findTransfer(idLow, idHigh) ? rows.transferView() : null;
    }

    /** A page of a statement. */
    List<Movement> statement(final AccountHistory history, final StatementFilter filter) {
        final long after = filter.afterSequence();
        final boolean newestFirst = filter.newestFirst();
        int low =
                Math.max(history.firstFromSequence(filter.fromSequence()), history.firstFromTime(filter.fromTimeNs()));
        int end = Math.min(history.firstAfterSequence(filter.toSequence()), history.firstAfterTime(filter.toTimeNs()));
        if (after != 0 && newestFirst) {
            end = Math.min(end, history.firstFromSequence(after));
        } else if (after != 0) {
            low = Math.max(low, history.firstAfterSequence(after));
        }
        final List<Movement> page = new ArrayList<>();
        for (int k = 0; k < end - low && page.size() < filter.limit(); k++) {
            final int i = newestFirst ? end - 1 - k : low + k;
            if (isWanted(history, i, filter)) {
                page.add(movement(history.row(i)));
            }
        }
        return page;
    }

    /** Movements with at least that sequence. */
    List<Movement> changes(final long fromSequence, final int limit) {
        final List<Movement> changes = new ArrayList<>();
        for (int row = log.firstFrom(fromSequence); row < log.size() && changes.size() < limit; row++) {
            changes.add(movement(row));
        }
        return changes;
    }

    /** Accounts by what they carry, with their rules at an instant. */
    List<AccountView> accounts(final QueryFilter filter, final long nowNs) {
        final List<AccountHistory> all = readSide.accounts();
        final IntToLongFunction timeNs = i -> all.get(i).timestampNs();
        final int low = firstFrom(filter.fromTimeNs(), all.size(), timeNs);
        final int end = firstAfter(filter.toTimeNs(), all.size(), timeNs);
        final List<AccountView> found = new ArrayList<>();
        for (int k = 0; k < end - low && found.size() < filter.limit(); k++) {
            final AccountHistory history = all.get(filter.newestFirst() ? end - 1 - k : low + k);
            final long idLow = Id128.low(history.id());
            final long idHigh = Id128.high(history.id());
            rows.findAccount(idLow, idHigh);
            final AccountEvent account = rows.account();
            if (StoredRows.isAnyOr(filter.ledger(), account.ledger())
                    && StoredRows.isAnyOr(filter.code(), account.code())
                    && rows.accountHasUserData(filter.userData128(), filter.userData64(), filter.userData32())) {
                found.add(account(idLow, idHigh, nowNs));
            }
        }
        return found;
    }

    /** Transfers by what they carry. */
    List<TransferView> transfers(final QueryFilter filter) {
        final int count = readSide.transferCount();
        final IntToLongFunction timeNs = i -> log.timestampNs(readSide.transferRow(i));
        final int low = firstFrom(filter.fromTimeNs(), count, timeNs);
        final int end = firstAfter(filter.toTimeNs(), count, timeNs);
        final List<TransferView> found = new ArrayList<>();
        for (int k = 0; k < end - low && found.size() < filter.limit(); k++) {
            final int row = readSide.transferRow(filter.newestFirst() ? end - 1 - k : low + k);
            rows.findTransfer(log.idLow(row), log.idHigh(row));
            final TransferEvent transfer = rows.transfer();
            if (StoredRows.isAnyOr(filter.ledger(), transfer.ledger())
                    && StoredRows.isAnyOr(filter.code(), transfer.code())
                    && rows.transferHasUserData(filter.userData128(), filter.userData64(), filter.userData32())
                    && (filter.reference().isEmpty() || filter.reference().equals(rows.reference()))) {
                found.add(rows.transferView());
            }
        }
        return found;
    }

    private boolean isWanted(final AccountHistory history, final int i, final StatementFilter filter) {
        final int row = history.row(i);
        final long timeNs = log.timestampNs(row);
        if (!(history.isCredit(i) ? filter.credits() : filter.debits())
                || timeNs < filter.fromTimeNs()
                || timeNs > filter.toTimeNs()) {
            return false;
        }
        final boolean anyContent = filter.code() == 0
                && filter.userData64() == 0
                && filter.userData32() == 0
                && filter.userData128().signum() == 0;
        if (anyContent) {
            return true;
        }
        rows.findTransfer(log.idLow(row), log.idHigh(row));
        return StoredRows.isAnyOr(filter.code(), rows.transfer().code())
                && rows.transferHasUserData(filter.userData128(), filter.userData64(), filter.userData32());
    }

    private Movement movement(final int row) {
        rows.findTransfer(log.idLow(row), log.idHigh(row));
        return new Movement(
                log.sequence(row),
                log.timestampNs(row),
                log.isExpiry(row),
                rows.newTransfer(),
                log.amount(row),
                log.debit(row),
                log.credit(row));
    }

    private static int firstAfter(final long instantNs, final int count, final IntToLongFunction timeNs) {
        return instantNs == Long.MAX_VALUE ? count : firstFrom(instantNs + 1, count, timeNs);
    }

    private static int firstFrom(final long instantNs, final int count, final IntToLongFunction timeNs) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (timeNs.applyAsLong(middle) < instantNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
