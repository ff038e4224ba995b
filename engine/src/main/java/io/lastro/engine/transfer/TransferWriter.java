package io.lastro.engine.transfer;

import io.lastro.engine.Invariant;
import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.account.LedgerTotals;
import io.lastro.engine.rules.AccountRules;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;

/**
 * Books what is decided, live and at a start alike: counters of both accounts, the transfer's record, its hold, the
 * windows of limits. Nothing here can refuse; what was written is read back and checked.
 *
 * <p>Ledger thread only. Failure: {@link io.lastro.engine.InvariantViolation}, which halts the engine.
 */
public final class TransferWriter {
    /** Nanoseconds of a second of timeout. */
    static final long SECOND_NS = 1_000_000_000L;

    private final AccountStore accounts;
    private final TransferStore transfers;
    private final HoldStore holds;
    private final ExpiryHeap expiries;
    private final LedgerTotals totals;
    private final AccountRules rules;
    private final UndoLog undo;
    private final EndedHolds ended;
    private final TransferEvent hold = new TransferEvent();

    TransferWriter(
            final AccountStore accounts,
            final TransferStore transfers,
            final HoldStore holds,
            final ExpiryHeap expiries,
            final LedgerTotals totals,
            final AccountRules rules,
            final UndoLog undo,
            final EndedHolds ended) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
        this.expiries = expiries;
        this.totals = totals;
        this.rules = rules;
        this.undo = undo;
        this.ended = ended;
    }

    /** Books a single or pending transfer whose amount is final. */
    void book(final TransferDraft draft) {
        final boolean pending = draft.has(TransferFlags.PENDING);
        touch(draft);
        move(draft, pending ? draft.amount : 0, pending ? 0 : draft.amount);
        count(draft);
        final int record = transfers.add(draft);
        if (pending) {
            reserve(draft, record);
        }
        if (draft.has(TransferFlags.CLOSING_DEBIT)) {
            draft.debit.closed(true);
        }
        if (draft.has(TransferFlags.CLOSING_CREDIT)) {
            draft.credit.closed(true);
        }
    }

    /** Books a post, capture or void whose amount is final and whose empty fields are inherited. */
    void resolve(final TransferDraft draft) {
        final int row = draft.holdRow;
        final long remaining = holds.remaining(row);
        final boolean voids = draft.has(TransferFlags.VOID_PENDING);
        final long posted = voids ? 0 : draft.amount;
        final long released = draft.has(TransferFlags.KEEP_REMAINDER) ? draft.amount : remaining;
        touch(draft);
        undo.hold(row);
        move(draft, -released, posted);
        giveBack(draft, released - posted);
        final int record = transfers.add(draft);
        transfers.metRemainder(record, remaining);
        if (voids) {
            end(draft, 0, HoldState.VOIDED);
            reopen(draft);
        } else if (released == remaining) {
            end(draft, posted, HoldState.POSTED);
        } else {
            holds.resolve(row, released, posted, HoldState.CAPTURED_IN_PART, draft.sequence);
        }
    }

    /** Books the end of a hold by its timeout; fills the draft with the hold's accounts and what was released. */
    void expire(final TransferDraft draft, final int row) {
        draft.holdRow = row;
        draft.holdRecord = holds.record(row);
        draft.inherit(transfers);
        draft.amount = holds.remaining(row);
        accounts.wrap(draft.debit, holds.debitSlot(row));
        accounts.wrap(draft.credit, holds.creditSlot(row));
        touch(draft);
        move(draft, -draft.amount, 0);
        giveBack(draft, draft.amount);
        end(draft, 0, HoldState.EXPIRED);
        reopen(draft);
    }

    private void touch(final TransferDraft draft) {
        undo.account(draft.debit);
        undo.account(draft.credit);
        draft.previousDebitSequence = draft.debit.lastSequence();
        draft.previousCreditSequence = draft.credit.lastSequence();
    }

    private void move(final TransferDraft draft, final long pending, final long posted) {
        final AccountFlyweight debit = draft.debit;
        final AccountFlyweight credit = draft.credit;
        final long debitsPending = debit.debitsPending();
        final long debitsPosted = debit.debitsPosted();
        final long creditsPending = credit.creditsPending();
        final long creditsPosted = credit.creditsPosted();
        debit.debitsPending(debitsPending + pending);
        debit.debitsPosted(debitsPosted + posted);
        credit.creditsPending(creditsPending + pending);
        credit.creditsPosted(creditsPosted + posted);
        debit.lastSequence(draft.sequence);
        credit.lastSequence(draft.sequence);
        // Read back from the slab, not from our locals.
        final long debitedPending = debit.debitsPending() - debitsPending;
        final long debitedPosted = debit.debitsPosted() - debitsPosted;
        final long creditedPending = credit.creditsPending() - creditsPending;
        final long creditedPosted = credit.creditsPosted() - creditsPosted;
        Invariant.equal(debitedPending, creditedPending, "entry balances pending");
        Invariant.equal(debitedPosted, creditedPosted, "entry balances posted");
        Invariant.equal(debitedPending, pending, "entry moves the pending amount");
        Invariant.equal(debitedPosted, posted, "entry moves the posted amount");
        checkCounters(debit.debitsPending(), debit.debitsPosted());
        checkCounters(credit.creditsPending(), credit.creditsPosted());
        final int row = totals.add(debit.ledger(), debitedPending, debitedPosted, creditedPending, creditedPosted);
        totals.checkBalanced(row);
    }

    private void count(final TransferDraft draft) {
        if (draft.countsToLimits && draft.debit.hasRules()) {
            final int row = rules.row(draft.debit);
            undo.windows(row);
            draft.counted = rules.count(row, draft.amount, draft.code, draft.eventTimestampNs);
        }
    }

    /** What a hold releases unposted goes back to the windows that counted it, if they still last. */
    private void giveBack(final TransferDraft draft, final long amount) {
        final int counted = holds.counted(draft.holdRow);
        if (counted != 0) {
            final int row = rules.row(draft.debit);
            undo.windows(row);
            rules.giveBack(row, counted, amount, holds.timestampNs(draft.holdRow), draft.eventTimestampNs);
        }
    }

    private static void checkCounters(final long pending, final long posted) {
        // The sum too: a later post moves one to the other and must not leave 63 bits.
        Invariant.check((pending | posted | pending + posted) >= 0, "counters are never negative", pending, posted);
    }

    private void reserve(final TransferDraft draft, final int record) {
        final long expiresAtNs =
                draft.timeoutSeconds == 0 ? 0 : draft.eventTimestampNs + timeoutNs(draft.timeoutSeconds);
        final int row = holds.add(draft, record, expiresAtNs);
        undo.newHold(row);
        transfers.hold(record, row);
        if (expiresAtNs != 0) {
            expiries.add(row);
        }
    }

    /** A timeout, unsigned seconds, in ns: below 2^62. */
    static long timeoutNs(final int timeoutSeconds) {
        return Integer.toUnsignedLong(timeoutSeconds) * SECOND_NS;
    }

    private void end(final TransferDraft draft, final long posted, final int state) {
        final int row = draft.holdRow;
        holds.resolve(row, holds.remaining(row), posted, state, draft.sequence);
        if (holds.heapPlace(row) >= 0) {
            expiries.remove(row);
        }
        ended.add(row, draft.sequence);
    }

    private void reopen(final TransferDraft draft) {
        final int flags = transfers.wrap(hold, draft.holdRecord).flags();
        if ((flags & TransferFlags.CLOSING_DEBIT) != 0) {
            draft.debit.closed(false);
        }
        if ((flags & TransferFlags.CLOSING_CREDIT) != 0) {
            draft.credit.closed(false);
        }
    }
}
