package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.rules.RuleStore;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.LimitKind;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The way back out of a linked chain that fails: what accounts, holds and the windows of limits were before each change,
 * and how many records there were when the chain began. Burned ids are not in it: they stay.
 *
 * <pre>
 *  account entry:  0 4 kind     8 8 slot  16 4 closed   24 8 lastSequence  32 32 the four counters
 *  hold entry:     0 4 kind     8 8 row   16 4 state    24 8 remaining     32  8 captured
 *  window entry:   0 4 kind     8 8 row   16 4 limit    24 8 used          32 16 window, since
 *  new hold:       0 4 kind     8 8 row
 * </pre>
 *
 * <p>Ledger thread only. Records nothing outside a chain. Grows to the longest chain seen: at most six entries for each
 * event of a batch.
 */
final class UndoLog {
    private static final int ENTRY_BYTES = 64;
    private static final int INITIAL_ENTRIES = 1024;
    private static final int KIND_ACCOUNT = 1;
    private static final int KIND_HOLD = 2;
    private static final int KIND_WINDOW = 3;
    private static final int KIND_NEW_HOLD = 4;
    private static final LimitKind[] WINDOWS = {LimitKind.DAY, LimitKind.NIGHT, LimitKind.HOURLY_COUNT};
    private static final int NUMBER_OFFSET = 8;
    private static final int STATE_OFFSET = 16;
    private static final int FIRST_OFFSET = 24;

    private final AccountStore accounts;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final ExpiryHeap expiries;
    private final LedgerTotals totals;
    private final RuleStore rules;
    private final Slab entries;
    private final AccountFlyweight account = new AccountFlyweight();
    private boolean recording;
    private int count;
    private long transferCount;

    UndoLog(
            final SlabAllocator allocator,
            final AccountStore accounts,
            final TransferStore transfers,
            final HoldStore holds,
            final ExpiryHeap expiries,
            final LedgerTotals totals,
            final RuleStore rules) {
        entries = new Slab(allocator, ENTRY_BYTES, INITIAL_ENTRIES);
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
        this.expiries = expiries;
        this.totals = totals;
        this.rules = rules;
    }

    /** A chain begins. */
    void begin() {
        recording = true;
        count = 0;
        transferCount = transfers.count();
    }

    /** The chain is over, whole or rolled back. */
    void end() {
        recording = false;
    }

    /** Keeps what the account is now. */
    void account(final AccountFlyweight before) {
        if (recording) {
            final int at = next(KIND_ACCOUNT, before.slot(), before.isClosed() ? 1 : 0);
            final UnsafeBuffer chunk = entries.chunk(count - 1);
            chunk.putLong(at + FIRST_OFFSET, before.lastSequence(), LITTLE_ENDIAN);
            chunk.putLong(at + FIRST_OFFSET + 8, before.debitsPending(), LITTLE_ENDIAN);
            chunk.putLong(at + FIRST_OFFSET + 16, before.debitsPosted(), LITTLE_ENDIAN);
            chunk.putLong(at + FIRST_OFFSET + 24, before.creditsPending(), LITTLE_ENDIAN);
            chunk.putLong(at + FIRST_OFFSET + 32, before.creditsPosted(), LITTLE_ENDIAN);
        }
    }

    /** Keeps what the hold is now. */
    void hold(final int row) {
        if (recording) {
            final int at = next(KIND_HOLD, row, holds.state(row));
            final UnsafeBuffer chunk = entries.chunk(count - 1);
            chunk.putLong(at + FIRST_OFFSET, holds.remaining(row), LITTLE_ENDIAN);
            chunk.putLong(at + FIRST_OFFSET + 8, holds.captured(row), LITTLE_ENDIAN);
        }
    }

    /** A hold was added. */
    void newHold(final int row) {
        if (recording) {
            next(KIND_NEW_HOLD, row, 0);
        }
    }

