package io.lastro.node.reads;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.lastro.protocol.AccountEvent;
import org.agrona.concurrent.UnsafeBuffer;

/** Accounts by what they carry. */
final class AccountQuery {
    /** Accounts that one page looks at; the page ends there and the next one goes on. */
    static final int MAX_LOOKED_AT = 20_000;

    private final ObjectFilter filter;

    AccountQuery(final ObjectFilter filter) {
        this.filter = filter;
    }

    /** Fills the rows; returns where the next page begins, 0 = nothing more. */
    long run(final ModelView view, final RowBuffer rows) {
        rows.clear(AccountHead.ROW_BYTES);
        final byte[] field = filter.field(ReadKeys.ACCOUNT_FIELD);
        final byte[] prefix = field == null ? new byte[] {ReadKeys.ACCOUNT_TIME} : field;
        int lookedAt = 0;
        long lastNs = 0;
        try (TimeEntries entries = new TimeEntries(view, prefix, filter)) {
            while (entries.isValid()) {
                if (rows.count() == filter.limit() || lookedAt++ == MAX_LOOKED_AT) {
                    return filter.nextAfter(lastNs);
                }
                lastNs = entries.ownNs();
                take(view, entries.value(), rows);
                entries.next();
            }
        }
        return 0;
    }

    private void take(final ModelView view, final byte[] id, final RowBuffer rows) {
        final UnsafeBuffer key = new UnsafeBuffer(id);
        final AccountHead head =
                view.account(new Id128(key.getLong(Long.BYTES, BIG_ENDIAN), key.getLong(0, BIG_ENDIAN)));
        if (head == null) {
            throw new DamagedModelException("an account of the index is not there");
        }
        final RowFilter carried = filter.carried();
        if ((carried.ledger == 0 || head.ledger() == carried.ledger)
                && (carried.code == 0 || head.code() == carried.code)
                && carried.matchesUserData(
                        head.value(),
                        AccountEvent.USER_DATA_128_LOW_OFFSET,
                        AccountEvent.USER_DATA_64_OFFSET,
                        AccountEvent.USER_DATA_32_OFFSET)) {
            rows.buffer().putBytes(rows.next(), head.value(), 0, AccountHead.ROW_BYTES);
            rows.keep();
        }
    }
}
