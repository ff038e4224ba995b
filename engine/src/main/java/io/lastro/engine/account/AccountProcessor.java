package io.lastro.engine.account;

import static io.lastro.protocol.CreateAccountResult.CODE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateAccountResult.CREATED;
import static io.lastro.protocol.CreateAccountResult.EXISTS;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_CODE;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_FLAGS;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_128;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_32;
import static io.lastro.protocol.CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_64;
import static io.lastro.protocol.CreateAccountResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
import static io.lastro.protocol.CreateAccountResult.ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateAccountResult.ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateAccountResult.IMPORTED_EVENT_EXPECTED;
import static io.lastro.protocol.CreateAccountResult.IMPORTED_EVENT_NOT_EXPECTED;
import static io.lastro.protocol.CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
import static io.lastro.protocol.CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
import static io.lastro.protocol.CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
import static io.lastro.protocol.CreateAccountResult.LEDGER_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateAccountResult.LINKED_EVENT_CHAIN_OPEN;
import static io.lastro.protocol.CreateAccountResult.LINKED_EVENT_FAILED;
import static io.lastro.protocol.CreateAccountResult.RESERVED_FIELD_MUST_BE_ZERO;
import static io.lastro.protocol.CreateAccountResult.RESERVED_FLAG;
import static io.lastro.protocol.CreateAccountResult.TIMESTAMP_MUST_BE_ZERO;

import io.lastro.engine.Invariant;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import java.util.function.LongPredicate;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Creates accounts: decides each event of a batch in the order of precedence of SEMANTICS section 3, or applies what was
 * decided before.
 *
 * <p>Ledger thread only; allocates nothing.
 */
public final class AccountProcessor {
    private static final int NO_CHAIN = -1;
    private static final int BOTH_BOUNDS =
            AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS | AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;

    private final AccountStore accounts;
    private final LongPredicate isTransferTimestamp;
    private final AccountEvent event = new AccountEvent();
    private final AccountOutcome outcome = new AccountOutcome();
    private final AccountFlyweight existing = new AccountFlyweight();

    /**
     * A processor of that store.
     *
     * @param isTransferTimestamp tells whether a transfer has exactly that timestamp.
     */
    public AccountProcessor(final AccountStore accounts, final LongPredicate isTransferTimestamp) {
        this.accounts = accounts;
        this.isTransferTimestamp = isTransferTimestamp;
    }

    /** Decides and applies a batch; writes one {@link AccountOutcome} per event. */
    public void execute(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        final boolean importedBatch = count > 0 && isImported(event.wrap(events, offset));
        int chainStart = NO_CHAIN;
        int chainAccounts = 0;
        boolean chainFailed = false;
        for (int i = 0; i < count; i++) {
            event.wrap(events, offset + i * AccountEvent.BLOCK_BYTES);
            final boolean linked = (event.flags() & AccountFlags.LINKED) != 0;
            if (linked && chainStart == NO_CHAIN) {
                chainStart = i;
                chainAccounts = accounts.count();
                chainFailed = false;
            }
            final long timestampNs = batchTimestampNs - count + i + 1;
            outcome.wrapWritable(outcomes, outcomesOffset + i * AccountOutcome.BLOCK_BYTES)
                    .clear()
                    .timestampNs(timestampNs)
                    .sequence(firstSequence + i);
            final CreateAccountResult result;
            if (linked && i == count - 1) {
                result = LINKED_EVENT_CHAIN_OPEN;
            } else if (chainFailed) {
                result = LINKED_EVENT_FAILED;
            } else {
                result = apply(importedBatch, batchTimestampNs, timestampNs, firstSequence + i);
            }
            outcome.result(result.code());
            if (result != CREATED && chainStart != NO_CHAIN && !chainFailed) {
                chainFailed = true;
                accounts.truncate(chainAccounts);
                failEarlier(chainStart, i, batchTimestampNs - count + 1, outcomes, outcomesOffset);
            }
            if (!linked) {
                chainStart = NO_CHAIN;
                chainFailed = false;
            }
        }
    }