    /** Keeps what the windows of a rule record have counted now. */
    void windows(final int row) {
        if (recording) {
            for (final LimitKind kind : WINDOWS) {
                if (rules.isSet(row, kind.code())) {
                    final int at = next(KIND_WINDOW, row, kind.code());
                    final UnsafeBuffer chunk = entries.chunk(count - 1);
                    chunk.putLong(at + FIRST_OFFSET, rules.used(row, kind.code()), LITTLE_ENDIAN);
                    chunk.putLong(at + FIRST_OFFSET + 8, rules.windowNs(row, kind.code()), LITTLE_ENDIAN);
                    chunk.putLong(at + FIRST_OFFSET + 16, rules.sinceNs(row, kind.code()), LITTLE_ENDIAN);
                }
            }
        }
    }

    /** Brings everything back to where the chain began, but burned ids. */
    void rollback() {
        while (count > 0) {
            count--;
            final UnsafeBuffer chunk = entries.chunk(count);
            final int at = entries.offset(count);
            final int number = (int) chunk.getLong(at + NUMBER_OFFSET, LITTLE_ENDIAN);
            switch (chunk.getInt(at, LITTLE_ENDIAN)) {
                case KIND_ACCOUNT -> restoreAccount(chunk, at, number);
                case KIND_HOLD -> restoreHold(chunk, at, number);
                case KIND_NEW_HOLD -> removeHold(number);
                default -> restoreWindow(chunk, at, number);
            }
        }
        transfers.truncate(transferCount);
    }

    long memoryBytes() {
        return entries.memoryBytes();
    }

    private int next(final int kind, final int number, final int state) {
        entries.require(count);
        final UnsafeBuffer chunk = entries.chunk(count);
        final int at = entries.offset(count);
        chunk.putInt(at, kind, LITTLE_ENDIAN);
        chunk.putLong(at + NUMBER_OFFSET, number, LITTLE_ENDIAN);
        chunk.putInt(at + STATE_OFFSET, state, LITTLE_ENDIAN);
        count++;
        return at;
    }

    private void restoreAccount(final UnsafeBuffer chunk, final int at, final int slot) {
        accounts.wrap(account, slot);
        final long debitsPending = chunk.getLong(at + FIRST_OFFSET + 8, LITTLE_ENDIAN);
        final long debitsPosted = chunk.getLong(at + FIRST_OFFSET + 16, LITTLE_ENDIAN);
        final long creditsPending = chunk.getLong(at + FIRST_OFFSET + 24, LITTLE_ENDIAN);
        final long creditsPosted = chunk.getLong(at + FIRST_OFFSET + 32, LITTLE_ENDIAN);
        totals.add(
                account.ledger(),
                debitsPending - account.debitsPending(),
                debitsPosted - account.debitsPosted(),
                creditsPending - account.creditsPending(),
                creditsPosted - account.creditsPosted());
        account.debitsPending(debitsPending);
        account.debitsPosted(debitsPosted);
        account.creditsPending(creditsPending);
        account.creditsPosted(creditsPosted);
        account.lastSequence(chunk.getLong(at + FIRST_OFFSET, LITTLE_ENDIAN));
        account.closed(chunk.getInt(at + STATE_OFFSET, LITTLE_ENDIAN) != 0);
    }

    private void restoreWindow(final UnsafeBuffer chunk, final int at, final int row) {
        rules.window(
                row,
                chunk.getInt(at + STATE_OFFSET, LITTLE_ENDIAN),
                chunk.getLong(at + FIRST_OFFSET, LITTLE_ENDIAN),
                chunk.getLong(at + FIRST_OFFSET + 8, LITTLE_ENDIAN),
                chunk.getLong(at + FIRST_OFFSET + 16, LITTLE_ENDIAN));
    }

    private void removeHold(final int row) {
        if (holds.heapPlace(row) >= 0) {
            expiries.remove(row);
        }
        holds.remove(row);
    }

    private void restoreHold(final UnsafeBuffer chunk, final int at, final int row) {
        holds.restore(
                row,
                chunk.getLong(at + FIRST_OFFSET, LITTLE_ENDIAN),
                chunk.getLong(at + FIRST_OFFSET + 8, LITTLE_ENDIAN),
                chunk.getInt(at + STATE_OFFSET, LITTLE_ENDIAN));
        if (holds.isOpen(row) && holds.expiresAtNs(row) != 0 && holds.heapPlace(row) < 0) {
            expiries.add(row);
        }
    }
}
