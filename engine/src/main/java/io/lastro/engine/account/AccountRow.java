package io.lastro.engine.account;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes an account as one entry of the {@code accounts} group of LookupAccountsReply, byte for byte.
 *
 * <pre>
 *  offset size field
 *       0   64 as {@link AccountEvent}, with the timestamp of the account; closed says how it is now
 *      64    8 debitsPending
 *      72    8 debitsPosted
 *      80    8 creditsPending
 *      88    8 creditsPosted
 *      96    8 lastSequence
 *     104    1 found: 1, or 0 when there is no such account
 * </pre>
 *
 * <p>Ledger thread only.
 */
public final class AccountRow {
    /** Bytes of a row. */
    public static final int BLOCK_BYTES = 105;

    /** Offset of debitsPending. */
    public static final int DEBITS_PENDING_OFFSET = 64;

    /** Offset of debitsPosted. */
    public static final int DEBITS_POSTED_OFFSET = 72;

    /** Offset of creditsPending. */
    public static final int CREDITS_PENDING_OFFSET = 80;

    /** Offset of creditsPosted. */
    public static final int CREDITS_POSTED_OFFSET = 88;

    /** Offset of lastSequence. */
    public static final int LAST_SEQUENCE_OFFSET = 96;

    /** Offset of found. */
    public static final int FOUND_OFFSET = 104;

    /** Bytes of an id: low, then high 64 bits. */
    public static final int ID_BYTES = 2 * BitUtil.SIZE_OF_LONG;

    private final AccountStore accounts;
    private final AccountFlyweight account = new AccountFlyweight();
    private final AccountEvent row = new AccountEvent();

    /** Rows out of that store. */
    public AccountRow(final AccountStore accounts) {
        this.accounts = accounts;
    }

    /** Writes the rows of ids, 16 bytes each (low, high), in their order; returns the bytes written. */
    public int writeAll(
            final DirectBuffer ids,
            final int idsOffset,
            final int count,
            final MutableDirectBuffer rows,
            final int rowsOffset) {
        for (int i = 0; i < count; i++) {
            final int at = idsOffset + i * ID_BYTES;
            write(
                    ids.getLong(at, LITTLE_ENDIAN),
                    ids.getLong(at + BitUtil.SIZE_OF_LONG, LITTLE_ENDIAN),
                    rows,
                    rowsOffset + i * BLOCK_BYTES);
        }
        return count * BLOCK_BYTES;
    }

    /** Writes the row of an id; when there is no such account, zeros but for the id. */
    private void write(final long idLow, final long idHigh, final MutableDirectBuffer rows, final int offset) {
        rows.setMemory(offset, BLOCK_BYTES, (byte) 0);
        row.wrapWritable(rows, offset).idLow(idLow).idHigh(idHigh);
        final int slot = accounts.find(idLow, idHigh);
        if (slot == AccountStore.NULL_SLOT) {
            return;
        }
        accounts.wrap(account, slot);
        row.userData128Low(accounts.userData128Low(account))
                .userData128High(accounts.userData128High(account))
                .userData64(accounts.userData64(account))
                .timestampNs(accounts.timestampNs(slot))
                .userData32(accounts.userData32(account))
                .ledger(account.ledger())
                .code(account.code())
                .flags(account.shownFlags());
        rows.putLong(offset + DEBITS_PENDING_OFFSET, account.debitsPending(), LITTLE_ENDIAN);
        rows.putLong(offset + DEBITS_POSTED_OFFSET, account.debitsPosted(), LITTLE_ENDIAN);
        rows.putLong(offset + CREDITS_PENDING_OFFSET, account.creditsPending(), LITTLE_ENDIAN);
        rows.putLong(offset + CREDITS_POSTED_OFFSET, account.creditsPosted(), LITTLE_ENDIAN);
        rows.putLong(offset + LAST_SEQUENCE_OFFSET, account.lastSequence(), LITTLE_ENDIAN);
        rows.putByte(offset + FOUND_OFFSET, (byte) 1);
    }
}