    /**
     * Applies a batch that was decided before.
     *
     * @throws io.lastro.engine.InvariantViolation when it cannot have been decided like this on this state.
     */
    public void applyRecorded(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = 0; i < count; i++) {
            event.wrap(events, offset + i * AccountEvent.BLOCK_BYTES);
            outcome.wrap(outcomes, outcomesOffset + i * AccountOutcome.BLOCK_BYTES);
            if (outcome.result() == EXISTS.code()) {
                continue;
            }
            Invariant.equal(outcome.sequence(), firstSequence + i, "recorded sequence is gapless");
            final boolean created = outcome.result() == CREATED.code();
            final long eventTimestampNs = batchTimestampNs - count + i + 1;
            final long timestampNs = created && isImported(event) ? event.timestampNs() : eventTimestampNs;
            Invariant.equal(outcome.timestampNs(), timestampNs, "recorded timestamp is that of the event");
            if (created) {
                Invariant.equal(
                        accounts.find(event.idLow(), event.idHigh()),
                        AccountStore.NULL_SLOT,
                        "account id is created once");
                Invariant.check(
                        timestampNs > accounts.lastTimestampNs(),
                        "account timestamps increase",
                        timestampNs,
                        accounts.lastTimestampNs() + 1);
                accounts.add(event, timestampNs, outcome.sequence());
            }
        }
    }

    private CreateAccountResult apply(
            final boolean importedBatch,
            final long batchTimestampNs,
            final long eventTimestampNs,
            final long sequence) {
        CreateAccountResult result = checkTimestamp(importedBatch, batchTimestampNs);
        if (result == CREATED) {
            result = checkShape();
        }
        if (result == CREATED) {
            result = checkExisting();
        }
        if (result == CREATED) {
            result = checkOwnData();
        }
        if (result != CREATED) {
            return result;
        }
        // Decided: below this line only writes.
        final long timestampNs = isImported(event) ? event.timestampNs() : eventTimestampNs;
        final int slot = accounts.add(event, timestampNs, sequence);
        outcome.timestampNs(timestampNs);
        Invariant.equal(accounts.find(event.idLow(), event.idHigh()), slot, "a created account is found");
        return CREATED;
    }

    private CreateAccountResult checkTimestamp(final boolean importedBatch, final long batchTimestampNs) {
        final boolean imported = isImported(event);
        if (imported != importedBatch) {
            return importedBatch ? IMPORTED_EVENT_EXPECTED : IMPORTED_EVENT_NOT_EXPECTED;
        }
        if (!imported) {
            return event.timestampNs() == 0 ? CREATED : TIMESTAMP_MUST_BE_ZERO;
        }
        if (event.timestampNs() <= 0) {
            return IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        }
        return event.timestampNs() < batchTimestampNs ? CREATED : IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
    }

    private CreateAccountResult checkShape() {
        if (event.reserved() != 0) {
            return RESERVED_FIELD_MUST_BE_ZERO;
        }
        if ((event.flags() & ~AccountFlags.ALL) != 0) {
            return RESERVED_FLAG;
        }
        if ((event.idLow() | event.idHigh()) == 0) {
            return ID_MUST_NOT_BE_ZERO;
        }
        return (event.idLow() & event.idHigh()) == -1 ? ID_MUST_NOT_BE_MAX : CREATED;
    }

    private CreateAccountResult checkExisting() {
        final int slot = accounts.find(event.idLow(), event.idHigh());
        if (slot == AccountStore.NULL_SLOT) {
            return CREATED;
        }
        accounts.wrap(existing, slot);
        if (existing.givenFlags() != event.flags()) {
            return EXISTS_WITH_DIFFERENT_FLAGS;
        }
        if (accounts.userData128Low(existing) != event.userData128Low()
                || accounts.userData128High(existing) != event.userData128High()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        }
        if (accounts.userData64(existing) != event.userData64()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        }
        if (accounts.userData32(existing) != event.userData32()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        }
        if (existing.ledger() != event.ledger()) {
            return EXISTS_WITH_DIFFERENT_LEDGER;
        }
        if (existing.code() != event.code()) {
            return EXISTS_WITH_DIFFERENT_CODE;
        }
        outcome.timestampNs(accounts.timestampNs(slot)).sequence(accounts.creationSequence(slot));
        return EXISTS;
    }

    private CreateAccountResult checkOwnData() {
        if ((event.flags() & BOTH_BOUNDS) == BOTH_BOUNDS) {
            return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        }
        if (event.ledger() == 0) {
            return LEDGER_MUST_NOT_BE_ZERO;
        }
        if (event.code() == 0) {
            return CODE_MUST_NOT_BE_ZERO;
        }
        if (isImported(event)
                && (event.timestampNs() <= accounts.lastTimestampNs()
                        || isTransferTimestamp.test(event.timestampNs()))) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
        }
        return CREATED;
    }

    private void failEarlier(
            final int chainStart,
            final int failed,
            final long firstTimestampNs,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = chainStart; i < failed; i++) {
            outcome.wrapWritable(outcomes, outcomesOffset + i * AccountOutcome.BLOCK_BYTES)
                    .timestampNs(firstTimestampNs + i)
                    .result(LINKED_EVENT_FAILED.code());
        }
    }

    private static boolean isImported(final AccountEvent event) {
        return (event.flags() & AccountFlags.IMPORTED) != 0;
    }
}
