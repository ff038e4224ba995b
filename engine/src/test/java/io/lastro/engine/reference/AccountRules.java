package io.lastro.engine.reference;

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

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;

/** Creates accounts. */
final class AccountRules implements EventRules<NewAccount, AccountResult> {
    private static final int BOTH_BOUNDS =
            AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS | AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;

    private final Book book;

    AccountRules(final Book book) {
        this.book = book;
    }

    @Override
    public boolean linked(final NewAccount event) {
        return (event.flags() & AccountFlags.LINKED) != 0;
    }

    @Override
    public boolean imported(final NewAccount event) {
        return (event.flags() & AccountFlags.IMPORTED) != 0;
    }

    @Override
    public boolean succeeded(final AccountResult result) {
        return result.result() == CREATED;
    }

    @Override
    public AccountResult chainFailed(final Moment at) {
        return new AccountResult(LINKED_EVENT_FAILED, at.nowNs(), at.sequence());
    }

    @Override
    public AccountResult chainOpen(final Moment at) {
        return new AccountResult(LINKED_EVENT_CHAIN_OPEN, at.nowNs(), at.sequence());
    }

    @Override
    public AccountResult execute(final NewAccount event, final Moment at) {
        final CreateAccountResult shape = shapeObjection(event, at);
        if (shape != null) {
            return new AccountResult(shape, at.nowNs(), at.sequence());
        }
        final ModelAccount original = book.state.accounts.get(event.id());
        if (original != null) {
            final CreateAccountResult difference = difference(event, original.asked);
            return difference != null
                    ? new AccountResult(difference, at.nowNs(), at.sequence())
                    : new AccountResult(EXISTS, original.timestampNs, original.sequence);
        }
        final CreateAccountResult refusal = ownObjection(event);
        if (refusal != null) {
            return new AccountResult(refusal, at.nowNs(), at.sequence());
        }
        final long timestampNs = imported(event) ? event.timestampNs() : at.nowNs();
        book.state.accounts.put(event.id(), new ModelAccount(Copies.of(event), timestampNs, at.sequence()));
        book.state.lastAccountTimestampNs = timestampNs;
        return new AccountResult(CREATED, timestampNs, at.sequence());
    }

    @Override
    public AccountResult afterUndoing(final AccountResult result) {
        return result;
    }

    private CreateAccountResult shapeObjection(final NewAccount event, final Moment at) {
        if (at.importedBatch() && !imported(event)) {
            return IMPORTED_EVENT_EXPECTED;
        }
        if (!at.importedBatch() && imported(event)) {
            return IMPORTED_EVENT_NOT_EXPECTED;
        }
        if (!imported(event) && event.timestampNs() != 0) {
            return TIMESTAMP_MUST_BE_ZERO;
        }
        if (imported(event) && event.timestampNs() <= 0) {
            return IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        }
        if (imported(event) && event.timestampNs() >= at.batchNs()) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
        }
        if (event.reserved() != 0) {
            return RESERVED_FIELD_MUST_BE_ZERO;
        }
        if ((event.flags() & ~AccountFlags.ALL) != 0) {
            return RESERVED_FLAG;
        }
        if (Amounts.isZero(event.id())) {
            return ID_MUST_NOT_BE_ZERO;
        }
        return Amounts.isMax(event.id()) ? ID_MUST_NOT_BE_MAX : null;
    }

    private static CreateAccountResult difference(final NewAccount event, final NewAccount original) {
        if (event.flags() != original.flags()) {
            return EXISTS_WITH_DIFFERENT_FLAGS;
        }
        if (!event.userData128().equals(original.userData128())) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        }
        if (event.userData64() != original.userData64()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        }
        if (event.userData32() != original.userData32()) {
            return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        }
        if (event.ledger() != original.ledger()) {
            return EXISTS_WITH_DIFFERENT_LEDGER;
        }
        return event.code() != original.code() ? EXISTS_WITH_DIFFERENT_CODE : null;
    }

    private CreateAccountResult ownObjection(final NewAccount event) {
        if ((event.flags() & BOTH_BOUNDS) == BOTH_BOUNDS) {
            return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        }
        if (event.ledger() == 0) {
            return LEDGER_MUST_NOT_BE_ZERO;
        }
        if (event.code() == 0) {
            return CODE_MUST_NOT_BE_ZERO;
        }
        final boolean regresses = event.timestampNs() <= book.state.lastAccountTimestampNs
                || book.state.isTransferTimestamp(event.timestampNs());
        return imported(event) && regresses ? IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS : null;
    }
}
