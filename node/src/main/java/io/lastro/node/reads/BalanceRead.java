package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.TransferOutcome;
import io.lastro.protocol.codec.BalanceAtDecoder.FiltersDecoder;
import io.lastro.protocol.codec.BalanceAtReplyDecoder.BalancesDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rocksdb.RocksIterator;

/** The counters of an account right after the last event at or before an instant or a sequence. */
final class BalanceRead {
    static final int ROW_BYTES = BalancesDecoder.sbeBlockLength();

    private static final int SEQUENCE_OFFSET = BalancesDecoder.sequenceEncodingOffset();
    private static final int TIMESTAMP_OFFSET = BalancesDecoder.timestampNsEncodingOffset();

    private final Id128 account;
    private final long instantNs;
    private final long sequence;

    /** One of instant and sequence is 0. */
    BalanceRead(final Id128 account, final long instantNs, final long sequence) {
        this.account = account;
        this.instantNs = instantNs;
        this.sequence = sequence;
    }

    static BalanceRead of(final FiltersDecoder filter) {
        return new BalanceRead(
                new Id128(filter.accountIdLow(), filter.accountIdHigh()), filter.instantNs(), filter.sequence());
    }

    Id128 account() {
        return account;
    }

    /** Writes one row, or none when the account was created later. */
    void run(final ModelView view, final RowBuffer rows) {
        rows.clear(ROW_BYTES);
        final AccountHead head = view.account(account);
        if (head == null || (instantNs == 0 ? head.creationSequence() > sequence : head.timestampNs() > instantNs)) {
            return;
        }
        final int at = rows.next();
        rows.buffer().setMemory(at, ROW_BYTES, (byte) 0);
        final long until = instantNs == 0 ? sequence : view.lastPossibleAt(instantNs);
        if (instantNs == 0 && head.lastSequence() <= until) {
            row(rows.buffer(), at, head.value(), AccountHead.COUNTERS_OFFSET, head.lastSequence(), head.lastTimeNs());
        } else {
            past(view, head, until, rows.buffer(), at);
        }
        rows.keep();
    }

    private void past(
            final ModelView view,
            final AccountHead head,
            final long until,
            final MutableDirectBuffer row,
            final int at) {
        long last;
        try (RocksIterator points = view.iterator()) {
            last = AccountIndex.lastAtOrBefore(view, points, head, until);
        }
        while (last != 0) {
            final Movement movement = view.movement(last);
            if (instantNs == 0 || movement.timeNs() <= instantNs) {
                final int from = movement.debits(account)
                        ? TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET
                        : TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET;
                final TransferOutcome outcome = movement.outcome();
                row(row, at, outcome.buffer(), outcome.offset() + from, last, movement.timeNs());
                return;
            }
            last = movement.previous(account);
        }
    }

    private static void row(
            final MutableDirectBuffer row,
            final int at,
            final DirectBuffer counters,
            final int countersOffset,
            final long lastSequence,
            final long timeNs) {
        row.putBytes(at, counters, countersOffset, AccountHead.COUNTERS_BYTES);
        row.putLong(at + SEQUENCE_OFFSET, lastSequence, LITTLE_ENDIAN);
        row.putLong(at + TIMESTAMP_OFFSET, timeNs, LITTLE_ENDIAN);
    }
}
